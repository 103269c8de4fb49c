import type { Profile } from './schema.ts'

/** What a profile sets, by path in YAML; everything else has the schema's default. */
export const PROFILE_SETTINGS: Readonly<Record<Profile, Readonly<Record<string, unknown>>>> = {
  development: {
    level: 'DEBUG',
    file_enabled: false,
    call_site: true,
    performance_interval: 60,
    compression_enabled: false,
  },
  production: {
    level: 'INFO',
    console_format: 'json',
    console_colors: false,
  },
  testing: {
    level: 'WARNING',
    console_colors: false,
    file_enabled: false,
    performance_enabled: false,
    alerts_enabled: false,
    compression_enabled: false,
  },
  debug: {
    level: 'TRACE',
    call_site: true,
    performance_interval: 5,
    compression_enabled: false,
  },
}

/** The profile when nobody named one. */
export function profileOfNodeEnv(nodeEnv: string | undefined): Profile {
  if (nodeEnv === 'production') return 'production'
  return nodeEnv === 'test' ? 'testing' : 'development'
}

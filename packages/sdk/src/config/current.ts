import { type ConfigSources, loadConfig } from './load.ts'
import type { Profile, ResolvedConfig } from './schema.ts'

/** The configuration in force, one in a process even when the package is there twice, as ESM and as CommonJS. */
type Holder = {
  sources: ConfigSources
  config: ResolvedConfig | undefined
  readonly listeners: Set<(config: ResolvedConfig) => void>
}

const HOLDER = Symbol.for('tallystick.sdk.config')

function holder(): Holder {
  const place = globalThis as { [HOLDER]?: Holder }
  place[HOLDER] ??= { sources: {}, config: undefined, listeners: new Set() }
  return place[HOLDER]
}

/** The configuration in force. Loaded from environment and file when nobody has configured anything yet. */
export function getLoggingConfig(): ResolvedConfig {
  const held = holder()
  held.config ??= loadConfig(held.sources)
  return held.config
}

/** Takes these sources from now on and returns what they come to. Throws TALLY_CONFIG_INVALID, and then nothing has changed. */
export function setLoggingConfig(sources: ConfigSources): ResolvedConfig {
  const config = loadConfig(sources)
  const held = holder()
  held.sources = sources
  held.config = config
  for (const listener of held.listeners) listener(config)
  return config
}

/**
 * Changes to the defaults of another profile while the program runs. What environment, file or code set one by one stays: a level in the
 * environment is in force in every profile.
 */
export function setLoggingProfile(profile: Profile): ResolvedConfig {
  return setLoggingConfig({ ...holder().sources, profile })
}

/** Calls back after every change. Returns a function that ends it. */
export function onLoggingConfig(listener: (config: ResolvedConfig) => void): () => void {
  const { listeners } = holder()
  listeners.add(listener)
  return () => listeners.delete(listener)
}

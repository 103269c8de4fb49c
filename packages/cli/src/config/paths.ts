import { homedir } from 'node:os'
import { join } from 'node:path'

/** What the platform's folders depend on, so that tests can be any platform. */
export type Surroundings = {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

export function surroundings(env: Readonly<Record<string, string | undefined>>): Surroundings {
  return { platform: process.platform, env, home: env.HOME ?? homedir() }
}

/** Where a user's data goes: XDG Base Directory specification, Apple's File System Programming Guide, Windows Known Folders. */
export function defaultDataDirectory({ platform, env, home }: Surroundings): string {
  if (env.XDG_DATA_HOME) return join(env.XDG_DATA_HOME, 'tallystick')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'tallystick')
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'tallystick')
  return join(home, '.local', 'share', 'tallystick')
}

/** The file in which `serve` notes how to reach it. */
export function configFile({ platform, env, home }: Surroundings): string {
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'tallystick', 'config.json')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'tallystick', 'config.json')
  if (platform === 'win32')
    return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'tallystick', 'config.json')
  return join(home, '.config', 'tallystick', 'config.json')
}

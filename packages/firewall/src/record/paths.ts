import { homedir } from 'node:os'
import { join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The file of the local record: `TALLYSTICK_FIREWALL_DB`, else `scans.db` in the user's data folder (XDG Base Directory specification, Apple's
 * File System Programming Guide, Windows Known Folders). Not in the folder of `tally serve`, which is one process's alone.
 */
export function defaultDatabase(
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.TALLYSTICK_FIREWALL_DB) return env.TALLYSTICK_FIREWALL_DB
  const home = env.HOME || homedir()
  const data =
    env.XDG_DATA_HOME ||
    (platform === 'darwin'
      ? join(home, 'Library', 'Application Support')
      : platform === 'win32'
        ? env.LOCALAPPDATA || join(home, 'AppData', 'Local')
        : join(home, '.local', 'share'))
  return join(data, 'tallystick-firewall', 'scans.db')
}

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { TallyError } from '@tallystick/core'
import { type KnownServer, readKnownServers } from './file.ts'
import { configFile, defaultDataDirectory, type Surroundings } from './paths.ts'

/** Options that every command which needs the record has. */
export type TargetOptions = { readonly data?: string; readonly url?: string; readonly key?: string }

/** What a command talks to. */
export type Target =
  | { readonly kind: 'server'; readonly url: string; readonly key: string | undefined }
  | { readonly kind: 'directory'; readonly directory: string }
  /** The server last started here; its directory when it does not run. */
  | { readonly kind: 'known'; readonly server: KnownServer }

/** A server's address without a slash at its end. Refuses with TALLY_CONFIG_INVALID what is not http or https. */
function checkUrl(url: string, source: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:'))
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      `${source} must be a URL like http://127.0.0.1:7070, found ${JSON.stringify(url)}`,
    )
  return parsed.href.replace(/\/+$/, '')
}

/**
 * Where a command finds the record: --data or --url, then TALLYSTICK_URL or TALLYSTICK_DATA, then the server last started on this
 * machine, then the default data directory. The key: --key, TALLYSTICK_KEY, else the one noted for this very server, so that no
 * key is ever sent to another.
 */
export function resolveTarget(options: TargetOptions, around: Surroundings): Target {
  if (options.data !== undefined && options.url !== undefined)
    throw new TallyError(
      'TALLY_CLI_USAGE',
      '--data opens a directory and --url talks to a server: give one of them',
    )
  const { env } = around
  if (options.data !== undefined) return { kind: 'directory', directory: resolve(options.data) }
  const given = options.key ?? (env.TALLYSTICK_KEY || undefined)
  const named = options.url ?? (env.TALLYSTICK_URL || undefined)
  if (named !== undefined) {
    const url = checkUrl(named, options.url === undefined ? 'TALLYSTICK_URL' : '--url')
    return { kind: 'server', url, key: given ?? knownServers(around).find(known => known.url === url)?.key }
  }
  if (env.TALLYSTICK_DATA) return { kind: 'directory', directory: resolve(env.TALLYSTICK_DATA) }
  const last = knownServers(around)[0]
  if (last !== undefined)
    return { kind: 'known', server: given === undefined ? last : { ...last, key: given } }
  const directory = defaultDataDirectory(around)
  if (existsSync(directory)) return { kind: 'directory', directory }
  throw new TallyError(
    'TALLY_DATA_NOT_FOUND',
    `no server was started here yet, and there is no data directory ${directory}`,
  )
}

/** The servers that `serve` noted, last started first. */
export function knownServers(around: Surroundings): readonly KnownServer[] {
  return readKnownServers(configFile(around))
}

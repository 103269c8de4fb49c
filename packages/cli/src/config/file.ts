import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { TallyError } from '@tallystick/core'

/** A server that was started on this machine: where it answers, the key made at its first start, its data directory. */
export type KnownServer = { readonly url: string; readonly key: string; readonly data: string }

const NAMES = ['url', 'key', 'data'] as const

function checkServer(value: unknown, where: string): KnownServer {
  const entry: Record<string, unknown> = value !== null && typeof value === 'object' ? { ...value } : {}
  for (const name of NAMES)
    if (typeof entry[name] !== 'string' || entry[name] === '')
      throw new TallyError('TALLY_CONFIG_INVALID', `${where} must have a text ${name}`)
  return { url: entry.url as string, key: entry.key as string, data: entry.data as string }
}

/** The servers that `serve` noted, last started first; none where there is no file. Refuses with TALLY_CONFIG_INVALID. */
export function readKnownServers(path: string): readonly KnownServer[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new TallyError('TALLY_CONFIG_INVALID', `cannot read ${path}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new TallyError('TALLY_CONFIG_INVALID', `${path} is not JSON: ${(error as Error).message}`, {
      cause: error,
    })
  }
  const servers =
    value !== null && typeof value === 'object' ? (value as { servers?: unknown }).servers : undefined
  if (!Array.isArray(servers))
    throw new TallyError('TALLY_CONFIG_INVALID', `${path} must hold {"servers":[{"url","key","data"}]}`)
  return servers.map((server, index) => checkServer(server, `servers[${index}] in ${path}`))
}

/**
 * Notes a server as the last started, in place of what was noted for its data directory, and forgets those whose directory is
 * gone. The file holds keys: it is replaced in one step and only its owner can read it.
 */
export function rememberServer(path: string, server: KnownServer): void {
  const others = readKnownServers(path).filter(known => known.data !== server.data && existsSync(known.data))
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(temporary, `${JSON.stringify({ servers: [server, ...others] }, null, 2)}\n`, {
      mode: 0o600,
    })
    chmodSync(temporary, 0o600)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new TallyError('TALLY_CONFIG_INVALID', `cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

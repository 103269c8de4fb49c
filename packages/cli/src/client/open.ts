import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import type { StoreChoice } from '@tallystick/engine'
import type { KnownServer } from '../config/file.ts'
import { type Surroundings, surroundings } from '../config/paths.ts'
import { knownServers, resolveTarget, type TargetOptions } from '../config/target.ts'
import type { Terminal } from '../terminal.ts'
import { createTransport } from './transport.ts'
import type { TallyClient } from './types.ts'

export type ClientOptions = TargetOptions & {
  /** With a directory: whose record. With a server the key says so, and this is only held against it. */
  readonly tenant?: string
  readonly store?: StoreChoice
}

/** How long a server gets to say that it is there. */
const PROBE_MS = 2_000

/** Whether something at this address answers as Tallystick does. */
export async function answers(url: string): Promise<boolean> {
  try {
    const { exchange } = createTransport(url, undefined)
    const answer: unknown = await (
      await exchange('/health/live', { signal: AbortSignal.timeout(PROBE_MS) })
    ).json()
    return typeof (answer as { live?: unknown } | null)?.live === 'boolean'
  } catch {
    return false
  }
}

function isSameDirectory(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b)
  } catch {
    return false
  }
}

/** Whether a folder is a Tallystick data directory. */
export function isDataDirectory(directory: string): boolean {
  return existsSync(join(directory, 'journal')) || existsSync(join(directory, 'tallystick.db'))
}

async function openServer(
  url: string,
  key: string | undefined,
  tenant: string | undefined,
): Promise<TallyClient> {
  const { createHttpClient } = await import('./http.ts')
  if (tenant !== undefined) {
    const me = await createTransport(url, key).send('/api/v1/whoami')
    const owner = ((await me.json()) as { tenant: string }).tenant
    if (owner !== tenant)
      throw new TallyError(
        'TALLY_CLI_USAGE',
        `the key belongs to tenant ${owner}; make one for ${tenant} with: tally keys create NAME --tenant ${tenant}`,
      )
  }
  return createHttpClient(url, key)
}

async function openDirectory(
  directory: string,
  options: ClientOptions,
  around: Surroundings,
  terminal: Terminal,
): Promise<TallyClient> {
  const { DEFAULT_TENANT, openLocalClient } = await import('./local.ts')
  try {
    return await openLocalClient(directory, {
      store: options.store,
      tenant: options.tenant ?? DEFAULT_TENANT,
      env: around.env,
    })
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (syscall !== undefined)
      throw new TallyError(
        'TALLY_DATA_UNWRITABLE',
        `the data directory ${directory} cannot be used: ${code} (${syscall})`,
        { cause: error },
      )
    if (!(error instanceof TallyError && error.code === 'TALLY_JOURNAL_LOCKED')) throw error
    const holder = knownServers(around).find(server => isSameDirectory(server.data, directory))
    if (holder === undefined || !(await answers(holder.url)))
      throw new TallyError(
        error.code,
        `${error.message}; talk to that server with --url http://HOST:PORT --key KEY`,
        {
          cause: error,
          details: { ...error.details },
        },
      )
    terminal.note(terminal.noteStyle.dim(`${directory} is open in the server at ${holder.url}: asking it.`))
    return openServer(holder.url, options.key ?? holder.key, options.tenant)
  }
}

async function openKnown(
  server: KnownServer,
  options: ClientOptions,
  around: Surroundings,
  terminal: Terminal,
): Promise<TallyClient> {
  if (await answers(server.url)) return openServer(server.url, server.key, options.tenant)
  if (!isDataDirectory(server.data))
    throw new TallyError(
      'TALLY_SERVER_UNREACHABLE',
      `nothing answers at ${server.url}, where tally serve ran last`,
    )
  terminal.note(terminal.noteStyle.dim(`Nothing answers at ${server.url}: reading ${server.data} directly.`))
  return openDirectory(server.data, options, around, terminal)
}

/**
 * Opens what a command talks to (see `resolveTarget`). A directory that a running server holds is reached through that server
 * when it is one that was started on this machine. `create` lets a directory that is not there be made.
 */
export async function openClient(
  options: ClientOptions,
  terminal: Terminal,
  { create = false } = {},
): Promise<TallyClient> {
  const around = surroundings(terminal.env)
  const target = resolveTarget(options, around)
  if (target.kind === 'server') return openServer(target.url, target.key, options.tenant)
  if (target.kind === 'known') return openKnown(target.server, options, around, terminal)
  if (!create && !isDataDirectory(target.directory))
    throw new TallyError('TALLY_DATA_NOT_FOUND', `${target.directory} is not a Tallystick data directory`)
  return openDirectory(target.directory, options, around, terminal)
}

/** Runs `work` with a client and closes it whatever happens. */
export async function withClient<T>(
  options: ClientOptions,
  terminal: Terminal,
  work: (client: TallyClient) => Promise<T>,
  { create = false } = {},
): Promise<T> {
  const client = await openClient(options, terminal, { create })
  try {
    return await work(client)
  } finally {
    await client.close()
  }
}

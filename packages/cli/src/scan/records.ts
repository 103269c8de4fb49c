import { existsSync } from 'node:fs'
import { type JsonObject, TallyError } from '@tallystick/core'
import {
  type Appended,
  defaultDatabase,
  eventOfScan,
  openSqliteRecords,
  type RecordStore,
  type SqliteRecordStore,
} from '@tallystick/firewall'
import { answers, type ClientOptions, openClient } from '../client/open.ts'
import type { TallyClient } from '../client/types.ts'
import { surroundings } from '../config/paths.ts'
import { knownServers } from '../config/target.ts'
import type { Terminal } from '../terminal.ts'

export type RecordsOptions = ClientOptions & {
  /** The file of the local record. */
  readonly db?: string
}

/** Where scans are recorded: a record that `tally search` asks, or a file of their own when there is none. */
export type ScanRecords =
  | { readonly kind: 'client'; readonly client: TallyClient }
  | { readonly kind: 'local'; readonly file: string }

/**
 * --db or TALLYSTICK_FIREWALL_DB name a file; --url, --data or their variables a record; else it is the server last started here when it
 * answers, and the user's own file when not. Nothing has to run for a scan to be recorded. `create`: a file that is named and not there is
 * made; else it is refused with TALLY_CLI_USAGE.
 */
export async function findScanRecords(
  options: RecordsOptions,
  terminal: Terminal,
  { create }: { readonly create: boolean },
): Promise<ScanRecords> {
  const { env } = terminal
  const named = options.data ?? options.url
  if (named === undefined) {
    const file = options.db ?? (env.TALLYSTICK_FIREWALL_DB || undefined)
    if (file !== undefined) {
      if (!create && !existsSync(file))
        throw new TallyError(
          'TALLY_CLI_USAGE',
          `there is no file of scans ${file} (${options.db === undefined ? 'TALLYSTICK_FIREWALL_DB' : '--db'}); a scan makes it`,
        )
      return { kind: 'local', file }
    }
    if (!env.TALLYSTICK_URL && !env.TALLYSTICK_DATA) {
      const server = knownServers(surroundings(env))[0]
      if (server === undefined || !(await answers(server.url)))
        return { kind: 'local', file: defaultDatabase(env) }
    }
  }
  return { kind: 'client', client: await openClient(options, terminal, { create }) }
}

/** Opens what was recorded, and closes it whatever happens. */
export async function withScanRecords<T>(
  options: RecordsOptions,
  terminal: Terminal,
  work: (records: TallyClient | SqliteRecordStore) => Promise<T>,
): Promise<T> {
  const found = await findScanRecords(options, terminal, { create: false })
  // Looking must not be what makes records go: those are forgotten by cleanup, and by whoever writes.
  const records =
    found.kind === 'client' ? found.client : openSqliteRecords({ file: found.file, retentionDays: 0 })
  try {
    return await work(records)
  } finally {
    await records.close()
  }
}

/** Takes records of scans. */
export type Sink = Pick<RecordStore, 'append' | 'close'> & {
  readonly target: string
  /** The first that went wrong. */
  problem(): string | undefined
}

/** Events sent in one go. */
const TOGETHER = 200

/** Where scans go. A data directory that cannot be written takes none, and says so at the end: what is found is told all the same. */
export async function openSink(options: RecordsOptions, terminal: Terminal): Promise<Sink> {
  const records = await findScanRecords(options, terminal, { create: true }).catch((error: unknown) => {
    if (error instanceof TallyError && error.code === 'TALLY_DATA_UNWRITABLE') return error
    throw error
  })
  if (records instanceof TallyError)
    return closedSink(`${records.message} (${records.code}). ${records.help}`)
  if (records.kind === 'client') return clientSink(records.client)
  let problem: string | undefined
  const store = openSqliteRecords({
    file: records.file,
    onProblem: ({ kind, message }) => {
      if (kind !== 'recovered') problem ??= message
      // A program that lives on tries again; whoever waits for a scan is told, with what was found.
      if (kind === 'unwritable') setImmediate(() => store.close())
    },
  })
  return {
    target: records.file,
    append: record => store.append(record),
    close: () => store.close(),
    problem: () => problem,
  }
}

const closedSink = (problem: string): Sink => ({
  target: 'nowhere',
  append: async () => 'dropped',
  close: async () => {},
  problem: () => problem,
})

/** Sends what has come together as soon as the scan takes a breath. */
function clientSink(client: TallyClient): Sink {
  let waiting: JsonObject[] = []
  let sending: Promise<Appended> | undefined
  let problem: string | undefined

  const send = async (): Promise<Appended> => {
    await new Promise(resolve => setImmediate(resolve))
    const events = waiting
    waiting = []
    sending = undefined
    try {
      for (let at = 0; at < events.length; at += TOGETHER) {
        const { refused } = await client.ingest(events.slice(at, at + TOGETHER))
        if (refused[0] !== undefined) throw new Error(refused[0].error.message)
      }
      return 'kept'
    } catch (error) {
      problem ??= (error as Error).message
      return 'dropped'
    }
  }

  return {
    target: client.target,
    append: record => {
      waiting.push(eventOfScan(record))
      sending ??= send()
      return sending
    },
    close: async () => {
      await sending
      await client.close()
    },
    problem: () => problem,
  }
}

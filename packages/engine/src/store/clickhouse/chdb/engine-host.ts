/**
 * The process that chDB lives in, since a crash of native code ends the process it is in. Started by `host.ts` with the directory and
 * the limits; speaks frames (`frames.ts`) on file descriptor 3 and ends when that closes, so it never outlives the server.
 */
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InsertTable } from '../connection.ts'
import {
  type Failure,
  type Frame,
  frameReader,
  type HostConfig,
  json,
  KIND,
  type QueryBody,
  writeFrame,
} from './frames.ts'

type Chdb = typeof import('chdb')
type Session = InstanceType<Chdb['Session']>

/** Queries under way at once; more wait. */
const QUERY_SESSIONS = 4
/** The engine of a server that has just died may still be closing the directory. */
const OPEN_ATTEMPTS = 60
const OPEN_INTERVAL_MS = 250
/** What still runs when the server is gone is given up after this long. */
const LAST_MS = 5_000
const PURGE_AFTER_MS = 2_000

const config = JSON.parse(process.argv[2]!) as HostConfig
const server = new Socket({ fd: 3 })

// A terminal's Ctrl-C reaches the whole group; the server says when to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
server.on('error', () => {})
server.on('close', () => void end())
server.on('data', frameReader(receive))
let state: 'opening' | 'open' | 'ending' = 'opening'

const { Session } = await import('chdb')
/** For statements that are short: definitions, cancelling. */
const control = await openDirectory()
const inserter = openSession()
const idle: Session[] = Array.from({ length: QUERY_SESSIONS }, openSession)
const waiting: ((session: Session) => void)[] = []
/** Calls whose answer nobody wants any more. */
const cancelled = new Set<number>()
const running = new Set<Promise<void>>()
let purge: NodeJS.Timeout | undefined
state = 'open'
writeFrame(server, KIND.ready, 0)

function openSession(): Session {
  return new Session(config.directory, { connectionArgs: config.engine })
}

async function openDirectory(): Promise<Session> {
  for (let attempt = 1; ; attempt++) {
    try {
      return openSession()
    } catch (error) {
      if (attempt === OPEN_ATTEMPTS) throw error
      await sleep(OPEN_INTERVAL_MS)
    }
  }
}

function receive({ kind, call, body }: Frame): void {
  if (kind === KIND.query) track(call, query(call, JSON.parse(body.toString()) as QueryBody))
  else if (kind === KIND.insert) track(call, insert(body.toString() as InsertTable))
  else if (kind === KIND.cancel) cancel(call)
  else if (kind === KIND.ping) writeFrame(server, KIND.pong, 0)
  else if (kind === KIND.close) void end()
}

/** Answers a call with `done` or `failed`. */
function track(call: number, work: Promise<void>): void {
  clearTimeout(purge)
  const answered = work
    .then(
      () => writeFrame(server, KIND.done, call),
      error => writeFrame(server, KIND.failed, call, json(failureOf(error))),
    )
    .then(() => {
      cancelled.delete(call)
      running.delete(answered)
      if (running.size === 0) purge = setTimeout(giveBackMemory, PURGE_AFTER_MS).unref()
    })
  running.add(answered)
}

async function query(call: number, { sql, parameters, settings }: QueryBody): Promise<void> {
  if (!/^\s*(?:SELECT|WITH)\b/.test(sql)) {
    control.queryBind(sql, parameters)
    return
  }
  const session = idle.pop() ?? (await new Promise<Session>(resolve => waiting.push(resolve)))
  const hanging = setTimeout(() => process.kill(process.pid, 'SIGKILL'), config.hangMs)
  try {
    if (unwanted(call)) return
    // chDB sets the parameters for the process, not for the query; starting a stream is synchronous, so that no other gets them.
    const stream = session.queryStreamBind(
      `${sql}\nSETTINGS ${config.query},${settings === undefined ? '' : ` ${settings},`} log_comment = 'call ${call}'`,
      parameters,
      { format: 'JSONCompactEachRow' },
    )
    for await (const chunk of stream) {
      const rows = chunk.raw()
      const flowing = writeFrame(server, KIND.rows, call, [
        Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength),
      ])
      if (!flowing) await new Promise(resolve => server.once('drain', resolve))
      if (unwanted(call)) return
    }
  } catch (error) {
    // What a failed stream holds is set free by the next statement of its session.
    session.query('SELECT 1')
    throw error
  } finally {
    clearTimeout(hanging)
    const next = waiting.shift()
    if (next) next(session)
    else idle.push(session)
  }
}

const unwanted = (call: number) => state === 'ending' || cancelled.has(call)

function cancel(call: number): void {
  cancelled.add(call)
  control.query(`KILL QUERY WHERE Settings['log_comment'] = 'call ${call}' ASYNC`)
}

/** Inserts what the server has put into the stage. */
async function insert(into: InsertTable): Promise<void> {
  await inserter.queryAsync(config.insert[into])
}

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  return { code: Number(/\bCode: (\d+)\b/.exec(message)?.[1] ?? -1), message }
}

/** Freed memory goes back to the system when there is a pause: Node collects nothing while it is idle. */
function giveBackMemory(): void {
  globalThis.gc?.()
  control.query('SYSTEM JEMALLOC PURGE')
}

/** Ends once nothing runs. Closing a session under a running query would crash the engine. */
async function end(): Promise<void> {
  if (state === 'opening') process.exit(0)
  if (state === 'ending') return
  state = 'ending'
  const last = setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_MS)
  control.query("KILL QUERY WHERE Settings['log_comment'] LIKE 'call %' ASYNC")
  await Promise.allSettled(running)
  for (const session of [control, inserter, ...idle]) session.close()
  clearTimeout(last)
  process.exit(0)
}

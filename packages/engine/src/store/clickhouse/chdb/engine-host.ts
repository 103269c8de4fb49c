/**
 * The process that chDB lives in, since a crash of native code ends the process it is in. Started by `host.ts` with the directory and
 * the limits; speaks frames (`frames.ts`) on file descriptor 3 and ends when that closes, so it never outlives the server.
 */
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CODE } from '../connection.ts'
import { shapeLines } from '../lines.ts'
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
/** Pieces of a batch that are inserted at once, and their size: a compromise of memory, parts to merge and speed. */
const INSERT_SESSIONS = 2
const PIECE_BYTES = 8 * 1024 * 1024
/** The engine of a server that has just died may still be closing the directory. */
const OPEN_ATTEMPTS = 60
const OPEN_INTERVAL_MS = 250
/** What still runs when the server is gone is given up after this long. */
const LAST_MS = 5_000
const PURGE_AFTER_MS = 2_000
const LINE_FEED = 0x0a

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
const inserters = Array.from({ length: INSERT_SESSIONS }, openSession)
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
  else if (kind === KIND.insert) track(call, insert(body))
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

async function query(call: number, { sql, parameters }: QueryBody): Promise<void> {
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
      `${sql}\nSETTINGS ${config.query}, log_comment = 'call ${call}'`,
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

/** Inserts lines piece by piece, as many at once as there are sessions for it. All settle before the first failure is told. */
async function insert(lines: Buffer): Promise<void> {
  const pieces = piecesOf(lines)
  const outcomes = await Promise.allSettled(
    inserters.map(async session => {
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift())
        await insertLines(session, piece)
    }),
  )
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/** Whole lines, in equal pieces of at most about PIECE_BYTES. */
function piecesOf(lines: Buffer): Buffer[] {
  const size = Math.ceil(lines.length / Math.ceil(lines.length / PIECE_BYTES))
  const pieces: Buffer[] = []
  for (let from = 0; from < lines.length; ) {
    const feed = from + size >= lines.length ? -1 : lines.indexOf(LINE_FEED, from + size)
    const to = feed < 0 ? lines.length : feed + 1
    pieces.push(lines.subarray(from, to))
    from = to
  }
  return pieces
}

async function insertLines(session: Session, lines: Buffer): Promise<void> {
  try {
    await insertPieces(session, await shapeLines(lines))
  } catch (error) {
    if (failureOf(error).code !== CODE.incorrectData) throw error
    // An attribute that the engine's JSON cannot hold, as an integer of 2^64. Nothing of the block is in.
    await insertPieces(session, await shapeLines(lines, true))
  }
}

async function insertPieces(session: Session, pieces: readonly Buffer[]): Promise<void> {
  const [only = Buffer.alloc(0), ...others] = pieces
  const values = others.length === 0 ? only : Buffer.concat(pieces)
  if (values.length === 0) return
  await session.insert({
    ...config.insert,
    values,
    format: 'JSONEachRow',
  })
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
  for (const session of [control, ...inserters, ...idle]) session.close()
  clearTimeout(last)
  process.exit(0)
}

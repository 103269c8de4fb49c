import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PROGRAM_FLAGS, programFile } from '../../../programs.ts'
import {
  type ClickHouseConnection,
  EngineError,
  type InsertTable,
  type Row,
  type Statement,
  UNREACHABLE,
} from '../connection.ts'
import { insertPointsFrom } from '../points/schema.ts'
import { type Failure, type Frame, frameReader, type HostConfig, json, KIND, writeFrame } from './frames.ts'
import { type EngineLimits, engineArguments, querySettings } from './limits.ts'
import { openStage } from './stage.ts'

export type HostState = { readonly up: boolean; readonly error?: string; readonly restarts: number }

export interface EngineHost extends ClickHouseConnection {
  /** Resolves when the engine first answers; rejects with UNREACHABLE when its first process ends before. */
  readonly opened: Promise<void>
  state(): HostState
  /** Process of the engine while there is one. */
  readonly pid: number | undefined
  close(): Promise<void>
}

type Call = {
  readonly rows: Row[]
  readonly resolve: (rows: Row[]) => void
  readonly reject: (error: unknown) => void
}

type Running = { readonly child: ChildProcess; readonly socket: Duplex }

/** How long a call waits for an engine that is starting. */
const PATIENCE_MS = 3_000
const RESTART_MIN_MS = 100
const RESTART_MAX_MS = 5_000
const CLOSE_MS = 10_000
/** Beyond its own limit a query gets this long to end. */
const HANG_MS = 20_000
/** An engine that leaves this many pings unanswered hangs, and is ended. */
const PING_MS = 10_000
const PINGS = 3
/** What the host handles are buffers, beside the heap. */
const SMALL_HEAP = ['--max-old-space-size=256', '--max-semi-space-size=1', '--expose-gc']
/** Threads for what runs at once; and batches of megabytes are to go back to the system when glibc has freed them. */
const HOST_ENVIRONMENT = { UV_THREADPOOL_SIZE: '8', MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_ARENA_MAX: '2' }
/** Of the stage, in the engine's process; frames go over 3. */
const STAGE_DESCRIPTOR = 4
/** Of what the engine said before it died. */
const LAST_WORDS = 2_000

/** What Node is called with to run the host, or what tries it. */
export function hostCommand(program: 'engine-host' | 'probe'): string[] {
  return [...PROGRAM_FLAGS, fileURLToPath(programFile(`store/clickhouse/chdb/${program}`))]
}

/**
 * chDB in a process of its own, started again when it dies. Calls that were under way then reject with UNREACHABLE; calls that come
 * meanwhile wait a little. The next process starts only when the last one is gone, and the engine locks its directory besides.
 */
export function startEngineHost(
  directory: string,
  limits: EngineLimits,
  insertFrom: (source: number) => string,
  pingMs = PING_MS,
): EngineHost {
  const config: HostConfig = {
    directory,
    engine: engineArguments(limits),
    query: querySettings(limits),
    hangMs: limits.querySeconds * 1000 + HANG_MS,
    insert: { events: insertFrom(STAGE_DESCRIPTOR), points: insertPointsFrom(STAGE_DESCRIPTOR) },
  }
  const stage = openStage(directory)
  const calls = new Map<number, Call>()
  const awaiting = new Set<(running: Running | undefined) => void>()
  let running: Running | undefined
  let child: ChildProcess | undefined
  let lastCall = 0
  let restarts = 0
  let backoff = RESTART_MIN_MS
  let error: string | undefined
  let closing: Promise<void> | undefined
  let unanswered = 0
  const pulse = setInterval(() => {
    if (running === undefined) return
    if (unanswered === PINGS) running.child.kill('SIGKILL')
    unanswered += 1
    writeFrame(running.socket, KIND.ping, 0)
  }, pingMs).unref()
  const opened = Promise.withResolvers<void>()
  opened.promise.catch(() => {})
  let gone: Promise<void> = start()

  /** Starts the engine; resolves when that process is gone. */
  function start(): Promise<void> {
    const spawned = spawn(
      process.execPath,
      [...SMALL_HEAP, ...hostCommand('engine-host'), JSON.stringify(config)],
      {
        stdio: ['ignore', 'ignore', 'pipe', 'pipe', stage.descriptor],
        env: { ...process.env, ...HOST_ENVIRONMENT },
      },
    )
    child = spawned
    const socket = spawned.stdio[3] as Duplex
    let words = ''
    spawned.stderr!.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-LAST_WORDS)
    })
    const read = frameReader(frame => receive({ child: spawned, socket }, frame))
    socket.on('data', read)
    // A write to a process that has just died; its exit says the rest.
    socket.on('error', () => {})
    return new Promise(resolve => {
      const ended = (how: string) => {
        if (child !== spawned) return
        child = undefined
        running = undefined
        resolve()
        if (closing !== undefined) return
        error = [`the engine ended: ${how}`, words.trim()].filter(Boolean).join('; ')
        failAll(error)
        opened.reject(new EngineError(UNREACHABLE, error))
        void restart()
      }
      spawned.on('error', cause => ended(cause.message))
      spawned.on('close', (code, signal) => ended(signal ?? `exit code ${code}`))
    })
  }

  async function restart(): Promise<void> {
    const wait = backoff
    backoff = Math.min(backoff * 2, RESTART_MAX_MS)
    await sleep(wait, undefined, { ref: false })
    if (closing !== undefined) return
    restarts += 1
    gone = start()
  }

  function failAll(message: string): void {
    for (const { reject } of calls.values()) reject(new EngineError(UNREACHABLE, message))
    calls.clear()
  }

  function receive(from: Running, { kind, call: id, body }: Frame): void {
    unanswered = 0
    if (kind === KIND.ready) {
      running = from
      error = undefined
      opened.resolve()
      settleAwaiting(from)
      return
    }
    const call = calls.get(id)
    if (call === undefined) return
    if (kind === KIND.rows) {
      try {
        for (const row of parseRows(body)) call.rows.push(row)
      } catch (cause) {
        calls.delete(id)
        call.reject(cause)
      }
      return
    }
    calls.delete(id)
    // An engine that answers is sound: should it die, the next restart is quick again.
    backoff = RESTART_MIN_MS
    if (kind === KIND.done) call.resolve(call.rows)
    else {
      const { code, message } = JSON.parse(body.toString()) as Failure
      call.reject(new EngineError(code, message))
    }
  }

  function settleAwaiting(found: Running | undefined): void {
    for (const resolve of awaiting) resolve(found)
    awaiting.clear()
  }

  async function reach(): Promise<Running> {
    if (running !== undefined) return running
    const found =
      closing === undefined &&
      (await new Promise<Running | undefined>(resolve => {
        const timer = setTimeout(() => {
          awaiting.delete(settle)
          resolve(undefined)
        }, PATIENCE_MS)
        const settle = (value: Running | undefined) => {
          clearTimeout(timer)
          resolve(value)
        }
        awaiting.add(settle)
      }))
    if (found) return found
    throw new EngineError(
      UNREACHABLE,
      closing === undefined ? (error ?? 'the engine is starting') : 'the store is closed',
    )
  }

  async function send(kind: number, body: readonly Buffer[], signal?: AbortSignal): Promise<Row[]> {
    signal?.throwIfAborted()
    const { socket } = await reach()
    signal?.throwIfAborted()
    lastCall = (lastCall % 0xffff_ffff) + 1
    const id = lastCall
    return new Promise((resolve, reject) => {
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', abort)
          settle(value)
        }
      const call = { rows: [], resolve: settled(resolve), reject: settled(reject) }
      const abort = () => {
        calls.delete(id)
        writeFrame(socket, KIND.cancel, id)
        call.reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      calls.set(id, call)
      writeFrame(socket, kind, id, body)
    })
  }

  /** One at a time, for there is one stage. */
  let inserting: Promise<unknown> = Promise.resolve()
  function insert(lines: AsyncIterable<readonly Buffer[]>, into: InsertTable = 'events'): Promise<void> {
    const insertion = inserting.then(async () => {
      if (closing !== undefined) throw new EngineError(UNREACHABLE, 'the store is closed')
      if ((await stage.fill(lines)) > 0) await send(KIND.insert, [Buffer.from(into)])
    })
    inserting = insertion.catch(() => {})
    return insertion
  }

  async function shutDown(): Promise<void> {
    clearInterval(pulse)
    settleAwaiting(undefined)
    failAll('the store is closed')
    const last = child
    if (last !== undefined) {
      if (running === undefined) last.kill('SIGKILL')
      else writeFrame(running.socket, KIND.close, 0)
      running = undefined
      const timer = setTimeout(() => last.kill('SIGKILL'), CLOSE_MS)
      await gone
      clearTimeout(timer)
    }
    await inserting
    await stage.close()
  }

  return {
    query: (statement: Statement, signal) => send(KIND.query, json(statement), signal),
    insert,
    opened: opened.promise,
    state: () => ({ up: running !== undefined, restarts, ...(error === undefined ? {} : { error }) }),
    get pid() {
      return child?.pid
    },
    close: () => {
      closing ??= Promise.resolve().then(shutDown)
      return closing
    },
  }
}

/** JSONCompactEachRow: one array per line. A chunk ends with a line. */
function parseRows(body: Buffer): Row[] {
  const text = body.toString('utf8').trimEnd()
  return text === '' ? [] : (JSON.parse(`[${text.replaceAll('\n', ',')}]`) as Row[])
}

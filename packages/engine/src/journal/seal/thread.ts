import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { TallyError } from '@tallystick/core'
import { programFile } from '../../programs.ts'
import type { LineChunk } from '../segment/read.ts'
import type { SealedBatch } from '../types.ts'
import type {
  RecoveredTenant,
  SealReply,
  SealRequest,
  SealRound,
  SealWorkerData,
  TenantSealState,
} from './protocol.ts'

/** From here on a buffer is worth a transfer of its own; smaller ones are copied together. */
const TRANSFER_BYTES = 64 * 1024
/** Mebibytes up to which the heap of the thread, the buffers it holds included, may grow before old objects are collected. */
const HEAP_MIB = 64

type Answer = Exclude<SealReply, { readonly type: 'sealed' | 'state' }>

type Events = {
  /** Batches of a tenant are sealed. */
  readonly onSealed: (state: TenantSealState, batches: readonly SealedBatch[]) => void
  readonly onState: (state: TenantSealState) => void
}

/** The main thread's side of the sealing thread. */
export class SealThread {
  readonly #worker: Worker
  readonly #events: Events
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = []
  #failure: TallyError | undefined
  #closing = false

  constructor(data: SealWorkerData, events: Events) {
    this.#events = events
    // Else the lines that pass through make it collect its small heap several times a second, at more CPU than their hashes cost.
    setFlagsFromString(`--initial-old-space-size=${HEAP_MIB}`)
    this.#worker = new Worker(programFile('journal/seal/worker'), { workerData: data, name: 'tally-seal' })
    this.#worker.on('message', (reply: SealReply) => this.#receive(reply))
    this.#worker.on('error', error => this.#fail(`the sealing thread failed: ${error.message}`, error))
    this.#worker.on('exit', () => this.#fail('the sealing thread has ended'))
    this.#worker.unref()
  }

  /** Brings journal and ledger into agreement. Rejects TALLY_JOURNAL_CORRUPT. */
  async recover(tenants: readonly { tenant: string; logEnd: number }[]): Promise<readonly RecoveredTenant[]> {
    const answer = await this.#ask({ type: 'recover', tenants })
    if (answer.type === 'refused') throw new TallyError(answer.error.code, answer.error.message)
    return answer.type === 'recovered' ? answer.tenants : []
  }

  /** Hands over durable lines, in order per tenant. Their buffers belong to the thread afterwards. */
  send(chunks: readonly (LineChunk & { readonly tenant: string })[]): void {
    const merged = mergeSmall(chunks)
    this.#worker.postMessage(
      { type: 'lines', chunks: merged } satisfies SealRequest,
      merged.map(({ lines }) => lines.buffer as ArrayBuffer),
    )
  }

  seal(now: number): Promise<SealRound> {
    return this.#askForRound({ type: 'seal', now })
  }

  idle(now: number, renewAge: number): Promise<SealRound> {
    return this.#askForRound({ type: 'idle', now, renewAge })
  }

  async close(): Promise<void> {
    const ended = new Promise<void>(resolve => this.#worker.once('exit', () => resolve()))
    if (this.#failure !== undefined) return
    this.#closing = true
    this.#worker.ref()
    this.#worker.postMessage({ type: 'close' } satisfies SealRequest)
    await ended
  }

  async #askForRound(request: SealRequest): Promise<SealRound> {
    const answer = await this.#ask(request)
    if (answer.type !== 'done')
      throw new TallyError('TALLY_INTERNAL', `the sealing thread answered ${answer.type}`)
    return answer
  }

  /** Answers come in the order of the questions. While one is out, the thread keeps the process alive. */
  #ask(request: SealRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure)
      this.#waiting.push({ resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage(request)
    })
  }

  #receive(reply: SealReply): void {
    if (reply.type === 'sealed') this.#events.onSealed(reply.state, reply.batches)
    else if (reply.type === 'state') this.#events.onState(reply.state)
    else {
      this.#waiting.shift()!.resolve(reply)
      // A renewal may be answered when the end is waited for already.
      if (this.#waiting.length === 0 && !this.#closing) this.#worker.unref()
    }
  }

  #fail(message: string, cause?: unknown): void {
    this.#failure ??= new TallyError('TALLY_JOURNAL_WRITE', message, { cause })
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure)
  }
}

type TenantChunk = LineChunk & { readonly tenant: string }

/** Chunks whose buffers may be transferred: a large one as it is, runs of small ones of a tenant copied into one. */
function mergeSmall(chunks: readonly TenantChunk[]): TenantChunk[] {
  const merged: TenantChunk[] = []
  for (const run of runs(chunks)) {
    const [first] = run
    if (run.length === 1 && isTransferable(first.lines)) {
      merged.push(first)
      continue
    }
    const lines = Buffer.allocUnsafeSlow(run.reduce((sum, { lines }) => sum + lines.length, 0))
    let at = 0
    for (const part of run) at += part.lines.copy(lines, at)
    merged.push({
      tenant: first.tenant,
      firstSeq: first.firstSeq,
      count: run.reduce((sum, { count }) => sum + count, 0),
      lines,
    })
  }
  return merged
}

/** Per tenant, transferable chunks alone and the others between them together. */
function runs(chunks: readonly TenantChunk[]): [TenantChunk, ...TenantChunk[]][] {
  const all: [TenantChunk, ...TenantChunk[]][] = []
  const open = new Map<string, TenantChunk[]>()
  for (const chunk of chunks) {
    const run = open.get(chunk.tenant)
    if (isTransferable(chunk.lines)) {
      all.push([chunk])
      open.delete(chunk.tenant)
    } else if (run !== undefined) run.push(chunk)
    else {
      const started: [TenantChunk] = [chunk]
      all.push(started)
      open.set(chunk.tenant, started)
    }
  }
  return all
}

/** Large, and the only view of its memory: a slice of Node's shared pool cannot be given away. */
function isTransferable({ byteLength, buffer }: Buffer): boolean {
  return byteLength >= TRANSFER_BYTES && byteLength === buffer.byteLength
}

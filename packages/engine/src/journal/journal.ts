import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  BlockFinder,
  formatVerifierKey,
  levelSize,
  type ProofDocument,
  parseTilePath,
  TallyError,
  TILE_WIDTH,
} from '@tallystick/core'
import { type Clock, systemClock } from '../ports/clock.ts'
import type { SeqRange } from '../ports/event-store.ts'
import { type Crash, crashAt } from './crash.ts'
import { isMissing, makeDirectory } from './disk.ts'
import { type ExportAbout, exportWithProof } from './export/export.ts'
import { openSigningKey, type SigningKey } from './keys.ts'
import { blocksName, isTenantName, type Layout, layoutOf, listTenants } from './layout.ts'
import { countLines, LINE_FEED } from './lines.ts'
import { lockDirectory } from './lock.ts'
import { nativeHasher } from './merkle.ts'
import { checkpointSize, type ProofSource, proveLine } from './prove.ts'
import { replayUnsealed } from './replay.ts'
import type { TenantSealState } from './seal/protocol.ts'
import { Sealing } from './seal/sealing.ts'
import { SealThread } from './seal/thread.ts'
import { type LineChunk, SegmentReader } from './segment/read.ts'
import type {
  AppendRequest,
  Journal,
  JournalStats,
  Receipt,
  SealedBatch,
  TenantJournalState,
} from './types.ts'
import { type CreateWalFile, createWalFile } from './wal/files.ts'
import { MAX_FRAME_BYTES } from './wal/frame.ts'
import { recoverWal } from './wal/recover.ts'
import { Wal, type WalFrame } from './wal/wal.ts'
import { WriterTable } from './writers.ts'

const MIB = 1024 * 1024
const HOUR_MS = 3_600_000

export type JournalOptions = {
  readonly clock?: Clock
  /** First part of the origin of every ledger. Fixed when the directory is made. Default `tallystick.local`. */
  readonly host?: string
  /** Milliseconds from the first durable event to the seal of its batch. Default 500. */
  readonly sealInterval?: number
  /** Events after which a batch is cut; a proof costs one batch. Default 8,192. */
  readonly batchEvents?: number
  /** Bytes of lines after which a batch is cut. Default 4 MiB. */
  readonly batchBytes?: number
  /** Bytes of lines after which a segment is closed and compressed. Default 64 MiB. */
  readonly segmentBytes?: number
  /** Age in milliseconds after which it is. Default 24 hours. */
  readonly segmentAge?: number
  /** Bytes after which a new file of the write-ahead log is begun. Default 64 MiB. */
  readonly walFileBytes?: number
  /** Bytes that may wait to be durable; beyond, appends are refused with TALLY_INGEST_OVERLOADED. Default 64 MiB. */
  readonly maxQueuedBytes?: number
  /** Bytes that may be taken in and not sealed; beyond, the same. Default 256 MiB. */
  readonly maxUnsealedBytes?: number
  /** Milliseconds after which an idle checkpoint is signed again. Default 60,000. */
  readonly renewInterval?: number
  /** For tests: where to end the process (`crash.ts`), and what to write the log with. */
  readonly hooks?: { readonly crashPoint?: string; readonly createWalFile?: CreateWalFile }
}

/**
 * Opens the record of a data directory, making it when it is not there, and brings it into agreement after a crash.
 * One process at a time: rejects TALLY_JOURNAL_LOCKED naming the one that has it. Rejects TALLY_JOURNAL_CORRUPT when the files disagree
 * in a way that a crash cannot explain, TALLY_SIGNING_KEY when the key of an existing ledger is gone.
 */
export async function openJournal(directory: string, options: JournalOptions = {}): Promise<Journal> {
  const root = resolve(directory)
  makeDirectory(root)
  await using undo = new AsyncDisposableStack()
  const lock = undo.use(await lockDirectory(root))
  const layout = layoutOf(root)
  const key = openSigningKey(layout, options.host)
  makeDirectory(layout.journal)
  makeDirectory(layout.ledger, 0o755)
  makeDirectory(layout.wal)
  const journal = new OpenJournal(layout, key, lock, options)
  undo.defer(() => journal.abandon())
  await journal.recover()
  undo.move()
  return journal
}

type TenantState = {
  readonly tenant: string
  nextSeq: number
  /** Every number below is durable. */
  durableSeq: number
  sealedSeq: number
  ledgerSize: number
  journalBytes: number
  ledgerBytes: number
  /** First numbers of its segments, ascending. */
  readonly segments: number[]
}

/** An append on its way to the disk. */
type Frame = WalFrame & {
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: TallyError) => void
}

class OpenJournal implements Journal {
  readonly verifierKey: string
  readonly #layout: Layout
  readonly #lock: Disposable
  readonly #crash: Crash
  readonly #maxQueuedBytes: number
  readonly #maxUnsealedBytes: number
  readonly #writers: WriterTable
  readonly #wal: Wal<Frame>
  readonly #logEnds = new Map<string, number>()
  readonly #thread: SealThread
  readonly #sealing: Sealing
  readonly #reader = new SegmentReader()
  readonly #tenants = new Map<string, TenantState>()
  readonly #sealedListeners: ((batch: SealedBatch) => void)[] = []
  readonly #durableListeners: ((receipt: Receipt) => void)[] = []
  /** Bytes that are durable and not sealed. */
  #unsealedBytes = 0
  #trimming: Promise<void> | undefined
  #closing: Promise<void> | undefined

  constructor(layout: Layout, key: SigningKey, lock: Disposable, options: JournalOptions) {
    const { clock = systemClock, hooks = {}, sealInterval = 500, renewInterval = 60_000 } = options
    this.verifierKey = formatVerifierKey(key.verifier)
    this.#layout = layout
    this.#lock = lock
    this.#crash = crashAt(hooks.crashPoint)
    this.#maxQueuedBytes = options.maxQueuedBytes ?? 64 * MIB
    this.#maxUnsealedBytes = options.maxUnsealedBytes ?? 256 * MIB
    this.#writers = new WriterTable(layout.writers, clock.now())
    this.#wal = new Wal<Frame>({
      directory: layout.wal,
      create: hooks.createWalFile ?? createWalFile,
      clock,
      crash: this.#crash,
      maxFileBytes: options.walFileBytes ?? 64 * MIB,
      files: recoverWal(layout.wal, ({ header }) => {
        const { tenant, first_seq, count, received, writer, writer_seq } = header
        this.#logEnds.set(tenant, Math.max(first_seq + count, this.#logEnds.get(tenant) ?? 0))
        if (writer !== undefined && writer_seq !== undefined)
          this.#writers.recover(tenant, writer, writer_seq, received)
      }),
      onDurable: frames => this.#durable(frames),
      onRefused: (frames, error) => this.#refused(frames, error),
    })
    this.#thread = new SealThread(
      {
        root: layout.root,
        verifierKey: this.verifierKey,
        privateKeyPem: key.privateKeyPem,
        limits: {
          batchEvents: options.batchEvents ?? 8192,
          batchBytes: options.batchBytes ?? 4 * MIB,
          segmentBytes: options.segmentBytes ?? 64 * MIB,
          segmentAge: options.segmentAge ?? 24 * HOUR_MS,
        },
        crashPoint: hooks.crashPoint,
      },
      {
        onSealed: (state, batches) => this.#sealed(state, batches),
        onState: state => this.#update(state),
      },
    )
    this.#sealing = new Sealing({
      thread: this.#thread,
      clock,
      interval: sealInterval,
      renewInterval,
      onRound: () => this.#trim(),
    })
  }

  /** Brings journal, ledger and write-ahead log into agreement, and hands what is not sealed to the sealer. */
  async recover(): Promise<void> {
    const names = new Set([
      ...listTenants(this.#layout.journal, this.#layout.ledger),
      ...this.#logEnds.keys(),
    ])
    const tenants = await this.#thread.recover(
      Array.from(names, tenant => ({ tenant, logEnd: this.#logEnds.get(tenant) ?? 0 })),
    )
    for (const { tenant, sealedSeq, ledgerSize, segments, journalBytes, ledgerBytes } of tenants)
      this.#tenants.set(tenant, {
        ...{ tenant, sealedSeq, ledgerSize, journalBytes, ledgerBytes },
        nextSeq: sealedSeq,
        durableSeq: sealedSeq,
        segments: [...segments],
      })
    replayUnsealed(
      this.#layout,
      this.#wal.files,
      tenant => this.#tenant(tenant).nextSeq,
      chunk => {
        const state = this.#tenant(chunk.tenant)
        state.nextSeq += chunk.count
        state.durableSeq = state.nextSeq
        this.#hand(chunk)
      },
    )
    this.#trim()
  }

  append(request: AppendRequest): Promise<Receipt> {
    try {
      return this.#append(request)
    } catch (error) {
      return Promise.reject(error)
    }
  }

  #append({ tenant, count, received, writer, encode }: AppendRequest): Promise<Receipt> {
    if (this.#closing !== undefined) throw new TallyError('TALLY_JOURNAL_CLOSED', 'the journal is closed')
    if (this.#wal.refusal !== undefined) throw this.#wal.refusal
    if (!isTenantName(tenant))
      throw new TallyError('TALLY_TENANT_INVALID', `${JSON.stringify(tenant)} is not a tenant name`)
    const waiting = this.#wal.queuedBytes
    if (waiting > this.#maxQueuedBytes || waiting + this.#unsealedBytes > this.#maxUnsealedBytes)
      throw new TallyError('TALLY_INGEST_OVERLOADED', 'too much is waiting to be made durable and sealed')
    const state = this.#tenant(tenant)
    const firstSeq = state.nextSeq
    const lines = encode(firstSeq)
    checkLines(lines, count)
    state.nextSeq = firstSeq + count
    if (writer !== undefined) this.#writers.advance(tenant, writer.writer, writer.last, received)
    return new Promise<Receipt>((resolve, reject) => {
      this.#wal.append({ tenant, firstSeq, count, received, writer, lines, resolve, reject })
    })
  }

  writerSequence(tenant: string, writer: string): number | undefined {
    return this.#writers.last(tenant, writer)
  }

  onDurable(listener: (receipt: Receipt) => void): void {
    this.#durableListeners.push(listener)
  }

  onSealed(listener: (batch: SealedBatch) => void): void {
    this.#sealedListeners.push(listener)
  }

  tenants(): TenantJournalState[] {
    return [...this.#tenants.values()].filter(({ nextSeq }) => nextSeq > 0).map(publicState)
  }

  state(tenant: string): TenantJournalState | undefined {
    const state = this.#tenants.get(tenant)
    return state === undefined || state.nextSeq === 0 ? undefined : publicState(state)
  }

  async *read(tenant: string, fromSeq: number, toSeq: number, chunkBytes = MIB): AsyncGenerator<LineChunk> {
    const state = this.#tenants.get(tenant)
    if (state === undefined) return
    const end = Math.min(toSeq, state.sealedSeq)
    let seq = Math.max(0, fromSeq)
    while (seq < end) {
      const at = state.segments.findLastIndex(firstSeq => firstSeq <= seq)
      const firstSeq = state.segments[at]
      if (firstSeq === undefined)
        throw new TallyError('TALLY_JOURNAL_CORRUPT', `the journal lacks line ${seq} of ${tenant}`)
      const to = Math.min(end, state.segments[at + 1] ?? end)
      yield* this.#reader.read(this.#layout.segments(tenant), firstSeq, seq, to, chunkBytes)
      seq = to
    }
  }

  async prove(tenant: string, seq: number): Promise<ProofDocument> {
    const { nextSeq, sealedSeq } = this.#tenants.get(tenant) ?? { nextSeq: 0, sealedSeq: 0 }
    if (!Number.isSafeInteger(seq) || seq < 0 || seq >= nextSeq)
      throw new TallyError('TALLY_EVENT_NOT_FOUND', `${tenant} has no event with the number ${seq}`)
    if (seq >= sealedSeq) throw new TallyError('TALLY_PROOF_UNSEALED', `event ${seq} is not sealed yet`)
    return proveLine(seq, this.#proofSource(tenant, PROOF_CHUNK_BYTES))
  }

  export(about: ExportAbout, ranges: readonly SeqRange[], signal?: AbortSignal): AsyncGenerator<Buffer> {
    return exportWithProof(about, ranges, this.#proofSource(about.tenant, MIB), signal)
  }

  #proofSource(tenant: string, chunkBytes: number): ProofSource {
    const blocks = new BlockFinder(
      segment => readFileIfPresent(join(this.#layout.blocks(tenant), segment)),
      nativeHasher,
    )
    return {
      readFile: path => this.ledgerFile(tenant, path),
      readLines: (from, to) => this.read(tenant, from, to, chunkBytes),
      readBlocks: async batch => {
        const firstSeq = this.#tenants.get(tenant)?.segments.findLast(first => first <= batch.firstSeq)
        return firstSeq === undefined ? undefined : blocks.find(blocksName(firstSeq), batch)
      },
    }
  }

  async ledgerFile(tenant: string, path: string): Promise<Buffer | undefined> {
    const state = this.#tenants.get(tenant)
    if (state === undefined) return undefined
    const read = (name: string) => readFileIfPresent(join(this.#layout.log(tenant), name))
    if (path === 'checkpoint' || isTileWithin(path, state.ledgerSize)) return read(path)
    // The sealing thread publishes before it tells: who has read that checkpoint asks for its tiles.
    const checkpoint = await read('checkpoint')
    return checkpoint !== undefined && isTileWithin(path, checkpointSize(checkpoint)) ? read(path) : undefined
  }

  async flush(): Promise<void> {
    await this.#wal.drained()
    await this.#sealAll()
  }

  stats(): JournalStats {
    const states = [...this.#tenants.values()]
    const sum = (of: (state: TenantState) => number) => states.reduce((total, state) => total + of(state), 0)
    const writeError = this.#wal.refusal?.message
    const sealError = this.#sealing.error ?? this.#sealing.compressError
    return {
      walBytes: this.#wal.bytes,
      journalBytes: sum(({ journalBytes }) => journalBytes),
      ledgerBytes: sum(({ ledgerBytes }) => ledgerBytes),
      unsealed: sum(({ durableSeq, sealedSeq }) => durableSeq - sealedSeq),
      ...(writeError === undefined ? {} : { writeError }),
      ...(sealError === undefined ? {} : { sealError }),
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    try {
      await this.#wal.drained()
      await this.#sealAll()
    } finally {
      await this.abandon()
    }
  }

  /** Lets go of everything. What is durable and not sealed waits in the write-ahead log for the next start. */
  async abandon(): Promise<void> {
    try {
      await this.#sealing.stop()
      await this.#wal.close()
      await this.#thread.close()
      await this.#trimming
      await this.#removeSealed()
    } finally {
      this.#lock[Symbol.dispose]()
    }
  }

  /** Seals what is durable now. */
  #sealAll(): Promise<void> {
    const targets = Array.from(this.#tenants.values(), state => ({ state, seq: state.durableSeq }))
    return this.#sealing.sealUntil(() => targets.every(({ state, seq }) => state.sealedSeq >= seq))
  }

  #tenant(tenant: string): TenantState {
    const known = this.#tenants.get(tenant)
    if (known !== undefined) return known
    const counters = {
      nextSeq: 0,
      durableSeq: 0,
      sealedSeq: 0,
      ledgerSize: 0,
      journalBytes: 0,
      ledgerBytes: 0,
    }
    const state: TenantState = { tenant, ...counters, segments: [] }
    this.#tenants.set(tenant, state)
    return state
  }

  #durable(frames: readonly Frame[]): void {
    for (const { tenant, firstSeq, count, lines, writer, resolve } of frames) {
      this.#tenant(tenant).durableSeq = firstSeq + count
      if (writer !== undefined) this.#writers.settle(tenant, writer.writer, writer.last)
      this.#hand({ tenant, firstSeq, count, lines })
      const receipt = { tenant, firstSeq, count }
      for (const listener of this.#durableListeners) listener(receipt)
      resolve(receipt)
    }
  }

  /** The numbers of refused events are given again. */
  #refused(frames: readonly Frame[], error: TallyError): void {
    for (const { tenant, writer } of frames) {
      const state = this.#tenant(tenant)
      state.nextSeq = state.durableSeq
      if (writer !== undefined) this.#writers.rollBack(tenant, writer.writer)
    }
    for (const { reject } of frames) reject(error)
  }

  #hand(chunk: LineChunk & { readonly tenant: string }): void {
    this.#unsealedBytes += chunk.lines.length
    this.#sealing.take(chunk)
  }

  #update({
    tenant,
    sealedSeq,
    ledgerSize,
    newestSegment,
    journalBytes,
    ledgerBytes,
  }: TenantSealState): TenantState {
    const state = this.#tenant(tenant)
    Object.assign(state, { sealedSeq, ledgerSize, journalBytes, ledgerBytes })
    if (newestSegment !== undefined && newestSegment !== state.segments.at(-1))
      state.segments.push(newestSegment)
    return state
  }

  #sealed(update: TenantSealState, batches: readonly SealedBatch[]): void {
    this.#update(update)
    for (const batch of batches) {
      this.#unsealedBytes -= batch.bytes
      for (const listener of this.#sealedListeners) listener(batch)
    }
  }

  #trim(): void {
    // What cannot be removed now is tried again after the next round.
    this.#trimming ??= this.#removeSealed()
      .catch(() => {})
      .finally(() => {
        this.#trimming = undefined
      })
  }

  async #removeSealed(): Promise<void> {
    const files = this.#wal.removable((tenant, end) => this.#tenant(tenant).sealedSeq >= end)
    if (files.length === 0) return
    await this.#writers.persist()
    this.#crash('trim.saved')
    await this.#wal.remove(files)
    this.#crash('trim.removed')
  }
}

const PROOF_CHUNK_BYTES = 256 * 1024

function checkLines(lines: Buffer, count: number): void {
  if (lines.length > MAX_FRAME_BYTES / 2)
    throw new TallyError(
      'TALLY_INGEST_TOO_LARGE',
      `${lines.length} bytes of lines are too many for one append`,
    )
  // Checked before anything is acknowledged: a wrong count could never be sealed.
  if (count < 1 || lines.at(-1) !== LINE_FEED || countLines(lines) !== count)
    throw new TallyError('TALLY_INTERNAL', `an append of ${count} events was not encoded as as many lines`)
}

async function readFileIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Whether a path names a tile that a published checkpoint covers. Others may still be written. */
function isTileWithin(path: string, ledgerSize: number): boolean {
  try {
    const { level, index, width } = parseTilePath(path)
    return index * TILE_WIDTH + width <= levelSize(level === 'entries' ? 0 : level, ledgerSize)
  } catch {
    return false
  }
}

function publicState({ tenant, nextSeq, sealedSeq, ledgerSize }: TenantState): TenantJournalState {
  return { tenant, nextSeq, sealedSeq, ledgerSize }
}

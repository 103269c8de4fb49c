import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import type { Clock } from '../../ports/clock.ts'
import type { Crash } from '../crash.ts'
import { reason } from '../disk.ts'
import { walName } from '../layout.ts'
import type { CreateWalFile, WalFile } from './files.ts'
import { encodeFrame } from './frame.ts'

/** One append: `count` lines of one tenant that become durable together. */
export type WalFrame = {
  readonly tenant: string
  readonly firstSeq: number
  readonly count: number
  /** Epoch milliseconds. */
  readonly received: number
  readonly writer?: { readonly writer: string; readonly last: number } | undefined
  readonly lines: Buffer
}

/** A file that start-up found, or that this process filled. */
export type WalFileInfo = {
  readonly number: number
  length: number
  /** Per tenant, the number after its last event in this file. */
  readonly ends: Map<string, number>
}

type OpenFile = WalFileInfo & { readonly file: WalFile }

type WalOptions<F extends WalFrame> = {
  readonly directory: string
  readonly create: CreateWalFile
  readonly clock: Clock
  readonly crash: Crash
  /** A file is full beyond this. */
  readonly maxFileBytes: number
  /** Files of earlier processes, ascending; never written again. */
  readonly files: readonly WalFileInfo[]
  /** These frames are durable, in order of their numbers. */
  readonly onDurable: (frames: readonly F[]) => void
  /** None of these frames, which are all that were waiting, is or ever will be in the log. */
  readonly onRefused: (frames: readonly F[], error: TallyError) => void
}

/** A group is written and synced as one; what arrives meanwhile makes the next. */
const GROUP_BYTES = 8 * 1024 * 1024
/** Two buffers per frame: 1,024 is what one writev takes (IOV_MAX). */
const GROUP_FRAMES = 512
const PROBE_BYTES = 256 * 1024
const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 1_000

/**
 * The write-ahead log: frames of all tenants, made durable in groups by one `fdatasync` each.
 *
 * When a write or a sync fails, everything waiting is refused and the file is cut back to its last durable frame. The log then refuses
 * frames until a trial write, repeated with a short back-off, has reached the disk. After a failed sync the kernel may have dropped the
 * pages while calling them clean (https://wiki.postgresql.org/wiki/Fsync_Errors), so such a file is never written again.
 */
export class Wal<F extends WalFrame> {
  readonly #options: WalOptions<F>
  readonly #full: WalFileInfo[]
  #current: OpenFile | undefined
  #nextNumber: number
  #queue: F[] = []
  #queuedBytes = 0
  #running: Promise<void> | undefined
  #refusal: TallyError | undefined
  /** A sync of the current file failed. */
  #distrusted = false
  #retry: Disposable | undefined
  #closed = false

  constructor(options: WalOptions<F>) {
    this.#options = options
    this.#full = [...options.files]
    this.#nextNumber = (options.files.at(-1)?.number ?? -1) + 1
  }

  /** Bytes of lines waiting to be durable. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#full.reduce((sum, { length }) => sum + length, this.#current?.length ?? 0)
  }

  /** Files that are not written any more, ascending. */
  get files(): readonly WalFileInfo[] {
    return this.#full
  }

  /** Why frames are refused, while they are. */
  get refusal(): TallyError | undefined {
    return this.#refusal
  }

  /** Queues a frame. Not to be called while there is a `refusal`. */
  append(frame: F): void {
    this.#queue.push(frame)
    this.#queuedBytes += frame.lines.length
    this.#running ??= this.#run()
  }

  /** Resolves when nothing is waiting. */
  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** The oldest files of which every frame is sealed: they may be removed, in this order. */
  removable(isSealed: (tenant: string, end: number) => boolean): WalFileInfo[] {
    const first = this.#full.findIndex(({ ends }) =>
      [...ends].some(([tenant, end]) => !isSealed(tenant, end)),
    )
    return this.#full.slice(0, first < 0 ? undefined : first)
  }

  async remove(files: readonly WalFileInfo[]): Promise<void> {
    for (const file of files) {
      await rm(this.#path(file.number), { force: true })
      this.#full.splice(this.#full.indexOf(file), 1)
    }
  }

  /** Ends writing; what is queued is written first. The files stay until they are removed. */
  async close(): Promise<void> {
    this.#closed = true
    await this.drained()
    this.#retry?.[Symbol.dispose]()
    // A file that cannot be cut was refused before; start-up cuts it.
    await this.#retire().catch(() => this.#current?.file.close())
  }

  async #run(): Promise<void> {
    // Appends of the same turn of the event loop share the first group.
    await new Promise<void>(resolve => setImmediate(resolve))
    while (this.#queue.length > 0) {
      const group = this.#takeGroup()
      try {
        await this.#commit(group)
      } catch (error) {
        // First off the disk, then refused: what is refused must not come back after a crash.
        await this.#repair().catch(() => {})
        this.#refuse(group, error)
        break
      }
      this.#options.onDurable(group)
    }
    this.#running = undefined
  }

  #takeGroup(): F[] {
    let bytes = 0
    let frames = 0
    while (frames < this.#queue.length && frames < GROUP_FRAMES && bytes < GROUP_BYTES)
      bytes += this.#queue[frames++]!.lines.length
    this.#queuedBytes -= bytes
    return this.#queue.splice(0, frames)
  }

  async #commit(group: readonly F[]): Promise<void> {
    const bytes = group.reduce((sum, { lines }) => sum + lines.length, 0)
    const current = await this.#writable(bytes)
    const buffers = group.flatMap(({ tenant, firstSeq, count, received, writer, lines }) =>
      encodeFrame(
        {
          tenant,
          first_seq: firstSeq,
          count,
          received,
          synced: current.length,
          ...(writer === undefined ? {} : { writer: writer.writer, writer_seq: writer.last }),
        },
        lines,
      ),
    )
    const written = await writeWholly(current.file, buffers, current.length)
    this.#options.crash('wal.written')
    await this.#sync(current)
    this.#options.crash('wal.synced')
    current.length += written
    for (const { tenant, firstSeq, count } of group) current.ends.set(tenant, firstSeq + count)
  }

  async #writable(bytes: number): Promise<OpenFile> {
    const full = this.#current !== undefined && this.#current.length + bytes > this.#options.maxFileBytes
    if (full && this.#current!.length > 0) await this.#retire()
    this.#current ??= await this.#create()
    return this.#current
  }

  async #create(): Promise<OpenFile> {
    const number = this.#nextNumber++
    const file = await this.#options.create(this.#options.directory, this.#path(number))
    return { number, length: 0, ends: new Map(), file }
  }

  /** Takes the current file out of use, cut to what is durable. */
  async #retire(): Promise<void> {
    const current = this.#current
    if (current === undefined) return
    await this.#cut(current)
    await current.file.close()
    this.#current = undefined
    this.#full.push(current)
  }

  /** After a failure: takes what is not durable off the disk again. */
  async #repair(): Promise<void> {
    if (this.#distrusted) await this.#retire()
    else if (this.#current !== undefined) await this.#cut(this.#current)
  }

  /** Makes the file end where it is durable. */
  async #cut(current: OpenFile): Promise<void> {
    await current.file.truncate(current.length)
    await this.#sync(current)
  }

  async #sync(current: OpenFile): Promise<void> {
    this.#distrusted = true
    await current.file.sync()
    this.#distrusted = false
  }

  #refuse(group: readonly F[], error: unknown): void {
    const refused = [...group, ...this.#queue]
    this.#queue = []
    this.#queuedBytes = 0
    this.#refusal = new TallyError(
      'TALLY_JOURNAL_WRITE',
      `the write-ahead log cannot be written: ${reason(error)}`,
      {
        cause: error,
      },
    )
    this.#options.onRefused(refused, this.#refusal)
    this.#scheduleProbe(RETRY_MIN_MS)
  }

  #scheduleProbe(delay: number): void {
    if (this.#closed) return
    this.#retry = this.#options.clock.setTimeout(() => {
      this.#running = this.#probe(delay).then(() => {
        this.#running = this.#queue.length > 0 ? this.#run() : undefined
      })
    }, delay)
  }

  /** Whether zeros reach the disk again. They are no frame, so that a crash here leaves a torn tail, which is cut off. */
  async #probe(delay: number): Promise<void> {
    try {
      await this.#repair()
      const current = await this.#writable(0)
      await writeWholly(current.file, [Buffer.alloc(PROBE_BYTES)], current.length)
      await this.#sync(current)
      await this.#cut(current)
      this.#refusal = undefined
    } catch {
      this.#scheduleProbe(Math.min(delay * 2, RETRY_MAX_MS))
    }
  }

  #path(number: number): string {
    return join(this.#options.directory, walName(number))
  }
}

/** Writes every byte of the buffers; resolves to their number. */
async function writeWholly(file: WalFile, buffers: readonly Buffer[], position: number): Promise<number> {
  let rest = buffers
  let done = 0
  while (rest.length > 0) {
    const written = await file.writev(rest, position + done)
    if (written === 0) throw new Error('the file takes no more bytes')
    done += written
    rest = after(rest, written)
  }
  return done
}

/** What remains of buffers after their first `bytes`. */
function after(buffers: readonly Buffer[], bytes: number): readonly Buffer[] {
  let skip = bytes
  const first = buffers.findIndex(({ length }) => {
    if (skip < length) return true
    skip -= length
    return false
  })
  if (first < 0) return []
  return [buffers[first]!.subarray(skip), ...buffers.slice(first + 1)]
}

import { reason } from '../disk/index.ts'
import { backoff } from './backoff.ts'
import type { Batch } from './batch.ts'
import { Bell } from './bell.ts'
import type { Clock } from './clock.ts'
import { type Delivery, deliver, type RefusedRecord } from './deliver.ts'
import type { Offline } from './offline.ts'
import type { Outcome } from './outcome.ts'
import { isProblemEvent, type LaneName, type OnProblem } from './problem.ts'
import { LineQueue } from './queue.ts'
import type { FlushReport } from './report.ts'
import { Trouble } from './trouble.ts'

export type LaneLimits = {
  /** Bytes that may wait in memory; beyond it the oldest lines go (to the offline spool, if there is one). */
  readonly queueBytes: number
  /** Lines and bytes of one request. */
  readonly batchLines: number
  readonly batchBytes: number
  /** Milliseconds a line may wait for company. */
  readonly lingerMs: number
}

export type LaneOptions = {
  readonly name: LaneName
  readonly post: (batch: Batch) => Promise<Outcome>
  /** Numbers what it sends, so that a batch whose answer was lost is not doubled. */
  readonly writer: string
  readonly limits: LaneLimits
  readonly clock: Clock
  readonly random: () => number
  readonly onProblem: OnProblem
  /** `shed` gives the lane's records that would have no room to the disk. */
  readonly offline?: (shed: (records: number) => void) => Offline
}

const ADOPT_EVERY_MS = 60_000
const REASONS_KEPT = 5
const OPEN_BRACE = 0x7b

/**
 * Lines on their way to one address, in order: queue → batch → server. Bounded: when the server is away the oldest go, first to the
 * offline spool, then altogether; what went is counted, and told once lines arrive again.
 */
export class Lane {
  readonly #options: LaneOptions
  readonly #queue = new LineQueue()
  readonly #offline: Offline | undefined
  readonly #trouble: Trouble
  readonly #delivery: Delivery
  /** There is something to send. */
  readonly #work: Bell
  /** Somebody waits for it: no more waiting for company, or for the next attempt. */
  readonly #hurry: Bell
  readonly #watchers = new Set<Bell>()
  readonly #reasons = new Set<string>()
  #nextSequence = 0
  #sending: Batch | undefined
  #spilling: Promise<void> | undefined
  #spillFailed = false
  #running: Promise<void> | undefined
  /** What dead processes left is known. */
  #adopted: Promise<void> | undefined
  #cancelLinger: (() => void) | undefined
  #cancelAdopt: (() => void) | undefined
  #closed = false
  #stopped = false
  #offered = 0
  #sent = 0
  #shed = 0
  #shedTold = 0
  #refused = 0

  constructor(options: LaneOptions) {
    this.#options = options
    const { name, clock, onProblem, post, random } = options
    this.#work = new Bell(clock)
    this.#hurry = new Bell(clock)
    this.#trouble = new Trouble(name, clock, onProblem)
    this.#delivery = {
      post,
      trouble: this.#trouble,
      refused: async records => this.#refuse(records),
      pause: async (attempt, afterMs) => {
        if (!this.#stopped) await this.#hurry.wait(backoff(attempt, afterMs, random))
        return !this.#stopped
      },
    }
    this.#offline = options.offline?.(records => this.#lose(records))
    if (this.#offline === undefined) return
    this.#adopted = this.#adopt()
    this.#running = this.#run()
  }

  /** Takes one line without line feed. Never throws, never waits. */
  offer(line: string): void {
    this.#offered++
    // In JSON a line feed can only stand between tokens. As it came it would be two records to the server, and a blank line none.
    const record = line.includes('\n') ? line.replaceAll('\n', ' ') : line
    if (record.charCodeAt(0) !== OPEN_BRACE && record.trim() === '') {
      this.#refused++
      this.#reasons.add('an empty line is no record')
      return
    }
    const bytes = Buffer.byteLength(record) + 1
    const { queueBytes, batchLines, batchBytes, lingerMs } = this.#options.limits
    if (this.#closed || bytes > queueBytes) {
      this.#lose(1)
      return
    }
    this.#queue.push(record, bytes)
    if (this.#offline !== undefined && this.#queue.bytes > queueBytes * 0.75) this.#spilling ??= this.#spill()
    while (this.#queue.bytes + (this.#sending?.body.length ?? 0) > queueBytes && this.#queue.length > 0) {
      this.#queue.drop()
      this.#lose(1)
    }
    this.#running ??= this.#run()
    if (this.#queue.length >= batchLines || this.#queue.bytes >= batchBytes) this.#work.ring()
    else this.#cancelLinger ??= this.#options.clock.after(lingerMs, () => this.#work.ring())
  }

  /** Sends what was offered before, for at most so many milliseconds, and says how far it came. Keeps the process alive meanwhile. */
  async flush(milliseconds: number): Promise<FlushReport> {
    const { clock } = this.#options
    const deadline = clock.now() + milliseconds
    await this.#adopted
    const goal = this.#offered
    const bell = new Bell(clock)
    this.#watchers.add(bell)
    this.#hurry.ring()
    this.#work.ring()
    for (;;) {
      const left = deadline - clock.now()
      if (left <= 0 || this.#offered - this.#pending >= goal) break
      await bell.wait(left, 'hold')
    }
    this.#watchers.delete(bell)
    return this.report()
  }

  /** Takes no more, and lets nothing be sent after the request that is on its way. */
  stop(): void {
    this.#closed = true
    this.#stopped = true
    this.#cancelAdopt?.()
    this.#cancelLinger?.()
    this.#hurry.ring()
    this.#work.ring()
  }

  /** After `stop`, and once the transport is closed: what was not sent goes to the offline spool, or is shed. */
  async settle(): Promise<FlushReport> {
    await this.#running
    await this.#spilling
    if (this.#offline !== undefined) {
      const unsent = this.#sending
      this.#sending = undefined
      if (unsent !== undefined) await this.#keep(unsent)
      while (this.#queue.length > 0) await this.#keep(this.#batch())
      await this.#offline.release().catch(() => {})
    } else {
      this.#lose(this.#queue.length + (this.#sending?.count ?? 0))
      this.#sending = undefined
      while (this.#queue.length > 0) this.#queue.drop()
    }
    return this.report()
  }

  /** For a process that is about to end: what was not sent goes to the offline spool, at once. Without one there is nothing to be done. */
  settleSync(): void {
    if (this.#offline === undefined) return
    this.stop()
    const unsent = this.#sending
    try {
      // It may have arrived: then its numbers say so.
      if (unsent !== undefined) this.#offline.putSync(unsent)
      while (this.#queue.length > 0) this.#offline.putSync(this.#batch())
    } catch {
      // A full disk, in the last moment: nobody is left to be told.
    }
  }

  report(): FlushReport {
    const { reason } = this.#trouble
    return {
      offered: this.#offered,
      sent: this.#sent,
      pending: this.#pending,
      shed: this.#shed,
      refused: this.#refused,
      reasons: [...(reason === undefined ? [] : [reason]), ...this.#reasons],
    }
  }

  get #pending(): number {
    return this.#offered - this.#sent - this.#shed - this.#refused
  }

  async #run(): Promise<void> {
    await this.#adopted
    while (!this.#stopped) {
      const next = await this.#next()
      if (next === undefined) {
        await this.#work.wait()
        this.#cancelLinger?.()
        this.#cancelLinger = undefined
        continue
      }
      const { batch, done } = next
      const refusedBefore = this.#refused
      if (!(await deliver(batch, this.#delivery))) break
      this.#sending = undefined
      this.#sent += batch.count - (this.#refused - refusedBefore)
      await done?.().catch(() => {})
      this.#tellShed()
      for (const bell of this.#watchers) bell.ring()
    }
    for (const bell of this.#watchers) bell.ring()
  }

  /** The oldest batch: from the disk when there is one, for that went there first. */
  async #next(): Promise<{ batch: Batch; done?: () => Promise<void> } | undefined> {
    await this.#spilling
    const stored = await this.#offline?.next()
    if (stored !== undefined) return stored
    // The queue may have begun to spill meanwhile.
    if (this.#spilling !== undefined) return this.#next()
    if (this.#queue.length === 0) return undefined
    this.#sending = this.#batch()
    return { batch: this.#sending }
  }

  #batch(): Batch {
    const { batchLines, batchBytes } = this.#options.limits
    const { count, text } = this.#queue.take(batchLines, batchBytes)
    const sequence = this.#nextSequence
    this.#nextSequence += count
    return { writer: this.#options.writer, sequence, count, body: Buffer.from(text) }
  }

  async #adopt(): Promise<void> {
    try {
      const adopted = await this.#offline!.adopt()
      this.#offered += adopted
      this.#spillFailed = false
    } catch (error) {
      this.#tellSpool(error)
    }
    if (this.#stopped) return
    this.#cancelAdopt = this.#options.clock.after(ADOPT_EVERY_MS, () => {
      void this.#adopt().then(() => this.#work.ring())
    })
  }

  async #spill(): Promise<void> {
    while (this.#queue.bytes > this.#options.limits.queueBytes / 2) await this.#keep(this.#batch())
    this.#spilling = undefined
    this.#work.ring()
  }

  async #keep(batch: Batch): Promise<void> {
    try {
      await this.#offline!.put(batch)
      this.#spillFailed = false
    } catch (error) {
      this.#lose(batch.count)
      this.#tellSpool(error)
    }
  }

  #tellSpool(error: unknown): void {
    if (this.#spillFailed) return
    this.#spillFailed = true
    this.#options.onProblem({
      lane: this.#options.name,
      kind: 'spool',
      message: `The offline spool does not work: ${reason(error)}.`,
      details: { reason: reason(error) },
    })
  }

  #lose(records: number): void {
    this.#shed += records
  }

  /** Told when records arrive again and the crowd has gone: before, the word would cost another line its place. */
  #tellShed(): void {
    const records = this.#shed - this.#shedTold
    if (records === 0 || this.#queue.bytes > this.#options.limits.queueBytes / 2) return
    this.#shedTold = this.#shed
    this.#options.onProblem({
      lane: this.#options.name,
      kind: 'shed',
      message: `${records} records of the ${this.#options.name} lane were dropped because too many were waiting.`,
      details: { records, total: this.#shed },
    })
  }

  #refuse(records: readonly RefusedRecord[]): void {
    this.#refused += records.length
    const reasons = [...new Set(records.map(({ code, message }) => `${code}: ${message}`))].slice(
      0,
      REASONS_KEPT,
    )
    for (const text of reasons) if (this.#reasons.size < REASONS_KEPT) this.#reasons.add(text)
    if (records.every(({ line }) => isProblemEvent(line))) return
    this.#options.onProblem({
      lane: this.#options.name,
      kind: 'refused',
      message: `The server refused ${records.length} records for good: ${reasons[0]}.`,
      details: { records: records.length, total: this.#refused, reasons },
    })
  }
}

import { errorKind, type ScanRecord } from '../record.ts'
import type { Appended, OnProblem } from '../store.ts'

type Waiting = {
  readonly record: ScanRecord
  readonly written: Promise<Appended>
  readonly resolve: (appended: Appended) => void
}

export type WriteQueueOptions = {
  /** For messages. */
  readonly target: string
  readonly capacity: number
  /** Writes a group wholly or not at all, without waiting for anybody; throws. */
  readonly write: (records: readonly ScanRecord[]) => void
  /** Whether an error only says that another process is writing. */
  readonly isBusy: (error: unknown) => boolean
  /** Told of every problem once. What it throws is ignored. */
  readonly onProblem?: OnProblem | undefined
}

/** Records of one commit: they stop the program for a millisecond or two, and other work comes in between. */
const GROUP = 64
const FIRST_RETRY_MS = 5
const LONGEST_RETRY_MS = 1_000

/** Takes records at once and writes them in later turns of the event loop; of too many it keeps the first. */
export class WriteQueue {
  readonly #options: WriteQueueOptions
  readonly #waiting: Waiting[] = []
  #turn: NodeJS.Immediate | undefined
  #retry: NodeJS.Timeout | undefined
  #retryMs = FIRST_RETRY_MS
  #dropped = 0
  #unwritable = false
  #full = false
  #closed = false

  constructor(options: WriteQueueOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#waiting.length
  }

  get dropped(): number {
    return this.#dropped
  }

  append(record: ScanRecord): Promise<Appended> {
    if (this.#closed || this.#waiting.length >= this.#options.capacity) {
      this.#drop(1)
      return Promise.resolve('dropped')
    }
    if (this.#waiting.length === 0) process.on('exit', this.#atExit)
    const { promise: written, resolve } = Promise.withResolvers<Appended>()
    this.#waiting.push({ record, written, resolve })
    if (this.#retry === undefined) this.#turn ??= setImmediate(this.#write)
    return written
  }

  /** Resolves when all that waits now is written, and after so many milliseconds in any case. */
  async settled(milliseconds: number): Promise<void> {
    const last = this.#waiting.at(-1)
    if (last === undefined) return
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    await Promise.race([last.written, late])
    clearTimeout(timer)
  }

  /** Writes what waits, now; what cannot be written is dropped. */
  close(): void {
    this.#closed = true
    clearImmediate(this.#turn)
    clearTimeout(this.#retry)
    this.#atExit()
  }

  /** The last chance of what waits. */
  #atExit = (): void => {
    try {
      while (this.#waiting.length > 0) this.#writeGroup()
    } catch (error) {
      this.#tell(error)
    }
    const lost = this.#waiting.splice(0)
    if (lost.length > 0) this.#drop(lost.length)
    for (const { resolve } of lost) resolve('dropped')
    process.off('exit', this.#atExit)
  }

  #write = (): void => {
    this.#turn = undefined
    this.#retry = undefined
    try {
      this.#writeGroup()
    } catch (error) {
      this.#later(error)
      return
    }
    this.#retryMs = FIRST_RETRY_MS
    if (this.#unwritable) this.#problem('recovered', `${this.#options.target} is written again`)
    this.#unwritable = false
    if (this.#waiting.length > 0) this.#turn = setImmediate(this.#write)
    else process.off('exit', this.#atExit)
  }

  #writeGroup(): void {
    const group = this.#waiting.slice(0, GROUP)
    this.#options.write(group.map(({ record }) => record))
    this.#waiting.splice(0, group.length)
    this.#full = false
    for (const { resolve } of group) resolve('kept')
  }

  #later(error: unknown): void {
    this.#tell(error)
    this.#retry = setTimeout(this.#write, this.#retryMs * (0.5 + Math.random() / 2))
    // A disk that stays full must not keep the program from ending.
    if (!this.#options.isBusy(error)) this.#retry.unref()
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS)
  }

  /** A file that is busy is only worth waiting for; of anything else somebody has to know. */
  #tell(error: unknown): void {
    if (this.#options.isBusy(error) || this.#unwritable) return
    this.#unwritable = true
    this.#problem('unwritable', `${this.#options.target} cannot be written: ${reasonOf(error)}`)
  }

  #drop(count: number): void {
    const { target, capacity } = this.#options
    this.#dropped += count
    if (this.#full) return
    this.#full = true
    this.#problem(
      'dropped',
      this.#closed
        ? `${target} is closed: records are dropped`
        : `${capacity} records wait for ${target}: new ones are dropped`,
    )
  }

  #problem(kind: Parameters<OnProblem>[0]['kind'], message: string): void {
    try {
      this.#options.onProblem?.({ kind, message })
    } catch {
      // The listener's own affair.
    }
  }
}

/** What an error of the file system or of SQLite says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : errorKind(error)
}

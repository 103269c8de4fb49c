import { TallyError } from '@tallystick/core'
import type { Clock } from '../../ports/clock.ts'
import type { LineChunk } from '../segment/read.ts'
import type { SealThread } from './thread.ts'

/** Durable lines are sent to the sealing thread when this many bytes have gathered, so that it hashes while more arrive … */
const SEND_BYTES = 256 * 1024
/** … and are sealed before the interval has passed when there are this many. */
const SEAL_BYTES = 16 * 1024 * 1024
/** Checkpoints are looked through for old ones this many times per renewal interval. */
const IDLE_TICKS = 60

type SealingOptions = {
  readonly thread: SealThread
  readonly clock: Clock
  /** Milliseconds from the first durable line to its seal. */
  readonly interval: number
  /** Milliseconds after which an idle checkpoint is signed again. */
  readonly renewInterval: number
  /** Called after each round. */
  readonly onRound: () => void
}

/** When to seal: gathers durable lines, starts rounds, tries again what failed. */
export class Sealing {
  readonly #options: SealingOptions
  #outbox: (LineChunk & { readonly tenant: string })[] = []
  #outboxBytes = 0
  /** Bytes taken since the last round began. */
  #freshBytes = 0
  /** Whether the last round left something. */
  #more = false
  #timer: Disposable | undefined
  #idleTimer: Disposable | undefined
  #round: Promise<void> | undefined
  #stopped = false
  /** Why the last round could not seal everything; it is tried again each interval. */
  error: string | undefined
  /** Why full segments stay plain, while they do. */
  compressError: string | undefined

  constructor(options: SealingOptions) {
    this.#options = options
    this.#scheduleIdle()
  }

  /** Takes lines that are durable, in order per tenant. */
  take(chunk: LineChunk & { readonly tenant: string }): void {
    this.#outbox.push(chunk)
    this.#outboxBytes += chunk.lines.length
    this.#freshBytes += chunk.lines.length
    if (this.#outboxBytes >= SEND_BYTES) this.#send()
    if (this.#freshBytes >= SEAL_BYTES && this.error === undefined) this.#start()
    else this.#schedule()
  }

  /** Seals until `isSealed`. Rejects TALLY_JOURNAL_WRITE when a round that began after the call fails. */
  async sealUntil(isSealed: () => boolean): Promise<void> {
    await this.#round
    while (!isSealed()) {
      if (this.#stopped) throw new TallyError('TALLY_JOURNAL_CLOSED', 'the journal is closed')
      this.#start()
      await this.#round
      if (this.error !== undefined && !isSealed())
        throw new TallyError('TALLY_JOURNAL_WRITE', `durable events cannot be sealed now: ${this.error}`)
    }
  }

  /** Ends after the round under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.[Symbol.dispose]()
    this.#idleTimer?.[Symbol.dispose]()
    await this.#round
  }

  #send(): void {
    if (this.#outbox.length === 0) return
    this.#options.thread.send(this.#outbox)
    this.#outbox = []
    this.#outboxBytes = 0
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#round !== undefined || this.#stopped) return
    this.#timer = this.#options.clock.setTimeout(() => this.#start(), this.#options.interval)
  }

  #start(): void {
    if (this.#round !== undefined || this.#stopped) return
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    this.#round = this.#seal().then(() => {
      this.#round = undefined
      const urgent = this.error === undefined && (this.#more || this.#freshBytes >= SEAL_BYTES)
      if (urgent) this.#start()
      else if (this.#more || this.#freshBytes > 0) this.#schedule()
      this.#options.onRound()
    })
  }

  async #seal(): Promise<void> {
    const { thread, clock } = this.#options
    this.#send()
    this.#freshBytes = 0
    try {
      const { more, error, compressError } = await thread.seal(clock.now())
      this.#more = more
      this.error = error
      this.compressError = compressError
    } catch (error) {
      this.#more = true
      this.error = error instanceof Error ? error.message : String(error)
    }
  }

  #scheduleIdle(): void {
    if (this.#stopped) return
    const { thread, clock, renewInterval } = this.#options
    this.#idleTimer = clock.setTimeout(() => {
      thread.idle(clock.now(), renewInterval).then(
        () => this.#scheduleIdle(),
        () => {},
      )
    }, renewInterval / IDLE_TICKS)
  }
}

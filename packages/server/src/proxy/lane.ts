import type { Detection, ScanPolicy, StreamEnd, StreamGuard, StreamRestorer } from '@tallystick/firewall'
import { refusalOf } from './refusal.ts'

type Parts = {
  readonly guard: StreamGuard
  readonly restorer: StreamRestorer | undefined
  readonly policy: ScanPolicy
  readonly ended: (original: string, text: string) => void
  readonly spent: (milliseconds: number) => void
}

/** The way of one text of an answer: scanned, redacted, and what was taken out of the prompt put back. */
export class Lane {
  readonly #parts: Parts
  #sent = ''
  #end: StreamEnd | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** All that may be sent so far. */
  get sent(): string {
    return this.#sent
  }

  /** Gives what may be sent now. Throws TALLY_PROXY_BLOCKED or TALLY_PROXY_UNSCANNED when nothing more may be sent. */
  async push(text: string): Promise<string> {
    const { guard, restorer } = this.#parts
    const guarded = await this.#timed(guard.push(text))
    if (guard.isStopped) await this.#refuse()
    return this.#take(restorer === undefined ? guarded : restorer.push(guarded))
  }

  /** The rest. Throws as `push` does. */
  async end(): Promise<string> {
    const { guard, restorer, ended } = this.#parts
    const { text: guarded, original } = await this.#finish()
    if (guard.isStopped) await this.#refuse()
    const rest = this.#take(restorer === undefined ? guarded : restorer.push(guarded) + restorer.end())
    ended(original, this.#sent)
    return rest
  }

  /** What was found, as far as the text came. */
  async result(): Promise<{ readonly detection: Detection; readonly original: string }> {
    return this.#finish()
  }

  #take(text: string): string {
    this.#sent += text
    return text
  }

  async #finish(): Promise<StreamEnd> {
    this.#end ??= await this.#timed(this.#parts.guard.end())
    return this.#end
  }

  async #refuse(): Promise<never> {
    throw refusalOf('output', (await this.#finish()).detection, this.#parts.policy)
  }

  async #timed<T>(work: Promise<T>): Promise<T> {
    const started = performance.now()
    try {
      return await work
    } finally {
      this.#parts.spent(performance.now() - started)
    }
  }
}

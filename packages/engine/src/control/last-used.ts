import type { Clock } from '../ports/clock.ts'

const MINUTE = 60_000

/**
 * When keys were last used: noted in memory, written once a minute in one transaction, because a synced write per
 * request would cost more than the request. A crash loses at most the last minute of it.
 */
export class LastUsed {
  readonly #clock: Clock
  readonly #write: (used: ReadonlyMap<string, number>) => void
  #pending = new Map<string, number>()
  #timer: { [Symbol.dispose](): void } | undefined

  /** `write` takes epoch milliseconds by key id; when it throws, the notes are kept for the next minute. */
  constructor(clock: Clock, write: (used: ReadonlyMap<string, number>) => void) {
    this.#clock = clock
    this.#write = write
  }

  note(id: string, now: number): void {
    this.#pending.set(id, now)
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined
      try {
        this.flush()
      } catch {
        // The database is busy or full: what matters fails louder elsewhere, and these notes are tried again.
      }
    }, MINUTE)
  }

  get(id: string): number | undefined {
    return this.#pending.get(id)
  }

  flush(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = undefined
    if (this.#pending.size === 0) return
    this.#write(this.#pending)
    this.#pending = new Map()
  }
}

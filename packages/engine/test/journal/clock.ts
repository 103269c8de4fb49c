import type { Clock } from '../../src/ports/clock.ts'

/** A clock that stands still until it is told to go on. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 0, 31)
  readonly #timers = new Set<{ at: number; callback: () => void }>()

  now(): number {
    return this.#now
  }

  setTimeout(callback: () => void, milliseconds: number): Disposable {
    const timer = { at: this.#now + milliseconds, callback }
    this.#timers.add(timer)
    return { [Symbol.dispose]: () => this.#timers.delete(timer) }
  }

  /** Moves on, calling timers in order of their time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#timers.delete(next)
      this.#now = next.at
      next.callback()
    }
    this.#now = end
  }
}

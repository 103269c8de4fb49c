import type { Clock } from './clock.ts'

/** What one loop waits on: a delay that anybody may cut short. A ring before the wait ends the wait at once. */
export class Bell {
  readonly #clock: Clock
  #rung = false
  #wake: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Resolves after the delay, or when the bell rings; without a delay only then. `hold` keeps the process alive meanwhile. */
  async wait(milliseconds?: number, hold?: 'hold'): Promise<void> {
    if (!this.#rung)
      await new Promise<void>(resolve => {
        const cancel = milliseconds === undefined ? undefined : this.#clock.after(milliseconds, resolve, hold)
        this.#wake = () => {
          cancel?.()
          resolve()
        }
      })
    this.#wake = undefined
    this.#rung = false
  }
}

import type { Clock } from './clock.ts'
import type { LaneName, OnProblem } from './problem.ts'

/** Attempts that may fail before an unreachable server is worth a word: a restart is not. */
const QUIET_ATTEMPTS = 3

/** Whether a lane gets through. Tells the beginning and the end of a trouble, each once, and remembers the reason. */
export class Trouble {
  readonly #lane: LaneName
  readonly #clock: Clock
  readonly #tell: OnProblem
  #failures = 0
  #since = 0
  #told: 'unreachable' | 'barred' | undefined
  #reason: string | undefined

  constructor(lane: LaneName, clock: Clock, tell: OnProblem) {
    this.#lane = lane
    this.#clock = clock
    this.#tell = tell
  }

  /** Why records do not get through just now. */
  get reason(): string | undefined {
    return this.#reason
  }

  begins(kind: 'unreachable' | 'barred', reason: string): void {
    if (this.#failures++ === 0) this.#since = this.#clock.now()
    this.#reason = reason
    if (this.#told === kind || (kind === 'unreachable' && this.#failures < QUIET_ATTEMPTS)) return
    this.#told = kind
    this.#tell({
      lane: this.#lane,
      kind,
      message:
        kind === 'barred'
          ? `Tallystick does not take what this client sends: ${reason}. Records are kept and tried again.`
          : `Tallystick cannot be reached: ${reason}. Records are kept and tried again.`,
      details: { reason },
    })
  }

  over(): void {
    if (this.#failures === 0) return
    const seconds = (this.#clock.now() - this.#since) / 1000
    const told = this.#told
    this.#failures = 0
    this.#reason = undefined
    this.#told = undefined
    if (told !== undefined)
      this.#tell({
        lane: this.#lane,
        kind: 'recovered',
        message: `Records arrive again after ${seconds.toFixed(1)} s.`,
        details: { seconds },
      })
  }
}

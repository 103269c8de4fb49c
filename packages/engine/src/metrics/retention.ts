import { timeFromMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ControlStore } from '../ports/control-store.ts'
import type { SeriesStore } from '../ports/series-store.ts'

const DAY_MS = 86_400_000
const INTERVAL_MS = 3_600_000

/** Days that points are kept as they came, and rolled up to hours. Each at least one; settings of the control store. */
export const RETENTION_SETTINGS = {
  raw: { name: 'metrics.retention.raw_days', days: 30 },
  rollup: { name: 'metrics.retention.rollup_days', days: 400 },
} as const

type Options = {
  readonly store: Pick<SeriesStore, 'rollUp' | 'deleteRollupsBefore'>
  readonly control: Pick<ControlStore, 'setting'>
  readonly tenants: () => readonly string[]
  readonly clock: Clock
}

/**
 * Every hour rolls up the points that have had their days, in whole days of UTC, so that old data goes in large pieces, and deletes the hours
 * that have had theirs. The record keeps every point.
 */
export class MetricsRetention {
  readonly #options: Options
  #timer: Disposable | undefined
  #running: Promise<void> = Promise.resolve()
  #closed = false
  /** Why the last run failed, until one succeeds. */
  error: string | undefined

  constructor(options: Options) {
    this.#options = options
    this.#schedule()
  }

  /** Does now what is due. */
  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#run())
    return this.#running
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#timer?.[Symbol.dispose]()
    await this.#running
  }

  #schedule(): void {
    if (this.#closed) return
    this.#timer = this.#options.clock.setTimeout(
      () => void this.run().finally(() => this.#schedule()),
      INTERVAL_MS,
    )
  }

  async #run(): Promise<void> {
    const { store, tenants, clock } = this.#options
    try {
      const today = Math.floor(clock.now() / DAY_MS) * DAY_MS
      const raw = timeFromMs(Math.max(0, today - (await this.#days('raw')) * DAY_MS))
      const rollup = timeFromMs(Math.max(0, today - (await this.#days('rollup')) * DAY_MS))
      for (const tenant of tenants()) {
        if (this.#closed) return
        await store.rollUp(tenant, raw)
        await store.deleteRollupsBefore(tenant, rollup)
      }
      this.error = undefined
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error)
    }
  }

  async #days(kind: keyof typeof RETENTION_SETTINGS): Promise<number> {
    const { name, days } = RETENTION_SETTINGS[kind]
    const text = await this.#options.control.setting(name)
    return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : days
  }
}

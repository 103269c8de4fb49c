import type { Figures } from './data.ts'
import type { periodsOf } from './period.ts'

/** What every part of the page is given. */
export type Shared = {
  readonly days: number
  readonly periods: ReturnType<typeof periodsOf>
  readonly current: Figures
  readonly before: Figures
  /** The period before is recorded in full. */
  readonly comparable: boolean
}

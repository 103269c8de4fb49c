import { TallyError } from '../errors.ts'

/** Steps of equal length, aligned to the epoch where there are several: step `i` is `[from + i·step, from + (i + 1)·step)`. Epoch milliseconds. */
export type Grid = {
  readonly from: number
  readonly to: number
  readonly stepMs: number
  readonly steps: number
}

/** Seconds that a step is long, or one step that is the range. */
export type StepLength = number | 'range'

export const MAX_STEPS = 11_000
/** Steps that an answer has at most when nobody says how long they are: enough for a chart. */
const COMFORTABLE = 240
const NICE_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800,
]

/**
 * The whole steps that hold `[from, to)` (epoch milliseconds, from < to). Without a length the shortest round step that gives a chart no more
 * points than it can show; one step that is the range begins and ends at a whole second. Throws TALLY_METRIC_STEP for more than MAX_STEPS.
 */
export function gridOf(from: number, to: number, step?: StepLength): Grid {
  if (step === 'range') {
    const start = Math.floor(from / 1_000) * 1_000
    const end = Math.ceil(to / 1_000) * 1_000
    return { from: start, to: end, stepMs: end - start, steps: 1 }
  }
  const seconds =
    step ??
    NICE_SECONDS.find(length => (to - from) / 1_000 / length <= COMFORTABLE) ??
    Math.ceil((to - from) / 1_000 / COMFORTABLE / 604_800) * 604_800
  if (!Number.isSafeInteger(seconds) || seconds < 1)
    throw new TallyError('TALLY_METRIC_STEP', 'step is a whole number of seconds, at least one')
  const stepMs = seconds * 1_000
  const start = Math.floor(from / stepMs) * stepMs
  const steps = Math.ceil((to - start) / stepMs)
  if (steps > MAX_STEPS)
    throw new TallyError(
      'TALLY_METRIC_STEP',
      `${steps.toLocaleString('en')} steps of ${seconds} s are more than ${MAX_STEPS.toLocaleString('en')}: take longer ones, or a shorter range`,
      { details: { limit: MAX_STEPS } },
    )
  return { from: start, to: start + steps * stepMs, stepMs, steps }
}

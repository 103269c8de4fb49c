import type { Row } from './synthetic/index.ts'

/** A row that was not trained on, with the log-odds of its best windows, and its length in doublings of a short text. */
export type Scored = Row & { readonly best: readonly number[]; readonly doubled: number }

export type Calibration = { readonly threshold: number; readonly penalties: readonly number[] }

export const logitOf = ({ best, doubled }: Scored, { penalties }: Omit<Calibration, 'threshold'>): number =>
  Math.max(...best.map((logit, width) => logit - penalties[width]! * doubled))

/**
 * False alarms allowed: over the harmless sets on average, in any of them, and in long texts. At 2 % in those too, an attack inside 20 KB would
 * lose 20 points of recall on average instead of 10.
 */
const MEAN = 0.005
const WORST = 0.02
const IN_LONG = 0.05
/** Rows of a set that the worst one is judged by. */
const ENOUGH = 100
const SOME = 30

const STEP = 0.05
const PENALTIES = Array.from({ length: 13 }, (_, at) => at * 0.15)

/** One threshold for all sets, and what is taken off in long texts, that find most of the attacks at so many false alarms. */
export function calibrate(scored: readonly Scored[]): Calibration {
  const sets = Map.groupBy(
    scored.filter(({ set }) => !set.startsWith('written')),
    ({ attack, set }) => `${attack} ${set}`,
  )
  const isLong = (rows: readonly Scored[]): boolean => rows[0]!.set.startsWith('long')
  const real = [...sets.values()]
  const harmless = real.filter(rows => !rows[0]!.attack && !isLong(rows) && rows.length >= SOME)
  const texts = real.filter(rows => !rows[0]!.attack && isLong(rows))
  const attacks = real.filter(rows => rows[0]!.attack)
  let best = { threshold: 0, penalties: [0, 0, 0], recall: -1 }
  for (const one of PENALTIES)
    for (const few of PENALTIES)
      for (const many of PENALTIES) {
        const penalties = [one, few, many]
        const logits = new Map(
          real.map(rows => [rows, Float64Array.from(rows, row => logitOf(row, { penalties })).sort()]),
        )
        const rate = (rows: Scored[], threshold: number): number => atLeast(logits.get(rows)!, threshold)
        const mean = (some: readonly Scored[][], threshold: number): number =>
          some.reduce((sum, rows) => sum + rate(rows, threshold), 0) / some.length
        let threshold = -2
        const isTooLow = (): boolean =>
          mean(harmless, threshold) > MEAN ||
          harmless.some(rows => rows.length >= ENOUGH && rate(rows, threshold) > WORST) ||
          texts.some(rows => rate(rows, threshold) > IN_LONG)
        while (isTooLow()) threshold += STEP
        const recall = mean(attacks, threshold)
        if (recall > best.recall) best = { threshold, penalties, recall }
      }
  const two = (value: number): number => Number(value.toFixed(2))
  return { threshold: two(best.threshold), penalties: best.penalties.map(two) }
}

/** The share of ascending values that are at least so much. */
function atLeast(values: Float64Array, least: number): number {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (values[middle]! < least) from = middle + 1
    else to = middle
  }
  return (values.length - from) / values.length
}

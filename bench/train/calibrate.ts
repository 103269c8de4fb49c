import type { Row } from './synthetic/index.ts'

/** A row that was not trained on, with the log-odds of its best windows, and its length in doublings of a short text. */
export type Scored = Row & { readonly narrow: number; readonly wide: number; readonly doubled: number }

export type Calibration = { readonly threshold: number; readonly narrow: number; readonly wide: number }

export const logitOf = (row: Scored, { narrow, wide }: Omit<Calibration, 'threshold'>): number =>
  Math.max(row.narrow - narrow * row.doubled, row.wide - wide * row.doubled)

/**
 * False alarms allowed: over the harmless sets on average, in any of them, and in long texts. At 2 % in those too, an attack inside 20 KB would
 * lose 28 points of recall on average instead of 14.
 */
const MEAN = 0.005
const WORST = 0.02
const IN_LONG = 0.05
/** Rows of a set that the worst one is judged by. */
const ENOUGH = 100
const SOME = 30

const STEP = 0.05
const PENALTIES = Array.from({ length: 11 }, (_, at) => at * 0.15)

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
  let best = { threshold: 0, narrow: 0, wide: 0, recall: -1 }
  for (const narrow of PENALTIES) {
    for (const wide of PENALTIES) {
      const logits = new Map(real.map(rows => [rows, rows.map(row => logitOf(row, { narrow, wide }))]))
      const rate = (rows: Scored[], threshold: number): number =>
        logits.get(rows)!.filter(logit => logit >= threshold).length / rows.length
      const mean = (some: readonly Scored[][], threshold: number): number =>
        some.reduce((sum, rows) => sum + rate(rows, threshold), 0) / some.length
      let threshold = -2
      const isTooLow = (): boolean =>
        mean(harmless, threshold) > MEAN ||
        harmless.some(rows => rows.length >= ENOUGH && rate(rows, threshold) > WORST) ||
        texts.some(rows => rate(rows, threshold) > IN_LONG)
      while (isTooLow()) threshold += STEP
      const recall = mean(attacks, threshold)
      if (recall > best.recall) best = { threshold, narrow, wide, recall }
    }
  }
  const two = (value: number): number => Number(value.toFixed(2))
  return { threshold: two(best.threshold), narrow: two(best.narrow), wide: two(best.wide) }
}

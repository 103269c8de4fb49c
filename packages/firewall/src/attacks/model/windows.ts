import type { Segments } from '../segments.ts'
import type { Findings } from './findings.ts'
import { type Model, type Sums, unitOf } from './index.ts'
import { MOST_MOVED } from './network.ts'

/** Segments in the windows that are looked at; each length at every quarter of itself. The whole text is one more. */
const LENGTHS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const
/** The longest of them. */
export const LONGEST = 32

/** Segments up to which a window's signs count: in a longer one there are some by chance. */
const MAX_SIGNED = 4

export type Window = {
  /** Segments, half-open. */
  readonly from: number
  readonly to: number
  /** The log-odds of an attack, less what is due to the number of windows. */
  readonly logit: number
  readonly inData: boolean
}

/** Every window of a text, in the order in which they begin, and then the whole: `visit` gets its segments (half-open), its signs' bits, and whether any of it is in data. */
export function visitWindows(
  { signs, inData }: Pick<Segments, 'signs' | 'inData'>,
  visit: (from: number, to: number, signs: number, data: boolean) => void,
): void {
  const count = signs.length
  if (count === 0) return
  const visitAt = (from: number, to: number): void => {
    let bits = 0
    let data = false
    for (let at = from; at < to && to - from <= MAX_SIGNED; at++) {
      bits |= signs[at] as number
      data ||= inData[at] as boolean
    }
    visit(from, to, bits, data)
  }
  for (let at = 0; at < count; at++)
    for (const length of LENGTHS) {
      if (length >= count || at + length > count) break
      if (at % Math.max(1, length >> 2) === 0 || at + length === count) visitAt(at, at + length)
    }
  visitAt(0, count)
}

/** Sum over the signs of a window. */
function signsLogit(model: Model, signs: number): number {
  let sum = 0
  for (let rest = signs; rest !== 0; rest &= rest - 1)
    sum += model.signs[31 - Math.clz32(rest & -rest)] as number
  return sum
}

/** Segments up to which a text is short. */
const SHORT = 16

/** Kinds of windows by their width: one sentence, a few, many. There are more of the narrow ones, and they vary more. */
export const WIDTHS = 3

export const widthOf = (length: number): number => (length === 1 ? 0 : length <= 4 ? 1 : 2)

/** Doublings of a short text's segments: the best of many windows is high by chance, and the more so the more there are. */
export const doublings = (segments: number): number => Math.log2(Math.max(SHORT, segments) / SHORT)

/** Share of a text's single sentences that lie below its level. */
const BELOW = 0.93

/** What the sentences of a text come to that speak most for an attack, a few aside. Sorts `logits`, those of its single sentences. */
export function levelOf(logits: Float64Array): number {
  logits.sort()
  return logits[Math.floor(logits.length * BELOW)] as number
}

/** How far a level counts from the usual one: no text makes room for an attack by what stands around it. */
const MOST = 2
/** Doublings from which on a text is told by its own level. */
const LEVELLED = 3

/** Taken off all windows of a text: an attack stands out of what is around it, and a text that leans towards one all over needs more to be one. */
export const leaning = (level: number, usual: number, doubled: number): number =>
  Math.max(-MOST, Math.min(MOST, level - usual)) * Math.min(1, doubled / LEVELLED)

/** Windows with log-odds of at least `floor`. */
export function scoreWindows(
  segments: Segments,
  { sums, norms }: Sums,
  findings: Findings,
  model: Model,
  floor: number,
): Window[] {
  const count = sums.length
  const total = new Float64Array(count + 1)
  const norm = new Float64Array(count + 1)
  for (let i = 0; i < count; i++) {
    total[i + 1] = (total[i] as number) + (sums[i] as number)
    norm[i + 1] = (norm[i] as number) + (norms[i] as number)
  }
  /** Without what the network says. */
  const linearOf = (from: number, to: number, signs: number, inData: boolean): number =>
    ((total[to] as number) - (total[from] as number)) *
      unitOf((norm[to] as number) - (norm[from] as number)) +
    signsLogit(model, signs) +
    (inData ? model.data : 0) +
    model.bias
  /** Nothing of a few sentences in data: it knows what people want of a model, and there they want nothing. */
  const saidOf = (from: number, to: number, inData: boolean): number =>
    inData ? 0 : findings.logitOf(from, to)
  const doubled = doublings(count)
  let off = 0
  if (doubled > 0) {
    const single = (_: unknown, at: number): number => {
      const inData = segments.inData[at] as boolean
      return linearOf(at, at + 1, segments.signs[at] as number, inData) + saidOf(at, at + 1, inData)
    }
    off = leaning(levelOf(Float64Array.from({ length: count }, single)), model.usual, doubled)
  }
  const found: Window[] = []
  visitWindows(segments, (from, to, signs, inData) => {
    const linear =
      linearOf(from, to, signs, inData) - (model.penalties[widthOf(to - from)] as number) * doubled - off
    // Most windows are so far below that the network need not be asked.
    if (linear + MOST_MOVED < floor) return
    const logit = linear + saidOf(from, to, inData)
    if (logit >= floor) found.push({ from, to, logit, inData })
  })
  return found
}

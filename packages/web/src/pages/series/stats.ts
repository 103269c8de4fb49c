import type { SeriesAnswer } from '../../api/types.ts'

type Series = SeriesAnswer['series'][number]

type SeriesStats = {
  readonly last: number | null
  readonly min: number | null
  readonly avg: number | null
  readonly max: number | null
  /** Steps that have a value, of all. */
  readonly steps: number
  readonly of: number
}

/** Of the steps that have a value. */
export function statsOf({ points }: Series): SeriesStats {
  let last: number | null = null
  let min: number | null = null
  let max: number | null = null
  let sum = 0
  let steps = 0
  for (const [, value] of points) {
    if (value === null) continue
    last = value
    min = min === null || value < min ? value : min
    max = max === null || value > max ? value : max
    sum += value
    steps++
  }
  return { last, min, max, avg: steps === 0 ? null : sum / steps, steps, of: points.length }
}

/** A run of steps in which a condition holds, is false, or is not known; epoch ms, `to` exclusive. */
export type Run = { readonly from: number; readonly to: number; readonly holds: boolean | null }

export function runsOf({ points }: Series, stepSeconds: number): readonly Run[] {
  const runs: Run[] = []
  for (const [time, value] of points) {
    const from = Date.parse(time)
    const holds = value === null ? null : value !== 0
    const before = runs.at(-1)
    if (before !== undefined && before.holds === holds && before.to === from)
      runs[runs.length - 1] = { ...before, to: from + stepSeconds * 1_000 }
    else runs.push({ from, to: from + stepSeconds * 1_000, holds })
  }
  return runs
}

/** Share of the known time in which it holds; null when nothing is known. */
export function heldShare(runs: readonly Run[]): number | null {
  const sum = (of: readonly Run[]) => of.reduce((ms, { from, to }) => ms + to - from, 0)
  const known = sum(runs.filter(({ holds }) => holds !== null))
  return known === 0 ? null : sum(runs.filter(({ holds }) => holds === true)) / known
}

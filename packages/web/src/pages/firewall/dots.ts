import type { ScanRow } from './scan.ts'

export type Dot = {
  readonly id: string
  readonly x: number
  readonly score: number
  readonly severity: string | undefined
  readonly time: string
}

/** Places of scans by time, the first at the left. Scans without a score or a time have none. */
export function dotsOf(
  rows: readonly ScanRow[],
  { width, left }: { readonly width: number; readonly left: number },
): Dot[] {
  const known = rows.flatMap(({ id, time, score, severity }) => {
    const at = Date.parse(time)
    return score === undefined || Number.isNaN(at)
      ? []
      : [{ id, time, at, severity, score: Math.min(Math.max(score, 0), 1) }]
  })
  const from = Math.min(...known.map(({ at }) => at))
  const to = Math.max(...known.map(({ at }) => at))
  const [start, room] = [left + 8, Math.max(width - left - 16, 0)]
  return known.map(({ at, ...dot }) => ({
    ...dot,
    x: to === from ? start + room / 2 : start + ((at - from) / (to - from)) * room,
  }))
}

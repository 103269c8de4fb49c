/** How long nothing must have been shed before pressure counts as over, in milliseconds. */
const CALM_MS = 500
/** While the report itself is shed it is tried again, less and less often. */
const LONGEST_MS = 30_000

/** What is told about one period of pressure on one destination. */
export type ShedReport = {
  readonly destination: string
  /** Lines shed in this period, reports of it among them. */
  readonly records: number
  /** Lines shed since the start. */
  readonly total: number
  /** Epoch milliseconds of the first and the last. */
  readonly since: number
  readonly until: number
}

export type Shedding = {
  readonly shed: (destination: string, lines: number) => void
  /** Tells what was shed so far and not told yet. */
  readonly report: () => void
  /** Lines shed since the start, everywhere. */
  readonly total: () => number
  readonly close: () => void
}

type Period = { records: number; since: number; until: number }

/** Counts shed lines and tells of them once per destination and period of pressure, when it is over: a flood of reports would add to it. */
export function createShedding(tell: (report: ShedReport) => void): Shedding {
  const periods = new Map<string, Period>()
  const totals = new Map<string, number>()
  let all = 0
  let wait = CALM_MS
  let timer: NodeJS.Timeout | undefined

  const report = (calmSince = Number.POSITIVE_INFINITY): void => {
    for (const [destination, period] of [...periods]) {
      if (period.until > calmSince) continue
      periods.delete(destination)
      tell({ destination, ...period, total: totals.get(destination)! })
      const again = periods.get(destination)
      if (again === undefined) wait = CALM_MS
      else {
        // The report was shed as well: it stays to be told.
        again.records += period.records
        again.since = period.since
        wait = Math.min(wait * 2, LONGEST_MS)
      }
    }
  }
  const watch = (): void => {
    timer = setTimeout(() => {
      timer = undefined
      report(Date.now() - CALM_MS)
      if (periods.size > 0 && timer === undefined) watch()
    }, wait).unref()
  }

  return {
    shed: (destination, lines) => {
      all += lines
      totals.set(destination, (totals.get(destination) ?? 0) + lines)
      const now = Date.now()
      const period = periods.get(destination)
      if (period === undefined) periods.set(destination, { records: lines, since: now, until: now })
      else {
        period.records += lines
        period.until = now
      }
      if (timer === undefined) watch()
    },
    report: () => report(),
    total: () => all,
    close: () => clearTimeout(timer),
  }
}

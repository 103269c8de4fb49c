/** How long nothing must have been shed before pressure counts as over, in milliseconds. */
const CALM_MS = 500

export type Shedding = {
  readonly shed: (destination: string, lines: number) => void
  /** Tells what was shed so far and not told yet. */
  readonly report: () => void
  readonly total: () => number
  readonly close: () => void
}

type Period = { lines: number; readonly since: number; until: number }

/** Counts shed lines and tells of them once per destination and period of pressure, when it is over: a flood of reports would add to it. */
export function createShedding(
  tell: (lines: number, destination: string, since: number, until: number) => void,
): Shedding {
  const periods = new Map<string, Period>()
  let total = 0
  let timer: NodeJS.Timeout | undefined

  const report = (calmSince = Number.POSITIVE_INFINITY): void => {
    for (const [destination, { lines, since, until }] of [...periods])
      if (until <= calmSince) {
        periods.delete(destination)
        tell(lines, destination, since, until)
      }
  }
  const watch = (): void => {
    timer = setTimeout(() => {
      timer = undefined
      report(Date.now() - CALM_MS)
      if (periods.size > 0) watch()
    }, CALM_MS).unref()
  }

  return {
    shed: (destination, lines) => {
      total += lines
      const now = Date.now()
      const period = periods.get(destination)
      if (period === undefined) periods.set(destination, { lines, since: now, until: now })
      else {
        period.lines += lines
        period.until = now
      }
      if (timer === undefined) watch()
    },
    report: () => report(),
    total: () => total,
    close: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

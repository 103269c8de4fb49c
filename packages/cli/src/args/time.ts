import { compareTimes, parseTime, TallyError, timeFromMs } from '@tallystick/core'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** Milliseconds of `90s`, `5m`, `1.5h`, `1h30m`, `7d`, `2w`. Refuses anything else with TALLY_CLI_USAGE. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)]
  if (parts.length === 0 || parts.map(part => part[0]).join('') !== text)
    throw new TallyError(
      'TALLY_CLI_USAGE',
      `${JSON.stringify(text)} is not a duration: write 30s, 5m, 1h, 1h30m, 7d or 2w`,
    )
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * UNIT_MS[unit!]!, 0)
}

/** Midnight of the day `daysAgo` before now, on this machine's clock. */
function midnight(nowMs: number, daysAgo: number): number {
  const day = new Date(nowMs)
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() - daysAgo)
  return day.getTime()
}

/**
 * Canonical UTC time of what a person types: RFC 3339 with an offset; a time, date, month or year without one (then it is where that begins on
 * this machine's clock); epoch numbers of nine digits or more, `now`, `-1h` or `1h ago`, `today`, `yesterday`. Refuses with TALLY_QUERY_RANGE.
 */
export function parseTimeArgument(text: string, nowMs: number): string {
  const word = text.trim().toLowerCase()
  if (word === 'now') return timeFromMs(nowMs)
  if (word === 'today') return timeFromMs(midnight(nowMs, 0))
  if (word === 'yesterday') return timeFromMs(midnight(nowMs, 1))
  const relative = /^-([\d.a-z]+)$/.exec(word) ?? /^([\d.a-z]+)\s+ago$/.exec(word)
  const refuse = (cause: unknown): never => {
    throw new TallyError(
      'TALLY_QUERY_RANGE',
      `${JSON.stringify(text)} is not a time: write 2026-01-31T12:00:00Z, "2026-01-31 12:00", 2026-01-31, 2026, epoch milliseconds, -1h, today, yesterday or now`,
      { cause },
    )
  }
  try {
    if (relative) return timeFromMs(Math.round(nowMs - parseDuration(relative[1]!)))
    const local = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[t ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?)?)?$/.exec(word)
    if (!local && /^-?\d{1,8}(?:\.\d*)?$/.test(word)) throw new Error('too small for an epoch')
    if (!local) return parseTime(text.trim())
    const [, year, month = '01', day = '01', minutes = '00:00', seconds = ':00'] = local
    const wall = `${year}-${month}-${day}T${minutes}${seconds}`
    // The round trip through UTC finds days that do not exist; Date.parse reads a time without offset on the local clock.
    parseTime(`${wall}Z`)
    return timeFromMs(Date.parse(wall))
  } catch (error) {
    return refuse(error)
  }
}

/** Options of the commands that look at a range of time. */
export type RangeOptions = { readonly from?: string; readonly to?: string; readonly last?: string }

/** `[from, to)` as options give it; absent ends are unbounded. */
export function parseRange(options: RangeOptions, nowMs: number): { from?: string; to?: string } {
  if (options.last !== undefined && options.from !== undefined)
    throw new TallyError(
      'TALLY_CLI_USAGE',
      '--last and --from both say where the range starts: give one of them',
    )
  const from =
    options.last !== undefined
      ? timeFromMs(Math.max(0, nowMs - parseDuration(options.last)))
      : options.from !== undefined
        ? parseTimeArgument(options.from, nowMs)
        : undefined
  const to = options.to === undefined ? undefined : parseTimeArgument(options.to, nowMs)
  if (from !== undefined && to !== undefined && compareTimes(from, to) >= 0)
    throw new TallyError('TALLY_QUERY_RANGE', `the range is empty: from ${from} is not before to ${to}`)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

export type TimeFormats = {
  /** IANA name of the zone that times are shown in. */
  readonly zone: string
  /** `2026-01-31 10:00:00.123` */
  readonly full: (time: string | number) => string
  /** `Jan 31 10:00:00.123`, of another year `Jan 31 2025 10:00:00.123`; what a row of a list shows. */
  readonly row: (time: string | number) => string
  /** `Jan 31, 10:00`, of another year `Jan 31, 2025, 10:00` */
  readonly short: (time: string | number) => string
  /** `Sat, Jan 31`, of another year `Fri, Jan 31, 2025` */
  readonly day: (time: string | number) => string
  /** Both ends of a range like `short`; each with its year when one of them is of another. */
  readonly between: (from: number, to: number) => string
  /**
   * Of an axis, as fine as the seconds between them need; `dated` has the day at every one. Unless all of the axis (epoch ms) is of this year, the first
   * has its year, and the first of each year after it.
   */
  readonly ticks: (
    times: readonly number[],
    seconds: number,
    axis: { readonly from: number; readonly to: number },
    dated?: boolean,
  ) => string[]
  /** Whether a moment is of the year that it is now, and so shown without it. */
  readonly isOfThisYear: (time: string | number) => boolean
  /** `3 min ago`; a moment in the future is `in 3 min`. */
  readonly ago: (time: string | number, now?: number) => string
}

type Parts = { readonly date: Date } & Readonly<Record<string, string>>

/** Milliseconds. Wherever one is, a year begins with one of its quarters of an hour. */
const QUARTER_HOUR_MS = 900_000
const DAY_MS = 86_400_000

/** Times in a zone: an IANA name, or `local` for the browser's own. What is no time is given back as it is: events may hold anything. */
export function timesIn(chosen: string, clock: () => number = Date.now): TimeFormats {
  const zone = chosen === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : chosen
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  })
  const months = new Intl.DateTimeFormat('en', { timeZone: zone, month: 'short' })
  const days = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    weekday: 'short',
    month: 'short',
    day: 'numeric',
  })
  const read = (time: string | number) => {
    const date = new Date(time)
    if (Number.isNaN(date.getTime())) return undefined
    const named = Object.fromEntries(parts.formatToParts(date).map(({ type, value }) => [type, value]))
    return { ...named, date } as Parts
  }
  const shown = (time: string | number, format: (p: Parts) => string) => {
    const p = read(time)
    return p === undefined ? String(time) : format(p)
  }

  let known = { quarter: -1, year: '' }
  const thisYear = () => {
    const quarter = Math.floor(clock() / QUARTER_HOUR_MS)
    if (quarter !== known.quarter) known = { quarter, year: read(quarter * QUARTER_HOUR_MS)!.year! }
    return known.year
  }
  const isOld = (p: Parts) => p.year !== thisYear()
  const dayOf = (p: Parts, year: boolean) =>
    `${months.format(p.date)} ${Number(p.day)}${year ? `, ${p.year}` : ''}`
  const shortOf = (p: Parts, year: boolean) => `${dayOf(p, year)}, ${p.hour}:${p.minute}`
  const tickOf = (p: Parts, seconds: number, dated: boolean, year: boolean) => {
    const isMidnight = p.hour === '00' && p.minute === '00' && seconds >= 60
    if (seconds >= 86_400 || (isMidnight && !dated)) return dayOf(p, year)
    const clockTime = `${p.hour}:${p.minute}${seconds >= 60 ? '' : `:${p.second}`}`
    return dated || year ? `${dayOf(p, year)}, ${clockTime}` : clockTime
  }

  return {
    zone,
    full: time =>
      shown(
        time,
        p => `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second}.${p.fractionalSecond}`,
      ),
    row: time =>
      shown(
        time,
        p =>
          `${months.format(p.date)} ${p.day}${isOld(p) ? ` ${p.year}` : ''} ${p.hour}:${p.minute}:${p.second}.${p.fractionalSecond}`,
      ),
    short: time => shown(time, p => shortOf(p, isOld(p))),
    day: time => shown(time, p => `${days.format(p.date)}${isOld(p) ? `, ${p.year}` : ''}`),
    between: (from, to) => {
      const ends = [from, to].map(time => read(time)!)
      return ends.map(p => shortOf(p, ends.some(isOld))).join(' – ')
    },
    ticks: (times, seconds, { from, to }, dated = false) => {
      const all = times.map(time => read(time)!)
      const years = [from, to].some(end => isOld(read(end)!))
      return all.map((p, i) => tickOf(p, seconds, dated, years && p.year !== all[i - 1]?.year))
    },
    isOfThisYear: time => {
      const p = read(time)
      return p !== undefined && !isOld(p)
    },
    ago: (time, now = clock()) => {
      const ms = new Date(time).getTime() - now
      return Number.isNaN(ms) ? String(time) : agoText(ms)
    },
  }
}

function agoText(ms: number): string {
  const size = Math.abs(ms)
  if (size < 5_000) return 'just now'
  const [count, unit] =
    size < 60_000
      ? [size / 1_000, 's']
      : size < 3_600_000
        ? [size / 60_000, 'min']
        : size < 86_400_000
          ? [size / 3_600_000, 'h']
          : [size / 86_400_000, 'd']
  const text = `${Math.floor(count)} ${unit}`
  return ms < 0 ? `${text} ago` : `in ${text}`
}

/**
 * The moment (epoch ms) at which clocks in a zone show a time, which is given as if it were UTC. Of an hour that they show twice it is the first; one that
 * they leave out is read as if they had gone on.
 */
export function instantIn(zone: string, wall: number): number {
  const { full } = timesIn(zone)
  const offsetAt = (time: number) => Date.parse(`${full(time).replace(' ', 'T')}Z`) - time
  const [before, after] = [offsetAt(wall - DAY_MS), offsetAt(wall + DAY_MS)]
  return wall - ([before, after].find(offset => offsetAt(wall - offset) === offset) ?? before)
}

/** A date and time of day as written, its zone not yet applied. */
export type Civil = {
  /** undefined: not written (BSD syslog, logcat). */
  year: number | undefined
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Decimal digits after the second, at most nine. */
  fraction: string
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const LATEST = Date.UTC(2262, 0, 1)

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Whether the calendar has this date and the clock this time. A leap second may be written as :60. */
export function isCivil({ year, month, day, hour, minute, second }: Civil): boolean {
  if (month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]!) return false
  if (hour > 23 || minute > 59 || second > 60) return false
  if (year === undefined) return true
  return year >= 1970 && year <= 2261 && (month !== 2 || day < 29 || isLeap(year))
}

/** Epoch milliseconds of the whole second, read as UTC. */
export function civilMs(civil: Civil, year: number): number {
  return Date.UTC(year, civil.month - 1, civil.day, civil.hour, civil.minute, Math.min(civil.second, 59))
}

/** Whether a day of the calendar exists in this year (29 February). */
export function dayExists(civil: Civil, year: number): boolean {
  return civil.month !== 2 || civil.day < 29 || isLeap(year)
}

let cachedMs = Number.NaN
let cachedText = ''

/** Canonical time (see event/time.ts) of a whole second and its decimal fraction; undefined beyond 1970–2261. */
export function canonicalTime(ms: number, fraction: string): string | undefined {
  if (!(ms >= 0 && ms < LATEST)) return undefined
  // Log lines come many to the second.
  if (ms !== cachedMs) {
    cachedMs = ms
    cachedText = new Date(ms).toISOString().slice(0, 20)
  }
  if (fraction.length === 3) return `${cachedText}${fraction}Z`
  let digits = fraction.slice(0, 9).padEnd(9, '0')
  digits = digits.endsWith('000000')
    ? digits.slice(0, 3)
    : digits.endsWith('000')
      ? digits.slice(0, 6)
      : digits
  return `${cachedText}${digits}Z`
}

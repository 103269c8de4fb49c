import { TallyError } from '../errors.ts'

/**
 * Times travel as **canonical time**: RFC 3339 in UTC with `Z` and 3, 6 or 9 fractional digits, the fewest that lose
 * nothing: `2026-01-31T12:00:00.123Z`, `…00.123456Z`, `…00.123456789Z`. Digits beyond nanoseconds are cut off.
 */

/** Inclusive lower and exclusive upper bound, epoch milliseconds: what a 64-bit count of nanoseconds and every store can hold. */
const MIN_MS = 0
const MAX_MS = Date.UTC(2262, 0, 1)

const CANONICAL_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?$/

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0)

/** Whether the text is canonical with milliseconds and a real date in range: what most clients send, told without a Date. */
function isCanonicalMs(value: string): boolean {
  if (value.length !== 24 || !CANONICAL_MS.test(value)) return false
  const two = (at: number): number => (value.charCodeAt(at) - 48) * 10 + value.charCodeAt(at + 1) - 48
  const year = two(0) * 100 + two(2)
  const day = two(8)
  return (
    year >= 1970 &&
    year <= 2261 &&
    day >= 1 &&
    day <= daysIn(year, two(5)) &&
    two(11) <= 23 &&
    two(14) <= 59 &&
    two(17) <= 59
  )
}

/** Canonical time of epoch milliseconds (integer). */
export function timeFromMs(ms: number): string {
  return new Date(ms).toISOString()
}

function invalid(value: unknown): TallyError {
  const shown = JSON.stringify(value)?.slice(0, 64) ?? String(value)
  return new TallyError('TALLY_EVENT_TIME_INVALID', `${shown} is not a time`)
}

/** `ms` whole milliseconds plus 0 … 999,999 nanoseconds. */
function canonical(ms: number, nanos: number, shown: unknown): string {
  if (!(ms >= MIN_MS && ms < MAX_MS))
    throw new TallyError('TALLY_EVENT_TIME_RANGE', `time ${JSON.stringify(shown)} is out of range`)
  const base = new Date(ms).toISOString()
  if (nanos === 0) return base
  const digits = String(nanos).padStart(6, '0')
  return `${base.slice(0, -1)}${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`
}

/** Epoch in seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude (each unit from 1973 on). */
function fromEpoch(whole: bigint, fraction: string, shown: unknown): string {
  const size = whole < 0n ? -whole : whole
  const scale =
    size < 100_000_000_000n
      ? 1_000_000_000n
      : size < 100_000_000_000_000n
        ? 1_000_000n
        : size < 100_000_000_000_000_000n
          ? 1_000n
          : 1n
  const digits = String(scale).length - 1
  const nanos = whole * scale + (digits === 0 ? 0n : BigInt(fraction.slice(0, digits).padEnd(digits, '0')))
  if (nanos < 0n)
    throw new TallyError('TALLY_EVENT_TIME_RANGE', `time ${JSON.stringify(shown)} is out of range`)
  return canonical(Number(nanos / 1_000_000n), Number(nanos % 1_000_000n), shown)
}

/**
 * Canonical time of an RFC 3339 text (also with a space for `T`, a comma before the fraction, or no zone: then UTC) or of an
 * epoch number or numeric text in s, ms, µs or ns. Throws TALLY_EVENT_TIME_INVALID or TALLY_EVENT_TIME_RANGE.
 */
export function parseTime(value: unknown): string {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(value)
    const whole = Math.trunc(value)
    const fraction =
      value === whole
        ? ''
        : (Math.abs(value - whole)
            .toFixed(9)
            .split('.')[1] ?? '')
    return fromEpoch(BigInt(whole), fraction, value)
  }
  if (typeof value !== 'string') throw invalid(value)
  if (isCanonicalMs(value)) return value
  const parts = RFC3339.exec(value)
  if (!parts) {
    const epoch = /^(-?\d{1,19})(?:\.(\d{1,9}))?$/.exec(value)
    if (!epoch) throw invalid(value)
    return fromEpoch(BigInt(epoch[1]!), epoch[2] ?? '', value)
  }
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) throw invalid(value)
  // RFC 3339 §5.6: a leap second is written :60; stores have no room for it, so it becomes :59.
  if (hour > 23 || minute > 59 || second > 60) throw invalid(value)
  const zone = parts[8] ?? 'Z'
  let offset = 0
  if (zone !== 'Z' && zone !== 'z') {
    const hours = Number(zone.slice(1, 3))
    const minutes = Number(zone.slice(3).replace(':', '') || '0')
    if (hours > 23 || minutes > 59) throw invalid(value)
    offset = (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
  }
  const fraction = (parts[7] ?? '').slice(0, 9).padEnd(9, '0')
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, Math.min(second, 59), Number(fraction.slice(0, 3)))
  return canonical(date.getTime() - offset, Number(fraction.slice(3)), value)
}

/** Order of two canonical times: negative, zero or positive. */
export function compareTimes(a: string, b: string): number {
  // Without the Z a shorter fraction is a prefix of, and so sorts before, a longer one.
  const x = a.slice(0, -1)
  const y = b.slice(0, -1)
  return x < y ? -1 : x > y ? 1 : 0
}

/** Epoch milliseconds of a canonical time, nanoseconds cut off. */
export function timeToMs(time: string): number {
  return Date.parse(`${time.slice(0, 23)}Z`)
}

/** Epoch nanoseconds of a canonical time. */
export function timeToNanos(time: string): bigint {
  const below = time.slice(23, -1)
  return BigInt(timeToMs(time)) * 1_000_000n + BigInt(below.padEnd(6, '0') || '0')
}

/** Canonical time of epoch nanoseconds. */
export function timeFromNanos(nanos: bigint): string {
  return canonical(Number(nanos / 1_000_000n), Number(nanos % 1_000_000n), String(nanos))
}

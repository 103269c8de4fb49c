import { compareTimes, parseDuration, parseTime, TallyError, timeFromMs } from '@tallystick/core'
import type { TimeRange } from '@tallystick/engine'

/** A range as clients write it: `from` and `to`, or `last`. */
export type RangeInput = { from?: string | undefined; to?: string | undefined; last?: string | undefined }

/**
 * The range `[from, to)` in canonical times. `from` and `to` are RFC 3339, or as much of it as there is (`2026`, `2026-01`, `2026-01-31`: where
 * that begins, in UTC), epoch numbers of nine digits or more, `now`, or before now like `-90m` (units s m h d w); `last=1h` is
 * `from=-1h`. Throws TALLY_QUERY_RANGE.
 */
export function rangeOf({ from, to, last }: RangeInput, now: number): TimeRange {
  if (last !== undefined && (from !== undefined || to !== undefined))
    throw new TallyError('TALLY_QUERY_RANGE', 'last cannot stand beside from or to')
  if (last !== undefined && parseDuration(last) === undefined)
    throw new TallyError(
      'TALLY_QUERY_RANGE',
      `last=${JSON.stringify(last.slice(0, 64))} is not a duration like 15m, 1h or 7d`,
    )
  const start = last === undefined ? from : `-${last}`
  const range = {
    ...(start === undefined || start === '' ? {} : { from: instantOf('from', start, now) }),
    ...(to === undefined || to === '' ? {} : { to: instantOf('to', to, now) }),
  }
  if (range.from !== undefined && range.to !== undefined && compareTimes(range.from, range.to) >= 0)
    throw new TallyError('TALLY_QUERY_RANGE', `from (${range.from}) is not before to (${range.to})`)
  return range
}

const BEGINNING = '0000-01-01T00:00:00Z'
/** A date alone, or a time without its seconds. */
const PARTIAL = /^\d{4}(?:-\d\d(?:-\d\d(?:[Tt ]\d\d:\d\d)?)?)?$/
/** Too small for an epoch, and most likely something else. */
const SMALL_NUMBER = /^-?\d{1,8}(?:\.\d*)?$/

/** Canonical time of what stands in the parameter `name`. Throws TALLY_QUERY_RANGE. */
export function instantOf(name: string, text: string, now: number): string {
  if (text === 'now') return timeFromMs(now)
  const back = /^(?:now)?-(.+)$/.exec(text)
  const ago = back === null ? undefined : parseDuration(back[1]!)
  if (ago !== undefined) return timeFromMs(Math.max(now - ago * 1_000, 0))
  const whole = PARTIAL.test(text) ? text + BEGINNING.slice(text.length) : text
  if (SMALL_NUMBER.test(whole))
    throw new TallyError(
      'TALLY_QUERY_RANGE',
      `${name}=${text} is no time: an epoch number has nine digits or more, a year four`,
    )
  try {
    // In an address a plus sign that was not escaped arrives as a space: 12:00:00 02:00 can only be an offset.
    return parseTime(whole.replace(/(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$/, '$1+$2'))
  } catch (cause) {
    throw new TallyError('TALLY_QUERY_RANGE', `${name}: ${(cause as Error).message}`, { cause })
  }
}

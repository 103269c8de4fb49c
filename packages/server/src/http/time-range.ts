import { compareTimes, parseDuration, parseTime, TallyError, timeFromMs } from '@tallystick/core'
import type { TimeRange } from '@tallystick/engine'

/** A range as clients write it: `from` and `to`, or `last`. */
export type RangeInput = { from?: string | undefined; to?: string | undefined; last?: string | undefined }

/**
 * The range `[from, to)` in canonical times. `from` and `to` are RFC 3339, epoch numbers, `now`, or before now like `-90m`
 * (units s m h d w); `last=1h` is `from=-1h`. Throws TALLY_QUERY_RANGE.
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

function instantOf(name: string, text: string, now: number): string {
  if (text === 'now') return timeFromMs(now)
  const back = /^(?:now)?-(.+)$/.exec(text)
  const ago = back === null ? undefined : parseDuration(back[1]!)
  if (ago !== undefined) return timeFromMs(Math.max(now - ago * 1_000, 0))
  try {
    // In an address a plus sign that was not escaped arrives as a space: 12:00:00 02:00 can only be an offset.
    return parseTime(text.replace(/(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$/, '$1+$2'))
  } catch (cause) {
    throw new TallyError('TALLY_QUERY_RANGE', `${name}: ${(cause as Error).message}`, { cause })
  }
}

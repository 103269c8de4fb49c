import { compareTimes, TallyError, timeFromMs, timeFromNanos, timeToMs, timeToNanos } from '@tallystick/core'
import type { TimeRange } from '@tallystick/engine'
import Type from 'typebox'
import { instantOf } from '../http/time-range.ts'

const A_DAY_MS = 86_400_000
const DAY_ALONE = /^\d{4}-\d\d-\d\d$/

/** Names of the two parameters, for messages. */
export type RangeNames = readonly [start: string, end: string]

/**
 * The range of the documented APIs: from `start` on, up to and with `end`. Both are ISO 8601; a time without zone is UTC, a date alone
 * as `end` is that whole day. Throws TALLY_QUERY_RANGE.
 */
export function documentedRange(
  [startName, endName]: RangeNames,
  start: string | undefined,
  end: string | undefined,
  now: number,
): TimeRange {
  const from = start === undefined || start === '' ? undefined : instantOf(startName, start, now)
  const to = end === undefined || end === '' ? undefined : after(instantOf(endName, end, now), end)
  if (from !== undefined && to !== undefined && compareTimes(from, to) >= 0)
    throw new TallyError('TALLY_QUERY_RANGE', `${startName} is after ${endName}`)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** The first time that is beyond an inclusive end. */
function after(time: string, written: string): string {
  return DAY_ALONE.test(written)
    ? timeFromMs(timeToMs(time) + A_DAY_MS)
    : timeFromNanos(timeToNanos(time) + 1n)
}

/** The last 24 hours. */
export function lastDay(now: number): TimeRange {
  return { from: timeFromMs(now - A_DAY_MS) }
}

const WRITTEN = 'ISO 8601; a date alone or a time without zone is UTC.'
export const start = Type.Optional(Type.String({ description: `From this time on. ${WRITTEN}` }))
export const end = Type.Optional(
  Type.String({ description: `Up to and with this time; a date alone is the whole day. ${WRITTEN}` }),
)

import { parseTime, timeToMs } from '@tallystick/core'
import { clip } from '../ui/text.ts'
import { instantIn, type TimeFormats } from './times.ts'

/** A range of time as it stands in the address: whatever requests take ("Times in requests" in docs/reference/server.md). */
export type Range = { readonly from: string; readonly to: string }

/** What an address says of it. `last=7d` is `from=-7d`. */
export type RangeSearch = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly last?: string | undefined
}

/** The same in epoch milliseconds, `to` exclusive. */
export type Span = { readonly from: number; readonly to: number }

export const DEFAULT_RANGE: Range = { from: '-1h', to: 'now' }

export const PRESETS: readonly { readonly from: string; readonly label: string }[] = [
  { from: '-5m', label: 'Last 5 minutes' },
  { from: '-15m', label: 'Last 15 minutes' },
  { from: '-30m', label: 'Last 30 minutes' },
  { from: '-1h', label: 'Last hour' },
  { from: '-4h', label: 'Last 4 hours' },
  { from: '-12h', label: 'Last 12 hours' },
  { from: '-24h', label: 'Last 24 hours' },
  { from: '-2d', label: 'Last 2 days' },
  { from: '-7d', label: 'Last 7 days' },
  { from: '-30d', label: 'Last 30 days' },
  { from: '-90d', label: 'Last 90 days' },
]

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** The beginning of a moment, as far as it is said, without a zone. */
const ZONELESS = /^\d{4}(?:-\d\d(?:-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?)?)?$/
const BEGINNING = '0000-01-01T00:00:00'
/** Too small for an epoch, and most likely something else. */
const SMALL_NUMBER = /^-?\d{1,8}(?:\.\d*)?$/

/**
 * Epoch milliseconds of one end of a range; undefined when it is no time. Without a zone it is read in `zone`, an IANA name or `local`. An address says the
 * same to everybody, so there it is UTC.
 */
export function instantOf(text: string, now: number, zone = 'UTC'): number | undefined {
  if (text === 'now') return now
  const back = /^(?:now)?-(\d+(?:\.\d+)?)([smhdw])$/.exec(text)
  if (back !== null) return Math.max(0, now - Number(back[1]) * UNITS[back[2] as keyof typeof UNITS])
  try {
    if (ZONELESS.test(text)) {
      const wall = timeToMs(parseTime(`${text}${BEGINNING.slice(text.length)}Z`))
      return zone === 'UTC' ? wall : Math.max(0, instantIn(zone, wall))
    }
    if (SMALL_NUMBER.test(text)) return undefined
    // In an address a plus sign that was not escaped arrives as a space: 12:00:00 02:00 can only be an offset.
    return timeToMs(parseTime(text.replace(/(:\d\d(?:\.\d+)?) (\d\d:?\d\d)$/, '$1+$2')))
  } catch {
    return undefined
  }
}

/** Whether an end moves with the clock. */
const isRelative = (end: string) => /^(?:now$|(?:now)?-)/.test(end)

/**
 * The range that somebody typed who sees times in `zone`, for the address: what moves with the clock as it is, all else as whole instants. Undefined when it
 * is none.
 */
export function rangeTyped({ from, to }: Range, now: number, zone: string): Range | undefined {
  const end = (typed: string) => {
    const text = typed.trim()
    const instant = instantOf(text, now, zone)
    return instant === undefined || isRelative(text) ? text : new Date(instant).toISOString()
  }
  const range = { from: end(from), to: end(to) }
  return problemOf(range, now) === undefined ? range : undefined
}

/** One end of a range for somebody to change who sees times in the zone of `full`: `2026-01-31 10:00`. */
export function endText(
  end: string,
  now: number,
  { zone, full }: Pick<TimeFormats, 'zone' | 'full'>,
): string {
  const instant = instantOf(end, now)
  if (instant === undefined || isRelative(end)) return end
  const text = full(instant).replace(/(?::00)?\.000$/, '')
  // Of an hour that clocks show twice, the second cannot be said without its offset.
  return instantOf(text, now, zone) === instant ? text : new Date(instant).toISOString()
}

/** What an address says of the range, by its ends alone where that can be: `last=7d` is `from=-7d`. */
export function rangeSearch(search: RangeSearch): RangeSearch {
  if (search.last === undefined || problemOf(search, Date.now()) !== undefined) return search
  return { from: `-${search.last}`, last: undefined }
}

/** The range of an address at a moment; where that does not say from when, of one hour, and where not to when, to now. */
export function rangeIn({ from, to = DEFAULT_RANGE.to }: RangeSearch, now: number): Range {
  return { from: from ?? hourBefore(to, now), to }
}

function hourBefore(end: string, now: number): string {
  const instant = instantOf(end, now)
  if (end === DEFAULT_RANGE.to || instant === undefined) return DEFAULT_RANGE.from
  const start = Math.max(0, instant - UNITS.h)
  return isRelative(end) ? `-${(now - start) / UNITS.s}s` : new Date(start).toISOString()
}

/** Why an address gives no range; undefined when it does. */
export function problemOf(search: RangeSearch, now: number): string | undefined {
  const { from, to, last } = search
  const said = (name: string, value: string) => `${name}=${clip(value, 60)}`
  if (last !== undefined && (from !== undefined || to !== undefined))
    return `${said('last', last)} cannot stand beside from or to`
  if (last !== undefined && instantOf(`-${last}`, now) === undefined)
    return `${said('last', last)} is not a duration like 15m, 1h or 7d`
  const range = rangeIn(last === undefined ? search : { from: `-${last}` }, now)
  const [start, end] = [instantOf(range.from, now), instantOf(range.to, now)]
  if (start === undefined) return `${said('from', range.from)} is not a time`
  if (end === undefined) return `${said('to', range.to)} is not a time`
  return start < end ? undefined : `${said('from', range.from)} is not before ${said('to', range.to)}`
}

/** The range at a moment; the default when it is none, or ends before it begins. */
export function spanOf({ from, to }: Range, now: number): Span {
  const [start, end] = [instantOf(from, now), instantOf(to, now)]
  if (start === undefined || end === undefined || start >= end) return spanOf(DEFAULT_RANGE, now)
  return { from: start, to: end }
}

/** Whether it ends now, whenever that is. */
export function isLive({ to }: Range): boolean {
  return to === 'now'
}

export function rangeOfSpan({ from, to }: Span): Range {
  return { from: new Date(Math.round(from)).toISOString(), to: new Date(Math.round(to)).toISOString() }
}

/** One whole range earlier (-1) or later (1), never past now, nor before 1970. */
export function shiftSpan({ from, to }: Span, by: -1 | 1, now: number): Span {
  const width = to - from
  const shift = by === 1 ? Math.min(width, Math.max(0, now - to)) : -Math.min(width, from)
  return { from: from + shift, to: to + shift }
}

/** Widths that `bin()` knows, seconds. */
const BINS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000,
]

/** Width of a bucket in seconds so that a span has at most `most` of them, and about as many. */
export function binSeconds({ from, to }: Span, most = 72): number {
  const wanted = (to - from) / 1_000 / most
  return BINS.find(seconds => seconds >= wanted) ?? Math.ceil(wanted / 604_800) * 604_800
}

/** As the query language writes it: `5m`, `1h`. */
export function durationText(seconds: number): string {
  for (const [unit, size] of [
    ['w', 604_800],
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
  ] as const)
    if (seconds % size === 0 && seconds >= size) return `${seconds / size}${unit}`
  return `${seconds}s`
}

/** `now-1h` to `now` in words: `Last hour`, or both ends. */
export function rangeLabel(
  range: Range,
  { short, between }: Pick<TimeFormats, 'short' | 'between'>,
  now: number,
): string {
  const { from, to } = spanOf(range, now)
  if (!isLive(range)) return between(from, to)
  const preset = PRESETS.find(({ from }) => from === range.from || `now${from}` === range.from)
  if (preset !== undefined) return preset.label
  return isRelative(range.from) ? `Last ${range.from.replace(/^(?:now)?-/, '')}` : `${short(from)} – now`
}

/** A range of time as it stands in the address: RFC 3339, `now`, or before now like `-1h`. */
export type Range = { readonly from: string; readonly to: string }

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

/** Epoch milliseconds of one end of a range; undefined when it is no time. */
export function instantOf(text: string, now: number): number | undefined {
  if (text === 'now') return now
  const back = /^(?:now)?-(\d+(?:\.\d+)?)([smhdw])$/.exec(text)
  if (back !== null) return now - Number(back[1]) * UNITS[back[2] as keyof typeof UNITS]
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

/** The range at a moment; the default when it is none, or ends before it begins. */
export function spanOf({ from, to }: Range, now: number): Span {
  const [start, end] = [instantOf(from, now), instantOf(to, now)]
  if (start === undefined || end === undefined || start >= end) return spanOf(DEFAULT_RANGE, now)
  return { from: start, to: end }
}

export function isRange({ from, to }: Range, now: number): boolean {
  const [start, end] = [instantOf(from, now), instantOf(to, now)]
  return start !== undefined && end !== undefined && start < end
}

/** Whether its end moves with the clock. */
export function isLive({ to }: Range): boolean {
  return to === 'now'
}

export function rangeOfSpan({ from, to }: Span): Range {
  return { from: new Date(Math.round(from)).toISOString(), to: new Date(Math.round(to)).toISOString() }
}

/** One whole range earlier (-1) or later (1), never past now. */
export function shiftSpan({ from, to }: Span, by: -1 | 1, now: number): Span {
  const width = to - from
  const shift = by === 1 ? Math.min(width, Math.max(0, now - to)) : -width
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
export function rangeLabel(range: Range, format: (time: number) => string, now: number): string {
  if (isLive(range)) {
    const preset = PRESETS.find(({ from }) => from === range.from || `now${from}` === range.from)
    if (preset !== undefined) return preset.label
    if (/^(?:now)?-/.test(range.from)) return `Last ${range.from.replace(/^(?:now)?-/, '')}`
  }
  const span = spanOf(range, now)
  return `${format(span.from)} – ${isLive(range) ? 'now' : format(span.to)}`
}

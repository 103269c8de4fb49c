import type { Between } from '../../api/figures.ts'
import type { Span } from '../../time/range.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Some days until the end of this hour, and as many before; whole hours, so that both are cut alike. */
export function periodsOf(days: number, now: number): { readonly current: Span; readonly before: Span } {
  const to = Math.ceil(now / HOUR) * HOUR
  const from = to - days * DAY
  return { current: { from, to }, before: { from: from - days * DAY, to: from } }
}

export function betweenOf({ from, to }: Span): Between {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

/** How much of the period before there is a record of: of all of it, of the part since a moment, or (nearly) nothing. */
export type Coverage =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly since: number }
  | { readonly kind: 'none'; readonly since: number | undefined }

/** `first` is when the record's first event happened (epoch ms); undefined of an empty record. */
export function coverageOf(before: Span, first: number | undefined): Coverage {
  if (first === undefined) return { kind: 'none', since: undefined }
  if (first <= before.from) return { kind: 'all' }
  return before.to - first < DAY ? { kind: 'none', since: first } : { kind: 'part', since: first }
}

/** Width of a point of the trend: fine enough to see the days of a week, and days in a month. */
export function slotMs(days: number): number {
  return days <= 7 ? 3 * HOUR : DAY
}

/** Values of hours (epoch ms, value) summed into slots of a period, from its beginning. */
export function slotsOf(
  hours: Iterable<readonly [time: number, value: number]>,
  { from, to }: Span,
  width: number,
): number[] {
  const slots = Array.from({ length: Math.ceil((to - from) / width) }, () => 0)
  for (const [time, value] of hours) {
    if (time < from || time >= to) continue
    slots[Math.floor((time - from) / width)]! += value
  }
  return slots
}

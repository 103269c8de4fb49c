import type { Span } from './spans.ts'

/** The time that a waterfall shows, epoch milliseconds; never empty. */
export type Extent = { readonly from: number; readonly to: number }

/** From the first to the last moment of spans and of whatever else happened. */
export function extentOf(spans: readonly Span[], moments: readonly number[]): Extent {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const span of spans) {
    from = Math.min(from, span.start)
    to = Math.max(to, span.end)
  }
  for (const moment of moments) {
    from = Math.min(from, moment)
    to = Math.max(to, moment)
  }
  if (!Number.isFinite(from)) return { from: 0, to: 1 }
  return to > from ? { from, to } : { from, to: from + 1 }
}

/** Where a stretch of time stands within an extent, as shares of its width. */
export function placeOf(
  { from, to }: Extent,
  stretch: Extent,
): { readonly left: number; readonly width: number } {
  const size = to - from
  const left = Math.min(Math.max((stretch.from - from) / size, 0), 1)
  return { left, width: Math.min(Math.max((stretch.to - stretch.from) / size, 0), 1 - left) }
}

/** Round offsets (ms) for about `most` marks of an axis of this length. */
export function offsetsOf(length: number, most: number): number[] {
  const rough = length / Math.max(most, 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step)
}

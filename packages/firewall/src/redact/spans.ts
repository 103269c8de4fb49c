import type { Finding } from '../types.ts'

/** A part of a text that is to be replaced. */
export type Replacement = {
  readonly start: number
  readonly end: number
  /** What stands there: of several findings that overlap, the surest. */
  readonly finding: Finding
}

/** The findings as disjoint spans, in order; those that overlap become one. O(n log n). */
export function mergeSpans(findings: readonly Finding[]): Replacement[] {
  const merged: { start: number; end: number; finding: Finding }[] = []
  for (const finding of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (last === undefined || finding.start >= last.end)
      merged.push({ start: finding.start, end: finding.end, finding })
    else {
      last.end = Math.max(last.end, finding.end)
      if (finding.score > last.finding.score) last.finding = finding
    }
  }
  return merged
}

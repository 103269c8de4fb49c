import { FAMILIES, type Finding } from '../types.ts'

type Placed = Pick<Finding, 'start' | 'end' | 'score' | 'family'>

/**
 * Drops what lies within a finding of its family that is at least as sure, of two equal ones the later; returns the rest by (start, end). What
 * overlaps otherwise stays: redaction covers the union, so nothing of either leaks. Families do not hide each other: a policy does something else
 * about each. O(n log n).
 */
export function resolveOverlaps<T extends Placed>(findings: readonly T[]): T[] {
  if (findings.length < 2) return [...findings]
  return FAMILIES.flatMap(family => outermost(findings.filter(one => one.family === family))).sort(byPlace)
}

const byPlace = (a: Placed, b: Placed): number => a.start - b.start || a.end - b.end

function outermost<T extends Placed>(findings: readonly T[]): T[] {
  // By start, the longest and surest first: whatever may hold a finding has been seen before it.
  const order = [...findings].sort((a, b) => a.start - b.start || b.end - a.end || b.score - a.score)
  const ends = [...new Set(order.map(({ end }) => end))].sort((a, b) => b - a)
  const rank = new Map(ends.map((end, index) => [end, index + 1]))
  // Fenwick tree (Fenwick 1994): the best score among the findings seen so far that end at or behind a place.
  const best = new Float64Array(ends.length + 1).fill(-1)
  const kept = order.filter(({ end, score }) => {
    const at = rank.get(end)!
    for (let i = at; i > 0; i -= i & -i) if (best[i]! >= score) return false
    for (let i = at; i <= ends.length; i += i & -i) if (best[i]! < score) best[i] = score
    return true
  })
  return kept
}

import type { Found } from './found.ts'

/** Of two readings of the same characters the weaker one goes when it is this much weaker. */
const CLEARLY = 0.2

/**
 * Of several readings of one span the clearly weaker ones go, and of one type all but the best; so does what lies inside something surer.
 * Ordered by where they begin. Linear but for the sorting: matches are short, so few overlap one another.
 */
export function settle(found: Found[]): Found[] {
  found.sort(
    (a, b) =>
      a.start - b.start || b.end - a.end || b.score - a.score || (a.distance ?? FAR) - (b.distance ?? FAR),
  )
  const kept: Found[] = []
  for (const candidate of found) {
    let beaten = false
    for (let at = kept.length - 1; at >= 0; at--) {
      const other = kept[at] as Found
      if (candidate.start - other.start > MAX_LENGTH) break
      if (other.end > candidate.start && beats(other, candidate)) {
        beaten = true
        break
      }
    }
    if (beaten) continue
    for (let at = kept.length - 1; at >= 0; at--) {
      const other = kept[at] as Found
      if (candidate.start - other.start > MAX_LENGTH) break
      if (other.end > candidate.start && beats(candidate, other)) kept.splice(at, 1)
    }
    kept.push(candidate)
  }
  return kept
}

const FAR = 1_000
const MAX_LENGTH = 320

function beats(a: Found, b: Found): boolean {
  if (a.start === b.start && a.end === b.end) {
    if (a.type === b.type) return a.score >= b.score
    return a.score - b.score >= CLEARLY
  }
  const contains = a.start <= b.start && a.end >= b.end
  if (contains) return a.score >= b.score
  const contained = b.start <= a.start && b.end >= a.end
  if (contained) return a.score - b.score >= CLEARLY
  return a.start < b.end && b.start < a.end && a.score - b.score >= CLEARLY
}

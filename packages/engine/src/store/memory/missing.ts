import type { SeqRange } from '../../ports/event-store.ts'

/** The parts of a range that hold none of the numbers, ascending and disjoint. */
export function missingRanges(held: readonly number[], { from, to }: SeqRange): SeqRange[] {
  const inside = held.filter(seq => seq >= from && seq < to).sort((a, b) => a - b)
  const gaps: SeqRange[] = []
  let next = from
  for (const seq of [...inside, to]) {
    if (seq > next) gaps.push({ from: next, to: seq })
    next = Math.max(next, seq + 1)
  }
  return gaps
}

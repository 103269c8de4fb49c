/** Consecutive sequence numbers [first, end). */
export type SeqRun = { readonly first: number; end: number }

/** Adds a number to ascending runs, to the last of which it may be adjacent. */
export function extendRuns(runs: SeqRun[], seq: number): void {
  const last = runs.at(-1)
  if (last?.end === seq) last.end++
  else runs.push({ first: seq, end: seq + 1 })
}

/** Numbers of `runs` that are in none of `others`. */
export function subtractRuns(runs: readonly SeqRun[], others: readonly SeqRun[]): SeqRun[] {
  let left = runs.map(run => ({ ...run }))
  for (const { first, end } of others) {
    left = left.flatMap(run =>
      [
        { first: run.first, end: Math.min(run.end, first) },
        { first: Math.max(run.first, end), end: run.end },
      ].filter(part => part.first < part.end),
    )
  }
  return left
}

/** How many numbers are in disjoint runs. */
export function lengthOf(runs: readonly SeqRun[]): number {
  return runs.reduce((sum, { first, end }) => sum + end - first, 0)
}

/** The colour of a series by its place, so that it keeps it while others are hidden. */
export function colorOf(place: number): string {
  return `var(--series-${(place % 8) + 1})`
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** A row of values as bars between the least and the most of them, on at most `columns` columns; where several share one, their mean. A gap is a space. */
export function sparkline(values: readonly (number | null)[], columns: number): string {
  const width = Math.min(columns, values.length)
  const cells = Array.from({ length: width }, (_, i) => {
    const from = Math.floor((i * values.length) / width)
    const known = values
      .slice(from, Math.max(from + 1, Math.floor(((i + 1) * values.length) / width)))
      .filter(value => value !== null)
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value / known.length, 0)
  })
  const shown = cells.filter(value => value !== null)
  const least = shown.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const most = shown.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  return cells
    .map(value => {
      if (value === null) return ' '
      const share = most > least ? (value - least) / (most - least) : 0.5
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]!
    })
    .join('')
}

import { sanitizeLine } from './sanitize.ts'
import type { Style } from './style.ts'
import { displayWidth, padEnd, padStart, truncate } from './width.ts'

export type Cell = string | number | null

export type TableOptions = {
  /** Longest cell, in columns; longer ones end in `…`. Default: unlimited. */
  readonly maxCell?: number
  /** Name of a column of non-negative numbers drawn as bars behind the table. */
  readonly bars?: { readonly column: string; readonly width: number }
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A horizontal bar of `value` of `most` on `columns` columns, in steps of an eighth. */
export function bar(value: number, most: number, columns: number): string {
  const eighths = most > 0 ? Math.round((Math.max(0, value) / most) * columns * 8) : 0
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!
}

/** A number as it is worth reading: whole numbers whole, others to six significant digits. */
function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
}

/** Aligned columns under their names: numbers to the right, null as `–`. Cells are sanitized here. Ends with a line feed. */
export function formatTable(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  style: Style,
  options: TableOptions = {},
): string {
  const limit = options.maxCell ?? Number.POSITIVE_INFINITY
  const names = columns.map(sanitizeLine)
  const texts = rows.map(row =>
    columns.map((_, i) => {
      const cell = row[i] ?? null
      return cell === null
        ? '–'
        : typeof cell === 'number'
          ? formatNumber(cell)
          : truncate(sanitizeLine(cell), limit)
    }),
  )
  const numeric = columns.map(
    (_, i) => rows.some(row => typeof row[i] === 'number') && rows.every(row => typeof row[i] !== 'string'),
  )
  const widths = names.map((name, i) =>
    texts.reduce((most, row) => Math.max(most, displayWidth(row[i]!)), displayWidth(name)),
  )
  const align = (cells: readonly string[]) =>
    cells.map((text, i) =>
      numeric[i] ? padStart(text, widths[i]!) : i === cells.length - 1 ? text : padEnd(text, widths[i]!),
    )

  const barColumn = options.bars === undefined ? -1 : columns.indexOf(options.bars.column)
  const most = rows.reduce((max, row) => Math.max(max, Number(row[barColumn] ?? 0)), 0)
  const lines = [style.bold(align(names).join('  ').trimEnd())]
  for (const [index, cells] of texts.entries()) {
    const line = align(cells).join('  ')
    const drawn = barColumn < 0 ? '' : bar(Number(rows[index]![barColumn] ?? 0), most, options.bars!.width)
    if (drawn === '') {
      lines.push(line.trimEnd())
      continue
    }
    const gap = ' '.repeat(
      Math.max(0, widths.reduce((sum, width) => sum + width + 2, 0) - displayWidth(line)),
    )
    lines.push(`${line}${gap}${style.cyan(drawn)}`)
  }
  return `${lines.join('\n')}\n`
}

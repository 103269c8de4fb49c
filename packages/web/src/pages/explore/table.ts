import { parseDuration, parseQuery } from '@tallystick/core'
import type { AggregateAnswer, Cell } from '../../api/types.ts'
import type { Line } from '../../chart/line-chart.tsx'
import { binColumn } from '../../query/rows.ts'
import { term } from '../../query/terms.ts'
import type { Span } from '../../time/range.ts'

/** Lines of a chart: beyond that nobody can tell them apart. */
const MOST_LINES = 8

/** The columns of a table, and what is in them. */
export function tableColumns({ columns, rows }: AggregateAnswer): {
  readonly name: string
  readonly number: boolean
  readonly time: boolean
}[] {
  return columns.map((name, i) => ({
    name,
    number: isAggregate(name) || rows.every(row => row[i] === null || typeof row[i] === 'number'),
    time: timeBin(name) !== undefined,
  }))
}

/** Lines over time of the first aggregate, the largest groups first; undefined when the table has no time. */
export function linesOf(
  answer: AggregateAnswer,
): { readonly label: string; readonly lines: Line[]; readonly left: number } | undefined {
  const { columns, rows } = answer
  const bin = binColumn(answer)
  const seconds = timeBin(columns[bin] ?? '')
  const value = columns.findIndex(isAggregate)
  if (seconds === undefined || value < 0 || rows.length === 0) return undefined
  const others = columns.map((_, i) => i).filter(i => i !== bin && !isAggregate(columns[i]!))
  const aggregates = columns.flatMap((name, i) => (isAggregate(name) ? [i] : []))
  const series = new Map<string, Map<number, number>>()
  const times = new Set<number>()
  const put = (name: string, time: number, cell: Cell | undefined) => {
    if (typeof cell !== 'number') return
    let points = series.get(name)
    if (points === undefined) {
      points = new Map()
      series.set(name, points)
    }
    points.set(time, cell)
  }
  for (const row of rows) {
    const time = Date.parse(String(row[bin]))
    if (Number.isNaN(time)) continue
    times.add(time)
    const group = others.map(i => String(row[i] ?? '–')).join(' · ')
    if (others.length === 0) for (const i of aggregates) put(columns[i]!, time, row[i])
    else put(group, time, row[value])
  }
  const first = Math.min(...times)
  const last = Math.max(...times)
  const step = seconds * 1_000
  const counted = columns[value]!.startsWith('count(')
  const steps = Math.round((last - first) / step)
  if (steps > 5_000) return undefined
  const all = [...series].map(([name, points]) => ({
    name,
    sum: [...points.values()].reduce((sum, one) => sum + one, 0),
    points: Array.from({ length: steps + 1 }, (_, i) => {
      const time = first + i * step
      // Of what was counted nothing is none; of what was measured it is not known.
      return [time, points.get(time) ?? (counted ? 0 : null)] as const
    }),
  }))
  all.sort((a, b) => b.sum - a.sum)
  return {
    label: `${columns[value]} over time${others.length === 0 ? '' : ` by ${others.map(i => columns[i]).join(', ')}`}`,
    lines: all.slice(0, MOST_LINES).map(({ name, points }) => ({ name: name.slice(0, 80), points })),
    left: Math.max(0, all.length - MOST_LINES),
  }
}

/** What the events of a row have in common: terms of a query, and the time of its bucket. */
export function termOfRow(
  { columns }: AggregateAnswer,
  row: readonly Cell[],
  bin: number,
): { readonly terms: string[]; readonly span: Span | undefined } {
  const terms: string[] = []
  let span: Span | undefined
  columns.forEach((column, i) => {
    if (isAggregate(column)) return
    const cell = row[i]
    const seconds = i === bin ? timeBin(column) : undefined
    const start = Date.parse(String(cell))
    if (seconds !== undefined && !Number.isNaN(start)) {
      span = { from: start, to: start + seconds * 1_000 }
      return
    }
    const number = /^bin\((.+), ([^,]+)\)$/.exec(column)
    if (number !== null) {
      if (typeof cell === 'number')
        terms.push(`${number[1]}>=${cell} ${number[1]}<${cell + Number(number[2])}`)
      return
    }
    terms.push(cell === null || cell === undefined ? `-${column}:*` : equalsText(column, String(cell)))
  })
  return { terms, span }
}

/** A column is printed as a query names the field. */
function equalsText(column: string, value: string): string {
  const { filter } = parseQuery(`${column}:*`)
  if (filter.kind !== 'exists') return ''
  const name = filter.field.kind === 'envelope' ? filter.field.name : `attributes.${filter.field.path}`
  return term(name, value)
}

function isAggregate(column: string): boolean {
  return /^(?:count|sum|avg|min|max|p50|p95|p99|uniq)\(/.test(column)
}

function timeBin(column: string): number | undefined {
  const inside = /^bin\(([^,]+)\)$/.exec(column)?.[1]
  return inside === undefined ? undefined : parseDuration(inside)
}

import type { AggregateAnswer, SeriesAnswer } from '../../api/types.ts'
import type { Bar } from '../../chart/bars.tsx'
import type { Line } from '../../chart/line-chart.tsx'
import { labelsOf } from '../../chart/series.ts'
import { binColumn, numberOf } from '../../query/rows.ts'
import type { Span } from '../../time/range.ts'
import { clip } from '../../ui/text.ts'

/** Lines that are drawn; those that are largest. */
const MOST_LINES = 8
const MOST_BINS = 60

/** Whether a column of a table is a group rather than an aggregate. */
const isAggregate = (name: string) => /^(?:count|sum|avg|min|max|p50|p95|p99|uniq)\(/.test(name)

export type Lines = {
  readonly lines: readonly Line[]
  /** Lines that are not drawn. */
  readonly left: number
  /** The one field that names them, where there is one. */
  readonly by: string | undefined
}

/** `… by level, bin(5m)` as lines, a line for each group and aggregate. */
export function linesOf(answer: AggregateAnswer, span: Span): Lines {
  const { columns, rows } = answer
  const bin = binColumn(answer)
  const aggregates = columns.flatMap((name, i) => (isAggregate(name) ? [i] : []))
  const groups = columns.flatMap((_, i) => (i !== bin && !aggregates.includes(i) ? [i] : []))
  const isCount = (column: number) => /^(?:count|sum|uniq)\(/.test(columns[column]!)
  const values = new Map<string, { column: number; at: Map<number, number>; total: number }>()
  const times = new Set<number>()
  for (const row of rows) {
    const time = Date.parse(String(row[bin]))
    if (Number.isNaN(time)) continue
    times.add(time)
    for (const column of aggregates) {
      if (row[column] === null) continue
      const name = [
        ...groups.map(i => String(row[i] ?? 'none')),
        ...(aggregates.length > 1 || groups.length === 0 ? [columns[column]!] : []),
      ].join(' · ')
      let line = values.get(name)
      if (line === undefined) {
        line = { column, at: new Map(), total: 0 }
        values.set(name, line)
      }
      const value = numberOf(row[column])
      line.at.set(time, value)
      line.total += value
    }
  }
  const step = /^bin\((\d+)([smhdw])\)$/.exec(columns[bin] ?? '')
  const all = stepsOf(
    times,
    step === null ? undefined : Number(step[1]) * SECONDS[step[2] as 's'] * 1_000,
    span,
  )
  const chosen = [...values].sort((a, b) => b[1].total - a[1].total)
  return {
    lines: chosen.slice(0, MOST_LINES).map(([name, { column, at }]) => ({
      name: clip(name, 60),
      // Where nothing was counted there was nothing; of an average nobody knows.
      points: all.map(time => [time, at.get(time) ?? (isCount(column) ? 0 : null)] as const),
    })),
    left: Math.max(0, chosen.length - MOST_LINES),
    by: groups.length === 1 && aggregates.length === 1 ? columns[groups[0]!] : undefined,
  }
}

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }
const MOST_STEPS = 11_000

/** Every step of a span, so that a line is there also where nothing happened. */
function stepsOf(times: ReadonlySet<number>, step: number | undefined, { from, to }: Span): number[] {
  if (step === undefined || (to - from) / step > MOST_STEPS) return [...times].sort((a, b) => a - b)
  const first = Math.floor(from / step) * step
  return Array.from({ length: Math.max(1, Math.ceil((to - first) / step)) }, (_, i) => first + i * step)
}

/** The series of an expression as lines. */
export function metricLines(answer: SeriesAnswer): Lines {
  const labels = labelsOf(answer.series, answer.expr)
  return {
    lines: answer.series.slice(0, MOST_LINES).map(({ points }, i) => ({
      name: clip(labels[i]!, 60),
      points: points.map(([time, value]) => [Date.parse(time), value] as const),
    })),
    left: Math.max(0, answer.series.length - MOST_LINES),
    by: undefined,
  }
}

/** Rows as bars: the groups are the name, the first aggregate is the length. */
export function barsOf({ columns, rows }: AggregateAnswer): Bar[] {
  const value = columns.findIndex(isAggregate)
  const seen = new Map<string, number>()
  return rows.map(row => {
    const name = columns
      .flatMap((column, i) => (isAggregate(column) ? [] : [String(row[i] ?? 'none')]))
      .join(' · ')
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return { name: clip(times === 1 ? name : `${name} (${times})`, 120), value: numberOf(row[value]) }
  })
}

/** The value of each series over the whole range as bars. */
export function metricBars(answer: SeriesAnswer): Bar[] {
  const labels = labelsOf(answer.series, answer.expr)
  return answer.series
    .map((series, i) => ({ name: clip(labels[i]!, 120), value: wholeOf(series) ?? 0 }))
    .sort((a, b) => b.value - a.value)
}

/** Bins of a number as columns, with those between that are empty; what lies beyond so many is summed into the last. */
export function columnsOf({ columns, rows }: AggregateAnswer): Bar[] {
  const bin = columns.findIndex(name => name.startsWith('bin('))
  const value = columns.findIndex(isAggregate)
  const width = Number(/,\s*([\d.e+-]+)\)$/.exec(columns[bin] ?? '')?.[1])
  const counted = new Map<number, number>()
  for (const row of rows) {
    if (row[bin] === null || !Number.isFinite(Number(row[bin]))) continue
    const at = Math.round(Number(row[bin]) / width)
    counted.set(at, (counted.get(at) ?? 0) + numberOf(row[value]))
  }
  if (counted.size === 0 || !(width > 0)) return []
  const first = Math.min(...counted.keys())
  const last = Math.max(...counted.keys())
  const shown = Math.min(last - first + 1, MOST_BINS)
  const bars = Array.from({ length: shown }, (_, i) => ({
    name: `${i === shown - 1 && last - first >= MOST_BINS ? '≥' : ''}${Number(((first + i) * width).toPrecision(6))}`,
    value: 0,
  }))
  for (const [at, count] of counted) bars[Math.min(at - first, shown - 1)]!.value += count
  return bars
}

/** The figure of a number panel, with the values before it where there are any. */
export type Figure = { readonly value: number | null; readonly line: readonly number[] }

export function figureOf({ columns, rows }: AggregateAnswer): Figure {
  const cell = rows[0]?.[columns.findIndex(isAggregate)]
  return { value: cell === undefined || cell === null ? null : numberOf(cell), line: [] }
}

/** What an expression is over the whole range, and step by step. */
export function metricFigure(whole: SeriesAnswer, steps: SeriesAnswer | undefined): Figure {
  const points = steps?.series[0]?.points ?? []
  return { value: wholeOf(whole.series[0]), line: points.map(([, value]) => value ?? 0) }
}

const wholeOf = (series: SeriesAnswer['series'][number] | undefined): number | null =>
  series?.points[0]?.[1] ?? null

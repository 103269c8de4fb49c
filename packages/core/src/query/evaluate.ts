import type { TallyEvent } from '../event/fields.ts'
import { columnsOf } from './aggregation.ts'
import type { Aggregate, Aggregation, Filter, Group, SortKey } from './ast.ts'
import { numberBucket, timeBucket } from './bins.ts'
import { fieldReader } from './field.ts'
import { compileFilter } from './filter.ts'
import { compareText, type FieldValue, numberOfValue, textOf } from './value.ts'

export type Cell = string | number | null

/** A table of results, as every store gives it. `truncated`: rows beyond the limit were left out. */
export type Table = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly truncated: boolean
}

/** Aggregates of the events that a filter lets through: the executable meaning of pipes. */
export function evaluateAggregation(
  events: Iterable<TallyEvent>,
  filter: Filter,
  aggregation: Aggregation,
): Table {
  const matches = compileFilter(filter)
  const keys = aggregation.by.map(groupReader)
  const groups = new Map<string, { readonly key: readonly Cell[]; readonly events: TallyEvent[] }>()
  for (const event of events) {
    if (!matches(event)) continue
    const key = keys.map(read => read(event))
    const id = JSON.stringify(key)
    const group = groups.get(id)
    if (group) group.events.push(event)
    else groups.set(id, { key, events: [event] })
  }
  if (keys.length === 0 && groups.size === 0) groups.set('', { key: [], events: [] })
  const columns = columnsOf(aggregation)
  const aggregates = aggregation.aggregates.map(aggregator)
  const rows = [...groups.values()].map(group => [
    ...group.key,
    ...aggregates.map(aggregate => aggregate(group.events)),
  ])
  rows.sort(rowOrder(columns, aggregation.sort))
  return { columns, rows: rows.slice(0, aggregation.limit), truncated: rows.length > aggregation.limit }
}

function groupReader(group: Group): (event: TallyEvent) => Cell {
  if (group.kind === 'time') return event => timeBucket(event.time, group.seconds)
  const read = fieldReader(group.field)
  if (group.kind === 'field') {
    return event => {
      const value = read(event)
      return value === undefined ? null : textOf(value)
    }
  }
  return event => {
    const value = read(event)
    const number = value === undefined ? undefined : numberOfValue(value)
    return number === undefined ? null : numberBucket(number, group.width)
  }
}

function aggregator({ fn, field }: Aggregate): (events: readonly TallyEvent[]) => number | null {
  if (field === undefined) return events => events.length
  const read = fieldReader(field)
  const valuesOf = (events: readonly TallyEvent[]) =>
    events.map(read).filter((value): value is FieldValue => value !== undefined)
  if (fn === 'uniq') return events => new Set(valuesOf(events).map(textOf)).size
  const calculate = NUMERIC[fn as keyof typeof NUMERIC]
  return events => {
    const numbers = valuesOf(events)
      .map(numberOfValue)
      .filter(number => number !== undefined)
    const result = numbers.length === 0 ? Number.NaN : calculate(numbers)
    return Number.isFinite(result) ? result : null
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** Of at least one number. */
const NUMERIC = {
  sum,
  avg: (numbers: readonly number[]) => sum(numbers) / numbers.length,
  min: (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b)),
  max: (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b)),
  p50: (numbers: readonly number[]) => percentile(numbers, 0.5),
  p95: (numbers: readonly number[]) => percentile(numbers, 0.95),
  p99: (numbers: readonly number[]) => percentile(numbers, 0.99),
} as const

/** Linear interpolation between closest ranks (SQL:2003 percentile_cont) of at least one number. */
export function percentile(numbers: readonly number[], fraction: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const rank = (sorted.length - 1) * fraction
  const below = Math.floor(rank)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (rank - below) * (high - low)
}

function rowOrder(columns: readonly string[], sort: readonly SortKey[]) {
  const keys = sort.map(({ column, descending }) => ({
    index: columns.indexOf(column),
    sign: descending ? -1 : 1,
  }))
  return (a: readonly Cell[], b: readonly Cell[]): number => {
    for (const { index, sign } of keys) {
      const order = compareCells(a[index]!, b[index]!)
      if (order !== 0) return order * sign
    }
    return 0
  }
}

/** Null first; a column holds either numbers or texts. */
export function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b))
}

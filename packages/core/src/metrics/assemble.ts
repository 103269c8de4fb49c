import { compareText } from '../query/value.ts'
import type { Grouping } from './ast.ts'
import type { Grid } from './grid.ts'

/** What a store computes of the points, or of the rolled-up hours, of one group and step. */
export const PART_COLUMNS = [
  ...(['count', 'sum', 'min', 'max', 'p50', 'p95', 'p99', 'last', 'last_time', 'last_seq'] as const),
] as const
export type PartColumn = (typeof PART_COLUMNS)[number]

type Aggregate = 'avg' | 'min' | 'max' | 'sum' | 'count' | 'p50' | 'p95' | 'p99' | 'last' | 'increase'

/** The columns that aggregates are made of; `increase` has a table of its own. */
export function partColumns(aggregates: readonly Aggregate[]): PartColumn[] {
  const wanted = new Set<string>(['count', ...aggregates])
  if (wanted.has('avg')) wanted.add('sum')
  if (wanted.has('last')) wanted.add('last_time').add('last_seq')
  return PART_COLUMNS.filter(column => wanted.has(column))
}

/**
 * One group in one step. `group` are the values that tell it apart, as `SeriesRequest.limit` orders them (with `all` one: its tags as canonical
 * JSON); `start` is in epoch milliseconds; cells are those of the columns, `last_time` as text of nanoseconds.
 */
export type PartRow<Cell = number | string | null> = {
  readonly group: readonly string[]
  readonly start: number
  readonly cells: readonly Cell[]
}

type Step = { raw?: readonly Cell[]; hours?: readonly Cell[]; increase: number | null }
type Cell = number | string | null

export type AssembledSeries = {
  readonly tags: Readonly<Record<string, string>>
  readonly steps: readonly (readonly [start: number, ...values: (number | null)[]])[]
}

const HOUR_MS = 3_600_000

/** The answer to a request for series, from what a store found of it: tables of points and of rolled-up hours, and of growth. */
export function assembleSeries({
  by,
  aggregates,
  limit,
  grid,
  raw,
  hours,
  increases,
}: {
  readonly by: Grouping
  readonly aggregates: readonly Aggregate[]
  readonly limit: number
  readonly grid: Grid
  readonly raw: readonly PartRow[]
  readonly hours: readonly PartRow[]
  /** One cell each. */
  readonly increases: readonly PartRow<number | null>[]
}): { series: AssembledSeries[]; truncated: boolean; approximate: boolean } {
  const groups = new Map<string, { readonly values: readonly string[]; readonly steps: Map<number, Step> }>()
  const stepOf = ({ group, start }: PartRow): Step => {
    const key = group.length === 1 ? group[0]! : JSON.stringify(group)
    let found = groups.get(key)
    if (found === undefined) {
      found = { values: group, steps: new Map() }
      groups.set(key, found)
    }
    let step = found.steps.get(start)
    if (step === undefined) {
      step = { increase: null }
      found.steps.set(start, step)
    }
    return step
  }
  for (const row of raw) stepOf(row).raw = row.cells
  for (const row of hours) stepOf(row).hours = row.cells
  for (const row of increases) stepOf(row).increase = row.cells[0]!

  const ordered = [...groups.values()].sort((a, b) => compareGroups(a.values, b.values)).slice(0, limit)
  const columns = partColumns(aggregates)
  const anyHours = ordered.some(({ steps }) => [...steps.values()].some(step => step.hours !== undefined))
  return {
    series: ordered.map(({ values, steps }) => ({
      tags: tagsOf(by, values),
      steps: [...steps]
        .sort(([a], [b]) => a - b)
        .map(([start, step]) => [start, ...aggregates.map(fn => combine(fn, step, columns))] as const),
    })),
    truncated: groups.size > limit,
    approximate: anyHours && (!isOfHours(grid) || aggregates.some(fn => fn.startsWith('p'))),
  }
}

/** Whether every step is made of whole hours. */
const isOfHours = ({ from, stepMs }: Grid): boolean => from % HOUR_MS === 0 && stepMs % HOUR_MS === 0

function tagsOf(by: Grouping, values: readonly string[]): Record<string, string> {
  return by === 'all'
    ? (JSON.parse(values[0]!) as Record<string, string>)
    : Object.fromEntries(by.flatMap((tag, i) => (values[i] === '' ? [] : [[tag, values[i]!]])))
}

/** Order of groups: value by value, each by code point. Both have the same length. */
export function compareGroups(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareText(a[i]!, b[i]!)
    if (order !== 0) return order
  }
  return 0
}

function combine(
  fn: Aggregate,
  { raw, hours, increase }: Step,
  columns: readonly PartColumn[],
): number | null {
  if (fn === 'increase') return finite(increase)
  const parts = [raw, hours].filter(cells => cells !== undefined)
  // What is no finite number came as null.
  const at = (cells: readonly Cell[], column: PartColumn) =>
    Number(cells[columns.indexOf(column)] ?? Number.NaN)
  const total = (column: PartColumn) => parts.reduce((sum, cells) => sum + at(cells, column), 0)
  switch (fn) {
    case 'avg':
      return finite(total('sum') / total('count'))
    case 'sum':
    case 'count':
      return finite(total(fn))
    case 'min':
      return Math.min(...parts.map(cells => at(cells, 'min')))
    case 'max':
      return Math.max(...parts.map(cells => at(cells, 'max')))
    case 'last':
      return at(parts.length === 2 && isLater(parts[1]!, parts[0]!, columns) ? parts[1]! : parts[0]!, 'last')
    default: {
      if (parts.length === 1) return finite(at(parts[0]!, fn))
      const weighted = parts.reduce((sum, cells) => sum + at(cells, fn) * at(cells, 'count'), 0)
      return finite(weighted / total('count'))
    }
  }
}

function isLater(a: readonly Cell[], b: readonly Cell[], columns: readonly PartColumn[]): boolean {
  const [time, seq] = [columns.indexOf('last_time'), columns.indexOf('last_seq')]
  const [ours, theirs] = [BigInt(a[time]!), BigInt(b[time]!)]
  return ours === theirs ? Number(a[seq]) > Number(b[seq]) : ours > theirs
}

const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)

/** The value of a tag; '' where it is absent. */
export function tagValue(tags: Readonly<Record<string, string>>, tag: string): string {
  return Object.hasOwn(tags, tag) ? tags[tag]! : ''
}

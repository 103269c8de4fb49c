import {
  type Aggregation,
  type Call,
  callsOf,
  derivedExpression,
  evaluateExpression,
  expandNames,
  type Grid,
  gridOf,
  groupColumn,
  MAX_TABLE_LIMIT,
  parseExpression,
  parseQuery,
  resolveField,
  type StepLength,
  TallyError,
  timeFromMs,
  timeToMs,
  type Values,
  type Vector,
} from '@tallystick/core'
import type { EventStore, TimeRange } from '../ports/event-store.ts'
import type { SeriesAggregate } from '../ports/series-store.ts'

export type MetricsQueryOptions = TimeRange & {
  /** Default: the shortest round one that gives a chart no more points than it can show. */
  readonly step?: StepLength
  readonly signal?: AbortSignal
}

export type MetricsAnswer = {
  readonly expr: string
  /** Seconds. */
  readonly step: number
  /** The whole steps that hold the range, `[from, to)`. */
  readonly from: string
  readonly to: string
  readonly series: readonly {
    readonly tags: Readonly<Record<string, string>>
    /** Start of each step of the range, and the value there. */
    readonly points: readonly (readonly [time: string, value: number | null])[]
  }[]
  /** Groups were left out: there are too many. */
  readonly truncated: boolean
  /** See `SeriesAnswer.approximate`. */
  readonly approximate: boolean
}

const DEFAULT_RANGE_MS = 3_600_000
const MAX_SERIES = 1_000
/** Points of all series of one call. */
const MAX_POINTS = 500_000

type Fetched = { readonly vector: Vector; readonly truncated: boolean; readonly approximate: boolean }

/** The series of an expression (docs/design/008-metrics.md) over a range of time; the last hour when none is given. */
export async function queryMetrics(
  store: EventStore,
  tenant: string,
  expr: string,
  { from, to, step, signal }: MetricsQueryOptions,
  now: number,
): Promise<MetricsAnswer> {
  const expression = expandNames(parseExpression(expr), derivedExpression)
  const end = to === undefined ? now : Math.ceil(timeToMs(to))
  const start = from === undefined ? Math.max(0, end - DEFAULT_RANGE_MS) : timeToMs(from)
  if (start >= end)
    throw new TallyError('TALLY_QUERY_RANGE', `from ${timeFromMs(start)} is not before to ${timeFromMs(end)}`)
  const grid = gridOf(start, end, step)
  const calls = [...callsOf(expression)]
  const fetched = await Promise.all(calls.map(([, call]) => fetchCall(store, tenant, call, grid, signal)))
  const answers = new Map(calls.map(([text], i) => [text, fetched[i]!.vector]))
  const series = evaluateExpression(expression, grid.steps, answers)
  const times = Array.from({ length: grid.steps }, (_, i) => timeFromMs(grid.from + i * grid.stepMs))
  return {
    expr,
    step: grid.stepMs / 1_000,
    from: timeFromMs(grid.from),
    to: timeFromMs(grid.to),
    series: series.slice(0, MAX_SERIES).map(({ tags, values }) => ({
      tags,
      points: values.map((value, i) => [times[i]!, value] as const),
    })),
    truncated: series.length > MAX_SERIES || fetched.some(({ truncated }) => truncated),
    approximate: fetched.some(({ approximate }) => approximate),
  }
}

function fetchCall(
  store: EventStore,
  tenant: string,
  call: Call,
  grid: Grid,
  signal: AbortSignal | undefined,
): Promise<Fetched> {
  const limit = Math.max(1, Math.min(MAX_SERIES, Math.floor(MAX_POINTS / grid.steps)))
  const scope = { tenant, grid, limit, ...(signal === undefined ? {} : { signal }) }
  return isOfEvents(call) ? fetchEvents(store, call, scope) : fetchPoints(store, call, scope)
}

type EventsCall = Extract<Call, { source: { kind: 'events' } }>
type PointsCall = Extract<Call, { source: { kind: 'metric' } }>
type Scope = { tenant: string; grid: Grid; limit: number; signal?: AbortSignal }

const isOfEvents = (call: Call): call is EventsCall => call.source.kind === 'events'

/** Nothing counted is none; nothing measured is nothing. */
const emptyOf = ({ fn }: Call, ofEvents: boolean): number | null =>
  fn === 'count' || (ofEvents && fn === 'rate') ? 0 : null

async function fetchPoints(store: EventStore, call: PointsCall, scope: Scope): Promise<Fetched> {
  const { fn, source, by } = call
  const { grid } = scope
  const aggregate: SeriesAggregate = fn === 'rate' ? 'increase' : fn
  const answer = await store.series({
    ...scope,
    metric: source.name,
    matchers: source.matchers,
    aggregates: [aggregate],
    by,
  })
  const divisor = fn === 'rate' ? grid.stepMs / 1_000 : 1
  const rows = answer.series.map(({ tags, steps }) => ({
    tags,
    steps: steps.map(([start, value]) => [start, value === null ? null : value! / divisor] as const),
  }))
  const vector = vectorOf(rows, by === 'all' || by.length > 0, grid, emptyOf(call, false))
  return { vector, truncated: answer.truncated, approximate: answer.approximate }
}

async function fetchEvents(store: EventStore, call: EventsCall, scope: Scope): Promise<Fetched> {
  const { fn, source, by } = call
  const { grid, limit, tenant, signal } = scope
  const seconds = grid.stepMs / 1_000
  const groups = by.map(name => ({ kind: 'field', field: resolveField(name) }) as const)
  // The range is one step already.
  const buckets = grid.steps === 1 ? [] : [{ kind: 'time', seconds } as const]
  const aggregation: Aggregation = {
    aggregates: [
      source.field === undefined || fn === 'count' || fn === 'rate'
        ? { fn: 'count' }
        : { fn, field: resolveField(source.field) },
    ],
    by: [...groups, ...buckets],
    // Groups come whole, so that the limit cuts off the last of them.
    sort: [...groups, ...buckets].map(group => ({ column: groupColumn(group), descending: false })),
    limit: Math.min(MAX_TABLE_LIMIT, limit * grid.steps),
  }
  const { rows, truncated } = await store.aggregate({
    tenant,
    filter: parseQuery(source.query).filter,
    range: { from: timeFromMs(grid.from), to: timeFromMs(grid.to) },
    aggregation,
    ...(signal === undefined ? {} : { signal }),
  })
  const divisor = fn === 'rate' ? seconds : 1
  const series = new Map<string, { tags: Record<string, string>; steps: [number, number | null][] }>()
  for (const row of rows) {
    const values = row.slice(0, by.length)
    const key = JSON.stringify(values)
    const one = series.get(key) ?? {
      tags: Object.fromEntries(
        by.flatMap((name, i) => (values[i] === null ? [] : [[name, String(values[i])]])),
      ),
      steps: [],
    }
    series.set(key, one)
    const start = grid.steps === 1 ? grid.from : timeToMs(row[by.length] as string)
    const value = row.at(-1) as number | null
    one.steps.push([start, value === null ? null : value / divisor])
  }
  const whole = [...series.values()]
  // Where rows were cut off, the last group may go on.
  if (truncated && whole.length > 1) whole.pop()
  return {
    vector: vectorOf(whole, by.length > 0, grid, emptyOf(call, true)),
    truncated,
    approximate: false,
  }
}

type Sparse = {
  readonly tags: Readonly<Record<string, string>>
  readonly steps: readonly (readonly [start: number, value: number | null])[]
}

function vectorOf(series: readonly Sparse[], grouped: boolean, grid: Grid, empty: number | null): Vector {
  const fill = (steps: Sparse['steps']): Values => {
    const values = new Array<number | null>(grid.steps).fill(empty)
    for (const [start, value] of steps) values[(start - grid.from) / grid.stepMs] = value
    return values
  }
  if (!grouped) return { grouped, series: [], rest: fill(series[0]?.steps ?? []) }
  return { grouped, series: series.map(({ tags, steps }) => ({ tags, values: fill(steps) })), rest: fill([]) }
}

import type { SQLOutputValue } from 'node:sqlite'
import {
  assembleSeries,
  compareGroups,
  compareText,
  type Grid,
  type PartColumn,
  type PartRow,
  type PointType,
  partColumns,
  tagTest,
  tagValue,
  timeToNanos,
} from '@tallystick/core'
import {
  INCREASE_LOOKBACK_MS,
  type MetricSummary,
  type MetricsRequest,
  type SeriesAnswer,
  type SeriesRequest,
} from '../../ports/series-store.ts'
import { Bindings, type Connection, INTERRUPTIBLE } from './connection.ts'
import { timeText } from './row.ts'
import { findTenant } from './tenants.ts'

type Request = Omit<SeriesRequest, 'signal'>
type Tags = Readonly<Record<string, string>>

const NANOS = 1_000_000n

/** One group of series, by the values that tell it apart; `ids` are its series. */
type Group = { readonly values: readonly string[]; readonly ids: number[] }

/** `groups` in order; the series of a group are known by `mapping`, a JSON array of [series, group]. */
type Chosen = { readonly groups: readonly Group[]; readonly mapping: string }

/** One snapshot of the database for all tables that an answer is made of: nothing is rolled up between them. */
export function series(connection: Connection, request: Request): SeriesAnswer {
  connection.db.exec('BEGIN')
  try {
    return answer(connection, request)
  } finally {
    connection.db.exec('COMMIT')
  }
}

function answer(connection: Connection, request: Request): SeriesAnswer {
  const { aggregates, by, limit, grid } = request
  const chosen = chooseSeries(connection, request)
  const columns = partColumns(aggregates)
  return assembleSeries({
    ...{ by, aggregates, limit, grid },
    raw: parts(connection, request, chosen, columns, 'point'),
    hours: parts(connection, request, chosen, columns, 'hour'),
    increases: aggregates.includes('increase') ? increases(connection, request, chosen) : [],
  })
}

function chooseSeries(connection: Connection, { tenant, metric, matchers, by }: Request): Chosen {
  const bindings = new Bindings(findTenant(connection.db, tenant))
  const rows = connection.all(
    `SELECT id, tags FROM series WHERE tenant = ${bindings.integer(bindings.tenant.id)} AND metric = ${bindings.bind(metric)}`,
    bindings,
  )
  const tests = matchers.map(matcher => ({ tag: matcher.tag, holds: tagTest(matcher) }))
  const groups = new Map<string, Group>()
  for (const [id, text] of rows) {
    const tags = JSON.parse(text as string) as Tags
    if (!tests.every(({ tag, holds }) => holds(tagValue(tags, tag)))) continue
    const values = by === 'all' ? [text as string] : by.map(tag => tagValue(tags, tag))
    const key = JSON.stringify(values)
    const group = groups.get(key) ?? { values, ids: [] }
    groups.set(key, group)
    group.ids.push(Number(id))
  }
  const ordered = [...groups.values()].sort((a, b) => compareGroups(a.values, b.values))
  return { groups: ordered, mapping: JSON.stringify(ordered.flatMap(({ ids }, i) => ids.map(id => [id, i]))) }
}

/** What each column is in SQL, over points and over hours. */
const COLUMNS: Readonly<Record<PartColumn, { readonly point: string; readonly hour: string }>> = {
  count: { point: 'count(*)', hour: 'sum(count)' },
  sum: { point: 'sum(value)', hour: 'sum(sum)' },
  min: { point: 'min(value)', hour: 'min(min)' },
  max: { point: 'max(value)', hour: 'max(max)' },
  p50: {
    point: 'percentile_cont(value, 0.5)',
    hour: 'iif(count(*) = count(p50), sum(p50 * count) / sum(count), NULL)',
  },
  p95: {
    point: 'percentile_cont(value, 0.95)',
    hour: 'iif(count(*) = count(p95), sum(p95 * count) / sum(count), NULL)',
  },
  p99: {
    point: 'percentile_cont(value, 0.99)',
    hour: 'iif(count(*) = count(p99), sum(p99 * count) / sum(count), NULL)',
  },
  // Filled in from the last row of each step.
  last: { point: 'NULL', hour: 'NULL' },
  last_time: { point: 'NULL', hour: 'NULL' },
  last_seq: { point: 'NULL', hour: 'NULL' },
}

const LAST = { point: 'value, CAST(time AS TEXT), n', hour: 'last, CAST(last_time AS TEXT), last_n' }
const LAST_ORDER = { point: 'time DESC, n DESC', hour: 'last_time DESC, last_n DESC' }

function parts(
  connection: Connection,
  { tenant, grid, limit }: Request,
  { groups, mapping }: Chosen,
  columns: readonly PartColumn[],
  table: 'point' | 'hour',
): PartRow[] {
  const bindings = new Bindings(findTenant(connection.db, tenant))
  const from = chosenRows(bindings, mapping, table, grid.from, grid.to)
  const bucket = bucketOf(grid, bindings)
  const rows = connection.all(
    `SELECT g, ${bucket} AS bucket, ${columns.map(column => COLUMNS[column][table]).join(', ')}
     ${from} GROUP BY g, bucket ORDER BY g, bucket LIMIT ${bindings.integer(limit * grid.steps + 1)}`,
    bindings,
  )
  const found = rows.map(([g, at, ...cells]) => ({
    group: groups[Number(g)]!.values,
    start: grid.from + Number(at) * grid.stepMs,
    cells: cells as (number | string | null)[],
  }))
  if (!columns.includes('last')) return found
  const lasts = connection.iterate(
    `SELECT g, bucket, ${LAST[table]} FROM (
       SELECT *, ${bucket} AS bucket, row_number() OVER (PARTITION BY g, ${bucket} ORDER BY ${LAST_ORDER[table]}) AS place ${from}
     ) WHERE place = 1 ORDER BY g, bucket LIMIT ${bindings.integer(limit * grid.steps + 1)}`,
    bindings,
  )
  const at = columns.indexOf('last')
  let i = 0
  for (const [, , ...last] of lasts) found[i++]!.cells.splice(at, 3, ...(last as (number | string)[]))
  return found
}

/** The number of the step that holds a row. */
const bucketOf = ({ from, stepMs }: Grid, bindings: Bindings): string =>
  `(time - ${bindings.integer(BigInt(from) * NANOS)}) / ${bindings.integer(BigInt(stepMs) * NANOS)}`

/** The rows of the chosen series, each with its group `g`. */
function chosenRows(
  bindings: Bindings,
  mapping: string,
  table: 'point' | 'hour',
  fromMs: number,
  toMs: number,
): string {
  // CROSS JOIN fixes the order: each series is one range of the primary key.
  return `FROM (SELECT value ->> 0 AS id, value ->> 1 AS g FROM json_each(${bindings.bind(mapping)}))
    CROSS JOIN ${table} ON ${table}.series = id
    WHERE time >= ${bindings.integer(BigInt(fromMs) * NANOS)} AND time < ${bindings.integer(BigInt(toMs) * NANOS)}
      AND ${table === 'point' ? INTERRUPTIBLE : 'tally_continue()'}`
}

function increases(
  connection: Connection,
  { tenant, grid, limit }: Request,
  { groups, mapping }: Chosen,
): PartRow<number | null>[] {
  const bindings = new Bindings(findTenant(connection.db, tenant))
  const from = grid.from - Math.max(INCREASE_LOOKBACK_MS, grid.stepMs)
  const pieces = `
    SELECT series, g, time, n, value AS first, value AS last, NULL AS grown ${chosenRows(bindings, mapping, 'point', from, grid.to)}
    UNION ALL
    SELECT series, g, time, last_n, first, last, grown ${chosenRows(bindings, mapping, 'hour', from, grid.to)}`
  const rows = connection.all(
    `SELECT g, ${bucketOf(grid, bindings)} AS bucket,
       sum(CASE WHEN previous IS NULL THEN grown
         ELSE iif(first >= previous, first - previous, first) + ifnull(grown, 0) END)
     FROM (SELECT *, lag(last) OVER (PARTITION BY series ORDER BY time, n) AS previous FROM (${pieces}))
     WHERE time >= ${bindings.integer(BigInt(grid.from) * NANOS)}
     GROUP BY g, bucket ORDER BY g, bucket LIMIT ${bindings.integer(limit * grid.steps + 1)}`,
    bindings,
  )
  return rows.map(([g, at, increase]) => ({
    group: groups[Number(g)]!.values,
    start: grid.from + Number(at) * grid.stepMs,
    cells: [increase as number | null],
  }))
}

type Tally = { types: Set<string>; units: Set<string>; tags: Set<string>; points: number; last: bigint }

export function metrics(
  connection: Connection,
  { tenant, range }: Omit<MetricsRequest, 'signal'>,
): MetricSummary[] {
  const bindings = new Bindings(findTenant(connection.db, tenant))
  const conditions = [
    ...(range.from === undefined ? [] : [`time >= ${bindings.integer(timeToNanos(range.from))}`]),
    ...(range.to === undefined ? [] : [`time < ${bindings.integer(timeToNanos(range.to))}`]),
  ]
  const piece = (table: 'point' | 'hour', count: string) =>
    `SELECT series, ${count} AS points, max(time) AS last FROM ${table}
     WHERE ${['series IN (SELECT id FROM own)', table === 'point' ? INTERRUPTIBLE : 'tally_continue()', ...conditions].join(' AND ')} GROUP BY series`
  const rows = connection.all(
    `WITH own AS (SELECT * FROM series WHERE tenant = ${bindings.integer(bindings.tenant.id)})
     SELECT metric, type, unit, tags, points, CAST(last AS TEXT)
     FROM (${piece('point', 'count(*)')} UNION ALL ${piece('hour', 'sum(count)')}) JOIN own ON own.id = series`,
    bindings,
  )
  const found = new Map<string, Tally>()
  for (const row of rows) addRow(found, row)
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, { types, units, tags, points, last }]) => ({
      ...{ name, types: sorted(types) as PointType[], units: sorted(units), tags: sorted(tags), points },
      last: timeText(Number(last / NANOS), Number(last % NANOS)),
    }))
}

function addRow(
  found: Map<string, Tally>,
  [metric, type, unit, tags, points, last]: readonly SQLOutputValue[],
): void {
  const name = metric as string
  const tally = found.get(name) ?? {
    types: new Set(),
    units: new Set(),
    tags: new Set(),
    points: 0,
    last: 0n,
  }
  found.set(name, tally)
  tally.types.add(type as string)
  if (unit !== '') tally.units.add(unit as string)
  for (const tag of Object.keys(JSON.parse(tags as string) as Tags)) tally.tags.add(tag)
  tally.points += Number(points)
  const at = BigInt(last as string)
  if (at > tally.last) tally.last = at
}

const sorted = (texts: ReadonlySet<string>): string[] => [...texts].sort(compareText)

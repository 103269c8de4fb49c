import type { SQLOutputValue } from 'node:sqlite'
import { type Aggregate, columnsOf, type Group, timeFromMs } from '@tallystick/core'
import type { AggregateRequest, ResultTable } from '../../ports/event-store.ts'
import type { Bindings, Connection } from './connection.ts'
import { keyOfField, numberOfField } from './field-sql.ts'
import { select } from './selection.ts'

type Cell = ResultTable['rows'][number][number]

/** A column: what the inner query computes, what the outer one makes of it to sort by and to show, and how that is read. */
type ColumnSql = {
  readonly inner: string
  readonly outer: (inner: string) => string
  readonly read: (value: SQLOutputValue) => Cell
}

const MAX_INT64 = 2n ** 63n - 1n
const PERCENTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const

const asIs = (inner: string) => inner
const cell = (value: SQLOutputValue) => value as Cell

/**
 * Aggregates in SQL. The inner query groups by keys, the outer one turns keys into cells, of which there are fewer, and sorts them.
 * SQLite groups by sorting, on disk when it gets large, so that memory is bounded but for percentiles: 8 bytes a value.
 */
export function aggregate(connection: Connection, request: Omit<AggregateRequest, 'signal'>): ResultTable {
  const { aggregates, by, sort, limit } = request.aggregation
  const { sql, bindings } = select(connection, request)
  const groups = by.map(group => groupSql(group, bindings))
  const columns = [...groups, ...aggregates.map(one => aggregateSql(one, bindings))]
  const names = columnsOf(request.aggregation)
  const order = sort.map(
    ({ column, descending }) => `${names.indexOf(column) + 1} ${descending ? 'DESC' : 'ASC'}`,
  )

  const rows = connection.all(
    `SELECT ${columns.map(({ outer }, i) => outer(`c${i}`)).join(', ')}
     FROM (
       SELECT ${columns.map(({ inner }, i) => `${inner} AS c${i}`).join(', ')}
       ${sql}
       ${groups.length > 0 ? `GROUP BY ${groups.map((_, i) => i + 1).join(', ')}` : ''}
     )
     ${order.length > 0 ? `ORDER BY ${order.join(', ')}` : ''}
     LIMIT ${bindings.integer(limit + 1)}`,
    bindings,
  )
  return {
    columns: names,
    rows: rows.slice(0, limit).map(row => row.map((value, i) => columns[i]!.read(value))),
    truncated: rows.length > limit,
  }
}

function groupSql(group: Group, bindings: Bindings): ColumnSql {
  switch (group.kind) {
    case 'field': {
      const { key, text } = keyOfField(group.field, bindings)
      return { inner: key, outer: text, read: cell }
    }
    case 'time': {
      const nanos = BigInt(group.seconds) * 1_000_000_000n
      // A width beyond 64 bits holds all of time in its first bucket, and so does the largest.
      const width = bindings.integer(nanos > MAX_INT64 ? MAX_INT64 : nanos)
      const start = (bucket: SQLOutputValue) => timeFromMs(Number(bucket) * group.seconds * 1_000)
      return { inner: `time / ${width}`, outer: asIs, read: start }
    }
    case 'number': {
      const number = numberOfField(group.field, bindings)
      return { inner: `tally_bucket(${number}, ${bindings.bind(group.width)})`, outer: asIs, read: cell }
    }
  }
}

function aggregateSql({ fn, field }: Aggregate, bindings: Bindings): ColumnSql {
  if (field === undefined) return { inner: 'count(*)', outer: asIs, read: cell }
  if (fn === 'uniq')
    return { inner: `count(DISTINCT ${keyOfField(field, bindings).key})`, outer: asIs, read: cell }
  const number = numberOfField(field, bindings)
  const inner =
    fn === 'p50' || fn === 'p95' || fn === 'p99'
      ? `percentile_cont(${number}, ${PERCENTILES[fn]})`
      : `${fn}(${number})`
  // 9e999 is SQLite's infinity: a result that is not a finite double is null.
  return { inner, outer: value => `CASE WHEN abs(${value}) < 9e999 THEN ${value} END`, read: cell }
}

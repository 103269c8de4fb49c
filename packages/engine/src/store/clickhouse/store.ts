import { columnsOf, type Field, type Filter, timeFromMs, timeToNanos } from '@tallystick/core'
import type { EventStore, ResultTable } from '../../ports/event-store.ts'
import { appendLines } from './append.ts'
import { ANY_TYPE, Catalog, type TypesOf } from './catalog.ts'
import type { ClickHouseConnection } from './connection.ts'
import { answer } from './errors.ts'
import { summarizeFields } from './fields.ts'
import { findMissing } from './missing.ts'
import { HOURS, POINTS, ROLLED } from './points/schema.ts'
import { splitLines } from './points/split.ts'
import { openPoints } from './points/store.ts'
import { deleteOlder } from './retention.ts'
import { canonicalTimeOf, EVENT_COLUMNS, eventOf } from './rows.ts'
import { CREATE_TABLE, LAYOUT, TABLE } from './schema.ts'
import { compileAggregation } from './sql/aggregation.ts'
import { Bindings } from './sql/bindings.ts'
import { envelopeOperand } from './sql/envelope.ts'
import { asksAttributes, asksPatterns, type Scope } from './sql/filter.ts'
import { afterPosition, compileSelection, compileSource, inRange } from './sql/selection.ts'

const isAttribute = (field: Field | undefined) => field?.kind === 'attribute'

/** An event store on a ClickHouse, wherever that is. Makes the table, and empties it when it has the layout of another version. */
export async function createClickHouseStore(
  connection: ClickHouseConnection,
): Promise<Omit<EventStore, 'close'>> {
  const catalog = new Catalog(connection)
  const run = (sql: string) => connection.query({ sql, parameters: {} })
  const typesFor = async (filter: Filter, fields: readonly (Field | undefined)[] = []): Promise<TypesOf> =>
    asksAttributes(filter) || fields.some(isAttribute) ? answer(catalog.types()) : ANY_TYPE
  const patternsFor = async (filter: Filter): Promise<Pick<Scope, 'patterns'>> =>
    asksPatterns(filter) && (await answer(catalog.patternsRepeat())) ? { patterns: 'some' } : {}
  const recreate = async () => {
    await run(`DROP TABLE IF EXISTS ${TABLE} SYNC`)
    await run(CREATE_TABLE)
    catalog.forget()
  }

  const [found] = await answer(
    run(`SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '${TABLE}'`),
  )
  if (found?.[0] !== LAYOUT) await answer(recreate())
  const points = await openPoints(connection)

  return {
    engine: 'clickhouse',

    async append(batches) {
      const split = batches.map(({ lines }) => splitLines(lines))
      const events = split.flatMap(({ others }) => others)
      if (events.length > 0) {
        try {
          await answer(appendLines(connection, events))
        } finally {
          catalog.changed()
        }
      }
      await points.append(split.flatMap(pieces => pieces.points))
    },

    missing: (tenant, range) => points.reading(() => answer(findMissing(connection, tenant, range))),

    async search(request) {
      request.signal?.throwIfAborted()
      const bindings = new Bindings()
      const typesOf = await typesFor(request.filter)
      const where = [
        compileSelection(request, { bindings, typesOf, ...(await patternsFor(request.filter)) }),
        ...(request.after ? [afterPosition(request.after, request.order, bindings)] : []),
      ].join(' AND ')
      const direction = request.order === 'asc' ? 'ASC' : 'DESC'
      const statement = bindings.statement(
        `SELECT ${EVENT_COLUMNS} FROM ${TABLE} WHERE ${where}
         ORDER BY tenant ${direction}, time ${direction}, seq ${direction} LIMIT ${bindings.unsigned(request.limit)} OFFSET ${bindings.unsigned(request.offset ?? 0)}`,
      )
      return (await answer(connection.query(statement, request.signal))).map(eventOf)
    },

    async aggregate(request) {
      request.signal?.throwIfAborted()
      const { aggregation } = request
      const fields = [...aggregation.aggregates, ...aggregation.by].map(part =>
        'field' in part ? part.field : undefined,
      )
      const scope = {
        bindings: new Bindings(),
        typesOf: await typesFor(request.filter, fields),
        ...(await patternsFor(request.filter)),
      }
      const source = fields.some(isAttribute)
        ? `${TABLE} WHERE ${compileSelection(request, scope)}`
        : compileSource(request, scope)
      const sql = compileAggregation(aggregation, source, scope)
      const rows = await answer(connection.query(scope.bindings.statement(sql), request.signal))
      const buckets = new Set(aggregation.by.flatMap((group, i) => (group.kind === 'time' ? [i] : [])))
      return {
        columns: columnsOf(aggregation),
        rows: rows
          .slice(0, aggregation.limit)
          .map(row =>
            row.map((cell, i) => (buckets.has(i) ? timeFromMs(cell as number) : cell)),
          ) as ResultTable['rows'],
        truncated: rows.length > aggregation.limit,
      }
    },

    async fields(request) {
      request.signal?.throwIfAborted()
      return answer(
        summarizeFields(connection, request, {
          typesOf: await answer(catalog.types()),
          ...(await patternsFor(request.filter)),
        }),
      )
    },

    async get(tenant, id) {
      const bindings = new Bindings()
      const where = [
        ...inRange(tenant, {}, bindings),
        envelopeOperand({ kind: 'envelope', name: 'id' }, bindings).equals(id),
      ].join(' AND ')
      const statement = bindings.statement(
        `SELECT ${EVENT_COLUMNS} FROM ${TABLE} WHERE ${where} ORDER BY seq LIMIT 1`,
      )
      const [row] = await answer(connection.query(statement))
      return row && eventOf(row)
    },

    deleteBefore: (tenant, before) => answer(deleteOlder(connection, tenant, timeToNanos(before))),

    series: points.series,
    metrics: points.metrics,
    rollUp: points.rollUp,
    deleteRollupsBefore: points.deleteRollupsBefore,

    async clear() {
      await answer(recreate())
      await points.clear()
    },

    async stats() {
      const names = [TABLE, POINTS, HOURS, ROLLED]
      const [tenants, sizes, counted] = await answer(
        Promise.all([
          run(`SELECT tenant, count(), min(time), max(time) FROM ${TABLE} GROUP BY tenant ORDER BY tenant`),
          run(
            `SELECT table, sum(rows), sum(bytes_on_disk) FROM system.parts
             WHERE database = currentDatabase() AND active GROUP BY table`,
          ),
          run(`SELECT count() FROM ${POINTS}`),
        ]),
      )
      const events = tenants.reduce((total, [, count]) => total + (count as number), 0)
      const points = counted[0]?.[0] as number
      const sized = new Map(sizes.map(([table, ...size]) => [table, size as number[]]))
      const tables = names.map(name => {
        const [rows = 0, bytes = 0] = sized.get(name) ?? []
        // Parts still hold rows that are marked as deleted.
        return { name, rows: name === TABLE ? events : name === POINTS ? points : rows, bytes }
      })
      return {
        events,
        points,
        bytes: tables.reduce((total, { bytes }) => total + bytes, 0),
        tables,
        tenants: tenants.map(([tenant, events, first, last]) => ({
          tenant: tenant as string,
          events: events as number,
          first: canonicalTimeOf(first as string),
          last: canonicalTimeOf(last as string),
        })),
      }
    },
  }
}

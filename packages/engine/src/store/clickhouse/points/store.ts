import type { SeriesStore } from '../../../ports/series-store.ts'
import type { ClickHouseConnection } from '../connection.ts'
import { answer } from '../errors.ts'
import { Gate } from './gate.ts'
import { deleteHours, finishRollUps, rollUpPoints } from './roll-up.ts'
import { CREATE_POINTS, HOURS, POINTS, POINTS_LAYOUT, ROLLED } from './schema.ts'
import { queryMetrics, querySeries } from './series.ts'
import { blocksOf } from './split.ts'

export type PointStore = SeriesStore & {
  /** Appends lines of points. */
  append(lines: readonly Buffer[]): Promise<void>
  /** Runs what reads the tables of points while nothing is rolled up. */
  reading<T>(work: () => Promise<T>): Promise<T>
  /** Drops every point. */
  clear(): Promise<void>
}

/** The tables of points on a ClickHouse. Makes them, and empties them when they have the layout of another version. */
export async function openPoints(connection: ClickHouseConnection): Promise<PointStore> {
  const gate = new Gate()
  const run = (sql: string) => connection.query({ sql, parameters: {} })
  const recreate = async () => {
    for (const table of [POINTS, HOURS, ROLLED]) await run(`DROP TABLE IF EXISTS ${table} SYNC`)
    for (const statement of CREATE_POINTS) await run(statement)
  }
  const [found] = await answer(
    run(`SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '${POINTS}'`),
  )
  if (found?.[0] !== POINTS_LAYOUT) await answer(recreate())
  else {
    for (const statement of CREATE_POINTS) await answer(run(statement))
    await answer(finishRollUps(connection))
  }

  return {
    append: lines =>
      gate.together(async () => {
        for (const block of blocksOf(lines)) await answer(connection.insert(inOrder(block), 'points'))
      }),
    reading: work => gate.together(work),
    async series(request) {
      request.signal?.throwIfAborted()
      return gate.together(() => answer(querySeries(connection, request)))
    },
    async metrics(request) {
      request.signal?.throwIfAborted()
      return gate.together(() => answer(queryMetrics(connection, request)))
    },
    rollUp: (tenant, before) => gate.alone(() => answer(rollUpPoints(connection, tenant, before))),
    deleteRollupsBefore: (tenant, before) =>
      gate.alone(() => answer(deleteHours(connection, tenant, before))),
    clear: () => gate.alone(() => answer(recreate())),
  }
}

async function* inOrder(block: readonly Buffer[]): AsyncGenerator<readonly Buffer[]> {
  yield block
}

import { timeToNanos } from '@tallystick/core'
import type { ClickHouseConnection } from '../connection.ts'
import { deleteRows } from '../retention.ts'
import { Bindings, type Sql } from '../sql/bindings.ts'
import { HOURS, POINTS, ROLLED } from './schema.ts'

const HOUR_NS = 3_600_000_000_000n

/**
 * Rolls up the points of whole hours before `before`. Hours come first, then the row in `ROLLED`, which makes them count, then the points
 * go; `finishRollUps` brings what a crash has left between to the one side or the other. Whoever calls keeps everybody else out.
 */
export async function rollUpPoints(
  connection: ClickHouseConnection,
  tenant: string,
  before: string,
): Promise<number> {
  await finishRollUps(connection)
  const bindings = new Bindings()
  const boundary = (timeToNanos(before) / HOUR_NS) * HOUR_NS
  const own = `tenant = ${bindings.text(tenant)}`
  const old = `${own} AND time < ${bindings.time(boundary)}`
  const [[count, below] = []] = await connection.query(
    bindings.statement(`SELECT count(), max(seq) + 1 FROM ${POINTS} WHERE ${old}`),
  )
  if (count === 0) return 0
  const run = `(SELECT max(run) + 1 FROM ${ROLLED} WHERE ${own})`
  await connection.query(bindings.statement(`INSERT INTO ${HOURS} ${hoursOf(old, run)}`))
  await connection.query(
    bindings.statement(
      `INSERT INTO ${ROLLED} SELECT ${bindings.text(tenant)}, ${run}, ${bindings.time(boundary)}, ${bindings.unsigned(below as number)}, groupBitmapState(seq)
       FROM ${POINTS} WHERE ${old}`,
    ),
  )
  await deleteRows(connection, POINTS, old, bindings)
  return count as number
}

function hoursOf(where: Sql, run: Sql): Sql {
  const start = `fromUnixTimestamp64Nano(intDiv(toUnixTimestamp64Nano(time), ${HOUR_NS}) * ${HOUR_NS}, 'UTC')`
  const finite = (value: Sql) => `if(isFinite(${value}), ${value}, NULL)`
  const percentile = (i: number) => finite(`quantilesExactInclusive(0.5, 0.95, 0.99)(value)[${i}]`)
  // The first point of an hour grows over one that this hour does not know.
  return `SELECT tenant, metric, tags, type, unit, ${start} AS hour, max(time), argMax(seq, (time, seq)), ${run}, count(),
      sum(value), min(value), max(value), ${percentile(1)}, ${percentile(2)}, ${percentile(3)},
      argMin(value, (time, seq)), argMax(value, (time, seq)),
      sumOrNull(if(previous IS NULL, NULL, if(value >= previous, value - previous, value)))
    FROM (
      SELECT tenant, metric, tags, type, unit, time, seq, value, lagInFrame(toNullable(value)) OVER (
        PARTITION BY metric, tags, type, unit, intDiv(toUnixTimestamp64Nano(time), ${HOUR_NS})
        ORDER BY time, seq ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
      ) AS previous FROM ${POINTS} WHERE ${where}
    ) GROUP BY tenant, metric, tags, type, unit, hour`
}

/** Removes the hours of runs that did not come to their end, and the points of those that did. */
export async function finishRollUps(connection: ClickHouseConnection): Promise<void> {
  const none = new Bindings()
  const unmade = `(tenant, run) NOT IN (SELECT tenant, run FROM ${ROLLED})`
  const [[hours] = []] = await connection.query(
    none.statement(`SELECT count() FROM ${HOURS} WHERE ${unmade}`),
  )
  if (hours !== 0) await deleteRows(connection, HOURS, unmade, none)
  const runs = await connection.query(
    none.statement(
      `SELECT tenant, toString(toUnixTimestamp64Nano(argMax(before, run))), argMax(below, run) FROM ${ROLLED} GROUP BY tenant`,
    ),
  )
  for (const [tenant, before, below] of runs) {
    const bindings = new Bindings()
    const gone = `tenant = ${bindings.text(tenant as string)} AND time < ${bindings.time(BigInt(before as string))} AND seq < ${bindings.unsigned(below as number)}`
    const [[points] = []] = await connection.query(
      bindings.statement(`SELECT count() FROM ${POINTS} WHERE ${gone}`),
    )
    if (points !== 0) await deleteRows(connection, POINTS, gone, bindings)
  }
}

/** Deletes the rolled-up hours that start before `before`; how many rows there were. */
export async function deleteHours(
  connection: ClickHouseConnection,
  tenant: string,
  before: string,
): Promise<number> {
  const bindings = new Bindings()
  const old = `tenant = ${bindings.text(tenant)} AND time < ${bindings.time(timeToNanos(before))}`
  const [[count] = []] = await connection.query(
    bindings.statement(`SELECT count() FROM ${HOURS} WHERE ${old}`),
  )
  if (count !== 0) await deleteRows(connection, HOURS, old, bindings)
  return count as number
}

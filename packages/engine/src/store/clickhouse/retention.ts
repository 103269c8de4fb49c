import { setTimeout as sleep } from 'node:timers/promises'
import { type ClickHouseConnection, CODE, EngineError } from './connection.ts'
import { TABLE } from './schema.ts'
import { Bindings, type Sql } from './sql/bindings.ts'

const MUTATION_INTERVAL_MS = 20

/**
 * Deletes a tenant's rows that are older than `before` (nanoseconds) and says how many there were. Parts that hold nothing else are
 * dropped whole; in the others rows are marked, which costs little and hides them at once, and go when the part is merged or dropped.
 */
export async function deleteOlder(
  connection: ClickHouseConnection,
  tenant: string,
  before: bigint,
): Promise<number> {
  const bindings = new Bindings()
  const older = `tenant = ${bindings.text(tenant)} AND time < ${bindings.time(before)}`
  const counted = await connection.query(bindings.statement(`SELECT count() FROM ${TABLE} WHERE ${older}`))
  const count = counted[0]?.[0] as number
  if (count === 0) return 0
  await deleteRows(connection, TABLE, older, bindings)
  return count
}

/** Deletes the rows of a table for which a condition holds. */
export async function deleteRows(
  connection: ClickHouseConnection,
  table: string,
  condition: Sql,
  bindings: Bindings,
): Promise<void> {
  for (const part of await emptied(connection, table, condition, bindings))
    await dropPart(connection, table, part)
  await connection.query(
    bindings.statement(`DELETE FROM ${table} WHERE ${condition} SETTINGS lightweight_deletes_sync = 0`),
  )
  await settled(connection, table)
}

/** Parts of which nothing would be left. They are listed first: one that comes in meanwhile is not among them. */
async function emptied(
  connection: ClickHouseConnection,
  table: string,
  condition: Sql,
  bindings: Bindings,
): Promise<string[]> {
  const parts = await connection.query({
    sql: `SELECT name FROM system.parts WHERE database = currentDatabase() AND table = '${table}' AND active`,
    parameters: {},
  })
  const kept = await connection.query(
    bindings.statement(`SELECT DISTINCT _part FROM ${table} WHERE NOT (${condition})`),
  )
  const names = new Set(kept.map(([part]) => part))
  return parts.flatMap(([part]) => (names.has(part) ? [] : [part as string]))
}

/** Waits until every mark is set: waiting inside the statement would hold up the engine's other work. */
async function settled(connection: ClickHouseConnection, table: string): Promise<void> {
  for (;;) {
    const rows = await connection.query({
      sql: `SELECT latest_fail_reason FROM system.mutations
            WHERE database = currentDatabase() AND table = '${table}' AND NOT is_done`,
      parameters: {},
    })
    if (rows.length === 0) return
    const failure = rows.find(([reason]) => reason !== '')
    if (failure) throw new EngineError(CODE.unfinished, failure[0] as string)
    await sleep(MUTATION_INTERVAL_MS)
  }
}

/** A part that a merge has replaced meanwhile is left to the marking. */
async function dropPart(connection: ClickHouseConnection, table: string, part: string): Promise<void> {
  if (!/^\w+$/.test(part)) return
  try {
    await connection.query({ sql: `ALTER TABLE ${table} DROP PART '${part}'`, parameters: {} })
  } catch (error) {
    if (!(error instanceof EngineError && error.code === CODE.noSuchPart)) throw error
  }
}

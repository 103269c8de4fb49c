import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { timeToNanos } from '@tallystick/core'
import type { SeqRange, StoreStats } from '../../ports/event-store.ts'
import { Bindings, type Connection, INTERRUPTIBLE, type Row } from './connection.ts'
import { rolledNumbers } from './rolled.ts'
import { timeText } from './row.ts'
import { inRetention } from './schema.ts'
import { tableSizes } from './sizes.ts'
import { findTenant } from './tenants.ts'

/** Rows deleted in one transaction, so that appends get their turn in between. */
const DELETE_CHUNK = 2_000

/** Sequence numbers of `range` without a row, as ascending disjoint ranges. */
export function missing(connection: Connection, tenant: string, range: SeqRange): SeqRange[] {
  const bindings = new Bindings(findTenant(connection.db, tenant))
  const { base } = bindings.tenant
  const from = bindings.integer(base + range.from)
  const to = bindings.integer(base + range.to)
  const gaps: SeqRange[] = []
  let next = range.from
  const within = `n >= ${from} AND n < ${to} AND ${INTERRUPTIBLE}`
  const rolled = rolledNumbers(connection.db, bindings.tenant, range)
  const held = connection.iterate(
    `SELECT n FROM (SELECT n FROM event WHERE ${within} UNION ALL SELECT n FROM point WHERE ${within}) ORDER BY n`,
    bindings,
  )
  for (const seq of merged(held, base, rolled)) {
    if (seq < next) continue
    if (seq > next) gaps.push({ from: next, to: seq })
    next = seq + 1
  }
  if (next < range.to) gaps.push({ from: next, to: range.to })
  return gaps
}

/** Numbers of rows and of points that are rolled up, both ascending, as one ascending row. */
function* merged(rows: Iterable<Row>, base: number, rolled: Iterable<number>): Generator<number> {
  const others = rolled[Symbol.iterator]()
  let other = others.next()
  for (const [n] of rows) {
    const seq = Number(n) - base
    for (; !other.done && other.value < seq; other = others.next()) yield other.value
    yield seq
  }
  for (; !other.done; other = others.next()) yield other.value
}

/** Delete up to DELETE_CHUNK rows older than `before`; how many there were. */
export function deleteSome(db: DatabaseSync, tenant: string, before: string): number {
  const { id } = findTenant(db, tenant)
  const oldest = `SELECT n FROM event WHERE tenant = ? AND time < ? ORDER BY time, n LIMIT ${DELETE_CHUNK}`
  return inRetention(db, () => {
    const nanos = timeToNanos(before)
    db.prepare(`DELETE FROM event_text WHERE rowid IN (${oldest})`).run(id, nanos)
    return Number(db.prepare(`DELETE FROM event WHERE n IN (${oldest})`).run(id, nanos).changes)
  })
}

export function stats(connection: Connection, file: string): StoreStats {
  const rows = connection.db
    .prepare(
      `SELECT tenant.name, count(*) AS events,
         min(time) / 1000000 AS first_ms, min(time) % 1000000 AS first_ns,
         max(time) / 1000000 AS last_ms, max(time) % 1000000 AS last_ns
       FROM event JOIN tenant ON tenant.id = event.tenant
       WHERE ${INTERRUPTIBLE} GROUP BY event.tenant ORDER BY tenant.name`,
    )
    .all()
  const tenants = rows.map(row => ({
    tenant: String(row.name),
    events: Number(row.events),
    first: timeText(Number(row.first_ms), Number(row.first_ns)),
    last: timeText(Number(row.last_ms), Number(row.last_ns)),
  }))
  return {
    events: tenants.reduce((total, { events }) => total + events, 0),
    points: Number(
      connection.db.prepare(`SELECT count(*) AS points FROM point WHERE ${INTERRUPTIBLE}`).get()?.points,
    ),
    bytes: sizeOf(file) + sizeOf(`${file}-wal`),
    tables: tableSizes(connection.db),
    tenants,
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

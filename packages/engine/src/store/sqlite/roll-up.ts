import type { DatabaseSync } from 'node:sqlite'
import { percentile, timeToNanos } from '@tallystick/core'
import { markRolled } from './rolled.ts'
import { inTransaction } from './schema.ts'
import { findTenant } from './tenants.ts'

/** Points rolled up in one transaction, so that appends get their turn in between; a whole hour of a series at least. */
const CHUNK = 10_000
const HOUR_NS = 3_600_000_000_000n

type RawPoint = { readonly time: bigint; readonly n: number; readonly value: number }

/** Rolls up some points of whole hours before `before`; how many there were. */
export function rollUpSome(db: DatabaseSync, tenant: string, before: string): number {
  const rows = findTenant(db, tenant)
  const boundary = (timeToNanos(before) / HOUR_NS) * HOUR_NS
  return inTransaction(db, () => {
    let done = 0
    const due = db
      .prepare(
        'SELECT id FROM series WHERE tenant = ? AND (SELECT min(time) FROM point WHERE series = id) < ?',
      )
      .all(rows.id, boundary)
    for (const { id } of due) {
      const points = oldest(db, Number(id), boundary)
      const hours = [...Map.groupBy(points, ({ time }) => time / HOUR_NS)]
      // Of a row that was cut off, the last hour may go on.
      if (points.length > CHUNK && hours.length > 1) hours.pop()
      for (const [hour, inHour] of hours) {
        writeHour(db, Number(id), hour * HOUR_NS, inHour)
        markRolled(
          db,
          rows,
          inHour.map(({ n }) => n - rows.base),
        )
        done += inHour.length
      }
      if (done >= CHUNK) break
    }
    return done
  })
}

/** The first points of a series before a boundary, one more than fit; or the whole first hour, when that has more. */
function oldest(db: DatabaseSync, series: number, boundary: bigint): RawPoint[] {
  const read = (to: bigint, limit: number) => {
    const select = db.prepare(
      'SELECT time, n, value FROM point WHERE series = ? AND time < ? ORDER BY time, n LIMIT ?',
    )
    select.setReadBigInts(true)
    return select.all(series, to, limit).map(({ time, n, value }) => ({
      time: time as bigint,
      n: Number(n),
      value: value as number,
    }))
  }
  const points = read(boundary, CHUNK + 1)
  const [first, last] = [points[0], points.at(-1)]
  if (points.length <= CHUNK || first!.time / HOUR_NS !== last!.time / HOUR_NS) return points
  return read((first!.time / HOUR_NS + 1n) * HOUR_NS, -1)
}

function writeHour(db: DatabaseSync, series: number, start: bigint, points: readonly RawPoint[]): void {
  const values = points.map(({ value }) => value)
  const [first, last] = [points[0]!, points.at(-1)!]
  let grown: number | null = null
  for (let i = 1; i < values.length; i++)
    grown = (grown ?? 0) + (values[i]! >= values[i - 1]! ? values[i]! - values[i - 1]! : values[i]!)
  db.prepare(
    `INSERT INTO hour (series, time, last_n, last_time, count, sum, min, max, p50, p95, p99, first, last, grown)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...([series, start, last.n, last.time, values.length] as const),
    ...([
      sum(values),
      values.reduce((a, b) => Math.min(a, b)),
      values.reduce((a, b) => Math.max(a, b)),
    ] as const),
    ...[0.5, 0.95, 0.99].map(fraction => finite(percentile(values, fraction))),
    ...([first.value, last.value, grown] as const),
  )
  db.prepare('DELETE FROM point WHERE series = ? AND time >= ? AND time < ?').run(
    series,
    start,
    start + HOUR_NS,
  )
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Deletes rolled-up hours that start before `before`; how many rows there were. */
export function deleteRollupsBefore(db: DatabaseSync, tenant: string, before: string): number {
  const { id } = findTenant(db, tenant)
  const limit = timeToNanos(before)
  return inTransaction(db, () =>
    Number(
      db
        .prepare('DELETE FROM hour WHERE time < ? AND series IN (SELECT id FROM series WHERE tenant = ?)')
        .run(limit, id).changes,
    ),
  )
}

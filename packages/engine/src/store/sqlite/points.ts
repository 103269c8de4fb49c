import type { DatabaseSync } from 'node:sqlite'
import { type MetricPoint, printTags, timeToNanos } from '@tallystick/core'
import type { TenantRows } from './tenants.ts'

/** Writes points of a tenant. One that is there already stays as it is. */
export function pointWriter(db: DatabaseSync, { id, base }: TenantRows): (point: MetricPoint) => void {
  const known = new Map<string, number>()
  const find = db.prepare(
    'SELECT id FROM series WHERE tenant = ? AND metric = ? AND tags = ? AND type = ? AND unit = ?',
  )
  const make = db.prepare('INSERT INTO series (tenant, metric, tags, type, unit) VALUES (?, ?, ?, ?, ?)')
  const insert = db.prepare(
    'INSERT INTO point (series, time, n, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const seriesOf = ({ metric, type, unit = '', tags = {} }: MetricPoint): number => {
    const values = [metric, printTags(tags), type, unit] as const
    const key = values.join('\n')
    let series = known.get(key)
    if (series === undefined) {
      series = Number(find.get(id, ...values)?.id ?? make.run(id, ...values).lastInsertRowid)
      known.set(key, series)
    }
    return series
  }
  return point => {
    insert.run(seriesOf(point), timeToNanos(point.time), base + point.seq, point.value)
  }
}

import type { TallyEvent } from '@tallystick/core'
import type { SearchRequest } from '../../ports/event-store.ts'
import { Bindings, type Connection } from './connection.ts'
import { decodeRow, ROW_COLUMNS, uuidBytes } from './row.ts'
import { select } from './selection.ts'
import { findTenant } from './tenants.ts'

export function search(connection: Connection, request: Omit<SearchRequest, 'signal'>): TallyEvent[] {
  const { sql, bindings } = select(connection, request)
  const direction = request.order === 'asc' ? 'ASC' : 'DESC'
  const rows = connection.all(
    `SELECT ${ROW_COLUMNS} ${sql}
     ORDER BY time ${direction}, n ${direction} LIMIT ${bindings.integer(request.limit)} OFFSET ${bindings.integer(request.offset ?? 0)}`,
    bindings,
  )
  return rows.map(row => decodeRow(row, bindings.tenant))
}

/** The event of this id; the first recorded where an id came twice. */
export function get(connection: Connection, tenant: string, id: string): TallyEvent | undefined {
  const bytes = uuidBytes(id)
  if (!bytes) return undefined
  const bindings = new Bindings(findTenant(connection.db, tenant))
  const [row] = connection.all(
    `SELECT ${ROW_COLUMNS} FROM event INDEXED BY event_id
     WHERE id = ${bindings.bind(bytes)} AND tenant = ${bindings.integer(bindings.tenant.id)}
     ORDER BY n LIMIT 1`,
    bindings,
  )
  return row && decodeRow(row, bindings.tenant)
}

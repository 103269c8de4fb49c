import type { DatabaseSync } from 'node:sqlite'
import { TallyError } from '@tallystick/core'

/** Sequence numbers a tenant can have: n = tenant · SPAN + seq. */
const SPAN = 2 ** 36
/** Tenants that fit below 2^53, which JavaScript counts exactly. */
const MAX_TENANTS = 2 ** 16

/** A tenant as this store numbers it. */
export type TenantRows = {
  readonly name: string
  readonly id: number
  /** `n` of its sequence number 0; its rows have n in [base, end). */
  readonly base: number
  readonly end: number
}

/** A tenant for reading; one that was never written has no rows. */
export function findTenant(db: DatabaseSync, name: string): TenantRows {
  const row = db.prepare('SELECT id FROM tenant WHERE name = ?').get(name)
  return tenantRows(name, row === undefined ? -1 : Number(row.id))
}

/** A tenant for writing. Throws TALLY_STORE_UNSUPPORTED when there are too many. */
export function ensureTenant(db: DatabaseSync, name: string): TenantRows {
  const found = findTenant(db, name)
  if (found.id >= 0) return found
  const id = Number(db.prepare('INSERT INTO tenant (name) VALUES (?)').run(name).lastInsertRowid)
  if (id >= MAX_TENANTS)
    throw new TallyError(
      'TALLY_STORE_UNSUPPORTED',
      `the SQLite store holds at most ${MAX_TENANTS - 1} tenants`,
    )
  return tenantRows(name, id)
}

function tenantRows(name: string, id: number): TenantRows {
  return { name, id, base: id * SPAN, end: (id + 1) * SPAN }
}

import type { DatabaseSync } from 'node:sqlite'
import type { SeqRange } from '../../ports/event-store.ts'
import type { TenantRows } from './tenants.ts'

/** Numbers to a row, a bit each. */
const BLOCK = 2 ** 13

/** Remembers that points are rolled up. */
export function markRolled(db: DatabaseSync, tenant: TenantRows, seqs: Iterable<number>): void {
  const blocks = new Map<number, Uint8Array>()
  const read = db.prepare('SELECT bits FROM rolled WHERE tenant = ? AND block = ?')
  for (const seq of seqs) {
    const block = Math.floor(seq / BLOCK)
    let bits = blocks.get(block)
    if (bits === undefined) {
      const found = read.get(tenant.id, block)?.bits as Uint8Array | undefined
      bits = found === undefined ? new Uint8Array(BLOCK / 8) : new Uint8Array(found)
      blocks.set(block, bits)
    }
    const bit = seq % BLOCK
    bits[bit >> 3]! |= 1 << (bit & 7)
  }
  const write = db.prepare('INSERT OR REPLACE INTO rolled (tenant, block, bits) VALUES (?, ?, ?)')
  for (const [block, bits] of blocks) write.run(tenant.id, block, bits)
}

/** Numbers in a range whose points are rolled up, ascending. */
export function* rolledNumbers(
  db: DatabaseSync,
  tenant: TenantRows,
  { from, to }: SeqRange,
): Generator<number> {
  const rows = db
    .prepare('SELECT block, bits FROM rolled WHERE tenant = ? AND block >= ? AND block <= ? ORDER BY block')
    .iterate(tenant.id, Math.floor(from / BLOCK), Math.floor(to / BLOCK))
  for (const row of rows) {
    const first = Number(row.block) * BLOCK
    const bits = row.bits as Uint8Array
    for (let bit = 0; bit < BLOCK; bit++) {
      const seq = first + bit
      if (seq >= from && seq < to && bits[bit >> 3]! & (1 << (bit & 7))) yield seq
    }
  }
}

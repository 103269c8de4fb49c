import type { DatabaseSync } from 'node:sqlite'
import type { MetricPoint, TallyEvent } from '@tallystick/core'
import { pointWriter } from './points.ts'
import { encodeRow, INSERT_EVENT } from './row.ts'
import { inTransaction } from './schema.ts'
import { ensureTenant, type TenantRows } from './tenants.ts'

/** A StoreBatch on its way into the worker. */
export type LinesOfTenant = { readonly tenant: string; readonly lines: Uint8Array }

/**
 * Append every batch in one transaction. A row that is there already stays as it is. Texts come after all rows: a row's trigger opens a
 * savepoint, at which FTS5 would write out what it has collected so far, one text at a time (half of all the time).
 */
export function append(db: DatabaseSync, batches: readonly LinesOfTenant[]): void {
  inTransaction(db, () => {
    const insert = db.prepare(INSERT_EVENT)
    const texts: [n: number, text: string][] = []
    for (const { tenant, lines } of batches) {
      const rows: TenantRows = ensureTenant(db, tenant)
      const writePoint = pointWriter(db, rows)
      for (const event of recordsOf(lines)) {
        if ('metric' in event) {
          writePoint(event)
          continue
        }
        const isNew = insert.run(...encodeRow(event, rows)).changes === 1
        if (isNew && event.message !== undefined) texts.push([rows.base + event.seq, event.message])
      }
    }
    const insertText = db.prepare('INSERT INTO event_text (rowid, text) VALUES (?, ?)')
    for (const text of texts) insertText.run(...text)
  })
}

/** The events and points of NDJSON lines; tombstones are skipped. */
function* recordsOf(bytes: Uint8Array): Generator<TallyEvent | MetricPoint> {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(0x0a, start)
    const record = JSON.parse(lines.toString('utf8', start, end)) as
      | TallyEvent
      | MetricPoint
      | { erased: unknown }
    if (!('erased' in record)) yield record
    start = end + 1
  }
}

import type { DatabaseSync } from 'node:sqlite'
import type { StoreStats } from '../../ports/event-store.ts'

/** Sizes are looked up page by page: a second for a gigabyte, so not more often than this. */
const FRESH_MS = 60_000
/** The table that holds as many rows as the word index has texts. */
const TEXTS = 'event_text_docsize'

const known = new WeakMap<
  DatabaseSync,
  { readonly at: number; readonly bytes: ReadonlyMap<string, number> }
>()

/** Rows and bytes of each table, its indexes included (https://www.sqlite.org/dbstat.html); FTS5's own tables are one. */
export function tableSizes(db: DatabaseSync): StoreStats['tables'] {
  const bytes = bytesOf(db)
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
    .all()
    .map(({ name }) => String(name))
    .filter(name => !name.startsWith('event_text_'))
  return tables.map(name => ({
    name,
    rows: Number(
      db.prepare(`SELECT count(*) AS rows FROM "${name === 'event_text' ? TEXTS : name}"`).get()?.rows,
    ),
    bytes: bytes.get(name) ?? 0,
  }))
}

function bytesOf(db: DatabaseSync): ReadonlyMap<string, number> {
  const before = known.get(db)
  if (before !== undefined && performance.now() - before.at < FRESH_MS) return before.bytes
  const bytes = new Map<string, number>()
  const rows = db
    .prepare(
      `SELECT coalesce(tbl_name, dbstat.name) AS name, pgsize AS bytes
       FROM dbstat LEFT JOIN sqlite_schema ON sqlite_schema.name = dbstat.name WHERE aggregate = TRUE`,
    )
    .all()
  for (const row of rows) {
    const name = String(row.name).replace(/^event_text_.*/, 'event_text')
    bytes.set(name, (bytes.get(name) ?? 0) + Number(row.bytes))
  }
  known.set(db, { at: performance.now(), bytes })
  return bytes
}

import { randomUUID } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { type JsonObject, TallyError, timeFromMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ControlStore, SavedView } from '../ports/control-store.ts'

export type ViewStore = Pick<ControlStore, 'createView' | 'views' | 'view' | 'changeView' | 'deleteView'>

/** Bytes of one document as JSON in UTF-8, and levels of it. */
const MAX_DOCUMENT = 64 * 1024
const MAX_DEPTH = 64
/** Views of one owner, bytes of their documents, and bytes of all documents of a tenant: a list holds every one that may be seen. */
const MAX_VIEWS = 500
const MAX_OWNED = 4 * 1024 * 1024
const MAX_OF_TENANT = 64 * 1024 * 1024

/** Saved searches and dashboards of the control plane. `run` is what every operation on the database goes through. */
export function openViews(db: DatabaseSync, clock: Clock, run: <T>(work: () => T) => Promise<T>): ViewStore {
  const hasTenant = db.prepare('SELECT 1 FROM tenant WHERE name = ?')
  const insert = db.prepare(
    `INSERT INTO saved_view (id, tenant, kind, name, owner, shared, document, created, changed, version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (tenant, kind, owner, name) DO NOTHING`,
  )
  const select = db.prepare('SELECT * FROM saved_view WHERE tenant = ? AND kind = ? AND id = ?')
  const selectSeen = db.prepare(
    'SELECT * FROM saved_view WHERE tenant = ?1 AND kind = ?2 AND (owner = ?3 OR shared = 1) ORDER BY name, owner',
  )
  const selectNamed = db.prepare(
    'SELECT id FROM saved_view WHERE tenant = ? AND kind = ? AND owner = ? AND name = ?',
  )
  const update = db.prepare(
    'UPDATE saved_view SET name = ?, shared = ?, document = ?, changed = ?, version = version + 1 WHERE id = ? AND version = ?',
  )
  const remove = db.prepare('DELETE FROM saved_view WHERE tenant = ? AND kind = ? AND id = ?')
  const measure = db.prepare(
    `SELECT count(*) FILTER (WHERE owner = ?2) AS views,
       coalesce(sum(octet_length(document)) FILTER (WHERE owner = ?2), 0) AS owned,
       coalesce(sum(octet_length(document)), 0) AS bytes
     FROM saved_view WHERE tenant = ?1`,
  )

  const found = (tenant: string, kind: SavedView['kind'], id: string): SavedView => {
    const row = select.get(tenant, kind, id)
    if (row === undefined) throw new TallyError('TALLY_VIEW_NOT_FOUND', `there is no ${kind} ${shown(id)}`)
    return toView(row)
  }
  /** Refuses what would be more than there may be. `views` and `bytes` come in addition. */
  const mustFit = (tenant: string, owner: string, views: number, bytes: number): void => {
    const used = measure.get(tenant, owner)!
    if (Number(used.views) + views > MAX_VIEWS)
      throw new TallyError('TALLY_VIEW_LIMIT', `${owner} has ${MAX_VIEWS} saved searches and dashboards`)
    if (bytes > 0 && Number(used.owned) + bytes > MAX_OWNED)
      throw new TallyError(
        'TALLY_VIEW_LIMIT',
        `the documents of ${owner} would have more than ${MAX_OWNED} bytes`,
      )
    if (bytes > 0 && Number(used.bytes) + bytes > MAX_OF_TENANT)
      throw new TallyError(
        'TALLY_VIEW_LIMIT',
        `the documents of ${tenant} would have more than ${MAX_OF_TENANT} bytes`,
      )
  }

  return {
    createView: ({ tenant, kind, name, owner, shared, document }) =>
      run(() => {
        const [id, text, at] = [randomUUID(), textOf(document), timeFromMs(clock.now())]
        checkName(name)
        return inTransaction(db, () => {
          if (!hasTenant.get(tenant))
            throw new TallyError('TALLY_TENANT_NOT_FOUND', `there is no tenant ${tenant}`)
          mustFit(tenant, owner, 1, Buffer.byteLength(text))
          const { changes } = insert.run(id, tenant, kind, name, owner, shared ? 1 : 0, text, at, at)
          if (changes === 0) throw alreadyThere(kind, name)
          return found(tenant, kind, id)
        })
      }),

    views: (tenant, kind, reader) => run(() => selectSeen.all(tenant, kind, reader).map(toView)),

    view: (tenant, kind, id) =>
      run(() => {
        const row = select.get(tenant, kind, id)
        return row && toView(row)
      }),

    changeView: (tenant, kind, id, { version, ...change }) =>
      run(() =>
        inTransaction(db, () => {
          const before = found(tenant, kind, id)
          if (version !== undefined && version !== before.version)
            throw new TallyError(
              'TALLY_VIEW_CONFLICT',
              `version ${version} was changed meanwhile; it is at version ${before.version}`,
              { details: { version: before.version } },
            )
          const { name = before.name, shared = before.shared, document = before.document } = change
          checkName(name)
          const named = selectNamed.get(tenant, kind, before.owner, name)
          if (named !== undefined && named.id !== id) throw alreadyThere(kind, name)
          const text = textOf(document)
          mustFit(
            tenant,
            before.owner,
            0,
            Buffer.byteLength(text) - Buffer.byteLength(JSON.stringify(before.document)),
          )
          update.run(name, shared ? 1 : 0, text, timeFromMs(clock.now()), id, before.version)
          return found(tenant, kind, id)
        }),
      ),

    deleteView: (tenant, kind, id) =>
      run(() => {
        if (remove.run(tenant, kind, id).changes === 0)
          throw new TallyError('TALLY_VIEW_NOT_FOUND', `there is no ${kind} ${shown(id)}`)
      }),
  }
}

/** Another process may write between two statements that are not in one. */
function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
  }
}

function checkName(name: string): void {
  if (!/^\P{C}{1,128}$/u.test(name) || name.trim() === '')
    throw new TallyError('TALLY_REQUEST_INVALID', 'the name is 1 to 128 printable characters')
}

function textOf(document: JsonObject): string {
  if (!isWithin(document, MAX_DEPTH))
    throw new TallyError('TALLY_REQUEST_INVALID', `the document is nested deeper than ${MAX_DEPTH} levels`)
  const text = JSON.stringify(document)
  if (Buffer.byteLength(text) > MAX_DOCUMENT)
    throw new TallyError('TALLY_VIEW_TOO_LARGE', `the document has more than ${MAX_DOCUMENT} bytes of JSON`)
  return text
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every(inner => isWithin(inner, levels - 1))
}

function toView(row: Record<string, SQLOutputValue>): SavedView {
  return {
    id: String(row.id),
    tenant: String(row.tenant),
    kind: row.kind as SavedView['kind'],
    name: String(row.name),
    owner: String(row.owner),
    shared: row.shared === 1,
    document: JSON.parse(String(row.document)) as JsonObject,
    created: String(row.created),
    changed: String(row.changed),
    version: Number(row.version),
  }
}

const alreadyThere = (kind: string, name: string) =>
  new TallyError('TALLY_VIEW_EXISTS', `there is a ${kind} ${shown(name)} of this owner already`)
const shown = (text: string) => JSON.stringify(text.slice(0, 128))

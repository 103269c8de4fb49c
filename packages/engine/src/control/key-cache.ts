import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { timeToMs } from '@tallystick/core'
import type { ApiKey, Scope } from '../ports/control-store.ts'

/** A key as authentication needs it. */
export type CachedKey = {
  readonly key: ApiKey
  /** SHA-256 of the token. */
  readonly hash: Uint8Array
  /** Epoch milliseconds; Infinity when it never ends. */
  readonly expires: number
}

/**
 * Every API key in memory, so that authentication reads no table. SQLite counts the commits of other connections in
 * `PRAGMA data_version`; when it moved the keys are read again, so that a revocation by another process
 * takes effect with the next request too. This connection's own changes call `invalidate`.
 */
export class KeyCache {
  readonly #version: StatementSync
  readonly #select: StatementSync
  #keys = new Map<string, CachedKey>()
  #seen = -1

  constructor(db: DatabaseSync) {
    this.#version = db.prepare('PRAGMA data_version')
    this.#select = db.prepare('SELECT * FROM api_key ORDER BY created, id')
  }

  /** The keys as they are now, by id, oldest first. */
  current(): ReadonlyMap<string, CachedKey> {
    const version = Number(this.#version.get()?.data_version)
    if (version !== this.#seen) {
      this.#keys = new Map(this.#select.all().map(row => [String(row.id), cached(row)]))
      this.#seen = version
    }
    return this.#keys
  }

  invalidate(): void {
    this.#seen = -1
  }
}

function cached(row: Record<string, SQLOutputValue>): CachedKey {
  const optional = (column: string, as: keyof ApiKey) =>
    row[column] === null ? {} : { [as]: String(row[column]) }
  const key: ApiKey = {
    id: String(row.id),
    tenant: String(row.tenant),
    name: String(row.name),
    scopes: String(row.scopes).split(' ') as Scope[],
    created: String(row.created),
    ...optional('expires', 'expires'),
    ...optional('revoked', 'revoked'),
    ...optional('last_used', 'lastUsed'),
  }
  return {
    key,
    hash: row.hash as Uint8Array,
    expires: key.expires === undefined ? Number.POSITIVE_INFINITY : timeToMs(key.expires),
  }
}

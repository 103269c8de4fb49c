import { timingSafeEqual } from 'node:crypto'
import { TallyError, timeFromMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ApiKey, ControlStore, Tenant } from '../ports/control-store.ts'
import { CONTROL_FILE, guarded, openControlDatabase } from './database.ts'
import { expiry, keyName, keyScopes, tenantName } from './input.ts'
import { KeyCache } from './key-cache.ts'
import { LastUsed } from './last-used.ts'
import { migrate } from './migrate.ts'
import { PASSWORD_COST } from './password.ts'
import { openPolicies } from './policies.ts'
import { openSecondFactors } from './second-factors.ts'
import { newToken, tokenHash, tokenId } from './secret.ts'
import { openSessions } from './sessions.ts'
import { openUsers } from './users.ts'
import { openViews } from './views.ts'

export type ControlStoreOptions = {
  readonly clock: Clock
  /** log2 of scrypt's N for new passwords. Default 17; what is less than that is for tests. */
  readonly passwordCost?: number
}

/**
 * Open the control plane of a data directory (`tallystick.db`), migrated to the newest schema. Rejects with
 * TALLY_CONTROL_CORRUPT, TALLY_CONTROL_VERSION (written by a newer program) or TALLY_CONTROL_UNAVAILABLE; so does
 * every method. Several processes may have it open.
 */
export async function openControlStore(
  directory: string,
  { clock, passwordCost = PASSWORD_COST }: ControlStoreOptions,
): Promise<ControlStore> {
  const db = openControlDatabase(directory)
  try {
    guarded(() => migrate(db, clock))
  } catch (error) {
    db.close()
    throw error
  }

  const insertTenant = db.prepare('INSERT INTO tenant (name, created) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const selectTenant = db.prepare('SELECT name, created FROM tenant WHERE name = ?')
  const selectTenants = db.prepare('SELECT name, created FROM tenant ORDER BY name')
  const insertKey = db.prepare(
    'INSERT INTO api_key (id, tenant, name, scopes, hash, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const revoke = db.prepare('UPDATE api_key SET revoked = ? WHERE id = ? AND revoked IS NULL')
  const touch = db.prepare(
    'UPDATE api_key SET last_used = ?1 WHERE id = ?2 AND coalesce(last_used < ?1, true)',
  )
  const selectSetting = db.prepare('SELECT value FROM setting WHERE name = ?')
  const upsertSetting = db.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  )

  const cache = new KeyCache(db)
  const lastUsed = new LastUsed(clock, used => {
    db.exec('BEGIN IMMEDIATE')
    try {
      for (const [id, ms] of used) touch.run(timeFromMs(ms), id)
      db.exec('COMMIT')
    } finally {
      if (db.isTransaction) db.exec('ROLLBACK')
      cache.invalidate()
    }
  })

  const withLastUsed = (key: ApiKey): ApiKey => {
    const used = lastUsed.get(key.id)
    return used === undefined ? key : { ...key, lastUsed: timeFromMs(used) }
  }

  const toTenant = (row: Record<string, unknown>): Tenant => ({
    name: String(row.name),
    created: String(row.created),
  })

  /** Every operation: refuse when closed, translate what SQLite says. */
  const run = async <T>(work: () => T): Promise<T> => {
    if (!db.isOpen) throw new TallyError('TALLY_CONTROL_UNAVAILABLE', `${CONTROL_FILE} is closed`)
    return guarded(work)
  }

  return {
    ...openUsers(db, clock, passwordCost, run),
    ...openPolicies(db, clock, run),
    ...openViews(db, clock, run),
    ...openSessions(db, clock, run),
    ...openSecondFactors(db, clock, run),

    createTenant: name =>
      run(() => {
        const tenant = { name: tenantName(name), created: timeFromMs(clock.now()) }
        if (insertTenant.run(tenant.name, tenant.created).changes === 0)
          throw new TallyError('TALLY_TENANT_EXISTS', `tenant ${name} exists already`)
        return tenant
      }),

    tenants: () => run(() => selectTenants.all().map(toTenant)),

    tenant: name =>
      run(() => {
        const row = selectTenant.get(name)
        return row && toTenant(row)
      }),

    createKey: input =>
      run(() => {
        const { id, token } = newToken()
        const key: ApiKey = {
          id,
          tenant: tenantName(input.tenant),
          name: keyName(input.name),
          scopes: keyScopes(input.scopes),
          created: timeFromMs(clock.now()),
          ...(input.expires === undefined ? {} : { expires: expiry(input.expires, clock.now()) }),
        }
        if (!selectTenant.get(key.tenant))
          throw new TallyError('TALLY_TENANT_NOT_FOUND', `there is no tenant ${key.tenant}`)
        insertKey.run(
          id,
          key.tenant,
          key.name,
          key.scopes.join(' '),
          tokenHash(token),
          key.created,
          key.expires ?? null,
        )
        cache.invalidate()
        return { key, secret: token }
      }),

    keys: tenant =>
      run(() =>
        [...cache.current().values()]
          .filter(({ key }) => tenant === undefined || key.tenant === tenant)
          .map(({ key }) => withLastUsed(key)),
      ),

    revokeKey: id =>
      run(() => {
        if (!cache.current().has(id)) throw new TallyError('TALLY_KEY_NOT_FOUND', `there is no API key ${id}`)
        revoke.run(timeFromMs(clock.now()), id)
        cache.invalidate()
      }),

    authenticate: secret =>
      run(() => {
        const id = tokenId(secret)
        const found = id === undefined ? undefined : cache.current().get(id)
        if (!found || !timingSafeEqual(tokenHash(secret), found.hash)) return undefined
        const now = clock.now()
        if (found.key.revoked !== undefined || now >= found.expires) return undefined
        lastUsed.note(found.key.id, now)
        return withLastUsed(found.key)
      }),

    setting: name =>
      run(() => {
        const value = selectSetting.get(name)?.value
        return value === undefined ? undefined : String(value)
      }),

    setSetting: (name, value) =>
      run(() => {
        upsertSetting.run(name, value)
      }),

    close: async () => {
      if (!db.isOpen) return
      try {
        guarded(() => lastUsed.flush())
      } finally {
        db.close()
      }
    },
  }
}

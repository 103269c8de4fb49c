import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import { TallyError, timeFromMs } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import type { ControlStore, PolicyActivation, PolicyVersion, StoredPolicy } from '../ports/control-store.ts'

export type PolicyStore = Pick<
  ControlStore,
  | 'applyPolicy'
  | 'resetPolicy'
  | 'activePolicy'
  | 'keyPolicies'
  | 'policy'
  | 'policyVersions'
  | 'policyActivations'
>

type Row = Record<string, SQLOutputValue>

/** Stands for all keys of a tenant. */
const EVERY_KEY = ''

const ACTIVE = `
  SELECT v.tenant, v.name, v.version, v.hash, v.created, v.created_by
  FROM (SELECT name, version FROM policy_activation WHERE tenant = ?1 AND key = ?2 ORDER BY id DESC LIMIT 1) AS a
  JOIN policy_version AS v ON v.tenant = ?1 AND v.name = a.name AND v.version = a.version`

/** Tenants and keys of which the policy in force is remembered. */
const REMEMBERED = 20_000

/**
 * Policies of the control plane: versions and what applied when, both only ever added to. `run` is what every operation on the database
 * goes through. What is in force is remembered until this process changes it or another one commits anything, which SQLite counts in
 * `PRAGMA data_version`: what another process applied holds with the next check.
 */
export function openPolicies(
  db: DatabaseSync,
  clock: Clock,
  run: <T>(work: () => T) => Promise<T>,
): PolicyStore {
  const insertVersion = db.prepare(
    'INSERT INTO policy_version (tenant, name, version, hash, canonical, source, created, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const insertActivation = db.prepare(
    'INSERT INTO policy_activation (tenant, key, name, version, activated, activated_by) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const selectActive = db.prepare(ACTIVE)
  const selectOfKeys = db.prepare(
    `SELECT a.key, v.tenant, v.name, v.version, v.hash, v.created, v.created_by
     FROM policy_activation AS a JOIN policy_version AS v USING (tenant, name, version)
     WHERE a.tenant = ?1 AND a.key <> ''
       AND a.id = (SELECT max(id) FROM policy_activation WHERE tenant = ?1 AND key = a.key)
     ORDER BY a.key`,
  )
  const selectByHash = db.prepare('SELECT * FROM policy_version WHERE tenant = ? AND name = ? AND hash = ?')
  const selectVersion = db.prepare(
    'SELECT * FROM policy_version WHERE tenant = ?1 AND name = ?2 AND (?3 IS NULL OR version = ?3) ORDER BY version DESC LIMIT 1',
  )
  const selectVersions = db.prepare(
    'SELECT tenant, name, version, hash, created, created_by FROM policy_version WHERE tenant = ? ORDER BY name, version DESC',
  )
  const selectActivations = db.prepare(
    `SELECT a.key, a.name, a.version, v.hash, a.activated, a.activated_by
     FROM policy_activation AS a LEFT JOIN policy_version AS v USING (tenant, name, version)
     WHERE a.tenant = ? ORDER BY a.id DESC LIMIT ?`,
  )
  const hasTenant = db.prepare('SELECT 1 FROM tenant WHERE name = ?')
  const hasKey = db.prepare('SELECT 1 FROM api_key WHERE id = ? AND tenant = ?')

  const dataVersion = db.prepare('PRAGMA data_version')
  const remembered = new Map<string, PolicyVersion | undefined>()
  let seen = -1

  const active = (tenant: string, key: string): PolicyVersion | undefined => {
    const row = selectActive.get(tenant, key)
    return row && toVersion(row)
  }
  const inForce = (tenant: string, key: string | undefined): PolicyVersion | undefined => {
    const version = Number(dataVersion.get()?.data_version)
    if (version !== seen || remembered.size >= REMEMBERED) remembered.clear()
    seen = version
    // No tenant's name has a blank.
    const id = `${tenant} ${key ?? EVERY_KEY}`
    if (remembered.has(id)) return remembered.get(id)
    const found = (key === undefined ? undefined : active(tenant, key)) ?? active(tenant, EVERY_KEY)
    remembered.set(id, found)
    return found
  }
  const inTransaction = <T>(work: () => T): T => {
    remembered.clear()
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } finally {
      if (db.isTransaction) db.exec('ROLLBACK')
    }
  }

  return {
    applyPolicy: ({ tenant, name, hash, canonical, source, by, key }) =>
      run(() =>
        inTransaction(() => {
          if (!hasTenant.get(tenant))
            throw new TallyError('TALLY_TENANT_NOT_FOUND', `there is no tenant ${tenant}`)
          if (key !== undefined && !hasKey.get(key, tenant))
            throw new TallyError('TALLY_KEY_NOT_FOUND', `tenant ${tenant} has no API key ${shown(key)}`)
          const now = timeFromMs(clock.now())
          const known = selectByHash.get(tenant, name, hash)
          const newest = selectVersion.get(tenant, name, null)
          const version = known ? Number(known.version) : Number(newest?.version ?? 0) + 1
          if (!known) insertVersion.run(tenant, name, version, hash, canonical, source, now, by)
          insertActivation.run(tenant, key ?? EVERY_KEY, name, version, now, by)
          const policy = known
            ? toVersion(known)
            : { tenant, name, version, hash, created: now, createdBy: by }
          return { policy, added: !known }
        }),
      ),

    resetPolicy: ({ tenant, key, by }) =>
      run(() =>
        inTransaction(() => {
          const before = active(tenant, key ?? EVERY_KEY)
          if (before === undefined)
            throw new TallyError(
              'TALLY_POLICY_NOT_FOUND',
              key === undefined
                ? `tenant ${tenant} has no policy of its own in force`
                : `API key ${shown(key)} has no policy of its own in force`,
            )
          insertActivation.run(tenant, key ?? EVERY_KEY, null, null, timeFromMs(clock.now()), by)
          return before
        }),
      ),

    activePolicy: (tenant, key) => run(() => inForce(tenant, key)),

    keyPolicies: tenant =>
      run(() => selectOfKeys.all(tenant).map(row => ({ key: String(row.key), policy: toVersion(row) }))),

    policy: (tenant, name, version) =>
      run(() => {
        const row = selectVersion.get(tenant, name, version ?? null)
        return row && toStored(row)
      }),

    policyVersions: tenant => run(() => selectVersions.all(tenant).map(toVersion)),

    policyActivations: (tenant, limit) => run(() => selectActivations.all(tenant, limit).map(toActivation)),
  }
}

function toVersion(row: Row): PolicyVersion {
  return {
    tenant: String(row.tenant),
    name: String(row.name),
    version: Number(row.version),
    hash: String(row.hash),
    created: String(row.created),
    createdBy: String(row.created_by),
  }
}

function toStored(row: Row): StoredPolicy {
  return { ...toVersion(row), canonical: String(row.canonical), source: String(row.source) }
}

function toActivation(row: Row): PolicyActivation {
  return {
    ...(row.key === EVERY_KEY ? {} : { key: String(row.key) }),
    ...(row.name === null
      ? {}
      : { policy: { name: String(row.name), version: Number(row.version), hash: String(row.hash) } }),
    activated: String(row.activated),
    activatedBy: String(row.activated_by),
  }
}

const shown = (text: string) => JSON.stringify(text.slice(0, 64))

import type { DatabaseSync } from 'node:sqlite'
import { TallyError } from '@tallystick/core'
import type { Clock } from '../ports/clock.ts'
import { MIGRATIONS, type Migration } from './migrations.ts'

export type SchemaStatus = {
  /** Version the database is at; 0 before the first migration. */
  readonly version: number
  /** Newest version this program knows. */
  readonly latest: number
  readonly migrations: readonly {
    readonly version: number
    readonly name: string
    /** When it was applied (canonical time); absent while it is pending. */
    readonly applied?: string
  }[]
}

/** Where a control database stands. Rejects a database of a newer program with TALLY_CONTROL_VERSION. */
export function schemaStatus(db: DatabaseSync, migrations: readonly Migration[] = MIGRATIONS): SchemaStatus {
  const known = db
    .prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'`)
    .get()
  const applied = new Map<number, string>()
  if (known)
    for (const row of db.prepare('SELECT version, applied FROM schema_version').all())
      applied.set(Number(row.version), String(row.applied))
  const version = Math.max(0, ...applied.keys())
  const latest = migrations.length
  if (version > latest)
    throw new TallyError(
      'TALLY_CONTROL_VERSION',
      `the control database has schema version ${version}; this program knows versions up to ${latest}`,
      { details: { version, latest } },
    )
  return {
    version,
    latest,
    migrations: migrations.map(({ version, name }) => {
      const at = applied.get(version)
      return at === undefined ? { version, name } : { version, name, applied: at }
    }),
  }
}

/**
 * Bring a control database to schema version `target` (default: the newest), up or down, one migration per
 * transaction. Two processes may do so at once: each step looks at the version again under the write lock.
 * Throws TALLY_CONTROL_VERSION for a database of a newer program, TALLY_REQUEST_INVALID for an unknown target.
 */
export function migrate(
  db: DatabaseSync,
  clock: Clock,
  target?: number,
  migrations: readonly Migration[] = MIGRATIONS,
): SchemaStatus {
  const goal = target ?? migrations.length
  if (!Number.isInteger(goal) || goal < 0 || goal > migrations.length)
    throw new TallyError(
      'TALLY_REQUEST_INVALID',
      `there is no schema version ${goal}; known are 0 to ${migrations.length}`,
    )
  if (schemaStatus(db, migrations).version !== goal) while (step(db, clock, goal, migrations));
  return schemaStatus(db, migrations)
}

/** Go one version towards `goal`; false when already there. */
function step(db: DatabaseSync, clock: Clock, goal: number, migrations: readonly Migration[]): boolean {
  db.exec('BEGIN IMMEDIATE')
  try {
    const { version } = schemaStatus(db, migrations)
    if (version < goal) {
      const next = migrations[version]!
      db.exec(
        `CREATE TABLE IF NOT EXISTS schema_version (
          version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TEXT NOT NULL
        ) STRICT;`,
      )
      db.exec(next.up)
      db.prepare('INSERT INTO schema_version (version, name, applied) VALUES (?, ?, ?)').run(
        next.version,
        next.name,
        new Date(clock.now()).toISOString(),
      )
    } else if (version > goal) {
      db.exec(migrations[version - 1]!.down)
      db.prepare('DELETE FROM schema_version WHERE version = ?').run(version)
    }
    db.exec('COMMIT')
    return version !== goal
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

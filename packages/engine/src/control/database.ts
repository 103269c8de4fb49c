import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { TallyError } from '@tallystick/core'

/** Name of the control database inside a data directory. */
export const CONTROL_FILE = 'tallystick.db'

/** SQLite result codes, https://www.sqlite.org/rescode.html */
const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26

/**
 * Open `directory/tallystick.db`, made if need be, readable by its owner alone (its -wal and -shm files take the
 * same mode from it). Commits are synced before they return: a revoked key stays revoked when the power fails.
 * Does not migrate. Throws TALLY_CONTROL_CORRUPT, TALLY_CONTROL_UNAVAILABLE.
 */
export function openControlDatabase(directory: string): DatabaseSync {
  const file = join(directory, CONTROL_FILE)
  return guarded(() => {
    mkdirSync(directory, { recursive: true })
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
    const db = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true })
    try {
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
      const check = db.prepare('PRAGMA quick_check(1)').get()?.quick_check
      if (check !== 'ok')
        throw new TallyError('TALLY_CONTROL_CORRUPT', `${CONTROL_FILE} is damaged: ${String(check)}`)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  })
}

/** Run `work` on the control database; what SQLite or the file system says comes out as a TallyError. */
export function guarded<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof TallyError || !(cause instanceof Error)) throw cause
    const { errcode } = cause as { errcode?: number }
    // The low byte is the primary code, the rest says where.
    const primary = (errcode ?? 0) & 0xff
    throw primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB
      ? new TallyError('TALLY_CONTROL_CORRUPT', `${CONTROL_FILE} is damaged: ${cause.message}`, { cause })
      : new TallyError('TALLY_CONTROL_UNAVAILABLE', `${CONTROL_FILE} cannot be used: ${cause.message}`, {
          cause,
        })
  }
}

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { TallyError } from '@tallystick/core'

/** What brings a database from one version to the next. Once published a step is never changed. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE scans (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    stage TEXT NOT NULL,
    session_id TEXT,
    input_hash TEXT NOT NULL,
    score REAL NOT NULL,
    severity TEXT NOT NULL,
    flags TEXT NOT NULL,
    reasons TEXT,
    encrypted_reasons TEXT,
    is_encrypted INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    action TEXT NOT NULL,
    failures TEXT NOT NULL,
    policy TEXT,
    scanners TEXT NOT NULL,
    latency_ms REAL NOT NULL,
    environment TEXT NOT NULL,
    user_agent TEXT,
    ip_address TEXT,
    error TEXT,
    repo TEXT,
    file_path TEXT,
    detector TEXT,
    line_count INTEGER,
    avg_line_len REAL,
    max_line_len INTEGER
  ) STRICT;
  CREATE INDEX scans_by_time ON scans (created_at);
  CREATE INDEX scans_by_session ON scans (session_id, created_at);`,
  `CREATE TABLE feedback (
    scan TEXT PRIMARY KEY REFERENCES scans (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    comment TEXT,
    created_at TEXT NOT NULL
  ) STRICT;`,
]

/** Another process may be making the file, or hold it for a moment. */
const OPEN_MS = 5_000

/**
 * Opens the database, made if need be, readable by its owner alone (its -wal and -shm files take the same mode from it). Several processes
 * may have it open. A commit survives the end of the process, `kill -9` included; what power failure takes is at most the last moments.
 */
export function openDatabase(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  // Loaded here: Node 22 announces an experimental module to everybody who only imports this package.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const db = new DatabaseSync(file)
  try {
    db.exec(`PRAGMA busy_timeout = ${OPEN_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;`)
    migrate(db, file)
    // From here on a file that is busy is tried again later: waiting here would stop the whole program.
    db.exec('PRAGMA busy_timeout = 0')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function migrate(db: DatabaseSync, file: string): void {
  if (versionOf(db) === MIGRATIONS.length) return
  db.exec('BEGIN IMMEDIATE')
  const version = versionOf(db)
  if (version > MIGRATIONS.length)
    throw new TallyError(
      'TALLY_RECORD_STORE',
      `${file} has version ${version}, this program knows ${MIGRATIONS.length}`,
    )
  for (const step of MIGRATIONS.slice(version)) db.exec(step)
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`)
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version)
}

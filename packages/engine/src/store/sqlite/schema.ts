import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AUDITED_STREAMS, STREAMS } from '@tallystick/core'

/** Raised with every change below: a store of another layout is dropped, and the indexer fills it again. */
const LAYOUT = 3

/** Positions of the audited streams. */
const AUDITED = STREAMS.flatMap((stream, position) => (AUDITED_STREAMS.has(stream) ? [position] : [])).join(
  ', ',
)

/**
 * Rows of audited streams are never changed, and deleted by this driver's retention alone, whoever else opens the file: another
 * program, or a bug in this one. (Who means to can drop a trigger, and then `tally reindex` makes the table anew from the journal, which proves
 * what it should hold.) REPLACE deletes without a delete trigger: a row that is there already stays as it is, as with ON CONFLICT DO NOTHING.
 */
const GUARDS = `
  CREATE TABLE retention_window (since TEXT NOT NULL) STRICT;

  CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event WHEN OLD.stream IN (${AUDITED})
  BEGIN
    SELECT RAISE(ABORT, 'events of audited streams are never changed');
  END;

  CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
  WHEN OLD.stream IN (${AUDITED}) AND NOT EXISTS (SELECT 1 FROM retention_window)
  BEGIN
    SELECT RAISE(ABORT, 'events of audited streams are deleted by retention only');
  END;

  CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
  WHEN EXISTS (SELECT 1 FROM event WHERE n = NEW.n AND stream IN (${AUDITED}))
  BEGIN
    SELECT RAISE(IGNORE);
  END;
`

/**
 * One row per event. `n` is tenant · 2^36 + seq, so that a row is there once, a tenant's numbers are one range of
 * the primary key, and the word index, which knows rows by `n` alone, can be asked for one tenant.
 *
 * Times are nanoseconds since the epoch, `level` and `stream` positions in LEVELS and STREAMS, `id` the 16 bytes of the UUID,
 * `attributes` canonical JSON. Each index was kept for what it saves (docs/design/004-row-store.md); the partial ones cost
 * nothing where the field is absent.
 *
 * What SQLite's planner believes of the indexes is written down instead of measured (rows, then rows per value of the first columns,
 * https://www.sqlite.org/fileformat2.html#stat1tab): plans are then the same everywhere, and one trace is not looked for by time.
 *
 * Points of a series stand together, by time; their numbers are an index beside. A rolled-up hour has the time and number of its last point, so
 * that hours that came in pieces tell each other apart; the numbers of its points are bits of `rolled`, 2^13 to a row, and stay when the hour goes.
 *
 * FTS5's tokenizer "ascii" has exactly the tokens of the query language: runs of ASCII letters and digits and of all
 * other characters above U+007F, with ASCII case folded.
 */
const SCHEMA = `
  CREATE TABLE tenant (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE event (
    n INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    time INTEGER NOT NULL,
    received INTEGER NOT NULL,
    level INTEGER NOT NULL,
    severity_number INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    id BLOB NOT NULL,
    category TEXT,
    service TEXT,
    environment TEXT,
    module TEXT,
    function TEXT,
    line INTEGER,
    name TEXT,
    message TEXT,
    user_id TEXT,
    session_id TEXT,
    request_id TEXT,
    trace_id TEXT,
    span_id TEXT,
    ip TEXT,
    user_agent TEXT,
    entity_type TEXT,
    entity_id TEXT,
    attributes TEXT,
    nonce TEXT
  ) STRICT;

  ${GUARDS}

  CREATE INDEX event_time ON event (tenant, time, n, level);
  CREATE INDEX event_id ON event (id);
  CREATE INDEX event_trace ON event (tenant, trace_id) WHERE trace_id IS NOT NULL;
  CREATE INDEX event_request ON event (tenant, request_id) WHERE request_id IS NOT NULL;
  CREATE INDEX event_session ON event (tenant, session_id) WHERE session_id IS NOT NULL;
  CREATE INDEX event_user ON event (tenant, user_id, time) WHERE user_id IS NOT NULL;
  CREATE INDEX event_entity ON event (tenant, entity_id, time) WHERE entity_id IS NOT NULL;

  CREATE VIRTUAL TABLE event_text USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'ascii'
  );

  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    tenant INTEGER NOT NULL,
    metric TEXT NOT NULL,
    type TEXT NOT NULL,
    unit TEXT NOT NULL,
    tags TEXT NOT NULL,
    UNIQUE (tenant, metric, tags, type, unit)
  ) STRICT;

  CREATE TABLE point (
    series INTEGER NOT NULL,
    time INTEGER NOT NULL,
    n INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (series, time, n)
  ) STRICT, WITHOUT ROWID;

  CREATE UNIQUE INDEX point_n ON point (n);

  CREATE TABLE hour (
    series INTEGER NOT NULL,
    time INTEGER NOT NULL,
    last_n INTEGER NOT NULL,
    last_time INTEGER NOT NULL,
    count INTEGER NOT NULL,
    sum REAL NOT NULL,
    min REAL NOT NULL,
    max REAL NOT NULL,
    p50 REAL,
    p95 REAL,
    p99 REAL,
    first REAL NOT NULL,
    last REAL NOT NULL,
    grown REAL,
    PRIMARY KEY (series, time, last_n)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE rolled (
    tenant INTEGER NOT NULL,
    block INTEGER NOT NULL,
    bits BLOB NOT NULL,
    PRIMARY KEY (tenant, block)
  ) STRICT, WITHOUT ROWID;

  ANALYZE sqlite_schema;
  INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('event', 'event_time', '1000000 100000 2 1 1'),
    ('event', 'event_id', '1000000 1'),
    ('event', 'event_trace', '1000000 100000 50'),
    ('event', 'event_request', '1000000 100000 10'),
    ('event', 'event_session', '1000000 100000 100'),
    ('event', 'event_user', '1000000 100000 500 2'),
    ('event', 'event_entity', '1000000 100000 500 2');

  PRAGMA user_version = ${LAYOUT};`

const DROP = `
  DROP TABLE IF EXISTS event_text;
  DROP TABLE IF EXISTS event;
  DROP TABLE IF EXISTS series;
  DROP TABLE IF EXISTS point;
  DROP TABLE IF EXISTS hour;
  DROP TABLE IF EXISTS rolled;
  DROP TABLE IF EXISTS retention_window;
  DROP TABLE IF EXISTS tenant;`

/** Open the store for writing; made anew where there is none, or one of another layout. */
export function openForWriting(file: string): DatabaseSync {
  let db = new DatabaseSync(file)
  const found = layoutOf(db)
  if (found !== LAYOUT && found !== 0) {
    db.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
    db = new DatabaseSync(file)
  }
  // In WAL mode readers and the writer do not wait for each other; FULL syncs the log before a commit returns.
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA cache_size = -65536;`)
  if (layoutOf(db) !== LAYOUT) recreate(db)
  return db
}

/** Open the store for reading; `openForWriting` must have made it. */
export function openForReading(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  db.exec('PRAGMA cache_size = -32768')
  return db
}

/** Drop every row of every tenant. */
export function recreate(db: DatabaseSync): void {
  inTransaction(db, () => db.exec(DROP + SCHEMA))
}

/** Runs `work` in a transaction in which events of audited streams may be deleted. */
export function inRetention<T>(db: DatabaseSync, work: () => T): T {
  return inTransaction(db, () => {
    db.exec(`INSERT INTO retention_window VALUES (datetime('now'))`)
    const result = work()
    db.exec('DELETE FROM retention_window')
    return result
  })
}

export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    db.exec('COMMIT')
    return result
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
  }
}

function layoutOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version)
}

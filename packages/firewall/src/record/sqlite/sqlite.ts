import { statSync } from 'node:fs'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { TallyError } from '@tallystick/core'
import { type Accuracy, accuracyOf, type Feedback, type Verdict } from '../feedback.ts'
import type { ScanRecord } from '../record.ts'
import {
  type Appended,
  cutoff,
  HIGH_RISK,
  mustBeLimit,
  type OnProblem,
  RETENTION_DAYS,
  type RecordStats,
  type RecordStore,
} from '../store.ts'
import { COLUMNS, type Row, recordOfRow, rowOf } from './rows.ts'
import { openDatabase } from './schema.ts'
import { reasonOf, WriteQueue } from './write-queue.ts'

export type SqliteRecordOptions = {
  readonly file: string
  /** Records that may wait to be written. Default 10,000. */
  readonly capacity?: number
  /** Days that a record is kept; what is older is forgotten at the start and once a day. 0: for ever. Default 30. */
  readonly retentionDays?: number
  /** Told of every problem once. What it throws is ignored. */
  readonly onProblem?: OnProblem
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export type SqliteRecordStore = RecordStore & {
  /** Replaces encrypted breakdowns by what `change` makes of them, where it makes something; gives the number of those. */
  reseal(change: (scan: string, sealed: string) => string | undefined): Promise<number>
  /** Keeps the last word on a scan for as long as the scan; a comment as it is. Rejects TALLY_SCAN_NOT_FOUND. */
  giveFeedback(feedback: Omit<Feedback, 'by'>): Promise<void>
  /** What that feedback says about the detection. */
  accuracy(): Promise<Accuracy>
}

/** How long a question, or the end of the process, waits for another process's write. */
const PATIENCE_MS = 2_000
/** Rows deleted or resealed in one go: others want to write in between. */
const ROWS_AT_ONCE = 500
const A_DAY_MS = 86_400_000

/** The local record: one file, nothing else running, any number of processes. Opened when it is first needed. */
export function openSqliteRecords(options: SqliteRecordOptions): SqliteRecordStore {
  return new SqliteRecords(options)
}

class SqliteRecords implements SqliteRecordStore {
  readonly target: string
  readonly #queue: WriteQueue
  readonly #retentionDays: number
  readonly #now: () => number
  #open: { readonly db: DatabaseSync; readonly insert: StatementSync } | undefined
  #daily: NodeJS.Timeout | undefined
  #closed = false

  constructor({
    file,
    capacity = 10_000,
    retentionDays = RETENTION_DAYS,
    onProblem,
    now,
  }: SqliteRecordOptions) {
    this.target = file
    this.#retentionDays = retentionDays
    this.#now = now ?? Date.now
    this.#queue = new WriteQueue({
      target: file,
      capacity,
      write: records =>
        this.#transaction(({ insert }) => {
          for (const record of records) insert.run(...rowOf(record))
        }),
      isBusy,
      onProblem,
    })
  }

  append(record: ScanRecord): Promise<Appended> {
    return this.#queue.append(record)
  }

  async recent(limit: number, { sessionId }: { readonly sessionId?: string } = {}) {
    mustBeLimit(limit)
    const [where, values] = sessionId === undefined ? ['', []] : ['WHERE session_id = ?', [sessionId]]
    return this.#ask(db =>
      db
        .prepare(`SELECT * FROM scans ${where} ORDER BY created_at DESC, id DESC LIMIT ?`)
        .all(...values, limit)
        .map(row => recordOfRow(row as Row)),
    )
  }

  async cleanup(days: number, { dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<number> {
    const before = cutoff(this.#now(), days)
    if (dryRun)
      return this.#ask(db =>
        Number(db.prepare('SELECT count(*) AS n FROM scans WHERE created_at < ?').get(before)?.n),
      )
    const some = `DELETE FROM scans WHERE rowid IN (SELECT rowid FROM scans WHERE created_at < ? LIMIT ${ROWS_AT_ONCE})`
    for (let total = 0; ; ) {
      const gone = await this.#ask(db => Number(db.prepare(some).run(before).changes))
      total += gone
      if (gone < ROWS_AT_ONCE) return total
    }
  }

  async stats(): Promise<RecordStats> {
    const stored = await this.#ask(db => {
      const all = db
        .prepare(
          `SELECT count(*) AS records, min(created_at) AS oldest, max(created_at) AS newest, avg(latency_ms) AS latency,
           count(DISTINCT session_id) AS sessions, count(*) FILTER (WHERE score >= ${HIGH_RISK}) AS high FROM scans`,
        )
        .get() as Row
      const by = (column: string) =>
        Object.fromEntries(
          db
            .prepare(`SELECT ${column} AS name, count(*) AS n FROM scans GROUP BY 1 ORDER BY 2 DESC`)
            .all()
            .map(row => [String(row.name), Number(row.n)]),
        )
      return {
        records: Number(all.records),
        ...(all.oldest === null ? {} : { oldest: String(all.oldest), newest: String(all.newest) }),
        high_risk: Number(all.high),
        average_latency_ms: all.latency === null ? null : Number(all.latency),
        sessions: Number(all.sessions),
        by_severity: by('severity'),
        by_environment: by('environment'),
        bytes: this.#bytes(),
      }
    })
    return { ...stored, queued: this.#queue.size, dropped: this.#queue.dropped }
  }

  async reseal(change: (scan: string, sealed: string) => string | undefined): Promise<number> {
    let done = 0
    for (let after = ''; ; ) {
      const rows = await this.#ask(() =>
        this.#transaction(({ db }) => {
          const some = db
            .prepare(
              `SELECT id, encrypted_reasons AS sealed FROM scans WHERE is_encrypted = 1 AND id > ? ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
            )
            .all(after) as { id: string; sealed: string }[]
          const update = db.prepare('UPDATE scans SET encrypted_reasons = ? WHERE id = ?')
          for (const { id, sealed } of some) {
            const changed = change(id, sealed)
            if (changed !== undefined) done += Number(update.run(changed, id).changes)
          }
          return some
        }),
      )
      if (rows.length < ROWS_AT_ONCE) return done
      after = rows.at(-1)!.id
    }
  }

  async giveFeedback({ scan, verdict, comment }: Omit<Feedback, 'by'>): Promise<void> {
    const given = await this.#ask(
      db =>
        db
          .prepare(
            `INSERT OR REPLACE INTO feedback (scan, verdict, comment, created_at) SELECT id, ?, ?, ? FROM scans WHERE id = ?`,
          )
          .run(verdict, comment || null, new Date(this.#now()).toISOString(), scan.toLowerCase()).changes,
    )
    if (given === 0)
      throw new TallyError(
        'TALLY_SCAN_NOT_FOUND',
        `there is no scan ${JSON.stringify(scan.slice(0, 64))} in ${this.target}`,
      )
  }

  async accuracy(): Promise<Accuracy> {
    const rows = await this.#ask(db => db.prepare('SELECT verdict FROM feedback').all())
    return accuracyOf(rows.map(({ verdict }) => verdict as Verdict))
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.#queue.settled(PATIENCE_MS)
    this.#closed = true
    this.#queue.close()
    clearInterval(this.#daily)
    this.#open?.db.close()
    this.#open = undefined
  }

  /** What a caller waits for: after everything that was appended before. Rejects TALLY_RECORD_STORE. */
  async #ask<T>(work: (db: DatabaseSync) => T): Promise<T> {
    await this.#queue.settled(PATIENCE_MS)
    if (this.#closed) throw new TallyError('TALLY_RECORD_STORE', `${this.target} is closed`)
    try {
      for (const until = performance.now() + PATIENCE_MS; ; )
        try {
          return work(this.#opened().db)
        } catch (error) {
          if (!isBusy(error) || performance.now() > until) throw error
          await new Promise(resolve => setTimeout(resolve, 10))
        }
    } catch (cause) {
      if (cause instanceof TallyError) throw cause
      throw new TallyError('TALLY_RECORD_STORE', `${this.target} cannot be used: ${reasonOf(cause)}`, {
        cause,
      })
    }
  }

  #transaction<T>(work: (open: { readonly db: DatabaseSync; readonly insert: StatementSync }) => T): T {
    const open = this.#opened()
    open.db.exec('BEGIN IMMEDIATE')
    try {
      const result = work(open)
      open.db.exec('COMMIT')
      return result
    } catch (error) {
      try {
        open.db.exec('ROLLBACK')
      } catch {
        // Some errors end the transaction themselves.
      }
      throw error
    }
  }

  #opened(): { readonly db: DatabaseSync; readonly insert: StatementSync } {
    if (this.#open === undefined) {
      const db = openDatabase(this.target)
      const insert = db.prepare(
        `INSERT OR IGNORE INTO scans (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})`,
      )
      this.#open = { db, insert }
      this.#forgetDaily()
    }
    return this.#open
  }

  #forgetDaily(): void {
    if (this.#retentionDays === 0) return
    // What is busy or broken now is old tomorrow as well.
    const forget = () => void this.cleanup(this.#retentionDays).catch(() => {})
    forget()
    this.#daily = setInterval(forget, A_DAY_MS).unref()
  }

  #bytes(): number {
    return ['', '-wal'].reduce(
      (sum, ending) => sum + (statSync(this.target + ending, { throwIfNoEntry: false })?.size ?? 0),
      0,
    )
  }
}

/** https://www.sqlite.org/rescode.html: SQLITE_BUSY, SQLITE_LOCKED; the low byte is the primary code. */
function isBusy(error: unknown): boolean {
  const primary = ((error as { errcode?: number } | null)?.errcode ?? 0) & 0xff
  return primary === 5 || primary === 6
}

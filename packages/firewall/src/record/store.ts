import type { Severity } from '../types.ts'
import type { ScanRecord } from './record.ts'

/** What became of a record: it is kept, or there was no room for it. */
export type Appended = 'kept' | 'dropped'

export type RecordStats = {
  readonly records: number
  /** Times of the first and the last record. */
  readonly oldest?: string
  readonly newest?: string
  /** Records with a score of `HIGH_RISK` or more. */
  readonly high_risk: number
  /** Mean of the records, in milliseconds; null without any. */
  readonly average_latency_ms: number | null
  /** Distinct sessions. */
  readonly sessions: number
  readonly by_severity: Readonly<Partial<Record<Severity, number>>>
  readonly by_environment: Readonly<Record<string, number>>
  /** On the disk, where there is one. */
  readonly bytes?: number
  /** Waiting to be written, and never written for want of room, by this process. */
  readonly queued: number
  readonly dropped: number
}

/** From this score on a scan counts as one of high risk. */
export const HIGH_RISK = 0.7

/** Days after which the record of a scan is no longer kept, unless told otherwise. */
export const RETENTION_DAYS = 30

/** Something that went wrong where no caller waits for it. Each state is told once, when it begins. */
export type OnProblem = (problem: {
  readonly kind: 'unwritable' | 'dropped' | 'recovered' | 'unused'
  readonly message: string
}) => void

/** Where the records of scans go. */
export type RecordStore = {
  /** For people: the file or the address. */
  readonly target: string
  /** Takes the record at once, and writes it behind the caller's back. Never throws or rejects; a record that finds no room is dropped and counted. */
  append(record: ScanRecord): Promise<Appended>
  /** The newest records, newest first, those that were appended before the call included. Rejects with a TallyError. */
  recent(limit: number, filter?: { readonly sessionId?: string }): Promise<readonly ScanRecord[]>
  /** Forgets records that are more than so many days old, and says how many there are. `dryRun` forgets none. */
  cleanup(days: number, options?: { readonly dryRun?: boolean }): Promise<number>
  stats(): Promise<RecordStats>
  /** Writes what waits, then lets go of files and timers. Records that come later are dropped. */
  close(): Promise<void>
}

/** The time before which records are more than so many days old. Throws RangeError. */
export function cutoff(now: number, days: number): string {
  if (!Number.isFinite(days) || days < 0) throw new RangeError(`days is a number of 0 or more, not ${days}`)
  return new Date(Math.max(now - days * 86_400_000, 0)).toISOString()
}

/** Throws RangeError. */
export function mustBeLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 0)
    throw new RangeError(`limit is an integer of 0 or more, not ${limit}`)
}

import { randomFillSync } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import { type ScanResult, SEVERITIES, type Severity } from '../types.ts'
import { hashInput } from './input-hash.ts'
import { type FailedScan, type FileFacts, recordOf, recordOfFailure, type ScanRecord } from './record.ts'
import { type Recording, recordingFromEnvironment } from './recording.ts'
import { type Appended, RETENTION_DAYS, type RecordStats } from './store.ts'

/** As much of a result as there must be; what is missing is filled in. */
export type LoggedResult = Pick<ScanResult, 'score' | 'flags'> & Partial<ScanResult>

type Who = {
  readonly sessionId?: string | undefined
  readonly userAgent?: string | undefined
  readonly ipAddress?: string | undefined
  readonly policy?: string | undefined
  readonly scanners?: readonly string[] | undefined
  readonly file?: FileFacts | undefined
}

export type LoggedScan = Who & {
  /** Only its hash is kept. Not needed where the result has one. */
  readonly text?: string | undefined
  readonly result: LoggedResult
}

/** Records scans, and shows what was recorded (source 000). */
export type DatabaseLogger = Recording & {
  /** Resolves once it is written, or dropped; nobody has to wait for it, and it never rejects. Throws TypeError for what is no result. */
  logScanResult(scan: LoggedScan): Promise<Appended>
  /** The same for a scan that broke. */
  logFailedScan(scan: Who & { readonly failed: FailedScan }): Promise<Appended>
  /** Newest first, default 100; breakdowns are opened where their key is at hand. */
  getRecentScans(limit?: number, filter?: { readonly sessionId?: string }): Promise<readonly ScanRecord[]>
  /** Forgets what is more than so many days old (default 30), and says how many records that were; with `dryRun` how many it would be. */
  cleanupOldRecords(days?: number, options?: { readonly dryRun?: boolean }): Promise<number>
  stats(): Promise<RecordStats>
  close(): Promise<void>
}

export type DatabaseLoggerOptions = Recording & {
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export function createDatabaseLogger({
  now = Date.now,
  ...recording
}: DatabaseLoggerOptions): DatabaseLogger {
  const { store, hash, sealer, environment } = recording
  const newId = createIdGenerator(randomFillSync)
  const opened = (record: ScanRecord): ScanRecord => {
    if (sealer === undefined || record.encrypted_reasons === undefined) return record
    try {
      return { ...record, reasons: sealer.open(record.id, record.encrypted_reasons) }
    } catch {
      // Sealed with a key that is not at hand.
      return record
    }
  }
  return {
    ...recording,
    logScanResult: ({ text, result, ...who }) => {
      mustBeResult(result)
      const input_hash = result.input_hash ?? (text === undefined ? undefined : hashInput(text, hash))
      if (input_hash === undefined) throw new TypeError('a scan has a text, or a result with its input_hash')
      const whole: ScanResult = { ...completed(result), id: result.id ?? newId(now()), input_hash }
      return store.append(recordOf(whole, { ...who, environment, sealer }))
    },
    logFailedScan: ({ failed, ...who }) => store.append(recordOfFailure(failed, { ...who, environment })),
    getRecentScans: async (limit = 100, filter = {}) => (await store.recent(limit, filter)).map(opened),
    cleanupOldRecords: (days = RETENTION_DAYS, options = {}) => store.cleanup(days, options),
    stats: () => store.stats(),
    close: () => store.close(),
  }
}

let shared: DatabaseLogger | undefined

/** The logger of this process, as its environment says: made when it is first asked for. Throws TALLY_ENCRYPTION_KEY, TALLY_CONFIG_INVALID. */
export function getDatabaseLogger(): DatabaseLogger {
  shared ??= createDatabaseLogger(recordingFromEnvironment())
  return shared
}

/** From which score on, where a result names no severity. */
const FROM: Readonly<Record<Severity, number>> = { Info: 0, Low: 0.1, Medium: 0.35, High: 0.7, Critical: 0.9 }

function completed(result: LoggedResult): Omit<ScanResult, 'id' | 'input_hash'> {
  return {
    stage: 'input',
    severity: SEVERITIES.findLast(name => result.score >= FROM[name]) ?? 'Info',
    reasons: [],
    findings: [],
    outcome: result.flags.length > 0 ? 'flagged' : 'clean',
    action: 'allow',
    failures: [],
    latency_ms: 0,
    ...result,
  }
}

function mustBeResult({ score, flags }: LoggedResult): void {
  if (!(score >= 0 && score <= 1)) throw new TypeError(`score is a number from 0 to 1, not ${String(score)}`)
  if (!Array.isArray(flags)) throw new TypeError('flags is a list of names')
}

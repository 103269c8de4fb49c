import { randomFillSync } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import { type ScanResult, SEVERITIES, type Severity } from '../types.ts'
import { hashInput } from './input-hash.ts'
import {
  errorKind,
  type FailedScan,
  type FileFacts,
  recordOf,
  recordOfFailure,
  type ScanRecord,
  type Who,
  whoOf,
} from './record.ts'
import { type Recording, recordingFromEnvironment, warn } from './recording.ts'
import { type Appended, type OnProblem, RETENTION_DAYS, type RecordStats } from './store.ts'

/** As much of a result as there must be; what is missing is filled in. */
export type LoggedResult = Pick<ScanResult, 'score' | 'flags'> & Partial<ScanResult>

type Asked = Who & {
  readonly policy?: string | undefined
  readonly scanners?: readonly string[] | undefined
  readonly file?: FileFacts | undefined
}

export type LoggedScan = Asked & {
  /** Only its hash is kept. Not needed where the result has one. */
  readonly text?: string | undefined
  readonly result: LoggedResult
}

/** Records scans, and shows what was recorded (source 000). */
export type DatabaseLogger = Recording & {
  /**
   * Resolves once it is written, or dropped; nobody has to wait for it, and it neither throws nor rejects. What is no result is dropped, and
   * `onProblem` told why.
   */
  logScanResult(scan: LoggedScan): Promise<Appended>
  /** The same for a scan that broke. */
  logFailedScan(scan: Asked & { readonly failed: FailedScan }): Promise<Appended>
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
  /** Told of what is dropped because it is no scan, once for each reason in a row. What it throws is ignored. Default: a process warning. */
  readonly onProblem?: OnProblem
}

export function createDatabaseLogger({
  now = Date.now,
  onProblem = warn,
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
  let told: string | undefined
  let refused = 0
  /** Whoever logs a scan has its verdict already, and must not lose it here. */
  const kept = async (record: () => ScanRecord): Promise<Appended> => {
    let made: ScanRecord
    try {
      made = record()
      told = undefined
    } catch (error) {
      refused++
      const message = `a scan is not recorded: ${error instanceof TypeError ? error.message : errorKind(error)}`
      if (told !== message) {
        told = message
        try {
          onProblem({ kind: 'dropped', message })
        } catch {
          // The listener's own affair.
        }
      }
      return 'dropped'
    }
    return store.append(made)
  }
  return {
    ...recording,
    logScanResult: scan =>
      kept(() => {
        const { text, result, ...asked } = mustBeObject(scan, 'a scan')
        mustBeResult(result)
        if (text !== undefined && typeof text !== 'string')
          throw new TypeError('the text of a scan is a text')
        const input_hash = result.input_hash ?? (text === undefined ? undefined : hashInput(text, hash))
        if (typeof input_hash !== 'string')
          throw new TypeError('a scan has a text, or a result with its input_hash')
        const whole: ScanResult = { ...completed(result), id: result.id ?? newId(now()), input_hash }
        return recordOf(whole, { ...asked, ...whoOf(asked), environment, sealer })
      }),
    logFailedScan: scan =>
      kept(() => {
        const { failed, ...asked } = mustBeObject(scan, 'a scan')
        const whole = mustBeObject(failed, 'failed')
        return recordOfFailure(whole, { ...asked, ...whoOf(asked), environment })
      }),
    getRecentScans: async (limit = 100, filter = {}) => (await store.recent(limit, filter)).map(opened),
    cleanupOldRecords: (days = RETENTION_DAYS, options = {}) => store.cleanup(days, options),
    stats: async () => {
      const stats = await store.stats()
      return { ...stats, dropped: stats.dropped + refused }
    },
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

function mustBeObject<T>(value: T, name: string): T {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${name} is an object`)
  return value
}

function mustBeResult(result: LoggedResult): void {
  const { score, flags } = mustBeObject(result, 'result')
  if (typeof score !== 'number' || !(score >= 0 && score <= 1))
    throw new TypeError('score is a number from 0 to 1')
  if (!Array.isArray(flags) || !flags.every(flag => typeof flag === 'string'))
    throw new TypeError('flags is a list of names')
}

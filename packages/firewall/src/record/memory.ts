import type { Severity } from '../types.ts'
import type { ScanRecord } from './record.ts'
import { cutoff, HIGH_RISK, mustBeLimit, type RecordStats, type RecordStore } from './store.ts'

export type MemoryRecordOptions = {
  /** Records kept; the oldest make room for new ones, and count as dropped. Default 10,000. */
  readonly capacity?: number
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** Records in memory, for tests and for programs that keep none. */
export function openMemoryRecords({
  capacity = 10_000,
  now = Date.now,
}: MemoryRecordOptions = {}): RecordStore {
  /** By id, in the order in which they came. */
  const records = new Map<string, ScanRecord>()
  let dropped = 0
  let closed = false
  const byTime = (): ScanRecord[] =>
    [...records.values()].sort((a, b) => order(b.created_at, a.created_at) || order(b.id, a.id))

  return {
    target: 'memory',
    append: async record => {
      if (closed) {
        dropped++
        return 'dropped'
      }
      if (records.has(record.id)) return 'kept'
      records.set(record.id, record)
      if (records.size > capacity) {
        records.delete(records.keys().next().value!)
        dropped++
      }
      return 'kept'
    },
    recent: async (limit, { sessionId } = {}) => {
      mustBeLimit(limit)
      return byTime()
        .filter(({ session_id }) => sessionId === undefined || session_id === sessionId)
        .slice(0, limit)
    },
    cleanup: async (days, { dryRun = false } = {}) => {
      const before = cutoff(now(), days)
      const old = [...records.values()].filter(({ created_at }) => created_at < before)
      if (!dryRun) for (const { id } of old) records.delete(id)
      return old.length
    },
    stats: async () => ({ ...statsOf(byTime()), queued: 0, dropped }),
    close: async () => {
      closed = true
    },
  }
}

/** `records`: newest first. */
function statsOf(records: readonly ScanRecord[]): Omit<RecordStats, 'queued' | 'dropped'> {
  const [newest] = records
  const oldest = records.at(-1)
  const by_severity: Partial<Record<Severity, number>> = {}
  const by_environment: Record<string, number> = {}
  for (const { severity, environment } of records) {
    by_severity[severity] = (by_severity[severity] ?? 0) + 1
    by_environment[environment] = (by_environment[environment] ?? 0) + 1
  }
  return {
    records: records.length,
    ...(oldest === undefined ? {} : { oldest: oldest.created_at }),
    ...(newest === undefined ? {} : { newest: newest.created_at }),
    high_risk: records.filter(({ score }) => score >= HIGH_RISK).length,
    average_latency_ms:
      records.length === 0 ? null : records.reduce((sum, one) => sum + one.latency_ms, 0) / records.length,
    sessions: new Set(records.flatMap(({ session_id }) => session_id ?? [])).size,
    by_severity,
    by_environment,
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

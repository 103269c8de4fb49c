import { TallyError } from '@tallystick/core'
import type { Engine, Reader, TimeRange } from '@tallystick/engine'
import {
  type Appended,
  eventOfScan,
  HIGH_RISK,
  type RecordStats,
  type RecordStore,
  SCAN_EVENT,
  type ScanRecord,
  SEVERITIES,
  scanOfEvent,
} from '@tallystick/firewall'
import { queryOf } from '../documented/filter.ts'

/** Every scan of the record, as a query. */
const SCANS = `stream:scan name:${SCAN_EVENT}`

/** Severities and environments counted; there are some ten of each. */
const MAX_VALUES = 1_000

const MAX_FAILURES = 1_000

export type EngineRecords = RecordStore & {
  /** Resolves when a record that was appended is durable; rejects as `Engine.ingest` does when it is not. */
  durable(id: string): Promise<void>
}

/** The scans of one tenant in the record of this server, for pipelines that run in it. */
export function engineRecords(engine: Engine, tenant: string): EngineRecords {
  const writing = new Map<string, Promise<void>>()
  /** Why the last of those that were dropped were: whoever asks for one may come after it has failed. */
  const failures = new Map<string, unknown>()
  let dropped = 0
  let closed = false

  const write = async (record: ScanRecord): Promise<void> => {
    const { errors } = await engine.ingest(tenant, [eventOfScan(record)])
    if (errors[0] !== undefined) throw new TallyError(errors[0].error.code, errors[0].error.message)
  }

  return {
    target: engine.directory,
    append: async (record): Promise<Appended> => {
      if (closed) {
        dropped++
        return 'dropped'
      }
      const written = write(record)
      writing.set(record.id, written)
      try {
        await written
        return 'kept'
      } catch (error) {
        dropped++
        failures.set(record.id, error)
        if (failures.size > MAX_FAILURES) failures.delete(failures.keys().next().value!)
        return 'dropped'
      } finally {
        writing.delete(record.id)
      }
    },
    durable: async id => {
      await writing.get(id)
      if (failures.has(id)) throw failures.get(id)
    },
    recent: async (limit, { sessionId } = {}) => {
      if (!Number.isInteger(limit) || limit < 0)
        throw new RangeError(`limit is an integer of 0 or more, not ${limit}`)
      if (limit === 0) return []
      const query = queryOf({ equal: { stream: 'scan', name: SCAN_EVENT, session_id: sessionId } })
      const { events } = await engine.search(tenant, query, { limit })
      return events.flatMap(event => scanOfEvent(event) ?? [])
    },
    cleanup: async () => {
      throw new TallyError(
        'TALLY_RECORD_UNSUPPORTED',
        'what a server records is evidence: it is sealed and kept, and nothing removes it yet; a local file of scans can be shortened',
      )
    },
    stats: async () => ({
      ...(await scanStats(
        {
          aggregate: (query, options) => engine.aggregate(tenant, query, options),
          search: (query, options) => engine.search(tenant, query, options),
        },
        {},
      )),
      queued: writing.size,
      dropped,
    }),
    close: async () => {
      closed = true
      await Promise.allSettled(writing.values())
    },
  }
}

export type ScanStats = Omit<RecordStats, 'queued' | 'dropped' | 'bytes'>

/** Figures of the scans in a range (A12). */
export async function scanStats(
  reader: Pick<Reader, 'aggregate' | 'search'>,
  asked: TimeRange & { readonly signal?: AbortSignal },
): Promise<ScanStats> {
  const first = async (order: 'asc' | 'desc') =>
    (await reader.search(SCANS, { ...asked, limit: 1, order })).events[0]?.time
  const countBy = async (field: string): Promise<[string, number][]> => {
    const { rows } = await reader.aggregate(`${SCANS} | count() by ${field} | limit ${MAX_VALUES}`, asked)
    return rows.flatMap(([value, count]) => (value === null ? [] : [[String(value), Number(count)]]))
  }
  const [all, high, oldest, newest, severities, environments] = await Promise.all([
    reader.aggregate(`${SCANS} | count(), avg(latency_ms), uniq(session_id)`, asked),
    reader.aggregate(`${SCANS} score>=${HIGH_RISK} | count()`, asked),
    first('asc'),
    first('desc'),
    countBy('severity'),
    countBy('environment'),
  ])
  const [records = 0, latency = null, sessions = 0] = all.rows[0] ?? []
  return {
    records: Number(records),
    ...(oldest === undefined || newest === undefined ? {} : { oldest, newest }),
    high_risk: Number(high.rows[0]?.[0] ?? 0),
    average_latency_ms: latency === null ? null : Number(latency),
    sessions: Number(sessions),
    // Whoever sends events may write anything there; what is no severity is not told to those who may not see attributes.
    by_severity: Object.fromEntries(severities.filter(([name]) => isSeverity(name))),
    by_environment: Object.fromEntries(environments),
  }
}

function isSeverity(name: string): boolean {
  return (SEVERITIES as readonly string[]).includes(name)
}

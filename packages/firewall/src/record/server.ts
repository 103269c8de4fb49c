import { ERRORS, type ErrorCode, TallyError } from '@tallystick/core'
import type { Tallystick } from '@tallystick/sdk'
import { eventOfScan } from './event.ts'
import type { ScanRecord } from './record.ts'
import { mustBeLimit, type OnProblem, type RecordStats, type RecordStore } from './store.ts'

export type ServerRecordOptions = {
  /** Whose evidence lane is used. Whoever made it shuts it down. */
  readonly tallystick: Pick<Tallystick, 'record' | 'flush' | 'config'>
  /** Records that may wait to become durable on this machine. Default 10,000. */
  readonly capacity?: number
  /** Told of every problem once. What it throws is ignored. */
  readonly onProblem?: OnProblem
}

const TIMEOUT_MS = 15_000
const FLUSH_MS = 2_000

/**
 * The record at a Tallystick server: durable in the spool on this machine first, then shipped exactly once. What is read comes from the server,
 * with the same key, which needs the scope `read` for that; a new record can be read there within about a second.
 */
export function openServerRecords(options: ServerRecordOptions): RecordStore {
  const { tallystick, capacity = 10_000, onProblem } = options
  let queued = 0
  let dropped = 0
  let closed = false
  let told: string | undefined

  const drop = (message: string): 'dropped' => {
    dropped++
    if (told !== message) {
      told = message
      try {
        onProblem?.({ kind: 'dropped', message })
      } catch {
        // The listener's own affair.
      }
    }
    return 'dropped'
  }

  const ask = async <T>(path: string): Promise<T> => {
    const { url = '', key = '' } = tallystick.config()
    let response: Response
    let text: string
    try {
      response = await fetch(new URL(path, url.endsWith('/') ? url : `${url}/`), {
        headers: { authorization: `Bearer ${key}` },
        // A redirect could lead the key to another server.
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      text = await response.text()
    } catch (cause) {
      throw new TallyError('TALLY_SERVER_UNREACHABLE', `${url} does not answer`, { cause })
    }
    if (!response.ok) throw refusalOf(response.status, text)
    return JSON.parse(text) as T
  }

  return {
    get target() {
      return tallystick.config().url ?? 'no server'
    },
    append: async record => {
      if (closed) return drop('the record is closed: scans are dropped')
      if (queued >= capacity) return drop(`${capacity} records wait for the disk: new ones are dropped`)
      queued++
      try {
        const receipt = await tallystick.record(eventOfScan(record))
        if (receipt === undefined) return drop('audit_enabled is off: scans are not recorded')
        told = undefined
        return 'kept'
      } catch (error) {
        return drop(`a scan could not be recorded: ${(error as Error).message}`)
      } finally {
        queued--
      }
    },
    recent: async (limit, { sessionId } = {}) => {
      mustBeLimit(limit)
      await tallystick.flush(FLUSH_MS)
      const records: ScanRecord[] = []
      let cursor: string | undefined
      while (records.length < limit) {
        const query = new URLSearchParams({ limit: String(Math.min(limit - records.length, 1_000)) })
        if (sessionId !== undefined) query.set('session_id', sessionId)
        if (cursor !== undefined) query.set('cursor', cursor)
        const page = await ask<{ scans: ScanRecord[]; cursor?: string }>(`api/v1/scans?${query}`)
        records.push(...page.scans)
        cursor = page.cursor
        if (cursor === undefined) break
      }
      return records
    },
    cleanup: async () => {
      throw new TallyError(
        'TALLY_RECORD_UNSUPPORTED',
        'what a server records is evidence: it is sealed and kept, and nothing removes it yet; scans that are to be forgotten go into a local file (without TALLYSTICK_URL)',
      )
    },
    stats: async () => {
      await tallystick.flush(FLUSH_MS)
      const { took_ms: _, ...stored } = await ask<
        Omit<RecordStats, 'queued' | 'dropped'> & { readonly took_ms: number }
      >('api/v1/scans/stats')
      return { ...stored, queued, dropped }
    },
    close: async () => {
      closed = true
      await tallystick.flush(FLUSH_MS)
    },
  }
}

function refusalOf(status: number, text: string): TallyError {
  let said: { code?: unknown; message?: unknown } | undefined
  try {
    said = (JSON.parse(text) as { error?: { code?: unknown; message?: unknown } }).error
  } catch {
    // Not one of ours, then.
  }
  const { code, message } = said ?? {}
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
    ? new TallyError(code as ErrorCode, String(message))
    : new TallyError('TALLY_SERVER_UNREACHABLE', `the server answers ${status}, and not as Tallystick does`)
}

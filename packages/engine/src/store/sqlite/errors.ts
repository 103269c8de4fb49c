import { type ErrorCode, TallyError } from '@tallystick/core'

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) that are not the engine being unavailable. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  // SQLITE_ERROR, SQLITE_RANGE, SQLITE_MISMATCH: a statement of ours that SQLite does not take.
  1: 'TALLY_INTERNAL',
  20: 'TALLY_INTERNAL',
  25: 'TALLY_INTERNAL',
  // SQLITE_NOMEM, SQLITE_TOOBIG
  7: 'TALLY_QUERY_MEMORY',
  18: 'TALLY_QUERY_MEMORY',
}

/** What went wrong in SQLite or its file as a TallyError. */
export function storeError(cause: unknown): TallyError {
  if (!(cause instanceof Error)) return new TallyError('TALLY_INTERNAL', String(cause))
  const { code, errcode } = cause as { code?: string; errcode?: number }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new TallyError('TALLY_QUERY_MEMORY', 'the query needed more memory than a thread has', { cause })
  if (errcode === undefined) return new TallyError('TALLY_INTERNAL', cause.message, { cause })
  // The low byte is the primary code, the rest says where.
  return new TallyError(CODES[errcode & 0xff] ?? 'TALLY_STORE_UNAVAILABLE', `SQLite: ${cause.message}`, {
    cause,
  })
}

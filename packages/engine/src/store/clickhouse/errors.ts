import { type ErrorCode, TallyError } from '@tallystick/core'
import { EngineError, UNREACHABLE } from './connection.ts'

/** ClickHouse error codes (system.errors) that mean something to a caller. */
export const CODE = {
  incorrectData: 117,
  timeout: 159,
  slow: 160,
  tooMuchMemory: 241,
  noSuchPart: 232,
  tooManyParts: 252,
  unfinished: 341,
  cancelled: 394,
  regexp: 427,
} as const

const MEANING: Readonly<Record<number, ErrorCode>> = {
  [UNREACHABLE]: 'TALLY_STORE_UNAVAILABLE',
  [CODE.timeout]: 'TALLY_QUERY_TIMEOUT',
  [CODE.slow]: 'TALLY_QUERY_TIMEOUT',
  [CODE.tooMuchMemory]: 'TALLY_QUERY_MEMORY',
  [CODE.tooManyParts]: 'TALLY_STORE_UNAVAILABLE',
  [CODE.regexp]: 'TALLY_QUERY_REGEX',
}

/** Waits for an answer of the engine; what it refuses becomes a TallyError. */
export async function answer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new TallyError(MEANING[error.code] ?? 'TALLY_INTERNAL', error.message, { cause: error })
  }
}

import { type ErrorCode, TallyError } from '@tallystick/core'
import { CODE, EngineError, UNREACHABLE } from './connection.ts'

const MEANING: Readonly<Record<number, ErrorCode>> = {
  [UNREACHABLE]: 'TALLY_STORE_UNAVAILABLE',
  [CODE.timeout]: 'TALLY_QUERY_TIMEOUT',
  [CODE.tooSlow]: 'TALLY_QUERY_TIMEOUT',
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

import { TallyError } from '@tallystick/core'

/** Bytes one request holds of the budget; given back once, when the request ends. */
export type Share = { take(bytes: number): void; release(): void }

/** Memory that all ingest bodies together may take. */
export type ByteBudget = { share(): Share; readonly used: number }

/**
 * A budget of `limit` bytes. `take` throws TALLY_INGEST_OVERLOADED when it is used up, so that many large bodies at once
 * make clients wait instead of ending the process.
 */
export function createByteBudget(limit: number): ByteBudget {
  let used = 0
  return {
    get used() {
      return used
    },
    share() {
      let held = 0
      let released = false
      return {
        take(bytes) {
          // A client that has gone may leave its decompression running for a moment.
          if (released) return
          if (used + bytes > limit)
            throw new TallyError('TALLY_INGEST_OVERLOADED', 'too many large requests are being read at once')
          used += bytes
          held += bytes
        },
        release() {
          used -= held
          held = 0
          released = true
        },
      }
    },
  }
}

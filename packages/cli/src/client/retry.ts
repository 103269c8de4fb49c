import { setTimeout as sleep } from 'node:timers/promises'
import { TallyError } from '@tallystick/core'

export const FIRST_RETRY_MS = 250
export const LONGEST_RETRY_MS = 10_000
/** Some four minutes in all. */
const ATTEMPTS = 30

/** Sends again, later each time, what was refused for load: nothing of it was taken in. Any other error is the caller's. */
export async function untilTaken<T>(send: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send()
    } catch (error) {
      const overloaded = error instanceof TallyError && error.code === 'TALLY_INGEST_OVERLOADED'
      if (!overloaded || attempt === ATTEMPTS) throw error
    }
    const wait = Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS)
    await sleep(wait, undefined, signal === undefined ? {} : { signal })
  }
}

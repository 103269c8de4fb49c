import type { QueryClient } from '@tanstack/react-query'
import { isOffline, offline } from './client.ts'

const INTERVAL_MS = 3_000

const answers = (): Promise<boolean> =>
  fetch('/health/live', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Resolves when the server answers, or nobody waits for it any more. */
export async function untilBack(signal?: AbortSignal): Promise<void> {
  while (!(await answers()) && !signal?.aborted)
    await new Promise(resolve => setTimeout(resolve, INTERVAL_MS))
}

/** Whatever had no answer is asked for again when the server is back, so that no page goes on showing that it was away. */
export function askAgainWhenBack(client: QueryClient): void {
  let isWaiting = false
  client.getQueryCache().subscribe(event => {
    if (isWaiting || event.type !== 'updated' || event.action.type !== 'error') return
    if (!isOffline(event.action.error)) return
    isWaiting = true
    // Not at once: an answer that was only cut off is no server that was away.
    setTimeout(async () => {
      await untilBack()
      isWaiting = false
      await client.refetchQueries({ type: 'active', predicate: ({ state }) => isOffline(state.error) })
    }, INTERVAL_MS)
  })
}

/** Code of a page; what is the matter in the words of the console where the server does not answer. */
export async function orOffline<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    throw (await answers()) ? error : offline()
  }
}

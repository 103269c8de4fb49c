import { setTimeout as sleep } from 'node:timers/promises'
import { TallyError } from '@tallystick/core'
import type { TallyClient } from './types.ts'

const PATIENCE_MS = 5_000
const INTERVAL_MS = 50

/**
 * Waits until what was taken in before can be found, so that the command a person types next sees it. Gives up quietly after five seconds,
 * or when the key may only send: the events are durable in any case, and `tally stats` says what the index lacks.
 */
export async function untilSearchable(client: Pick<TallyClient, 'stats'>): Promise<void> {
  try {
    const wanted = new Map((await client.stats()).tenants.map(({ tenant, events }) => [tenant, events]))
    const until = Date.now() + PATIENCE_MS
    while (Date.now() < until) {
      const { tenants } = await client.stats()
      if (tenants.every(({ tenant, indexed }) => indexed >= (wanted.get(tenant) ?? 0))) return
      await sleep(INTERVAL_MS)
    }
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
  }
}

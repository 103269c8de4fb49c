import type { TallyEvent } from '../api/types.ts'

/** The newest events that came in live, newest first; older ones fall off its end. */
export type Ring = {
  readonly events: readonly TallyEvent[]
  /** How many came in since it began, also those that are no longer there. */
  readonly received: number
}

/** Events that a ring holds. */
export const RING_SIZE = 5_000

export const EMPTY_RING: Ring = { events: [], received: 0 }

/** With a batch that arrived in this order; `more` came in with it but were let go before. */
export function pushed(ring: Ring, arrived: readonly TallyEvent[], more = 0, size = RING_SIZE): Ring {
  if (arrived.length === 0) return ring
  const newest = arrived.slice(-size).reverse()
  return {
    events: [...newest, ...ring.events.slice(0, size - newest.length)],
    received: ring.received + arrived.length + more,
  }
}

/** With events that were looked up later, each at its place. */
export function caughtUp(ring: Ring, found: readonly TallyEvent[], size = RING_SIZE): Ring {
  if (found.length === 0) return ring
  const events = [...ring.events, ...found].sort((a, b) => b.seq - a.seq).slice(0, size)
  return { events, received: ring.received + found.length }
}

/** Whether events came in that are shown no more: what lies below is not the next older one. */
export function hasLost({ events, received }: Ring): boolean {
  return received > events.length
}

/** Live ones above those that were found before; an event that is in both stands once. */
export function joined(ring: Ring, found: readonly TallyEvent[]): readonly TallyEvent[] {
  if (ring.events.length === 0) return found
  // After a gap, what was found before would look as if it followed.
  if (hasLost(ring)) return ring.events
  const live = new Set(ring.events.map(({ id }) => id))
  return [...ring.events, ...found.filter(({ id }) => !live.has(id))]
}

/** The highest position among some events: what came later has a higher one. */
export function lastSeq(events: readonly TallyEvent[]): number | undefined {
  return events.reduce<number | undefined>(
    (last, { seq }) => (last === undefined || seq > last ? seq : last),
    undefined,
  )
}

import { useEvents } from '../../api/pages.ts'
import { joined, lastSeq } from '../../events/ring.ts'
import { useTail } from '../../events/use-tail.ts'
import type { Activity } from './use-activity.ts'

/** What happened, in pages, and above it what happens now. */
export function useLiveEvents({ query, between, order, live }: Activity) {
  const list = useEvents(query, { ...between, order, limit: 100 })
  const tail = useTail({
    filter: query,
    enabled: live && order === 'desc' && !list.pending,
    paused: false,
    since: lastSeq(list.events),
  })
  return { list, tail, events: joined(tail.ring, list.events) }
}

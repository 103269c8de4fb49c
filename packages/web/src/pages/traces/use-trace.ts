import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { againAfter, missing } from '../../api/lag.ts'
import type { SearchAnswer, TallyEvent } from '../../api/types.ts'
import { term } from '../../query/terms.ts'
import { rangeOfSpan } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { instantOf } from './spans.ts'

/** Events of a trace that are shown at most. */
const MOST = 20_000
const PAGE = 10_000
/** How far from the range of the page a trace is looked for first, before it is in all of time. */
const AROUND_MS = 86_400_000
/** How long after the newest event of a trace another one of it is expected. */
const AFTER_MS = 5_000

export type TraceEvents = {
  readonly events: readonly TallyEvent[]
  /** There are more than are shown. */
  readonly truncated: boolean
  readonly lag: SearchAnswer['index_lag'] | undefined
}

/** All events of a trace, by time. */
export function useTraceEvents(id: string) {
  const { span, params } = useRange()
  return useQuery({
    queryKey: ['trace', id, params.to],
    queryFn: async ({ signal }) => {
      const near = rangeOfSpan({ from: Math.max(0, span.from - AROUND_MS), to: span.to + AROUND_MS })
      const found = await read(id, near, signal)
      return found.events.length > 0 ? found : read(id, {}, signal)
    },
    placeholderData: before => before,
    refetchInterval: ({ state }) => againAfter(state.data?.lag),
  })
}

async function read(id: string, range: object, signal: AbortSignal): Promise<TraceEvents> {
  const events: TallyEvent[] = []
  let cursor: string | undefined
  let lag: SearchAnswer['index_lag']
  do {
    const page = await api.post<SearchAnswer>(
      '/api/v1/search',
      {
        q: term('trace_id', id),
        limit: PAGE,
        order: 'asc',
        ...range,
        ...(cursor === undefined ? {} : { cursor }),
      },
      signal,
    )
    events.push(...page.events)
    cursor = page.cursor
    lag = page.index_lag
  } while (cursor !== undefined && events.length < MOST)
  const newest = events.at(-1)
  const end = newest === undefined ? undefined : instantOf(newest.time) + AFTER_MS
  return { events, truncated: cursor !== undefined, lag: missing(lag, end, Date.now()) }
}

import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import type { Between } from '../../api/figures.ts'
import { againAfter, missingIn } from '../../api/lag.ts'
import type { SearchAnswer, TallyEvent } from '../../api/types.ts'
import { useLast } from './use-last.ts'

/** Events of the first page, which is to be there at once, and of those that follow. */
const FIRST = 200
const NEXT = 500

type Order = 'asc' | 'desc'

/** How events are asked for, page after page. The range is fixed, so that what was fetched stays right. */
export const eventsQuery = (q: string, range: Between, order: Order) =>
  infiniteQueryOptions({
    queryKey: ['events', q, range, order],
    queryFn: ({ pageParam, signal }) =>
      api.get<SearchAnswer>(
        '/api/v1/search',
        {
          q,
          ...range,
          limit: pageParam === '' ? FIRST : NEXT,
          cursor: pageParam,
          order: order === 'asc' ? order : undefined,
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    // Comparing a hundred thousand events with themselves would take longer than drawing them.
    structuralSharing: false,
  })

/** Events that a query finds. */
export function useEvents(q: string, range: Between, order: Order, enabled: boolean) {
  const answer = useInfiniteQuery({
    ...eventsQuery(q, range, order),
    placeholderData: keepPreviousData,
    // Whoever has scrolled on is not to lose their place.
    refetchInterval: ({ state }) =>
      state.data?.pages.length === 1 &&
      againAfter(missingIn(state.data.pages[0], range.to, state.dataUpdatedAt)),
    enabled,
  })
  const { data, old } = useLast(`${q} ${order}`, answer)
  const pages = data?.pages
  const events = useMemo<readonly TallyEvent[]>(
    () =>
      pages === undefined
        ? []
        : pages.length === 1
          ? pages[0]!.events
          : pages.flatMap(({ events }) => events),
    [pages],
  )
  return { ...answer, events, first: pages?.[0], old: events.length > 0 ? old : undefined }
}

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { api, type Params } from './client.ts'
import { againAfter, missingIn } from './lag.ts'
import type { IndexLag, SearchAnswer, TallyEvent } from './types.ts'

type Page = { readonly cursor?: string; readonly index_lag?: IndexLag }

/**
 * What the API gives in pages, as far as it was asked for. `pages` is empty until the first has come; `lag` says what they lack, which is asked for
 * again.
 */
export function usePages<T extends Page>(
  path: string,
  params: Params,
  { enabled = true }: { readonly enabled?: boolean } = {},
) {
  const lagOf = (pages: readonly T[] | undefined, answered: number) =>
    missingIn(pages?.[0], params.to, answered)
  const query = useInfiniteQuery({
    queryKey: ['pages', path, params],
    queryFn: ({ signal, pageParam }) =>
      api.get<T>(path, { ...params, cursor: pageParam === '' ? undefined : pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled,
    refetchInterval: ({ state }) => againAfter(lagOf(state.data?.pages, state.dataUpdatedAt)),
  })
  const pages = query.data?.pages ?? []
  return { ...query, pages, lag: lagOf(pages, query.dataUpdatedAt) }
}

export type EventPages = {
  readonly events: readonly TallyEvent[]
  readonly pending: boolean
  readonly error: unknown
  readonly retry: () => void
  /** Asks for the next page; undefined on the last one. */
  readonly more: (() => void) | undefined
  readonly loadingMore: boolean
  readonly lag: IndexLag | undefined
}

/** Events of a query, in pages. */
export function useEvents(
  q: string,
  {
    from,
    to,
    order = 'desc',
    limit = 100,
  }: {
    readonly from?: string | undefined
    readonly to?: string | undefined
    readonly order?: 'asc' | 'desc'
    readonly limit?: number
  },
  options: { readonly enabled?: boolean } = {},
): EventPages {
  const query = usePages<SearchAnswer>('/api/v1/search', { q, from, to, order, limit }, options)
  return {
    events: query.pages.flatMap(({ events }) => events),
    pending: query.isPending,
    error: query.error,
    retry: () => void query.refetch(),
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    loadingMore: query.isFetchingNextPage,
    lag: query.lag,
  }
}

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { api, type Params } from './client.ts'
import type { IndexLag, SearchAnswer, TallyEvent } from './types.ts'

type Page = { readonly cursor?: string; readonly index_lag?: IndexLag }

/** What the API gives in pages, as far as it was asked for. `pages` is empty until the first has come. */
export function usePages<T extends Page>(
  path: string,
  params: Params,
  { enabled = true }: { readonly enabled?: boolean } = {},
) {
  const query = useInfiniteQuery({
    queryKey: ['pages', path, params],
    queryFn: ({ signal, pageParam }) =>
      api.get<T>(path, { ...params, cursor: pageParam === '' ? undefined : pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.cursor,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled,
  })
  return { ...query, pages: query.data?.pages ?? [] }
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
    lag: query.pages[0]?.index_lag,
  }
}

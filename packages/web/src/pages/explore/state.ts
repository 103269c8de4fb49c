import { STREAMS } from '@tallystick/core'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useRef } from 'react'
import { aggregateQuery, type Between } from '../../api/figures.ts'
import { filterOf, givesTable } from '../../query/refine.ts'
import { and, not, term } from '../../query/terms.ts'
import { binSeconds, type Span } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { parseColumns } from './columns.ts'
import { eventsQuery } from './use-events.ts'
import { histogramOf } from './use-histogram.ts'

/** The page as its address has it; all are text. */
export type ExploreSearch = {
  readonly q?: string
  readonly stream?: string
  readonly columns?: string
  /** Id of the event whose details are open. */
  readonly open?: string
  /** `asc` is oldest first. */
  readonly order?: string
  /** `1` while the tail is followed. */
  readonly live?: string
  /** `1` shows messages whole. */
  readonly wrap?: string
  /** Id of the saved search that was opened. */
  readonly saved?: string
}

/** Of the page, and of the range of time, which every address may have. */
export type Change = { readonly [K in keyof ExploreSearch | 'from' | 'to']?: string | undefined }

export function useExplore() {
  const search = useSearch({ strict: false }) as ExploreSearch
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { span, params } = useRange()
  const { q = '', stream, columns, order, open, live, wrap, saved } = search
  const asked = useMemo(() => askedBy({ q, stream, order }), [q, stream, order])
  const latest = useRef({ search, asked, span, params })
  latest.current = { search, asked, span, params }
  /**
   * Puts changes into the address: a step that Back undoes, unless it is only where one looks (`replace`). What they ask for is asked at once,
   * while the page is still being drawn for it.
   */
  const change = useCallback(
    (changes: Change, replace = false) => {
      const { search, asked, span, params } = latest.current
      const next = askedBy({ ...search, ...changes })
      if (!('from' in changes || 'to' in changes) && !isSame(next, asked))
        askAhead(queries, next, span, params)
      void navigate({
        to: '.',
        replace,
        search: (before: object) => ({ ...before, ...changes }),
      } as never)
    },
    [navigate, queries],
  )
  return useMemo(
    () => ({
      q,
      stream,
      /** The stream in the address, where there is none of that name: then nothing is asked. */
      strange: stream === undefined || isStream(stream) ? undefined : stream,
      ...asked,
      columns: parseColumns(columns),
      open,
      /** What is counted does not move. */
      live: live === '1' && !asked.table && asked.filter !== undefined,
      wrap: wrap === '1',
      saved,
      change,
    }),
    [q, stream, asked, columns, open, live, wrap, saved, change],
  )
}

const isStream = (name: string) => STREAMS.some(stream => stream === name)

/** What an address asks for. */
function askedBy({ q = '', stream, order }: Change) {
  const query = and(q, streamTerm(q, stream))
  return {
    /** The query, in the chosen stream. */
    query,
    /** The same without what is done with its events; undefined when it does not parse. */
    filter: filterOf(query),
    table: givesTable(query),
    order: order === 'asc' ? ('asc' as const) : ('desc' as const),
  }
}

type Asked = ReturnType<typeof askedBy>

const isSame = (one: Asked, other: Asked): boolean => one.query === other.query && one.order === other.order

/** Begins to fetch what the page will show of it. */
function askAhead(
  queries: QueryClient,
  { query, filter, table, order }: Asked,
  span: Span,
  range: Between,
): void {
  if (filter === undefined) return
  void queries.prefetchQuery(aggregateQuery(histogramOf(filter, binSeconds(span)), range))
  if (table) void queries.prefetchQuery(aggregateQuery(query, range))
  else void queries.prefetchInfiniteQuery(eventsQuery(query, range, order))
}

/**
 * The stream that was chosen. Without one, everything but the audit trail: whoever looks adds to it, and would see little else. A query
 * that names a stream is asked as it is.
 */
function streamTerm(q: string, stream: string | undefined): string {
  if (stream !== undefined) return term('stream', stream)
  return /(?:^|[\s(-])stream\s*[:!=]/.test(q) ? '' : not(term('stream', 'audit'))
}

export type Explore = ReturnType<typeof useExplore>

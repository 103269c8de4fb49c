import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { filterOf, givesTable } from '../../query/refine.ts'
import { and, not, term } from '../../query/terms.ts'
import { parseColumns } from './columns.ts'

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
  /** Puts changes into the address: a step that Back undoes, unless it is only where one looks (`replace`). */
  const change = useCallback(
    (changes: Change, replace = false) =>
      void navigate({
        to: '.',
        replace,
        search: (before: object) => ({ ...before, ...changes }),
      } as never),
    [navigate],
  )
  const { q = '', stream, columns, order, open, live, wrap, saved } = search
  return useMemo(() => {
    const query = and(q, streamTerm(q, stream))
    const filter = filterOf(query)
    const table = givesTable(query)
    return {
      q,
      stream,
      /** What is asked: the query, in the chosen stream. */
      query,
      /** The same without what is done with its events; undefined when it does not parse. */
      filter,
      table,
      columns: parseColumns(columns),
      order: order === 'asc' ? ('asc' as const) : ('desc' as const),
      open,
      /** What is counted does not move. */
      live: live === '1' && !table && filter !== undefined,
      wrap: wrap === '1',
      saved,
      change,
    }
  }, [q, stream, columns, order, open, live, wrap, saved, change])
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

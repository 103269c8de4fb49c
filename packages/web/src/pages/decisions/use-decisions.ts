import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import { useAddress } from '../../app/use-address.ts'
import { binSeconds } from '../../time/range.ts'
import { useRange } from '../../time/use-range.tsx'
import { binText, type DecisionStats } from './figures.ts'
import { type DecisionFilter, filterOf } from './filter.ts'

/** The decisions that the address means, and how to narrow them. */
export function useDecisions() {
  const { params, go } = useAddress()
  return useMemo(
    () => ({
      filter: filterOf(params),
      narrow: (changes: DecisionFilter) => go({ ...changes, open: undefined }),
      open: (id: string) => go({ open: id }),
    }),
    [params, go],
  )
}
export type Decisions = ReturnType<typeof useDecisions>

/** What the API counts. They are told apart by their verdict there, so that the one that is chosen narrows the list alone. */
export function useStats({ filter: { allowed: _, ...filter } }: Decisions) {
  const { params, span } = useRange()
  const seconds = binSeconds(span)
  const query = useQuery({
    queryKey: ['decisions', 'stats', filter, params],
    queryFn: ({ signal }) =>
      api.get<DecisionStats>(
        '/api/v1/decisions/stats',
        { ...filter, ...params, bin: binText(seconds) },
        signal,
      ),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
  return { query, seconds, span }
}

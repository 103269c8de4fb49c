import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../api/client.ts'
import type { FieldsAnswer } from '../../api/types.ts'
import { filterOf } from '../../query/refine.ts'
import { short } from '../../ui/numbers.ts'

/** How many events of each stream a query finds. */
export function useStreamCounts(
  q: string,
  range: { readonly from: string; readonly to: string },
  idle: boolean,
): ReadonlyMap<string, string> | undefined {
  const filter = filterOf(q)
  const { data } = useQuery({
    queryKey: ['stream-counts', filter, range],
    queryFn: ({ signal }) =>
      api.get<FieldsAnswer>('/api/v1/fields', { q: filter, ...range, names: 'stream', top: 10 }, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled: idle && filter !== undefined,
  })
  return useMemo(
    () => data && new Map(data.fields[0]?.top.map(({ value, count }) => [value, short(count)])),
    [data],
  )
}

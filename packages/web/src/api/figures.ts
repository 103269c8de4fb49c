import { keepPreviousData, queryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { api } from './client.ts'
import { againAfter, missingIn } from './lag.ts'
import type { AggregateAnswer, SeriesAnswer } from './types.ts'

/** RFC 3339 both, `to` exclusive. */
export type Between = { readonly from: string; readonly to: string }

/** While a page refreshes by itself every range is asked for once: former answers are not worth keeping for long. */
const KEPT_MS = 60_000

type Options = {
  readonly enabled?: boolean
  /** Asks again as long as the newest part of the range is not searchable yet. */
  readonly catchUp?: boolean
}

/** How a table of counts is asked for. */
export const aggregateQuery = (q: string, between: Between | undefined) =>
  queryOptions({
    queryKey: ['aggregate', q, between],
    queryFn: ({ signal }) => api.get<AggregateAnswer>('/api/v1/aggregate', { q, ...between }, signal),
    gcTime: KEPT_MS,
  })

/** A table of counts. While a later one is on its way, the one before is given. */
export function useAggregate(
  q: string,
  between: Between | undefined,
  { enabled = true, catchUp = false }: Options = {},
): UseQueryResult<AggregateAnswer> {
  return useQuery({
    ...aggregateQuery(q, between),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      catchUp && againAfter(missingIn(state.data, between?.to, state.dataUpdatedAt)),
    enabled,
  })
}

/** The series of an expression; `step` in seconds, or a duration. */
export function useSeries(
  expr: string,
  between: Between,
  step?: string,
  { enabled = true }: Options = {},
): UseQueryResult<SeriesAnswer> {
  return useQuery({
    queryKey: ['series', expr, step, between],
    queryFn: ({ signal }) =>
      api.get<SeriesAnswer>('/api/v1/metrics/query', { expr, step, ...between }, signal),
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
    enabled: enabled && expr !== '',
  })
}

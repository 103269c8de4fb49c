import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { againAfter, missing } from '../../api/lag.ts'
import type { AggregateAnswer, SearchAnswer } from '../../api/types.ts'
import { and } from '../../query/terms.ts'
import { binSeconds, durationText, rangeOfSpan } from '../../time/range.ts'
import { type RangeState, useRange } from '../../time/use-range.tsx'
import { ERRORS, ROOTS, SPANS } from './spans.ts'
import { binWidth, distinct, ofTraces, type Summary, summariesOf } from './summaries.ts'

export type Order = 'newest' | 'slowest'

/** Traces in a list. */
export const LISTED = 100
/** The newest traces are those in the last of so many buckets of time; so many pairs of a bucket and a trace are looked at. */
const BUCKETS = 720
const ROWS = 1_000
/** How much longer than the range a trace of it may have begun before, or go on after. */
const AROUND_MS = 3_600_000

type Asked = Readonly<Record<string, unknown>>
const search = (asked: Asked, signal: AbortSignal) => api.post<SearchAnswer>('/api/v1/search', asked, signal)
const aggregate = (asked: Asked, signal: AbortSignal) =>
  api.post<AggregateAnswer>('/api/v1/aggregate', asked, signal)

export type Listed = {
  readonly summaries: readonly Summary[]
  /** There are more in the range. */
  readonly more: boolean
  readonly lag: SearchAnswer['index_lag'] | undefined
}

/** Traces of the range that have an event for which the query holds. */
export function useTraceList(query: string, order: Order, enabled: boolean) {
  const range = useRange()
  const { params, span } = range
  return useQuery({
    queryKey: ['traces', query, order, params],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Listed> => {
      const { ids, more, behind } = await idsOf(and(query, 'trace_id:*'), order, range, signal)
      const lag = missing(behind, span.to, Date.now())
      if (ids.length === 0) return { summaries: [], more: false, lag }
      const all = ofTraces(ids)
      const around = rangeOfSpan({ from: Math.max(0, span.from - AROUND_MS), to: span.to + AROUND_MS })
      const [counts, errors, roots] = await Promise.all([
        aggregate({ q: `${all} | count(), uniq(span_id), sum(total_tokens) by trace_id`, ...around }, signal),
        aggregate({ q: `${all} ${ERRORS} | count() by trace_id`, ...around }, signal),
        search({ q: `${all} ${ROOTS}`, limit: 1_000, ...around }, signal),
      ])
      const rooted = new Set(roots.events.map(event => event.trace_id))
      const others = ids.filter(id => !rooted.has(id))
      const rest =
        others.length === 0
          ? []
          : (await search({ q: ofTraces(others), limit: 2_000, order: 'asc', ...around }, signal)).events
      const summaries = summariesOf(ids, counts, errors, [...roots.events, ...rest])
      if (order === 'newest') summaries.sort((a, b) => b.start - a.start)
      return { summaries, more, lag }
    },
    refetchInterval: ({ state }) => againAfter(state.data?.lag),
  })
}

async function idsOf(q: string, order: Order, { span, params }: RangeState, signal: AbortSignal) {
  if (order === 'slowest') {
    const answer = await aggregate(
      { q: `${and(q, SPANS)} | max(duration_ms) by trace_id | limit ${LISTED}`, ...params },
      signal,
    )
    const ids = distinct(
      answer.rows.map(([id]) => String(id)),
      LISTED,
    )
    return { ids, more: answer.truncated || ids.length < answer.rows.length, behind: answer.index_lag }
  }
  const bin = `bin(${durationText(binSeconds(span, BUCKETS))})`
  const answer = await aggregate(
    { q: `${q} | count() by ${bin}, trace_id | sort -${bin} | limit ${ROWS}`, ...params },
    signal,
  )
  const column = answer.columns.indexOf('trace_id')
  const all = new Set(answer.rows.map(row => String(row[column])))
  const ids = distinct(all, LISTED)
  return { ids, more: answer.truncated || ids.length < all.size, behind: answer.index_lag }
}

export type Durations = {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly width: number
  /** Start of each bin, ms, and how many spans fell into it; the last is open. */
  readonly bins: readonly { readonly from: number; readonly count: number }[]
}

/** How long the spans without a parent took in the range; undefined where there are none. */
export function useDurations(query: string, enabled: boolean) {
  const { params } = useRange()
  return useQuery({
    queryKey: ['traces', 'durations', query, params],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Durations | null> => {
      const roots = and(query, `trace_id:* ${ROOTS}`)
      const figures = await aggregate(
        { q: `${roots} | count(), p50(duration_ms), p95(duration_ms)`, ...params },
        signal,
      )
      const [count = 0, p50 = 0, p95 = 0] = (figures.rows[0] ?? []).map(Number)
      if (count === 0) return null
      const width = binWidth(p95)
      const answer = await aggregate(
        { q: `${roots} | count() by bin(duration_ms, ${width})`, ...params },
        signal,
      )
      const last = Math.ceil(p95 / width)
      const bins = Array.from({ length: last + 1 }, (_, i) => ({ from: i * width, count: 0 }))
      for (const [bin, cell] of answer.rows)
        bins[Math.min(Math.round(Number(bin) / width), last)]!.count += Number(cell)
      return { count, p50, p95, width, bins }
    },
  })
}

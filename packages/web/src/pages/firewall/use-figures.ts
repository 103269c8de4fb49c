import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useAggregate } from '../../api/figures.ts'
import { type Named, namedOf } from '../../query/named.ts'
import { numberOf } from '../../query/rows.ts'
import { useRange } from '../../time/use-range.tsx'
import { HIGH_RISK, SCANS } from './filter.ts'
import type { Scans } from './use-scans.ts'

export type ScanStats = {
  readonly records: number
  readonly high_risk: number
  readonly average_latency_ms: number | null
  readonly sessions: number
  readonly by_severity: Readonly<Record<string, number>>
  readonly by_environment: Readonly<Record<string, number>>
}

export type Accuracy = {
  readonly reviewed: number
  readonly false_positives: number
  readonly false_positive_rate: number | null
  readonly detection_accuracy: number | null
}

/** What the API counts of all scans in the range, for everybody who may read. */
export function useScanStats() {
  const { params } = useRange()
  return useQuery({
    queryKey: ['scans', 'stats', params],
    queryFn: ({ signal }) => api.get<ScanStats>('/api/v1/scans/stats', params, signal),
    placeholderData: keepPreviousData,
  })
}

/** By the feedback in the range, on the scans that the figures are of. */
export function useAccuracy({ query, payload }: Scans) {
  const { params } = useRange()
  const asked = { ...params, q: payload && query !== SCANS ? query : undefined }
  return useQuery({
    queryKey: ['scans', 'accuracy', asked],
    queryFn: ({ signal }) => api.get<Accuracy>('/api/v1/scans/accuracy', asked, signal),
    placeholderData: keepPreviousData,
  })
}

export type Figures = {
  readonly scans: number
  readonly highRisk: number
  readonly latencyMs: number | null
  readonly sessions: number
  /** By what was done; undefined where it may not be seen. */
  readonly actions: readonly Named[] | undefined
}

/** Figures of the scans that are meant: the API's where nothing narrows them, else counted by query. */
export function useFigures({ query, payload }: Scans) {
  const { params } = useRange()
  const narrowed = query !== SCANS
  const counted = payload && narrowed
  const stats = useScanStats()
  const all = useAggregate(`${query} | count(), avg(latency_ms), uniq(session_id)`, params, {
    enabled: counted,
  })
  const high = useAggregate(`${query} score>=${HIGH_RISK} | count()`, params, { enabled: counted })
  const actions = useAggregate(`${query} | count() by action`, params, { enabled: payload })

  const [scans, latency, sessions] = all.data?.rows[0] ?? []
  const figures: Figures | undefined = counted
    ? all.data && {
        scans: numberOf(scans),
        highRisk: numberOf(high.data?.rows[0]?.[0]),
        latencyMs: typeof latency === 'number' ? latency : null,
        sessions: numberOf(sessions),
        actions: actions.data && namedOf(actions.data),
      }
    : stats.data && {
        scans: stats.data.records,
        highRisk: stats.data.high_risk,
        latencyMs: stats.data.average_latency_ms,
        sessions: stats.data.sessions,
        actions: actions.data && namedOf(actions.data),
      }
  const failed = counted ? all : stats
  return { figures, error: failed.error, retry: () => void failed.refetch() }
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import type { Between } from '../../api/figures.ts'

type Percentiles = { readonly p50: number | null; readonly p95: number | null }

export type Problem = {
  readonly severity: 'critical' | 'warning'
  readonly text: string
  readonly hint: string
}

/** Answer of `GET /api/v1/overview`. What process and host do is null for tenants other than the instance's own. */
export type Overview = {
  readonly status: 'ok' | 'degraded' | 'unavailable'
  readonly version: string
  readonly uptime_seconds: number
  readonly rate_window_seconds: number
  readonly requests_per_second: number
  readonly errors_per_second: number
  readonly threats_per_second: number
  readonly requests: number
  readonly response_time_ms: Percentiles
  readonly errors: number
  readonly scans: number
  readonly threats_blocked: number
  readonly false_positives: number
  readonly false_positive_rate: number | null
  readonly detection_accuracy: number | null
  readonly allowed: number
  readonly blocked: number
  readonly cpu_percent: number | null
  readonly process_cpu_percent: number | null
  readonly memory: { readonly rss: number; readonly total: number; readonly free: number } | null
  readonly disk: {
    readonly free: number
    readonly total: number
    readonly read_bytes_per_second: number | null
    readonly write_bytes_per_second: number | null
  } | null
  readonly api: { readonly response_time_ms: Percentiles; readonly requests_per_second: number } | null
  readonly problems: readonly Problem[]
}

export function useOverview(between: Between) {
  return useQuery({
    queryKey: ['overview', between],
    queryFn: ({ signal }) => api.get<Overview>('/api/v1/overview', { ...between }, signal),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  })
}

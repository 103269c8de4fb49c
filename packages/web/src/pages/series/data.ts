import { useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'

type MetricEntry = {
  readonly name: string
  readonly kind: 'metric'
  readonly types: readonly ('gauge' | 'counter')[]
  readonly units: readonly string[]
  readonly tags: readonly string[]
  readonly points: number
  readonly last_seen: string
}

type DerivedEntry = {
  readonly name: string
  readonly kind: 'derived'
  readonly units: readonly string[]
  readonly description: string
  readonly expression: string
}

export type CatalogueEntry = MetricEntry | DerivedEntry

/** Everything that an expression can name: metrics with points at any time, then derived series. */
export function useCatalogue() {
  return useQuery({
    queryKey: ['metrics'],
    queryFn: ({ signal }) =>
      api.get<{ readonly metrics: readonly CatalogueEntry[] }>('/api/v1/metrics', {}, signal),
  })
}

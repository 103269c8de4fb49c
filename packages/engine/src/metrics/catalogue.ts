import { DERIVED_SERIES, type PointType } from '@tallystick/core'
import type { TimeRange } from '../ports/event-store.ts'
import type { SeriesStore } from '../ports/series-store.ts'

export type CatalogueEntry =
  | {
      readonly name: string
      readonly kind: 'metric'
      readonly types: readonly PointType[]
      readonly units: readonly string[]
      /** Names of tags. */
      readonly tags: readonly string[]
      readonly points: number
      /** Time of the last point. */
      readonly lastSeen: string
    }
  | {
      readonly name: string
      readonly kind: 'derived'
      readonly units: readonly string[]
      readonly description: string
      readonly expression: string
    }

/** What an expression can name: the metrics that have points in the range, and the derived series. */
export async function metricsCatalogue(
  store: SeriesStore,
  tenant: string,
  { signal, ...range }: TimeRange & { readonly signal?: AbortSignal },
): Promise<CatalogueEntry[]> {
  const metrics = await store.metrics({ tenant, range, ...(signal === undefined ? {} : { signal }) })
  return [
    ...metrics.map(({ last, ...metric }) => ({ ...metric, kind: 'metric' as const, lastSeen: last })),
    ...DERIVED_SERIES.map(({ unit, ...series }) => ({ ...series, kind: 'derived' as const, units: [unit] })),
  ]
}

import type { Grid, Grouping, PointType, TagMatcher } from '@tallystick/core'
import type { TimeRange } from './event-store.ts'

/** What of the points of a step and group is asked for. Null where the step has none; `count` is never null. */
export type SeriesAggregate =
  | 'avg'
  | 'min'
  | 'max'
  | 'sum'
  | 'count'
  /** Linear interpolation between closest ranks, as in the query language. */
  | 'p50'
  | 'p95'
  | 'p99'
  /** Value of the point that is last by (time, seq), whichever series of the group it is in. */
  | 'last'
  /**
   * How much the series of the group grew together: of each point over the one before it in its series by (time, seq), or from 0 where it is less,
   * since a counter may start again. The point before the first is looked for `INCREASE_LOOKBACK_MS`, or one step if that is longer, before the
   * grid; where there is none the first point adds nothing.
   */
  | 'increase'

export const INCREASE_LOOKBACK_MS = 300_000

/** A series is a metric with its type, unit and tags. */
export type SeriesRequest = {
  readonly tenant: string
  readonly metric: string
  /** All of them hold. */
  readonly matchers: readonly TagMatcher[]
  readonly grid: Grid
  /** At least one, each once. */
  readonly aggregates: readonly SeriesAggregate[]
  /** Tags that tell groups apart: none makes one group, `all` one of each set of tags. */
  readonly by: Grouping
  /** Groups at most. Those come first whose tags do: their values in the order of `by`, absent ones ''; with `all` their canonical JSON. By code point. */
  readonly limit: number
  readonly signal?: AbortSignal
}

/** Start of a step in epoch milliseconds, and its values in the order asked for. */
export type SeriesStep = readonly [start: number, ...values: (number | null)[]]

export type SeriesAnswer = {
  /** Groups that have points in the grid, in order. */
  readonly series: readonly {
    /** The tags of `by` that the group has. */
    readonly tags: Readonly<Record<string, string>>
    /** Ascending; steps without points are left out. */
    readonly steps: readonly SeriesStep[]
  }[]
  /** Groups beyond the limit were left out. */
  readonly truncated: boolean
  /**
   * Rolled-up hours stand in the answer, and percentiles were asked for (they are means of the hours' percentiles weighted by their counts), or steps
   * that are not made of whole hours (an hour stands in the step that holds its start).
   */
  readonly approximate: boolean
}

export type MetricSummary = {
  readonly name: string
  readonly types: readonly PointType[]
  /** By code point, like `tags`; empty when no point has one. */
  readonly units: readonly string[]
  /** Names of the tags that at least one point has. */
  readonly tags: readonly string[]
  readonly points: number
  /** Latest time of a point, to the hour where it is rolled up. */
  readonly last: string
}

export type MetricsRequest = {
  readonly tenant: string
  readonly range: TimeRange
  readonly signal?: AbortSignal
}

/** The metric points of a store: a table beside that of events, fed by the same `append`, counted by the same `missing`. */
export interface SeriesStore {
  series(request: SeriesRequest): Promise<SeriesAnswer>
  /** Every metric with points in the range, by name (code point). A rolled-up hour is in the range where its start is. */
  metrics(request: MetricsRequest): Promise<MetricSummary[]>
  /**
   * Points of whole hours before `before` (canonical time) become one row per series and hour, in one step for whoever asks meanwhile, and leave the
   * raw table. Resolves to how many. Of these hours avg, min, max, sum, count, last and increase stay exact. Their numbers are never `missing` again.
   */
  rollUp(tenant: string, before: string): Promise<number>
  /** Deletes the rolled-up hours that start before `before`. Their numbers stay known. Resolves to how many rows there were. */
  deleteRollupsBefore(tenant: string, before: string): Promise<number>
}

import type { Aggregation, Query, TallyEvent } from '@tallystick/core'
import type { SeriesStore } from './series-store.ts'

/** Half-open time range `[from, to)`, canonical UTC times as in `TallyEvent.time`. Absent means unbounded. */
export type TimeRange = { readonly from?: string; readonly to?: string }

/** Half-open range of sequence numbers `[from, to)`. */
export type SeqRange = { readonly from: number; readonly to: number }

/** Position in the total order (time, seq) of one tenant's events. */
export type Position = { readonly time: string; readonly seq: number }

/** Sealed canonical lines of one tenant, as they stand in the journal: NDJSON, ascending seq, no gaps inside. */
export type StoreBatch = {
  readonly tenant: string
  readonly firstSeq: number
  readonly count: number
  /** `count` lines, each ended by a line feed. */
  readonly lines: Buffer
}

export type SearchRequest = {
  readonly tenant: string
  readonly filter: Query['filter']
  readonly range: TimeRange
  /** `desc`: newest first. Rows are ordered by (time, seq), which is total within a tenant. */
  readonly order: 'asc' | 'desc'
  /** Only rows strictly after this position in the requested order. */
  readonly after?: Position
  /** So many rows of the order are left out before the first. */
  readonly offset?: number
  readonly limit: number
  readonly signal?: AbortSignal
}

export type AggregateRequest = {
  readonly tenant: string
  readonly filter: Query['filter']
  readonly range: TimeRange
  readonly aggregation: Aggregation
  readonly signal?: AbortSignal
}

/** A table of results. Cells are JSON scalars; an absent group value is null; times are canonical UTC strings. */
export type ResultTable = {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number | null)[])[]
  /** True when rows beyond the limit were left out. */
  readonly truncated: boolean
}

export type FieldsRequest = {
  readonly tenant: string
  readonly filter: Query['filter']
  readonly range: TimeRange
  /** Only these fields; all when absent. Envelope names or `attributes.<path>`. */
  readonly names?: readonly string[]
  /** How many top values per field. */
  readonly top: number
  readonly signal?: AbortSignal
}

export type FieldSummary = {
  /** Envelope name or `attributes.<path>`. */
  readonly name: string
  readonly type: 'string' | 'number' | 'boolean' | 'mixed' | 'time'
  /** Events that have the field. */
  readonly count: number
  readonly top: readonly { readonly value: string; readonly count: number }[]
}

export type StoreStats = {
  readonly events: number
  /** Metric points that are not rolled up. */
  readonly points: number
  /** On the disk, points and rolled-up hours included. */
  readonly bytes: number
  /** Each table of the engine, its indexes included; `bytes` may be a minute old. */
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[]
  /** Those that have events. */
  readonly tenants: readonly {
    readonly tenant: string
    readonly events: number
    readonly first?: string
    readonly last?: string
  }[]
}

/**
 * What callers need of a store of events. A store is a view of the journal: it can be dropped and rebuilt.
 * Semantics of filters and aggregates are those of `core/query`'s in-memory evaluator, row for row.
 * Every method rejects with a TallyError: TALLY_STORE_UNAVAILABLE when the engine is down (the caller may retry),
 * TALLY_QUERY_TIMEOUT / TALLY_QUERY_MEMORY when a limit ends a query. A request whose signal is aborted before it is answered
 * rejects with the signal's reason.
 */
export interface EventStore extends SeriesStore {
  readonly engine: 'memory' | 'clickhouse' | 'sqlite'
  /**
   * Append batches. When it resolves the rows are durable in the store and visible to the next search.
   * When it rejects any subset may be in: call `missing` before appending that range again, for append never checks.
   * Lines of points (`{"metric":…}`) go into a table of their own; tombstone lines (`{"erased":…}`) are skipped.
   */
  append(batches: readonly StoreBatch[]): Promise<void>
  /** Which sequence numbers of `range` the store does not hold as event or point (never appended, deleted, tombstones), as ascending disjoint ranges. */
  missing(tenant: string, range: SeqRange): Promise<SeqRange[]>
  search(request: SearchRequest): Promise<TallyEvent[]>
  aggregate(request: AggregateRequest): Promise<ResultTable>
  /** Fields in the order, and with the types, of docs/design/002-query-language.md ("Fields that exist"). */
  fields(request: FieldsRequest): Promise<FieldSummary[]>
  /** The event of an id; where a client gave one id to several events, the first recorded (lowest seq). */
  get(tenant: string, id: string): Promise<TallyEvent | undefined>
  /** Delete all events of a tenant older than `before` (canonical time). Resolves to how many. */
  deleteBefore(tenant: string, before: string): Promise<number>
  /** Drop every row of every tenant: the first step of a reindex. */
  clear(): Promise<void>
  stats(): Promise<StoreStats>
  close(): Promise<void>
}

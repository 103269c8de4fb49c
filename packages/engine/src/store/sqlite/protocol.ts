import type { ErrorBody, TallyEvent } from '@tallystick/core'
import type {
  AggregateRequest,
  FieldSummary,
  FieldsRequest,
  ResultTable,
  SearchRequest,
  SeqRange,
  StoreStats,
} from '../../ports/event-store.ts'
import type { MetricSummary, MetricsRequest, SeriesAnswer, SeriesRequest } from '../../ports/series-store.ts'
import type { LinesOfTenant } from './append.ts'

/** What the store's threads do. The writer appends and deletes, readers do the rest. */
export type Methods = {
  /** Answers once the database is open. */
  ready(): void
  append(batches: readonly LinesOfTenant[]): void
  /** Deletes some of the rows older than `before`; resolves to how many, 0 when none is left. */
  deleteSome(tenant: string, before: string): number
  clear(): void
  search(request: Omit<SearchRequest, 'signal'>): TallyEvent[]
  aggregate(request: Omit<AggregateRequest, 'signal'>): ResultTable
  fields(request: Omit<FieldsRequest, 'signal'>): FieldSummary[]
  get(tenant: string, id: string): TallyEvent | undefined
  missing(tenant: string, range: SeqRange): SeqRange[]
  series(request: Omit<SeriesRequest, 'signal'>): SeriesAnswer
  metrics(request: Omit<MetricsRequest, 'signal'>): MetricSummary[]
  /** Rolls up some of the points of whole hours before `before`; resolves to how many, 0 when none is left. */
  rollUpSome(tenant: string, before: string): number
  deleteRollupsBefore(tenant: string, before: string): number
  stats(): StoreStats
}

export type Method = keyof Methods

export type WorkerSetup = {
  readonly file: string
  readonly role: 'writer' | 'reader'
  /** One 32-bit integer: the id of the call to give up. */
  readonly cancelled: SharedArrayBuffer
}

export type Call = { readonly id: number; readonly method: Method; readonly args: readonly unknown[] }

/** Instead of a call: finish and leave. */
export const LEAVE = 'leave'

export type Reply = { readonly id: number } & (
  | { readonly value: unknown; readonly error?: never }
  | { readonly error: Pick<ErrorBody, 'code' | 'message' | 'details'> }
)

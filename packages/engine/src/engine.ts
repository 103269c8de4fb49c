import type { EventStore, FieldSummary, ResultTable, TimeRange } from './ports/event-store.ts'
import type { ErrorBody, ProofDocument, TallyEvent } from '@tallystick/core'
import type { WriterPosition } from './journal/types.ts'

export type IngestResult = {
  readonly tenant: string
  /** Events that are durable now. */
  readonly accepted: number
  /** Events skipped because this writer had sent them before. */
  readonly duplicates: number
  /** Sequence numbers of the accepted events: [firstSeq, firstSeq + accepted). Absent when none was. */
  readonly firstSeq?: number
  /** Ids of the accepted events, in order. */
  readonly ids: readonly string[]
  /** Refused events, by index in the request. */
  readonly errors: readonly { readonly index: number; readonly error: ErrorBody }[]
  /** The writer's numbers that never arrived, when a gap shows. */
  readonly gap?: { readonly from: number; readonly to: number }
}

export type SearchOptions = TimeRange & {
  /** Default 100, at most 10,000. */
  readonly limit?: number
  readonly cursor?: string
  readonly order?: 'asc' | 'desc'
  readonly signal?: AbortSignal
}

export type SearchPage = {
  readonly events: readonly TallyEvent[]
  /** Give it back to get the next page; absent on the last one. */
  readonly cursor?: string
}

export type TailMessage =
  | { readonly type: 'event'; readonly event: TallyEvent }
  /** The reader was too slow: this many matching events were left out here. */
  | { readonly type: 'missed'; readonly count: number }

export interface TailSubscription extends AsyncIterable<TailMessage> {
  /** Replace the filter; applies to events made durable from now on. Throws TALLY_QUERY_* and keeps the old filter when it does not parse. */
  setFilter(query: string): void
  close(): void
}

export type EngineHealth = {
  readonly live: boolean
  readonly ready: boolean
  readonly version: string
  readonly store: { readonly engine: EventStore['engine']; readonly up: boolean; readonly error?: string; readonly restarts: number }
  readonly journal: { readonly writable: boolean; readonly error?: string; readonly unsealed: number }
  /** What is sealed but not yet searchable. */
  readonly index: { readonly behindEvents: number; readonly behindSeconds: number }
  /** In words, most important first; empty when all is well. */
  readonly problems: readonly string[]
}

export type EngineStats = {
  readonly tenants: readonly { readonly tenant: string; readonly events: number; readonly sealed: number; readonly indexed: number; readonly ledgerSize: number; readonly first?: string; readonly last?: string }[]
  readonly disk: { readonly wal: number; readonly journal: number; readonly ledger: number; readonly index: number }
}

export type ReindexProgress = { readonly tenant: string; readonly done: number; readonly total: number }

/** The product without a network. Every method that takes a tenant sees that tenant only. */
export interface Engine {
  readonly directory: string
  /** Instance vkey to pin (docs/design/001-record-format.md). */
  readonly verifierKey: string
  readonly control: import('./ports/control-store.ts').ControlStore
  /**
   * Take in parsed JSON values (any shape: bad ones come back as errors). Resolves when the good ones are durable.
   * Rejects (nothing taken in) with TALLY_JOURNAL_WRITE, TALLY_INGEST_OVERLOADED, TALLY_JOURNAL_CLOSED.
   */
  ingest(tenant: string, values: readonly unknown[], options?: { writer?: WriterPosition; defaults?: Readonly<Record<string, string>> }): Promise<IngestResult>
  search(tenant: string, query: string, options?: SearchOptions): Promise<SearchPage>
  aggregate(tenant: string, query: string, options?: TimeRange & { signal?: AbortSignal }): Promise<ResultTable>
  fields(tenant: string, query: string, options?: TimeRange & { names?: readonly string[]; top?: number; signal?: AbortSignal }): Promise<FieldSummary[]>
  get(tenant: string, id: string): Promise<TallyEvent>
  /** Events around one, by (time, seq), oldest first; `query` narrows them. */
  context(tenant: string, id: string, options?: { before?: number; after?: number; query?: string }): Promise<{ before: TallyEvent[]; event: TallyEvent; after: TallyEvent[] }>
  /** Matching events oldest first, streamed page by page. */
  export(tenant: string, query: string, options?: TimeRange & { signal?: AbortSignal }): AsyncIterable<TallyEvent>
  tail(tenant: string, query: string, options?: { buffer?: number }): TailSubscription
  prove(tenant: string, id: string): Promise<ProofDocument>
  reindex(options?: { onProgress?: (progress: ReindexProgress) => void; signal?: AbortSignal }): Promise<void>
  health(): EngineHealth
  stats(): Promise<EngineStats>
  /** Prometheus-ready counters since start. */
  counters(): EngineCounters
  /** Resolves when everything ingested before the call is sealed (`sealed`) and searchable (`indexed`). */
  flush(until?: 'sealed' | 'indexed'): Promise<void>
  close(): Promise<void>
}

export type EngineCounters = {
  readonly eventsAccepted: number
  readonly eventsRejected: number
  readonly eventsDuplicate: number
  readonly batchesSealed: number
  readonly eventsSealed: number
  readonly eventsIndexed: number
  readonly tailMissed: number
  readonly tailSubscribers: number
  readonly searches: number
}

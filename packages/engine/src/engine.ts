import type { ProofDocument, TallyEvent, TenantReport } from '@tallystick/core'
import type { Governance } from './governance/index.ts'
import type { IndexLag } from './index/index.ts'
import type { IngestOptions, IngestResult } from './ingest/index.ts'
import type { VerifyFilesOptions } from './journal/index.ts'
import type { CatalogueEntry, MetricsAnswer, MetricsQueryOptions } from './metrics/index.ts'
import type { ControlStore } from './ports/control-store.ts'
import type { EventStore, FieldSummary, ResultTable, StoreStats, TimeRange } from './ports/event-store.ts'
import type { KeyStore } from './ports/key-store.ts'
import type {
  ContextOptions,
  EventContext,
  ExportOptions,
  FieldsOptions,
  SearchOptions,
  SearchPage,
} from './search/index.ts'
import type { TailSubscription } from './tail/index.ts'

export type Problem = {
  /** `critical`: something that must work does not. */
  readonly severity: 'critical' | 'warning'
  readonly text: string
  /** What to do about it. */
  readonly hint: string
}

export type EngineHealth = {
  /** The process works at all. */
  readonly live: boolean
  /** It takes events in. While the store is down searches fail, but a load balancer must not cut off ingest for that. */
  readonly ready: boolean
  readonly version: string
  readonly store: {
    readonly engine: EventStore['engine']
    readonly up: boolean
    readonly error?: string
    readonly restarts: number
  }
  readonly journal: { readonly writable: boolean; readonly error?: string; readonly unsealed: number }
  /** What is acknowledged but not yet searchable, of all tenants together. */
  readonly index: { readonly behindEvents: number; readonly behindSeconds: number }
  /** Most important first; empty when all is well. */
  readonly problems: readonly Problem[]
}

export type TenantStats = {
  readonly tenant: string
  /** Lines of the record, events and metric points; `sealed` and `indexed` of them are under a checkpoint and searchable. */
  readonly events: number
  readonly sealed: number
  readonly indexed: number
  /** Entries (batches) in the ledger. */
  readonly ledgerSize: number
  /** Earliest and latest event time in the store. */
  readonly first?: string
  readonly last?: string
}

/** How far a tenant's record has come: lines, those of them under a checkpoint, entries in the ledger. */
export type RecordState = Pick<TenantStats, 'tenant' | 'events' | 'sealed' | 'ledgerSize'>

export type EngineStats = {
  readonly tenants: readonly TenantStats[]
  /** Bytes on the disk by part. */
  readonly disk: {
    readonly wal: number
    readonly journal: number
    readonly ledger: number
    readonly index: number
  }
  /** Tables of the store, their indexes included. */
  readonly tables: StoreStats['tables']
}

/** Since the engine was opened. */
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
  readonly storeRestarts: number
}

export type ReindexProgress = { readonly tenant: string; readonly done: number; readonly total: number }

/**
 * A data directory without what searches it: takes in, makes durable, seals, proves and administers. It needs no store, so whoever only administers
 * starts none, and may do so while the store is broken.
 */
export interface Keeper {
  readonly directory: string
  /** Instance vkey to pin (docs/design/001-record-format.md). */
  readonly verifierKey: string
  readonly control: ControlStore
  /** Keys of tenants. */
  readonly vault: KeyStore
  /** Decisions by policies: `POST /v1/check`. */
  readonly governance: Governance
  /**
   * Take in parsed JSON values of any shape; bad ones come back as errors. Resolves when the good ones are durable.
   * Rejects, nothing taken in, with TALLY_JOURNAL_WRITE, TALLY_INGEST_OVERLOADED or TALLY_JOURNAL_CLOSED.
   */
  ingest(tenant: string, values: readonly unknown[], options?: IngestOptions): Promise<IngestResult>
  /** Take in metric points of any shape, by the same way and with the same promises as `ingest`; they have no ids. */
  ingestMetrics(
    tenant: string,
    values: readonly unknown[],
    options?: Pick<IngestOptions, 'writer'>,
  ): Promise<IngestResult>
  /** Last number taken in from a writer. */
  writerSequence(tenant: string, writer: string): number | undefined
  /** Live events from now on. `capacity`: how many may wait for a slow reader before they count as missed (default 1,000). */
  tail(tenant: string, query: string, options?: { readonly capacity?: number }): TailSubscription
  /** `checkpoint` or a tile of the tenant's ledger, as C2SP tlog-tiles names them; undefined when there is none. */
  ledgerFile(tenant: string, path: string): Promise<Buffer | undefined>
  /**
   * Verifies the tenant's own files, journal and ledger, against this instance's key, in a thread of its own. Whoever could alter the files could have
   * altered the key with them: only `tally verify` with a key pinned elsewhere is independent. Rejects TALLY_INTERNAL when the files cannot be read.
   */
  verify(tenant: string, options?: VerifyFilesOptions): Promise<TenantReport>
  /** Known without the store. */
  record(tenant: string): RecordState
  /** Seals what is durable, then stops. */
  close(): Promise<void>
}

/** The product without a network: a record and what searches it. Every method that takes a tenant sees that tenant only. */
export interface Engine extends Keeper {
  /** What an expression can name: metrics with points in the range, and derived series. */
  metrics(tenant: string, options?: TimeRange & { readonly signal?: AbortSignal }): Promise<CatalogueEntry[]>
  /** The series of an expression (docs/design/008-metrics.md). Throws TALLY_METRIC_* and, for the queries of events in it, TALLY_QUERY_*. */
  queryMetrics(tenant: string, expr: string, options?: MetricsQueryOptions): Promise<MetricsAnswer>
  search(tenant: string, query: string, options?: SearchOptions): Promise<SearchPage>
  aggregate(
    tenant: string,
    query: string,
    options?: TimeRange & { readonly signal?: AbortSignal },
  ): Promise<ResultTable>
  fields(tenant: string, query: string, options?: FieldsOptions): Promise<FieldSummary[]>
  /** Throws TALLY_EVENT_NOT_FOUND. */
  get(tenant: string, id: string): Promise<TallyEvent>
  /** Events around one by (time, seq), each list oldest first; `query` narrows them. */
  context(tenant: string, id: string, options?: ContextOptions): Promise<EventContext>
  /** Matching events, oldest first, streamed page by page. */
  export(tenant: string, query: string, options?: ExportOptions): AsyncIterable<TallyEvent>
  /**
   * The sealed lines of matching events, by ascending seq, with what proves them against a pinned key, in pieces of NDJSON
   * (docs/design/001-record-format.md, "Export with proof"). Rejects TALLY_PROOF_UNSEALED while nothing is sealed.
   */
  exportWithProof(
    tenant: string,
    query: string,
    options?: TimeRange & { readonly signal?: AbortSignal },
  ): AsyncIterable<Buffer>
  /** Throws TALLY_EVENT_NOT_FOUND, TALLY_PROOF_UNSEALED. */
  prove(tenant: string, id: string): Promise<ProofDocument>
  /** Drop the store's rows and index the journal anew. Ingest goes on. `signal` ends the waiting, not the indexing. */
  reindex(options?: {
    readonly onProgress?: (progress: ReindexProgress) => void
    readonly signal?: AbortSignal
  }): Promise<void>
  health(): EngineHealth
  /** What a tenant has been acknowledged and cannot search yet. */
  indexLag(tenant: string): IndexLag
  stats(): Promise<EngineStats>
  counters(): EngineCounters
  /** Resolves when everything ingested before the call is sealed, or (default) also searchable. */
  flush(until?: 'sealed' | 'indexed'): Promise<void>
}

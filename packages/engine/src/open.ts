import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  DEFAULT_LIMITS,
  type EventLimits,
  type ProofDocument,
  TallyError,
  type TallyEvent,
  type TenantReport,
} from '@tallystick/core'
import { openControlStore } from './control/index.ts'
import type {
  Engine,
  EngineCounters,
  EngineHealth,
  EngineStats,
  Problem,
  RecordState,
  ReindexProgress,
} from './engine.ts'
import { Governance } from './governance/index.ts'
import { Indexer } from './index/index.ts'
import { Ingest, type IngestOptions, type IngestResult } from './ingest/index.ts'
import { type Journal, openJournal, type VerifyFilesOptions, verifyFiles } from './journal/index.ts'
import {
  type CatalogueEntry,
  type MetricsAnswer,
  type MetricsQueryOptions,
  MetricsRetention,
  metricsCatalogue,
  queryMetrics,
} from './metrics/index.ts'
import { type Clock, systemClock } from './ports/clock.ts'
import type { ControlStore } from './ports/control-store.ts'
import type { FieldSummary, ResultTable, TimeRange } from './ports/event-store.ts'
import type { KeyStore } from './ports/key-store.ts'
import {
  type ContextOptions,
  type EventContext,
  type ExportOptions,
  type FieldsOptions,
  Search,
  type SearchOptions,
  type SearchPage,
} from './search/index.ts'
import { type OpenedStore, openStore, prepareStore, type StoreChoice } from './store/open.ts'
import { TailHub, type TailSubscription } from './tail/index.ts'
import { createVault } from './vault/index.ts'
import { VERSION } from './version.ts'

export type EngineOptions = {
  readonly store?: StoreChoice
  readonly clock?: Clock
  /** Default `tallystick.local`: the first part of the origin of every ledger. Fixed when the directory is made. */
  readonly host?: string
  readonly limits?: EventLimits
  /** log2 of scrypt's N for new passwords. Default 17 (128 MiB, about half a second); less is for tests. */
  readonly passwordCost?: number
  /** Bytes of lines after which a segment of the journal is closed. Default 64 MiB; less is for tests. */
  readonly segmentBytes?: number
  /** Base64 of 32 bytes, as in ENCRYPTION_KEY: what the keys of tenants are wrapped under. Default: a file beside them. */
  readonly encryptionKey?: string | undefined
}

/**
 * Opens a data directory, making it when it is not there. One process at a time may hold it: TALLY_JOURNAL_LOCKED otherwise.
 * Searches answer at once; what the store lacks is indexed in the background.
 */
export async function openEngine(directory: string, options: EngineOptions = {}): Promise<Engine> {
  const root = resolve(directory)
  const clock = options.clock ?? systemClock
  const { store: choice = 'auto' } = options
  prepareStore(join(root, 'index'), choice)
  await mkdir(root, { recursive: true, mode: 0o700 })
  // The journal takes the lock, so it comes first and goes last.
  const journal = await openJournal(root, {
    clock,
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
  })
  await using undo = new AsyncDisposableStack()
  undo.defer(() => journal.close())
  const control = await openControlStore(root, {
    clock,
    ...(options.passwordCost === undefined ? {} : { passwordCost: options.passwordCost }),
  })
  undo.defer(() => control.close())
  const store = await openStore(join(root, 'index'), choice, clock)
  undo.move()
  const { limits = DEFAULT_LIMITS, encryptionKey } = options
  const vault = createVault({ directory: join(root, 'keys'), encryptionKey, clock })
  return new OpenEngine(root, journal, control, vault, store, clock, limits)
}

class OpenEngine implements Engine {
  readonly directory: string
  readonly control: ControlStore
  readonly vault: KeyStore
  readonly governance: Governance
  readonly #journal: Journal
  readonly #store: OpenedStore
  readonly #indexer: Indexer
  readonly #ingest: Ingest
  readonly #search: Search
  readonly #hub = new TailHub()
  readonly #retention: MetricsRetention
  readonly #clock: Clock
  #sealed = { batches: 0, events: 0 }
  #emptying: Promise<void> | undefined
  readonly #stopping = new AbortController()
  #closing: Promise<void> | undefined

  constructor(
    directory: string,
    journal: Journal,
    control: ControlStore,
    vault: KeyStore,
    store: OpenedStore,
    clock: Clock,
    limits: EventLimits,
  ) {
    this.directory = directory
    this.control = control
    this.vault = vault
    this.#journal = journal
    this.#store = store
    this.#indexer = new Indexer(journal, store, clock)
    this.#ingest = new Ingest(journal, this.#hub, clock, limits)
    this.#search = new Search(store)
    this.governance = new Governance({
      control,
      clock,
      ingest: (tenant, values) => this.#ingest.ingest(tenant, values),
    })
    this.#clock = clock
    this.#retention = new MetricsRetention({
      store,
      control,
      tenants: () => journal.tenants().map(({ tenant }) => tenant),
      clock,
    })
    journal.onSealed(({ count }) => {
      this.#sealed = { batches: this.#sealed.batches + 1, events: this.#sealed.events + count }
    })
    this.#indexer.start()
  }

  get verifierKey(): string {
    return this.#journal.verifierKey
  }

  ingest(tenant: string, values: readonly unknown[], options?: IngestOptions): Promise<IngestResult> {
    return this.#ingest.ingest(tenant, values, options)
  }

  ingestMetrics(
    tenant: string,
    values: readonly unknown[],
    options?: Pick<IngestOptions, 'writer'>,
  ): Promise<IngestResult> {
    return this.#ingest.ingestMetrics(tenant, values, options)
  }

  metrics(
    tenant: string,
    options: TimeRange & { readonly signal?: AbortSignal } = {},
  ): Promise<CatalogueEntry[]> {
    return metricsCatalogue(this.#store, tenant, options)
  }

  queryMetrics(tenant: string, expr: string, options: MetricsQueryOptions = {}): Promise<MetricsAnswer> {
    return queryMetrics(this.#store, tenant, expr, options, this.#clock.now())
  }

  writerSequence(tenant: string, writer: string): number | undefined {
    return this.#journal.writerSequence(tenant, writer)
  }

  search(tenant: string, query: string, options?: SearchOptions): Promise<SearchPage> {
    return this.#search.search(tenant, query, options)
  }

  aggregate(
    tenant: string,
    query: string,
    options?: TimeRange & { readonly signal?: AbortSignal },
  ): Promise<ResultTable> {
    return this.#search.aggregate(tenant, query, options)
  }

  fields(tenant: string, query: string, options?: FieldsOptions): Promise<FieldSummary[]> {
    return this.#search.fields(tenant, query, options)
  }

  get(tenant: string, id: string): Promise<TallyEvent> {
    return this.#search.get(tenant, id)
  }

  context(tenant: string, id: string, options?: ContextOptions): Promise<EventContext> {
    return this.#search.context(tenant, id, options)
  }

  export(tenant: string, query: string, options?: ExportOptions): AsyncIterable<TallyEvent> {
    return this.#search.export(tenant, query, options)
  }

  async *exportWithProof(
    tenant: string,
    query: string,
    { signal, ...range }: TimeRange & { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<Buffer> {
    const ranges = await this.#search.sequence(tenant, query, {
      ...range,
      ...(signal === undefined ? {} : { signal }),
    })
    const about = { tenant, ...(query.trim() === '' ? {} : { query }), ...range }
    yield* this.#journal.export(about, ranges, signal)
  }

  tail(tenant: string, query: string, options: { readonly capacity?: number } = {}): TailSubscription {
    return this.#hub.subscribe(tenant, query, options.capacity)
  }

  async prove(tenant: string, id: string): Promise<ProofDocument> {
    const { seq } = await this.#search.get(tenant, id)
    return this.#journal.prove(tenant, seq)
  }

  ledgerFile(tenant: string, path: string): Promise<Buffer | undefined> {
    return this.#journal.ledgerFile(tenant, path)
  }

  verify(tenant: string, { onProgress, signal }: VerifyFilesOptions = {}): Promise<TenantReport> {
    const stopped = this.#stopping.signal
    return verifyFiles(
      { root: this.directory, tenant, pin: this.verifierKey },
      {
        ...(onProgress === undefined ? {} : { onProgress }),
        signal: signal === undefined ? stopped : AbortSignal.any([signal, stopped]),
      },
    )
  }

  async reindex({
    onProgress,
    signal,
  }: {
    readonly onProgress?: (progress: ReindexProgress) => void
    readonly signal?: AbortSignal
  } = {}): Promise<void> {
    // Whoever asks while the store is being emptied waits for that with the first.
    this.#emptying ??= this.#indexer.rebuild().finally(() => {
      this.#emptying = undefined
    })
    await this.#emptying
    while (this.#indexer.lag().events > 0) {
      signal?.throwIfAborted()
      await Promise.race([this.#indexer.flush(), new Promise(resolve => setTimeout(resolve, 250))])
      for (const { tenant, sealedSeq } of this.#journal.tenants())
        onProgress?.({ tenant, done: this.#indexer.indexedSeq(tenant), total: sealedSeq })
    }
  }

  health(): EngineHealth {
    const store = this.#store.state()
    const { unsealed, writeError } = this.#journal.stats()
    const lag = this.#indexer.lag()
    const problems: Problem[] = []
    if (writeError !== undefined)
      problems.push({
        severity: 'critical',
        text: `The journal cannot be written, so new events are refused: ${writeError}`,
        hint: 'Make room on the disk of the data directory, or make it writable; writing resumes by itself.',
      })
    if (!store.up)
      problems.push({
        severity: 'critical',
        text: `The ${this.#store.engine} store is down, so searches fail; ingest goes on${store.error === undefined ? '' : `: ${store.error}`}`,
        hint: 'It is started again by itself. When it stays down, see the log of the server; tally reindex builds the store anew from the record.',
      })
    else if (lag.error !== undefined)
      problems.push({
        severity: 'critical',
        text: `Indexing fails and is being retried: ${lag.error}`,
        hint: 'Nothing is lost: the record has it. When it goes on, tally reindex builds the store anew.',
      })
    if (this.#retention.error !== undefined)
      problems.push({
        severity: 'warning',
        text: `Old metric points could not be rolled up; it is tried again: ${this.#retention.error}`,
        hint: 'Until then they take more room on the disk.',
      })
    if (lag.seconds > 5)
      problems.push({
        severity: 'warning',
        text: `The index is ${Math.round(lag.seconds)} s (${lag.events} events) behind; searches do not show the newest events`,
        hint: 'It catches up by itself once less comes in than it can index.',
      })
    return {
      live: this.#closing === undefined,
      ready: this.#closing === undefined && writeError === undefined,
      version: VERSION,
      store: { engine: this.#store.engine, ...store },
      journal: {
        writable: writeError === undefined,
        unsealed,
        ...(writeError === undefined ? {} : { error: writeError }),
      },
      index: { behindEvents: lag.events, behindSeconds: lag.seconds },
      problems,
    }
  }

  async stats(): Promise<EngineStats> {
    const [disk, store] = [this.#journal.stats(), await this.#store.stats()]
    const spans = new Map(store.tenants.map(row => [row.tenant, row]))
    return {
      tenants: this.#journal.tenants().map(({ tenant, nextSeq, sealedSeq, ledgerSize }) => {
        const { first, last } = spans.get(tenant) ?? {}
        return {
          tenant,
          events: nextSeq,
          sealed: sealedSeq,
          indexed: this.#indexer.indexedSeq(tenant),
          ledgerSize,
          ...(first === undefined ? {} : { first }),
          ...(last === undefined ? {} : { last }),
        }
      }),
      disk: { wal: disk.walBytes, journal: disk.journalBytes, ledger: disk.ledgerBytes, index: store.bytes },
      tables: store.tables,
    }
  }

  record(tenant: string): RecordState {
    const { nextSeq = 0, sealedSeq = 0, ledgerSize = 0 } = this.#journal.state(tenant) ?? {}
    return { tenant, events: nextSeq, sealed: sealedSeq, ledgerSize }
  }

  counters(): EngineCounters {
    return {
      eventsAccepted: this.#ingest.accepted,
      eventsRejected: this.#ingest.rejected,
      eventsDuplicate: this.#ingest.duplicates,
      batchesSealed: this.#sealed.batches,
      eventsSealed: this.#sealed.events,
      eventsIndexed: this.#indexer.indexed,
      tailMissed: this.#hub.missed,
      tailSubscribers: this.#hub.subscribers,
      searches: this.#search.searches,
      storeRestarts: this.#store.state().restarts,
    }
  }

  async flush(until: 'sealed' | 'indexed' = 'indexed'): Promise<void> {
    await this.#journal.flush()
    if (until === 'indexed') await this.#indexer.flush()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#stopping.abort(new TallyError('TALLY_JOURNAL_CLOSED', 'the engine is closed'))
    this.#hub.close()
    await this.#retention.close()
    await this.#indexer.close()
    await this.#store.close()
    await this.control.close()
    await this.#journal.close()
  }
}

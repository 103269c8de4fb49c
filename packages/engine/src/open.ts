import { join, resolve } from 'node:path'
import type { ProofDocument, TallyEvent } from '@tallystick/core'
import type {
  Engine,
  EngineCounters,
  EngineHealth,
  EngineStats,
  Keeper,
  Problem,
  ReindexProgress,
} from './engine.ts'
import { Indexer, type IndexLag } from './index/index.ts'
import { type KeeperOptions, OpenKeeper, openParts, type Parts } from './keeper.ts'
import {
  type CatalogueEntry,
  type MetricsAnswer,
  type MetricsQueryOptions,
  MetricsRetention,
  metricsCatalogue,
  queryMetrics,
} from './metrics/index.ts'
import type { FieldSummary, ResultTable, TimeRange } from './ports/event-store.ts'
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
import { VERSION } from './version.ts'

export type EngineOptions = KeeperOptions & { readonly store?: StoreChoice }

const indexOf = (directory: string): string => join(directory, 'index')

/**
 * Opens a data directory, making it when it is not there. One process at a time may hold it: TALLY_JOURNAL_LOCKED otherwise.
 * Searches answer at once; what the store lacks is indexed in the background.
 */
export async function openEngine(
  directory: string,
  { store = 'auto', ...options }: EngineOptions = {},
): Promise<Engine> {
  prepareStore(indexOf(resolve(directory)), store)
  const keeper = await openKeeper(directory, options)
  try {
    return await keeper.openStore(store)
  } catch (error) {
    await keeper.close()
    throw error
  }
}

/** As `openEngine`, without a store; `openStore` puts one on it. What that gives is closed instead of the keeper. */
export async function openKeeper(
  directory: string,
  options: KeeperOptions = {},
): Promise<Keeper & { openStore(choice?: StoreChoice): Promise<Engine> }> {
  const parts = await openParts(directory, options)
  return Object.assign(new OpenKeeper(parts), {
    openStore: async (choice: StoreChoice = 'auto') =>
      new OpenEngine(parts, await openStore(indexOf(parts.directory), choice, parts.clock)),
  })
}

class OpenEngine extends OpenKeeper implements Engine {
  readonly #store: OpenedStore
  readonly #indexer: Indexer
  readonly #search: Search
  readonly #retention: MetricsRetention
  #sealed = { batches: 0, events: 0 }
  #emptying: Promise<void> | undefined

  constructor(parts: Parts, store: OpenedStore) {
    super(parts)
    const { journal, control, clock } = parts
    this.#store = store
    this.#indexer = new Indexer(journal, store, clock)
    this.#search = new Search(store)
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

  metrics(
    tenant: string,
    options: TimeRange & { readonly signal?: AbortSignal } = {},
  ): Promise<CatalogueEntry[]> {
    return metricsCatalogue(this.#store, tenant, options)
  }

  queryMetrics(tenant: string, expr: string, options: MetricsQueryOptions = {}): Promise<MetricsAnswer> {
    return queryMetrics(this.#store, tenant, expr, options, this.parts.clock.now())
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
    yield* this.parts.journal.export(about, ranges, signal)
  }

  async prove(tenant: string, id: string): Promise<ProofDocument> {
    const { seq } = await this.#search.get(tenant, id)
    return this.parts.journal.prove(tenant, seq)
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
    while (this.#indexer.backlog() > 0) {
      signal?.throwIfAborted()
      await Promise.race([this.#indexer.flush(), new Promise(resolve => setTimeout(resolve, 250))])
      for (const { tenant, sealedSeq } of this.parts.journal.tenants())
        onProgress?.({ tenant, done: this.#indexer.indexedSeq(tenant), total: sealedSeq })
    }
  }

  indexLag(tenant: string): IndexLag {
    return this.#indexer.lag(tenant)
  }

  health(): EngineHealth {
    const store = this.#store.state()
    const { unsealed, writeError } = this.parts.journal.stats()
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
      live: !this.isClosing,
      ready: !this.isClosing && writeError === undefined,
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
    const [disk, store] = [this.parts.journal.stats(), await this.#store.stats()]
    const spans = new Map(store.tenants.map(row => [row.tenant, row]))
    return {
      tenants: this.parts.journal.tenants().map(({ tenant, nextSeq, sealedSeq, ledgerSize }) => {
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

  counters(): EngineCounters {
    return {
      eventsAccepted: this.parts.intake.accepted,
      eventsRejected: this.parts.intake.rejected,
      eventsDuplicate: this.parts.intake.duplicates,
      batchesSealed: this.#sealed.batches,
      eventsSealed: this.#sealed.events,
      eventsIndexed: this.#indexer.indexed,
      tailMissed: this.parts.hub.missed,
      tailSubscribers: this.parts.hub.subscribers,
      searches: this.#search.searches,
      storeRestarts: this.#store.state().restarts,
    }
  }

  async flush(until: 'sealed' | 'indexed' = 'indexed'): Promise<void> {
    await this.parts.journal.flush()
    if (until === 'indexed') await this.#indexer.flush()
  }

  protected override async closeStore(): Promise<void> {
    await this.#retention.close()
    await this.#indexer.close()
    await this.#store.close()
  }
}

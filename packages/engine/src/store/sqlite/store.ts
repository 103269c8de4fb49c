import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { type Clock, systemClock } from '../../ports/clock.ts'
import type { EventStore, StoreBatch } from '../../ports/event-store.ts'
import type { LinesOfTenant } from './append.ts'
import type { Method, Methods } from './protocol.ts'
import { Threads } from './threads.ts'

export type SqliteStoreOptions = {
  readonly clock?: Clock
  /** Longest that a query may take, waiting for its turn included. */
  readonly queryTimeoutMs?: number
  /** Threads that read, so that a heavy query does not hold up light ones. */
  readonly readers?: number
  /** JavaScript memory of a thread that reads, in MiB; a query that needs more ends with TALLY_QUERY_MEMORY. */
  readonly readerHeapMb?: number
}

export type SqliteStore = EventStore & {
  state(): { readonly up: boolean; readonly error?: string; readonly restarts: number }
}

/**
 * The row store: one SQLite database, `directory/events.db`, in threads of its own. For small installations and in-process use
 * (docs/design/004-row-store.md). Rejects with TALLY_STORE_UNAVAILABLE when the database cannot be opened.
 */
export async function openSqliteStore(
  directory: string,
  {
    clock = systemClock,
    queryTimeoutMs = 30_000,
    readers = 2,
    readerHeapMb = 1_024,
  }: SqliteStoreOptions = {},
): Promise<SqliteStore> {
  await mkdir(directory, { recursive: true })
  const file = join(directory, 'events.db')
  const writer = new Threads({ file, role: 'writer' }, { size: 1 })
  const reader = new Threads({ file, role: 'reader' }, { size: readers, heapMb: readerHeapMb })
  await writer.call('ready', []).catch(cause => {
    throw new TallyError(
      'TALLY_STORE_UNAVAILABLE',
      `${file} cannot be opened: ${cause.message}. If it is damaged, delete it: the journal fills it again.`,
      { cause },
    )
  })
  let isClosed = false

  const query = async <M extends Method>(
    method: M,
    signal: AbortSignal | undefined,
    ...args: Parameters<Methods[M]>
  ): Promise<ReturnType<Methods[M]>> => {
    signal?.throwIfAborted()
    let cancel: (reason: unknown) => void = () => undefined
    const answer = reader.call(method, args, {
      onCancel: it => {
        cancel = it
      },
    })
    const onAbort = () => cancel(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    using _timer = clock.setTimeout(
      () => cancel(new TallyError('TALLY_QUERY_TIMEOUT', `the query took more than ${queryTimeoutMs} ms`)),
      queryTimeoutMs,
    )
    try {
      return await answer
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
  }

  return {
    engine: 'sqlite',
    state: () => {
      const error = writer.error ?? reader.error
      return {
        up: !isClosed,
        restarts: writer.deaths + reader.deaths,
        ...(error === undefined ? {} : { error }),
      }
    },

    append: async batches => {
      if (batches.length === 0) return
      const copies = batches.map(copyLines)
      await writer.call('append', [copies], { transfer: copies.map(({ lines }) => lines.buffer) })
    },
    deleteBefore: async (tenant, before) => {
      let total = 0
      for (let deleted = -1; deleted !== 0; total += deleted)
        deleted = await writer.call('deleteSome', [tenant, before])
      return total
    },
    rollUp: async (tenant, before) => {
      let total = 0
      for (let some = -1; some !== 0; total += some) some = await writer.call('rollUpSome', [tenant, before])
      return total
    },
    deleteRollupsBefore: (tenant, before) => writer.call('deleteRollupsBefore', [tenant, before]),
    clear: () => writer.call('clear', []),

    search: ({ signal, ...request }) => query('search', signal, request),
    aggregate: ({ signal, ...request }) => query('aggregate', signal, request),
    fields: ({ signal, ...request }) => query('fields', signal, request),
    get: (tenant, id) => query('get', undefined, tenant, id),
    missing: (tenant, range) => query('missing', undefined, tenant, range),
    series: ({ signal, ...request }) => query('series', signal, request),
    metrics: ({ signal, ...request }) => query('metrics', signal, request),
    stats: () => query('stats', undefined),

    close: async () => {
      isClosed = true
      // The last connection to close folds the write-ahead log into the database; a reader cannot.
      await reader.close()
      await writer.close()
    },
  }
}

/** The lines in memory of their own, which can be handed to a thread without copying them again. */
function copyLines({
  tenant,
  lines,
}: StoreBatch): LinesOfTenant & { readonly lines: Uint8Array<ArrayBuffer> } {
  return { tenant, lines: new Uint8Array(lines) }
}

import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { DASHBOARD_TEMPLATES, type ErrorBody, TallyError } from '@tallystick/core'
import type {
  ApiKey,
  CatalogueEntry,
  KeyRotation,
  MetricsAnswer,
  ReindexProgress,
  ResultTable,
  Tenant,
  TenantStats,
  User,
} from '@tallystick/engine'
import type { Accuracy } from '@tallystick/firewall'
import { isLoopback } from './loopback.ts'
import { httpPolicies } from './policies.ts'
import { FIRST_RETRY_MS, LONGEST_RETRY_MS, untilTaken } from './retry.ts'
import { parseEventStream } from './sse.ts'
import type { HttpRequest, Transport } from './transport.ts'
import { createTransport, errorOfAnswer, parseObject, reasonOf } from './transport.ts'
import type { Health, IngestOutcome, IngestRequest, Stats, TailItem, TallyClient } from './types.ts'

/** On a thread of its own, while the next batch is read. */
const pack = promisify(zstdCompress)

type WireKey = Omit<ApiKey, 'lastUsed'> & { readonly last_used?: string }
type WireTenantStats = Omit<TenantStats, 'ledgerSize'> & { readonly ledger_size: number }
type WireOutcome = {
  readonly accepted: number
  readonly duplicates: number
  readonly errors: readonly ({ readonly index: number } & ErrorBody)[]
}
type WireHealth = {
  readonly ready: boolean
  readonly behind_seconds: number
  readonly details?: {
    readonly version: string
    readonly store: { readonly engine: string }
    readonly index: { readonly behind_events: number; readonly behind_seconds: number }
    readonly problems: readonly string[]
  }
}

type MetricEntry = Extract<CatalogueEntry, { kind: 'metric' }>
type WireMetric =
  | Exclude<CatalogueEntry, MetricEntry>
  | (Omit<MetricEntry, 'lastSeen'> & { readonly last_seen: string })

function toEntry(entry: WireMetric): CatalogueEntry {
  if (entry.kind === 'derived') return entry
  const { last_seen: lastSeen, ...metric } = entry
  return { ...metric, lastSeen }
}

function toKey({ last_used: lastUsed, ...key }: WireKey): ApiKey {
  return lastUsed === undefined ? key : { ...key, lastUsed }
}

/** Talks to a running server with one key. */
export function createHttpClient(url: string, apiKey: string | undefined): TallyClient {
  const transport = createTransport(url, apiKey)
  const { send } = transport
  const json = async <T>(path: string, request?: HttpRequest): Promise<T> =>
    (await send(path, request)).json() as Promise<T>

  return {
    target: url,
    kind: 'server',

    ingest: (values, request = {}) => ingest(transport, url, '/api/v1/events', values, request),
    ingestPoints: (values, request = {}) => ingest(transport, url, '/api/v1/metrics', values, request),

    writerSequence: async writer =>
      (await json<{ sequence: number | null }>(`/api/v1/writers/${encodeURIComponent(writer)}`)).sequence ??
      undefined,

    search: (query, { signal, ...range }) =>
      json('/api/v1/search', { query: { q: query, ...range }, signal }),

    aggregate: async (query, { from, to, signal }) => {
      const { columns, rows, truncated } = await json<ResultTable>('/api/v1/aggregate', {
        query: { q: query, from, to },
        signal,
      })
      return { columns, rows, truncated }
    },

    metrics: async ({ from, to }) =>
      (await json<{ metrics: WireMetric[] }>('/api/v1/metrics', { query: { from, to } })).metrics.map(
        toEntry,
      ),
    queryMetrics: async (expr, { from, to, step, signal }) => {
      const { took_ms: _, ...answer } = await json<MetricsAnswer & { took_ms: number }>(
        '/api/v1/metrics/query',
        {
          query: { expr, from, to, step },
          signal,
        },
      )
      return answer
    },

    shareDashboards: async () => {
      const { dashboards } = await json<{ dashboards: { name: string }[] }>('/api/v1/dashboards')
      for (const { name, document } of DASHBOARD_TEMPLATES)
        if (dashboards.every(there => there.name !== name))
          await json('/api/v1/dashboards', { method: 'POST', json: { name, shared: true, document } })
    },

    tail: (query, signal) => tail(transport, query, signal),

    async *export(query, { from, to, format, columns, proof, signal }) {
      const response = await send('/api/v1/export', {
        query: { q: query, from, to, format, columns, proof: proof ? 'true' : undefined },
        accept: '*/*',
        signal,
      })
      const decoder = new TextDecoder()
      try {
        for await (const chunk of response.body!)
          yield format === 'parquet' ? chunk : decoder.decode(chunk, { stream: true })
      } catch (error) {
        if (signal.aborted) throw error
        throw new TallyError('TALLY_SERVER_UNREACHABLE', `the export broke off: ${reasonOf(error)}`, {
          cause: error,
        })
      }
    },

    prove: id => json(`/api/v1/events/${encodeURIComponent(id)}/proof`),

    verifierKey: async () => (await json<{ verifier_key: string }>('/api/v1/whoami')).verifier_key,

    tenants: async () => (await json<{ tenants: Tenant[] }>('/api/v1/tenants')).tenants,
    createTenant: name => json('/api/v1/tenants', { method: 'POST', json: { name } }),
    keys: async () => (await json<{ keys: WireKey[] }>('/api/v1/keys')).keys.map(toKey),
    createKey: async input => {
      const { key, secret } = await json<{ key: WireKey; secret: string }>('/api/v1/keys', {
        method: 'POST',
        json: input,
      })
      return { key: toKey(key), secret }
    },
    revokeKey: async id => {
      await send(`/api/v1/keys/${encodeURIComponent(id)}`, { method: 'DELETE' })
    },

    rotateKeys: ({ toEnv, ...input }) =>
      json<KeyRotation>('/api/v1/keys/rotate', {
        method: 'POST',
        json: { ...input, ...(toEnv === undefined ? {} : { to_env: toEnv }) },
      }),
    giveFeedback: async (scan, feedback) => {
      await send(`/api/v1/scans/${encodeURIComponent(scan)}/feedback`, { method: 'POST', json: feedback })
    },
    scanAccuracy: async () => {
      const { took_ms: _, ...accuracy } = await json<Accuracy & { took_ms: number }>('/api/v1/scans/accuracy')
      return accuracy
    },
    ...httpPolicies(json),

    users: async () => (await json<{ users: User[] }>('/api/v1/users')).users,
    createUser: async input =>
      (await json<{ user: User }>('/api/v1/users', { method: 'POST', json: input })).user,
    changeUser: (name, change) =>
      json(`/api/v1/users/${encodeURIComponent(name)}`, { method: 'PATCH', json: change }),
    deleteUser: async name => {
      await send(`/api/v1/users/${encodeURIComponent(name)}`, { method: 'DELETE' })
    },

    stats: async () => {
      const { tenants, ...rest } = await json<{ tenants: WireTenantStats[] } & Omit<Stats, 'tenants'>>(
        '/api/v1/stats',
      )
      return {
        tenants: tenants.map(({ ledger_size: ledgerSize, ...tenant }) => ({ ...tenant, ledgerSize })),
        ...rest,
      }
    },

    health: async (): Promise<Health> => {
      // 503 says in the same words that it is not well.
      const response = await transport.exchange('/health')
      const body = await response.text()
      const health = healthOf(body)
      if (health === undefined) throw errorOfAnswer(response.status, body, url)
      const { ready, behind_seconds: seconds, details } = health
      return {
        ready,
        version: details?.version ?? '',
        engine: details?.store.engine ?? '',
        behind: { events: details?.index.behind_events ?? 0, seconds },
        problems: details?.problems ?? [],
      }
    },

    reindex: async (onProgress, signal) => {
      const response = await send('/api/v1/reindex', { method: 'POST', accept: '*/*', signal })
      let finished = false
      try {
        for await (const line of textLines(response.body!)) {
          const progress = JSON.parse(line) as ReindexProgress | { readonly finished: true }
          if ('finished' in progress) finished = true
          else onProgress(progress)
        }
      } catch (error) {
        if (signal.aborted) throw error
        throw brokenOff(reasonOf(error), error)
      }
      if (!finished) throw brokenOff('the connection ended')
    },

    close: async () => {},
  }
}

async function ingest(
  { exchange }: Transport,
  url: string,
  path: '/api/v1/events' | '/api/v1/metrics',
  values: readonly unknown[],
  { writer, signal }: IngestRequest,
): Promise<IngestOutcome> {
  const headers: Record<string, string> =
    writer === undefined
      ? {}
      : { 'x-tally-writer': writer.writer, 'x-tally-sequence': String(writer.sequence) }
  // On this machine compressing takes longer than sending: an import of 57 MB over loopback took 5.8 s instead of 4.9.
  const body = isLoopback(new URL(url).hostname)
    ? { json: values }
    : { packedJson: await pack(JSON.stringify(values)) }
  const query = path === '/api/v1/events' ? { ids: 'false' } : {}
  const request = { method: 'POST', query, headers, signal, ...body } as const
  return untilTaken(async () => {
    const response = await exchange(path, request)
    const body = await response.text()
    // A batch of which nothing was good is an error of its own, and says of each event why, like one of which a part was.
    const outcome = outcomeOf(body)
    if (outcome === undefined) throw errorOfAnswer(response.status, body, url)
    return outcome
  }, signal)
}

function brokenOff(reason: string, cause?: unknown): TallyError {
  return new TallyError(
    'TALLY_SERVER_UNREACHABLE',
    `the news of the server broke off: ${reason}; it goes on indexing (tally doctor says how far it is behind)`,
    { cause },
  )
}

async function* textLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}

function healthOf(body: string): WireHealth | undefined {
  const health = parseObject(body) as Partial<WireHealth>
  return typeof health.ready === 'boolean' ? (health as WireHealth) : undefined
}

function outcomeOf(body: string): IngestOutcome | undefined {
  const { accepted, duplicates, errors } = parseObject(body) as Partial<WireOutcome>
  if (accepted === undefined || duplicates === undefined || errors === undefined) return undefined
  return { accepted, duplicates, refused: errors.map(({ index, ...error }) => ({ index, error })) }
}

/** A tail over server-sent events that comes back when the connection breaks, later each time until it stands again. */
async function* tail({ send }: Transport, query: string, signal: AbortSignal): AsyncGenerator<TailItem> {
  let retryMs = FIRST_RETRY_MS
  let stood = false
  while (!signal.aborted) {
    let reason = 'the server closed the connection'
    try {
      const response = await send('/api/v1/tail', {
        query: { q: query },
        accept: 'text/event-stream',
        signal,
      })
      stood = true
      retryMs = FIRST_RETRY_MS
      yield { type: 'connected' }
      for await (const { event, data } of parseEventStream(response.body!)) {
        if (event === 'message') yield { type: 'event', event: JSON.parse(data) }
        else if (event === 'missed')
          yield { type: 'missed', count: (JSON.parse(data) as { count: number }).count }
        else if (event === 'closing') {
          const { reason: why } = JSON.parse(data) as { reason?: string }
          if (why !== undefined) throw new TallyError('TALLY_AUTH_INVALID', `the tail has ended: ${why}`)
        }
      }
    } catch (error) {
      if (signal.aborted) return
      // What the server refuses it will refuse again; a first attempt that fails is the caller's to see.
      const passing = !(error instanceof TallyError) || error.status >= 500
      if (!passing || !stood) throw error
      reason = error instanceof TallyError ? error.message : reasonOf(error)
    }
    if (signal.aborted) return
    yield { type: 'disconnected', reason, retryMs }
    try {
      await sleep(retryMs, undefined, { signal })
    } catch {
      return
    }
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }
}

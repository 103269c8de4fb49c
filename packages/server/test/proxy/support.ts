import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TallyEvent } from '@tallystick/core'
import { type Engine, openEngine } from '@tallystick/engine'
import OpenAI, { type ClientOptions } from 'openai'
import { Upstream } from '../../../../e2e/lib/upstream.ts'
import type { ProxyOptions } from '../../src/http/options.ts'
import { type RunningServer, startServer } from '../../src/index.ts'

/** Made at run time, so that no scanner takes this file for a leak. */
export const SECRETS = {
  aws: `AKIA${'QYLPMN5HFIQR7XYA'}`,
  github: `ghp_${'x7Kd02MfLq9ZtVbN4RcYwS1hJpA6uEgT3oIi'}`,
  email: ['jane.roe', 'example-mail.org'].join('@'),
  other: ['john.doe', 'another-mail.org'].join('@'),
  card: ['4539', '1488', '0343', '6467'].join(' '),
  upstreamKey: `sk-upstream-${'9'.repeat(8)}${'qZ'.repeat(12)}`,
} as const

export type ProxyTest = {
  readonly engine: Engine
  readonly server: RunningServer
  readonly upstream: Upstream
  readonly directory: string
  /** Key of the tenant `acme`, which may ingest and nothing else. */
  readonly key: string
  readonly keyId: string
  readonly log: readonly string[]
  client(options?: ClientOptions): OpenAI
  /** All events of a tenant, in the order in which they were recorded. */
  events(tenant?: string): Promise<TallyEvent[]>
  /** Files of the data directory, and lines of the log, that hold one of these. */
  leaks(...texts: readonly string[]): Promise<string[]>
  dispose(): Promise<void>
}

export async function openProxy(proxy: ProxyOptions = {}): Promise<ProxyTest> {
  const directory = await mkdtemp(join(tmpdir(), 'tally-proxy-'))
  const engine = await openEngine(directory, { store: 'memory', passwordCost: 4 })
  await engine.control.createTenant('acme')
  const { secret, key } = await engine.control.createKey({ tenant: 'acme', name: 'app', scopes: ['ingest'] })
  const upstream = await Upstream.start()
  const log: string[] = []
  const server = await startServer(engine, {
    port: 0,
    log: 'json',
    logLevel: 'debug',
    logTo: { write: line => log.push(line) },
    shutdownMs: 1_000,
    proxy: { upstream: upstream.url, open: false, ...proxy },
  }).catch(async error => {
    await upstream.stop()
    throw error
  })
  return {
    engine,
    server,
    upstream,
    directory,
    key: secret,
    keyId: key.id,
    log,
    client: options =>
      new OpenAI({
        baseURL: `${server.url}/v1`,
        apiKey: SECRETS.upstreamKey,
        maxRetries: 0,
        defaultHeaders: { 'X-Tally-Key': secret },
        ...options,
      }),
    events: async (tenant = 'acme') => {
      await engine.flush()
      const { events } = await engine.search(tenant, '', { limit: 10_000, order: 'asc' })
      return events.toSorted((a, b) => a.seq - b.seq)
    },
    leaks: async (...texts) => {
      const found: string[] = log.filter(line => texts.some(text => line.includes(text)))
      for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const bytes = await readFile(join(entry.parentPath, entry.name))
        if (texts.some(text => bytes.includes(text))) found.push(entry.name)
      }
      return found
    },
    dispose: async () => {
      await server.close()
      await upstream.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

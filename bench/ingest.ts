/**
 * Ingest over HTTP, as a client sees it: 4 connections, batches of 1,000 NDJSON events.
 * Phase 1, as fast as it goes: acknowledged, sealed and searchable events per second. Phase 2, 20,000 events/s for 10 s: latency of the
 * acknowledgement, and of an event's way to the search. Then the bytes per event by part, once segments are closed and merges have settled.
 */
import { parseArgs } from 'node:util'
import { IngestClient } from './lib/client.ts'
import { percentile } from './lib/figures.ts'
import { asSent, createGenerator } from './lib/generator.ts'
import { TallyServer, type Usage } from './lib/server.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    store: { type: 'string', default: 'auto' },
    seconds: { type: 'string', default: '10' },
  },
})
const EVENTS = Number(values.events)
const BATCH = 1000
const CONNECTIONS = 4
const PACED_RATE = 20_000
const PACED_SECONDS = Number(values.seconds)

type Stats = {
  tenants: { tenant: string; events: number; sealed: number; indexed: number }[]
  disk: Record<string, number>
}

const generator = createGenerator()
const nextBatch = (): Buffer => {
  let text = ''
  for (let i = 0; i < BATCH; i++) text += `${JSON.stringify(asSent(generator.next()))}\n`
  return Buffer.from(text)
}
const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
const progress = async (server: TallyServer) =>
  (await server.json<Stats>('/api/v1/stats')).tenants.find(row => row.tenant === 'default')

async function waitFor(server: TallyServer, part: 'sealed' | 'indexed', count: number): Promise<void> {
  while (((await progress(server))?.[part] ?? 0) < count) await sleep(20)
}

const byRole = (usages: readonly Usage[], role: string): Usage | undefined =>
  usages.find(usage => usage.role === role)

async function asFastAsItGoes(server: TallyServer) {
  const batches = Array.from({ length: EVENTS / BATCH }, nextBatch)
  using client = new IngestClient(server, CONNECTIONS)
  const before = server.usage()
  const latencies: number[] = []
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let batch = batches[next++]; batch !== undefined; batch = batches[next++])
        latencies.push(await client.post(batch))
    }),
  )
  const acknowledged = performance.now() - started
  await waitFor(server, 'sealed', EVENTS)
  const sealed = performance.now() - started
  await waitFor(server, 'indexed', EVENTS)
  const indexed = performance.now() - started
  const after = server.usage()
  const rate = (ms: number): number => Math.round((EVENTS / ms) * 1000)
  return {
    events: EVENTS,
    bytesPerEventSent: Math.round(batches.reduce((sum, batch) => sum + batch.length, 0) / EVENTS),
    acknowledgedPerSecond: rate(acknowledged),
    sealedPerSecond: rate(sealed),
    indexedPerSecond: rate(indexed),
    ackMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    processes: after.map(now => ({
      role: now.role,
      cpuSeconds: now.cpuSeconds - (byRole(before, now.role)?.cpuSeconds ?? 0),
      peakBytes: now.peakBytes,
    })),
  }
}

/** Sends at a fixed rate whatever the answers do, so that a slow server cannot hide its queue. */
async function paced(server: TallyServer) {
  using client = new IngestClient(server, CONNECTIONS)
  const batches = Array.from({ length: (PACED_RATE * PACED_SECONDS) / BATCH }, nextBatch)
  const latencies: number[] = []
  const searchable: number[] = []
  const pending: Promise<unknown>[] = []
  const started = performance.now()
  for (const [i, batch] of batches.entries()) {
    await sleep(Math.max(0, started + (i * 1000 * BATCH) / PACED_RATE - performance.now()))
    pending.push(client.post(batch).then(ms => latencies.push(ms)))
    if (i % 10 === 5) pending.push(probe(server, client, i).then(ms => searchable.push(ms)))
  }
  await Promise.all(pending)
  return {
    eventsPerSecond: Math.round((batches.length * BATCH * 1000) / (performance.now() - started)),
    ackMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    searchableMs: {
      p50: percentile(searchable, 0.5),
      p99: percentile(searchable, 0.99),
      samples: searchable.length,
    },
  }
}

/** Milliseconds from the acknowledgement of one event to the first search that finds it. */
async function probe(server: TallyServer, client: IngestClient, i: number): Promise<number> {
  const request = `probe_${i}_${process.pid}`
  await client.post(Buffer.from(`${JSON.stringify({ message: 'probe', request_id: request })}\n`))
  const acknowledged = performance.now()
  for (;;) {
    const { events } = await server.json<{ events: unknown[] }>(
      `/api/v1/search?q=request_id:${request}&last=1h&limit=1`,
    )
    if (events.length > 0) return performance.now() - acknowledged
    await sleep(50)
  }
}

/** Waits until background work (compression of closed segments, merges) has left the sizes alone for a while. */
async function settledSizes(server: TallyServer): Promise<Record<string, number>> {
  let last = ''
  for (let same = 0; same < 4; ) {
    await sleep(500)
    const now = JSON.stringify((await server.json<Stats>('/api/v1/stats')).disk)
    same = now === last ? same + 1 : 0
    last = now
  }
  return JSON.parse(last) as Record<string, number>
}

await using server = await TallyServer.start({ store: values.store })
const idle = server.usage()
const fast = await asFastAsItGoes(server)
const disk = await settledSizes(server)
const steady = await paced(server)
console.log(
  JSON.stringify({
    idleBytes: idle.map(({ role, bytes }) => ({ role, bytes })),
    fast,
    paced: steady,
    bytesPerEvent: Object.fromEntries(Object.entries(disk).map(([part, bytes]) => [part, bytes / EVENTS])),
  }),
)

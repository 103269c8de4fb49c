/**
 * Throughput, latency and size of the journal alone:
 * `node --conditions=source measure.ts [events] [appends in flight] [events per second, as fast as it goes when absent]`.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../../src/journal/index.ts'
import { realisticLines } from './lines.ts'

const BATCH = 1000
const events = Number(process.argv[2] ?? 1_000_000)
const inFlight = Number(process.argv[3] ?? 4)
const rate = Number(process.argv[4] ?? Number.POSITIVE_INFINITY)
const templates = realisticLines(50_000, 'default')
const encode = (first: number) => {
  let text = ''
  for (let i = 0; i < BATCH; i++) text += templates[(first + i) % templates.length]!(first + i)
  return Buffer.from(text)
}

const directory = mkdtempSync(join(tmpdir(), 'journal-measure-'))
const micros = ({ user, system }: NodeJS.CpuUsage) => user + system
let bytes = 0
let started = micros(process.threadCpuUsage())
for (let i = 0; i < 100; i++) bytes += encode(i * BATCH).length
const encodeCost = (micros(process.threadCpuUsage()) - started) / (100 * BATCH)

const journal = await openJournal(directory)
const latencies: number[] = []
let next = 0
const [cpu, main, time] = [micros(process.cpuUsage()), micros(process.threadCpuUsage()), performance.now()]
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    while (next < events) {
      const due = time + (next / rate) * 1000
      next += BATCH
      if (due > performance.now()) await new Promise(resolve => setTimeout(resolve, due - performance.now()))
      for (;;) {
        const queued = performance.now()
        try {
          await journal.append({ tenant: 'default', count: BATCH, received: Date.now(), encode })
          latencies.push(performance.now() - queued)
          break
        } catch {
          await new Promise(resolve => setTimeout(resolve, 20))
        }
      }
    }
  }),
)
const acknowledged = performance.now()
await journal.flush()
const sealed = performance.now()
const rss = process.memoryUsage().rss
const mainCost = (micros(process.threadCpuUsage()) - main) / events
const allCost = (micros(process.cpuUsage()) - cpu) / events
latencies.sort((a, b) => a - b)
await journal.close()
const reopened = await openJournal(directory)
started = performance.now()
let read = 0
for await (const { count } of reopened.read('default', 0, events)) read += count
const readTime = performance.now() - started
const stats = reopened.stats()
started = performance.now()
const PROOFS = 50
for (let i = 0; i < PROOFS; i++) await reopened.prove('default', Math.floor((events * i) / PROOFS))
const proofTime = performance.now() - started
await reopened.close()
const segments = readdirSync(join(directory, 'journal', 'default'))
const openSegment = segments.find(name => name.endsWith('.ndjson'))
const closedEvents = openSegment === undefined ? events : Number.parseInt(openSegment, 10)
const closedBytes = segments
  .filter(name => name !== openSegment)
  .reduce((sum, name) => sum + statSync(join(directory, 'journal', 'default', name)).size, 0)
rmSync(directory, { recursive: true })

console.table({
  'bytes per line': bytes / (100 * BATCH),
  'acknowledged events/s': (events / (acknowledged - time)) * 1000,
  'sealed events/s': (events / (sealed - time)) * 1000,
  'ack p50 ms': latencies[Math.floor(latencies.length * 0.5)],
  'ack p99 ms': latencies[Math.floor(latencies.length * 0.99)],
  'main thread µs/event (without encoding)': mainCost - encodeCost,
  'other threads µs/event': allCost - mainCost,
  'encoding µs/event': encodeCost,
  'journal bytes/event (closed segments)': closedBytes / closedEvents,
  'ledger bytes/event': stats.ledgerBytes / events,
  'rss MiB': rss / 1024 / 1024,
  'read events/s': (read / readTime) * 1000,
  'proof ms': proofTime / PROOFS,
})

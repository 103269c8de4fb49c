import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { timeFromMs } from '@tallystick/core'
import { type Engine, openEngine, type StoreChoice } from '@tallystick/engine'
import { planBackfill } from '@tallystick/server'
import { type ExitCode, OK, stoppedCode } from '../exit-codes.ts'
import { formatCount } from '../output/numbers.ts'
import { jsonLine } from '../output/sanitize.ts'
import { formatTable } from '../output/table.ts'
import type { Terminal } from '../terminal.ts'

export type BenchOptions = {
  readonly events: number
  /** Folder whose disk is measured. */
  readonly on?: string
  readonly store?: StoreChoice
  readonly seed: number
  readonly json?: boolean
}

const TENANT = 'default'
const BATCH = 1_000
/** Batches on their way at once, as from four connections. */
const IN_FLIGHT = 4
/** Different events; then they repeat, with other ids. */
const DISTINCT = 20_000
const RUNS = 7
const DAY_MS = 86_400_000

const QUESTIONS = [
  ['latest 100', ''],
  ['warnings, latest 100', 'level>=WARNING'],
  ['a phrase, counted', '"signed in" | count()'],
  ['levels by hour', '| count() by level, bin(1h)'],
  ['a number in the attributes', 'status_code>=500 | count() by service'],
] as const

/** `tally bench`: what this machine and this disk do with a record of their own, which is removed afterwards. No network is in it. */
export async function runBench(options: BenchOptions, terminal: Terminal): Promise<ExitCode> {
  const signal = terminal.interrupted()
  const directory = mkdtempSync(join(resolve(options.on ?? tmpdir()), 'tally-bench-'))
  try {
    const engine = await openEngine(directory, options.store === undefined ? {} : { store: options.store })
    try {
      const ingest = await fill(engine, options, signal, terminal)
      const queries = []
      for (const [name, query] of QUESTIONS) queries.push({ name, ms: await ask(engine, query, signal) })
      const { disk } = await engine.stats()
      const bytes = Object.values(disk).reduce((sum, part) => sum + part, 0)
      const store = engine.health().store.engine
      if (options.json)
        await terminal.print(jsonLine({ store, ...ingest, bytes_per_event: bytes / options.events, queries }))
      else
        await terminal.print(
          `${formatTable(
            [`${formatCount(options.events)} events, store ${store}`, 'events/s'],
            [
              ['acknowledged (durable)', formatCount(ingest.acknowledged_per_second)],
              ['sealed', formatCount(ingest.sealed_per_second)],
              ['searchable', formatCount(ingest.searchable_per_second)],
            ],
            terminal.style,
          )}\n${formatTable(
            [`query, median of ${RUNS}`, 'ms'],
            queries.map(({ name, ms }) => [name, ms.toFixed(1)]),
            terminal.style,
          )}\nAcknowledgements took ${ingest.ack_ms.p50.toFixed(1)} ms (p50) and ${ingest.ack_ms.p99.toFixed(1)} ms (p99); the record takes ${(bytes / options.events).toFixed(0)} B per event.\n`,
        )
    } finally {
      await engine.close()
    }
  } catch (error) {
    if (!signal.aborted) throw error
    terminal.note('Interrupted. Nothing is left behind.')
    return stoppedCode(signal)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return OK
}

async function fill(engine: Engine, { events, seed }: BenchOptions, signal: AbortSignal, terminal: Terminal) {
  const to = terminal.now()
  const plan = { seed, from: to - DAY_MS, to, count: Math.min(events, DISTINCT) }
  const batches: string[] = []
  const batch: object[] = []
  for await (const event of planBackfill(plan)) {
    batch.push({ ...event, time: timeFromMs(event.time) })
    if (batch.length === BATCH) batches.push(JSON.stringify(batch.splice(0)))
  }
  if (batch.length > 0) batches.push(JSON.stringify(batch))

  const latencies: number[] = []
  const progress = terminal.progress()
  const started = performance.now()
  const perSecond = (): number => Math.round((events * 1_000) / (performance.now() - started))
  let next = 0
  let sent = 0
  const send = async (): Promise<void> => {
    while (next < events) {
      signal.throwIfAborted()
      // As a server takes them in: the text of a request.
      const values = (JSON.parse(batches[((next / BATCH) % batches.length) | 0]!) as unknown[]).slice(
        0,
        events - next,
      )
      next += values.length
      const before = performance.now()
      await engine.ingest(TENANT, values)
      latencies.push(performance.now() - before)
      sent += values.length
      progress.show(`${formatCount(sent)} of ${formatCount(events)} events`)
    }
  }
  try {
    await Promise.all(Array.from({ length: IN_FLIGHT }, send))
    const acknowledged_per_second = perSecond()
    await engine.flush('sealed')
    const sealed_per_second = perSecond()
    await engine.flush('indexed')
    latencies.sort((a, b) => a - b)
    const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)]!
    return {
      acknowledged_per_second,
      sealed_per_second,
      searchable_per_second: perSecond(),
      ack_ms: { p50: at(0.5), p99: at(0.99) },
    }
  } finally {
    progress.clear()
  }
}

/** Median milliseconds of one question; the first answer does not count. */
async function ask(engine: Engine, query: string, signal: AbortSignal): Promise<number> {
  const times: number[] = []
  for (let run = 0; run <= RUNS; run++) {
    signal.throwIfAborted()
    const started = performance.now()
    if (query.includes('|')) await engine.aggregate(TENANT, query, { signal })
    else await engine.search(TENANT, query, { limit: 100, signal })
    if (run > 0) times.push(performance.now() - started)
  }
  return times.sort((a, b) => a - b)[RUNS >> 1]!
}

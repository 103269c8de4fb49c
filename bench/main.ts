/**
 * npm run bench [-- part …] [--events N] [--reads N] [--rounds N]
 *
 * Parts: limit ingest start query verify metrics (default: all). Every part runs in a fresh process on a directory of its own; `limit` and `ingest`
 * alternate over the rounds, and the ratio is taken within a round. Prints tables, writes bench/results/<time>.json.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median, mib, table } from './lib/figures.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string', default: '1000000' },
    reads: { type: 'string', default: '5000000' },
    points: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    store: { type: 'string', default: 'auto' },
    keep: { type: 'string' },
  },
})
const HERE = fileURLToPath(new URL('.', import.meta.url))
const wanted = (part: string): boolean => positionals.length === 0 || positionals.includes(part)

/** Runs one part in a fresh process; its last line of output is its result. */
function part<T>(name: string, ...args: string[]): T {
  console.error(`… ${name} ${args.join(' ')}`)
  const result = spawnSync(process.execPath, [...process.execArgv, join(HERE, `${name}.ts`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (result.status !== 0) throw new Error(`${name} failed with ${result.status ?? result.signal}`)
  return JSON.parse(result.stdout.trim().split('\n').at(-1)!) as T
}

type Bytes = readonly { role: string; bytes: number }[]
type Ingest = {
  idleBytes: Bytes
  fast: {
    acknowledgedPerSecond: number
    sealedPerSecond: number
    indexedPerSecond: number
    ackMs: { p50: number; p99: number }
    processes: { role: string; cpuSeconds: number; peakBytes: number }[]
    events: number
  }
  paced: {
    eventsPerSecond: number
    ackMs: { p50: number; p99: number }
    searchableMs: { p50: number; p99: number }
  }
  bytesPerEvent: Record<string, number>
}
type Limit = { rowsPerSecond: number; bytesPerRow: number }
type Query = { events: number; queries: { name: string; p50: number; p95: number }[] }
type Verify = { seconds: number; eventsPerSecond: number }
type Metrics = {
  points: number
  acknowledgedPerSecond: number
  indexedPerSecond: number
  bytesPerPoint: Record<string, number>
  questions: { name: string; p50: number; p95: number }[]
}
type Start = { coldStartToFirstAckMs: number; idle: Bytes }

const report: Record<string, unknown> = {
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  node: process.version,
}
const rounds = Number(values.rounds)
const total = (bytes: Bytes): number => bytes.reduce((sum, row) => sum + row.bytes, 0)

if (wanted('limit') || wanted('ingest')) {
  const pairs = Array.from({ length: rounds }, () => ({
    limit: wanted('limit') ? part<Limit>('limit', '--events', values.events) : undefined,
    ingest: wanted('ingest')
      ? part<Ingest>('ingest', '--events', values.events, '--store', values.store)
      : undefined,
  }))
  const column = (pick: (pair: (typeof pairs)[number]) => number | undefined): string => {
    const sample = pairs.map(pick).filter(value => value !== undefined)
    return sample.length === 0 ? '-' : median(sample).toLocaleString('en', { maximumFractionDigits: 2 })
  }
  const cpu = (role: string) => (pair: (typeof pairs)[number]) =>
    pair.ingest?.fast.processes.find(row => row.role === role)?.cpuSeconds
  const peak = (role: string) =>
    column(
      pair =>
        pair.ingest && (pair.ingest.fast.processes.find(row => row.role === role)?.peakBytes ?? 0) / 2 ** 20,
    )
  const rows: [string, string][] = [
    ['raw chDB load, rows/s', column(pair => pair.limit?.rowsPerSecond)],
    ['acknowledged, events/s', column(pair => pair.ingest?.fast.acknowledgedPerSecond)],
    ['durable + sealed, events/s', column(pair => pair.ingest?.fast.sealedPerSecond)],
    ['durable + sealed + indexed, events/s', column(pair => pair.ingest?.fast.indexedPerSecond)],
    [
      'ratio to raw load',
      column(
        pair => pair.ingest && pair.limit && pair.ingest.fast.indexedPerSecond / pair.limit.rowsPerSecond,
      ),
    ],
    [
      'ack p50 / p99 at full rate, ms',
      `${column(pair => pair.ingest?.fast.ackMs.p50)} / ${column(pair => pair.ingest?.fast.ackMs.p99)}`,
    ],
    [
      'ack p50 / p99 at 20,000 events/s, ms',
      `${column(pair => pair.ingest?.paced.ackMs.p50)} / ${column(pair => pair.ingest?.paced.ackMs.p99)}`,
    ],
    [
      'searchable after, p50 / p99, ms',
      `${column(pair => pair.ingest?.paced.searchableMs.p50)} / ${column(pair => pair.ingest?.paced.searchableMs.p99)}`,
    ],
    ['CPU seconds, server / engine host', `${column(cpu('server'))} / ${column(cpu('engine host'))}`],
    ['peak memory, server / engine host, MiB', `${peak('server')} / ${peak('engine host')}`],
    ...['wal', 'journal', 'ledger', 'index'].map((name): [string, string] => [
      `bytes/event, ${name}`,
      column(pair => pair.ingest?.bytesPerEvent[name]),
    ]),
    ['raw load, bytes/row', column(pair => pair.limit?.bytesPerRow)],
  ]
  console.log(`\n${table([`ingest, ${values.events} events, median of ${rounds}`, ''], rows)}`)
  report.ingest = pairs
}

if (wanted('start')) {
  const runs = Array.from({ length: rounds }, () => part<Start>('start'))
  console.log(
    `\n${table(
      ['start', ''],
      [
        ['cold start to first ack, ms', median(runs.map(run => run.coldStartToFirstAckMs)).toFixed(0)],
        ['idle memory of all processes', mib(median(runs.map(run => total(run.idle))))],
      ],
    )}`,
  )
  report.start = runs
}

if (wanted('query') || wanted('verify')) {
  const directory = values.keep ?? mkdtempSync(join(tmpdir(), 'tally-bench-reads-'))
  try {
    if (values.keep === undefined)
      part('load', '--directory', directory, '--events', values.reads, '--store', values.store)
    if (wanted('query')) {
      const query = part<Query>('query', '--directory', directory, '--store', values.store)
      console.log(
        `\n${table(
          [`query, ${query.events} events`, 'p50 ms', 'p95 ms'],
          query.queries.map(({ name, p50, p95 }) => [name, p50.toFixed(1), p95.toFixed(1)]),
        )}`,
      )
      report.query = query
    }
    if (wanted('verify')) {
      const runs = Array.from({ length: rounds }, () =>
        part<Verify>('verify', '--directory', directory, '--events', values.reads),
      )
      console.log(
        `\n${table(['verify', ''], [['events/s', median(runs.map(run => run.eventsPerSecond)).toLocaleString('en')]])}`,
      )
      report.verify = runs
    }
  } finally {
    if (values.keep === undefined) rmSync(directory, { recursive: true, force: true })
  }
}

if (wanted('metrics')) {
  const metrics = part<Metrics>('metrics', '--points', values.points, '--store', values.store)
  const bytes = Object.entries(metrics.bytesPerPoint).map(([name, size]) => [
    `bytes/point, ${name}`,
    size.toFixed(1),
  ])
  console.log(
    `\n${table([`metrics, ${metrics.points} points`, ''], [
      ['acknowledged, points/s', metrics.acknowledgedPerSecond],
      ['indexed, points/s', metrics.indexedPerSecond],
      ...bytes,
    ] as [string, string | number][])}\n\n${table(
      ['7 days at steps of 1 h unless it says otherwise', 'p50 ms', 'p95 ms'],
      metrics.questions.map(({ name, p50, p95 }) => [name, p50.toFixed(1), p95.toFixed(1)]),
    )}`,
  )
  report.metrics = metrics
}

mkdirSync(join(HERE, 'results'), { recursive: true })
const file = join(HERE, 'results', `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`)
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
console.log(`\n${file}`)

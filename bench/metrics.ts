/**
 * Metric points over HTTP: loads `--points` of them (10 metrics × 10 services × 10 hosts, one a minute each: a week at 10 million) through a
 * server, then asks for ranges of seven days at steps of an hour. Each question runs `--runs` times in turn with the others, after one warm-up round.
 */
import { parseArgs } from 'node:util'
import { IngestClient } from './lib/client.ts'
import { percentile } from './lib/figures.ts'
import { TallyServer } from './lib/server.ts'

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '10000000' },
    runs: { type: 'string', default: '20' },
    store: { type: 'string', default: 'auto' },
    directory: { type: 'string' },
  },
})
const POINTS = Number(values.points)
const SERIES = 1_000
const MINUTES = Math.ceil(POINTS / SERIES)
const START = Date.UTC(2026, 0, 1)
const WEEK_MS = 7 * 86_400_000
const BATCH_MINUTES = 5

/** A number that looks random and is the same on every machine. */
function noise(n: number): number {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b)
  x ^= x >>> 13
  x = Math.imul(x, 0xc2b2ae35)
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32
}

/** Even metrics are gauges of two digits, odd ones durations, one in five a counter. */
function pointValue(series: number, minute: number): number {
  const random = noise(series * 100_003 + minute)
  if (series % 5 === 0) return minute * 100 + Math.floor(random * 100)
  if (series % 2 === 0)
    return Math.round((50 + 30 * Math.sin(minute / 240 + series) + random * 10) * 100) / 100
  return Math.exp(random * 5 - 4)
}

function line(series: number, minute: number): string {
  const time = new Date(
    START + minute * 60_000 + Math.floor(noise(series) * 60_000) + (minute % 20),
  ).toISOString()
  const type = series % 5 === 0 ? 'counter' : 'gauge'
  return `{"metric":"metric_${series % 10}","value":${pointValue(series, minute)},"unit":"1","type":"${type}","time":"${time}","tags":{"host":"host_${Math.floor(series / 10) % 10}","service":"service_${Math.floor(series / 100)}"}}\n`
}

await using server = await TallyServer.start({
  store: values.store,
  ...(values.directory === undefined ? {} : { directory: values.directory }),
})
type Stats = { tenants: { tenant: string; events: number; indexed: number }[]; disk: Record<string, number> }
const own = async () => {
  const { tenants, disk } = await server.json<Stats>('/api/v1/stats')
  return { disk, ...(tenants.find(({ tenant }) => tenant === 'default') ?? { events: 0, indexed: 0 }) }
}
const total = MINUTES * SERIES
const held = (await own()).events
let minute = Math.floor(held / SERIES)
const started = performance.now()
using client = new IngestClient(server, 4, '/api/v1/metrics')
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (minute < MINUTES) {
      const from = minute
      minute += BATCH_MINUTES
      let text = ''
      for (let at = from; at < Math.min(from + BATCH_MINUTES, MINUTES); at++)
        for (let series = 0; series < SERIES; series++) text += line(series, at)
      await client.post(Buffer.from(text))
    }
  }),
)
const acknowledged = (performance.now() - started) / 1000
for (;;) {
  if ((await own()).indexed >= total) break
  await new Promise(resolve => setTimeout(resolve, 200))
}
const indexed = (performance.now() - started) / 1000

const range = { from: new Date(START).toISOString(), to: new Date(START + WEEK_MS).toISOString(), step: '1h' }
const DAY = {
  from: new Date(START + 3 * 86_400_000).toISOString(),
  to: new Date(START + 4 * 86_400_000).toISOString(),
  step: '5m',
}
const ask = (expr: string, parameters = range) =>
  server.json(`/api/v1/metrics/query?${new URLSearchParams({ expr, ...parameters })}`)
const QUESTIONS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['avg of a metric, 7 days', () => ask('avg(metric_3)')],
  ['the same of one service', () => ask('avg(metric_3{service="service_4"})')],
  ['the same of one service and host', () => ask('avg(metric_3{service="service_4", host="host_2"})')],
  ['by service', () => ask('avg(metric_3) by (service)')],
  ['every series', () => ask('metric_3')],
  ['p95, 7 days', () => ask('p95(metric_3)')],
  ['p95 by service', () => ask('p95(metric_3) by (service)')],
  ['rate of a counter, 7 days', () => ask('rate(metric_5)')],
  ['rate by service', () => ask('rate(metric_5) by (service)')],
  ['a > 60 OR b > 60, by host', () => ask('avg(metric_2) by (host) > 60 OR avg(metric_4) by (host) > 60')],
  ['avg, one day at 5 min', () => ask('avg(metric_3)', DAY)],
  ['catalogue', () => server.json('/api/v1/metrics')],
]
const times = new Map(QUESTIONS.map(([name]) => [name, [] as number[]]))
for (let run = -1; run < Number(values.runs); run++)
  for (const [name, question] of QUESTIONS) {
    const before = performance.now()
    await question()
    if (run >= 0) times.get(name)!.push(performance.now() - before)
  }
const { disk } = await own()
console.log(
  JSON.stringify({
    points: total,
    acknowledgedPerSecond: Math.round((total - held) / acknowledged),
    indexedPerSecond: Math.round((total - held) / indexed),
    bytesPerPoint: Object.fromEntries(Object.entries(disk).map(([part, bytes]) => [part, bytes / total])),
    questions: QUESTIONS.map(([name]) => ({
      name,
      p50: percentile(times.get(name)!, 0.5),
      p95: percentile(times.get(name)!, 0.95),
    })),
  }),
)

/**
 * Loads generated events into the ClickHouse store as the indexer would, and times the queries of docs/design/003-columnar-layout.md.
 * Usage: node --conditions=source bench/layout/measure.ts [events] [directory]; an existing directory is measured as it is.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseQuery, toAggregation } from '@tallystick/core'
import { openClickHouseStore } from '../../packages/engine/src/store/clickhouse/index.ts'
import { createGenerator } from '../lib/generator.ts'

const TENANT = 'default'
const BATCH = 40_000
const REPEATS = 7

const events = Number(process.argv[2] ?? 5_000_000)
const directory = process.argv[3] ?? mkdtempSync(join(tmpdir(), 'tally-layout-'))
const isNew = !existsSync(join(directory, 'store'))
mkdirSync(directory, { recursive: true })

const started = performance.now()
const store = await openClickHouseStore(directory)
console.log(`open ${(performance.now() - started).toFixed(0)} ms`)

/** CPU seconds and memory (MiB resident, of which private) of the engine's process. */
function engine(): { cpu: number; resident: number; private: number } {
  const pid = store.enginePid()
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mebibytes = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024)
  return {
    cpu: (Number(stat[11]) + Number(stat[12])) / 100,
    resident: mebibytes('VmRSS'),
    private: mebibytes('RssAnon'),
  }
}

async function load(): Promise<void> {
  const generator = createGenerator({ tenant: TENANT })
  let elapsed = 0
  let peak = 0
  const before = engine().cpu
  for (let seq = 0; seq < events; seq += BATCH) {
    const count = Math.min(BATCH, events - seq)
    const lines = generator.lines(count)
    const from = performance.now()
    await store.append([{ tenant: TENANT, firstSeq: seq, count, lines }])
    elapsed += performance.now() - from
    peak = Math.max(peak, engine().resident)
  }
  const appended = engine().cpu - before
  const { bytes } = await store.stats()
  console.log(
    `append ${Math.round((events / elapsed) * 1000)} rows/s, engine ${((appended / events) * 1e6).toFixed(1)} µs CPU/row, peak ${peak} MiB, ${(bytes / events).toFixed(1)} B/row`,
  )
}

async function time(name: string, ask: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  let shown = ''
  for (let i = 0; i < REPEATS; i++) {
    const from = performance.now()
    shown = JSON.stringify(await ask())
    times.push(performance.now() - from)
  }
  const [first] = times
  times.sort((a, b) => a - b)
  const [min, median] = [times[0]!, times[REPEATS >> 1]!].map(ms => ms.toFixed(1).padStart(7))
  console.log(
    `${name.padEnd(42)} min ${min}  p50 ${median}  first ${first!.toFixed(1).padStart(7)}  ${shown.slice(0, 70)}`,
  )
}

const table = (query: string) => () => {
  const { filter, aggregation } = toAggregation(parseQuery(query))!
  return store.aggregate({ tenant: TENANT, filter, aggregation, range: {} }).then(({ rows }) => rows)
}
const rows =
  (query: string, limit = 100) =>
  () =>
    store
      .search({ tenant: TENANT, filter: parseQuery(query).filter, range: {}, order: 'desc', limit })
      .then(found => [found.length, found[0]?.seq])

if (isNew) await load()
await sleep(3_000)
console.log('idle', engine())
const [sample] = await store.search({
  tenant: TENANT,
  filter: parseQuery('trace_id:*').filter,
  range: {},
  order: 'asc',
  limit: 1,
})
const QUERIES: Readonly<Record<string, () => Promise<unknown>>> = {
  'histogram by severity': table('| count() by level, bin(5m)'),
  'frequent phrase, count': table('"connection refused" | count()'),
  'rare phrase, count': table('"with status 5077" | count()'),
  'word, count': table('refused | count()'),
  'rare word, latest 100': rows('deadlock'),
  'latest 100 of all': rows(''),
  'one trace id': rows(`trace_id:${sample!.trace_id}`),
  'get by id': () => store.get(TENANT, sample!.id).then(event => event?.seq),
  'attribute >= number, count': table('status_code>=500 | count()'),
  'attribute = text, count': table('region:eu-1 | count()'),
  'attribute >= number, latest 100': rows('status_code>=500'),
  'p95 of an attribute by another': table('| p95(duration_ms) by model'),
  'wildcard *fused*, count': table('*fused* | count()'),
  'wildcard deadl*, latest 100': rows('deadl*'),
  'expression, count': table('/order \\d+ timed/ | count()'),
  'user_id:user_7*, count': table('user_id:user_7* | count()'),
  'level>=ERROR -region:eu-1, latest 100': rows('level>=ERROR -region:eu-1'),
  'count() by status_code': table('| count() by status_code'),
  'top 5 user_id': table('| top 5 user_id'),
  'uniq(trace_id)': table('| uniq(trace_id)'),
  'missing, nothing is': () => store.missing(TENANT, { from: 0, to: events }),
  'fields of all': () =>
    store.fields({ tenant: TENANT, filter: { kind: 'all' }, range: {}, top: 5 }).then(all => all.length),
  'fields, two names': () =>
    store
      .fields({
        tenant: TENANT,
        filter: { kind: 'all' },
        range: {},
        top: 5,
        names: ['service', 'attributes.region'],
      })
      .then(all => all.map(({ name, count }) => [name, count])),
  stats: () => store.stats().then(({ events, bytes }) => [events, bytes]),
}
for (const [name, ask] of Object.entries(QUERIES)) await time(name, ask)
console.log('after queries', engine())
await sleep(10_000)
console.log('idle', engine())
await store.close()

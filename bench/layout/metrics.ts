/**
 * What decided the layout of metric points (docs/design/008-metrics.md): 10 million generated points, once per layout, each in a fresh process:
 * bytes per point by column, and the time of the queries that charts ask. `node --conditions=source bench/layout/metrics.ts [--points N]`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Session } from 'chdb'
import { median, table } from '../lib/figures.ts'

type Layout = {
  readonly order: string
  readonly time: string
  readonly value: string
  readonly tags: string
  readonly granule: number
}

const LC = 'LowCardinality(String)'
const BASE: Layout = {
  order: 'tenant, metric, tags, type, unit, time',
  time: 'Delta, ZSTD(1)',
  value: 'ZSTD(1)',
  tags: LC,
  granule: 8192,
}
const LAYOUTS: Readonly<Record<string, Layout>> = {
  chosen: BASE,
  'ordered by time': { ...BASE, order: 'tenant, metric, time' },
  'time DoubleDelta, ZSTD': { ...BASE, time: 'DoubleDelta, ZSTD(1)' },
  'time DoubleDelta, LZ4': { ...BASE, time: 'DoubleDelta, LZ4' },
  'value Gorilla, ZSTD': { ...BASE, value: 'Gorilla, ZSTD(1)' },
  'value Gorilla alone': { ...BASE, value: 'Gorilla' },
  'value LZ4': { ...BASE, value: 'LZ4' },
  'tags as plain String': { ...BASE, tags: 'String' },
  'granules of 1,024': { ...BASE, granule: 1024 },
}

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '10000000' },
    layout: { type: 'string' },
    runs: { type: 'string', default: '9' },
  },
})
const POINTS = Number(values.points)
/** 10 metrics, 10 services, 10 hosts: a thousand series, a point a minute each, a week at 10 million. */
const SERIES = 1_000
const MINUTES = Math.floor(POINTS / SERIES)
const START = Date.UTC(2026, 0, 1)

const TAG = (name: string) => `JSONExtractString(tags, '${name}')`
const STEP = 3_600_000_000_000
const bucket = `intDiv(toUnixTimestamp64Nano(time), ${STEP})`
const week = `time >= fromUnixTimestamp64Milli(${START}, 'UTC') AND time < fromUnixTimestamp64Milli(${START + 7 * 86_400_000}, 'UTC')`
const day = `time >= fromUnixTimestamp64Milli(${START + 3 * 86_400_000}, 'UTC') AND time < fromUnixTimestamp64Milli(${START + 4 * 86_400_000}, 'UTC')`
const of = (metric: number) => `FROM points WHERE tenant = 'default' AND metric = 'metric_${metric}'`
const QUERIES: Readonly<Record<string, string>> = {
  'avg, week': `SELECT ${bucket} AS b, count(), sum(value) ${of(3)} AND ${week} GROUP BY b`,
  'avg of a service, week': `SELECT ${bucket} AS b, count(), sum(value) ${of(3)} AND ${week} AND ${TAG('service')} = 'service_4' GROUP BY b`,
  'avg by service, week': `SELECT ${TAG('service')} AS g, ${bucket} AS b, count(), sum(value) ${of(3)} AND ${week} GROUP BY g, b`,
  'p95, week': `SELECT ${bucket} AS b, count(), quantileExactInclusive(0.95)(value) ${of(5)} AND ${week} GROUP BY b`,
  'avg, one day': `SELECT ${bucket} AS b, count(), sum(value) ${of(3)} AND ${day} GROUP BY b`,
  'avg of every series, day': `SELECT tags AS g, ${bucket} AS b, count(), sum(value) ${of(3)} AND ${day} GROUP BY g, b`,
}

if (values.layout === undefined) {
  const rows: string[][] = []
  let head: string[] = []
  for (const name of Object.keys(LAYOUTS)) {
    const result = spawnSync(
      process.execPath,
      [
        ...process.execArgv,
        fileURLToPath(import.meta.url),
        '--layout',
        name,
        '--points',
        values.points,
        '--runs',
        values.runs,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' },
    )
    const figures = JSON.parse(result.stdout.trim().split('\n').at(-1)!) as Record<string, number>
    head = ['layout', ...Object.keys(figures)]
    rows.push([name, ...Object.values(figures).map(value => value.toFixed(1))])
    console.log(table(head, rows.slice(-1)))
  }
  console.log(`\n${table(head, rows)}`)
} else measure(LAYOUTS[values.layout]!)

function measure(layout: Layout): void {
  const directory = mkdtempSync(join(tmpdir(), 'tally-points-'))
  const session = new Session(directory)
  const run = (sql: string) => session.query(sql, 'JSONCompact')
  try {
    run(`CREATE TABLE points (tenant ${LC}, metric ${LC}, tags ${layout.tags}, type ${LC}, unit ${LC},
      time DateTime64(9, 'UTC') CODEC(${layout.time}), seq UInt64 CODEC(Delta, ZSTD(1)), value Float64 CODEC(${layout.value}),
      INDEX seqs seq TYPE minmax GRANULARITY 1)
      ENGINE = MergeTree ORDER BY (${layout.order}) SETTINGS index_granularity = ${layout.granule}, default_compression_codec = 'ZSTD(1)'`)
    const started = performance.now()
    const chunk = 500
    for (let from = 0; from < MINUTES; from += chunk)
      // Even metrics are gauges of two digits, odd ones durations; one in five a counter.
      run(`INSERT INTO points SELECT 'default', concat('metric_', toString(s % 10)),
        format('{{"host":"host_{}","service":"service_{}"}}', toString(intDiv(s, 10) % 10), toString(intDiv(s, 100))), if(s % 5 = 0, 'counter', 'gauge'), '1',
        fromUnixTimestamp64Nano(toInt64(${START}) * 1000000 + toInt64(minute * 60000 + cityHash64(s) % 60000 + cityHash64(number) % 20) * 1000000, 'UTC'),
        toUInt64(number),
        multiIf(s % 5 = 0, toFloat64(minute * 100 + cityHash64(number) % 100), s % 2 = 0, round(50 + 30 * sin(minute / 240 + s) + (cityHash64(number) % 1000) / 100, 2), exp((cityHash64(number) % 100000) / 20000 - 4))
        FROM (SELECT number, number % ${SERIES} AS s, intDiv(number, ${SERIES}) AS minute FROM numbers(${from * SERIES}, ${Math.min(chunk, MINUTES - from) * SERIES}))`)
    const load = (performance.now() - started) / 1000
    run('OPTIMIZE TABLE points FINAL')
    const sizes = JSON.parse(
      run(`SELECT column, sum(column_data_compressed_bytes + column_marks_bytes) / any(total) FROM system.parts_columns,
        (SELECT count() AS total FROM points) AS counted WHERE active AND table = 'points' GROUP BY column ORDER BY column`),
    ) as { data: [string, number][] }
    const bytes = Object.fromEntries(sizes.data)
    const figures: Record<string, number> = {
      'B/point': sizes.data.reduce((sum, [, size]) => sum + size, 0),
      time: bytes.time!,
      value: bytes.value!,
      seq: bytes.seq!,
      'load s': load,
    }
    const times = new Map(Object.keys(QUERIES).map(name => [name, [] as number[]]))
    for (let round = -1; round < Number(values.runs); round++)
      for (const [name, sql] of Object.entries(QUERIES)) {
        const before = performance.now()
        run(sql)
        if (round >= 0) times.get(name)!.push(performance.now() - before)
      }
    for (const [name, sample] of times) figures[name] = median(sample)
    console.log(JSON.stringify(figures))
  } finally {
    session.close()
    rmSync(directory, { recursive: true, force: true })
  }
}

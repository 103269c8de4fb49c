import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { TallyError, timeFromMs } from '@tallystick/core'
import { type Engine, openEngine, RETENTION_SETTINGS, readerOf } from '@tallystick/engine'
import { VirtualClock } from '../journal/clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOON = Date.UTC(2026, 0, 30, 12)

async function open(
  t: TestContext,
  {
    path,
    clock,
    store = 'memory',
  }: { path?: string; clock?: VirtualClock; store?: 'memory' | 'sqlite' } = {},
): Promise<Engine> {
  const directory = path ?? mkdtempSync(join(tmpdir(), 'tally-metrics-'))
  const engine = await openEngine(directory, { store, ...(clock === undefined ? {} : { clock }) })
  t.after(async () => {
    await engine.close()
    if (path === undefined) rmSync(directory, { recursive: true, force: true })
  })
  return engine
}

const code = (expected: string) => (error: unknown) => error instanceof TallyError && error.code === expected
/** Value per step, by tags. */
const values = (answer: Awaited<ReturnType<Engine['queryMetrics']>>) =>
  Object.fromEntries(
    answer.series.map(({ tags, points }) => [Object.values(tags).join(), points.map(([, value]) => value)]),
  )

describe('metrics of an engine', () => {
  test('points and events share one record, and each goes where it belongs', async t => {
    const engine = await open(t)
    const tail = engine.tail('default', '')
    await engine.ingest('default', [{ message: 'a', time: timeFromMs(NOON) }])
    const result = await engine.ingestMetrics('default', [
      { metric: 'cpu_usage', value: 40, unit: '%', time: NOON, tags: { host: 'a' } },
      { metric: 'cpu_usage' },
      { name: 'cpu_usage', value: 60, unit: '%', time: NOON + 60_000, tags: { host: 'b' } },
    ])
    await engine.ingest('default', [{ message: 'b', time: timeFromMs(NOON) }])
    assert.deepEqual([result.accepted, result.firstSeq, result.ids], [2, 1, []])
    assert.deepEqual(
      result.errors.map(({ index, error }) => [index, error.code]),
      [[1, 'TALLY_METRIC_VALUE']],
    )
    await engine.flush()
    const { events } = await engine.search('default', '', { order: 'asc' })
    assert.deepEqual(
      events.map(({ message, seq }) => [message, seq]),
      [
        ['a', 0],
        ['b', 3],
      ],
    )
    const seen: unknown[] = []
    for await (const message of tail) {
      seen.push(message.type === 'event' ? message.event.message : message)
      if (seen.length === 2) tail.close()
    }
    assert.deepEqual(seen, ['a', 'b'])
    const exported: unknown[] = []
    for await (const event of engine.export('default', '')) exported.push(event.message)
    assert.deepEqual(exported, ['a', 'b'])
    const [tenant] = (await engine.stats()).tenants
    assert.deepEqual([tenant?.events, tenant?.sealed, tenant?.indexed], [4, 4, 4])
    const range = { from: timeFromMs(NOON), to: timeFromMs(NOON + 120_000) }
    assert.deepEqual(values(await engine.queryMetrics('default', 'cpu_usage > 50', { ...range, step: 60 })), {
      a: [0, null],
      b: [null, 1],
    })
    assert.deepEqual((await engine.metrics('default'))[0], {
      name: 'cpu_usage',
      kind: 'metric',
      types: ['gauge'],
      units: ['%'],
      tags: ['host'],
      points: 2,
      lastSeen: timeFromMs(NOON + 60_000),
    })
  })

  test('a writer counts events and points as one row of numbers, and a repeated batch is taken once', async t => {
    const engine = await open(t)
    const points = [
      { metric: 'm', value: 1 },
      { metric: 'm', value: 2 },
    ]
    const send = (sequence: number) =>
      engine.ingestMetrics('default', points, { writer: { writer: 'w', sequence } })
    assert.deepEqual((({ accepted, duplicates }) => [accepted, duplicates])(await send(0)), [2, 0])
    assert.deepEqual((({ accepted, duplicates }) => [accepted, duplicates])(await send(0)), [0, 2])
    assert.deepEqual((await send(4)).gap, { from: 2, to: 4 })
    assert.equal(engine.writerSequence('default', 'w'), 5)
    await engine.flush()
    const [entry] = await engine.metrics('default')
    assert.equal(entry?.kind === 'metric' && entry.points, 4)
  })

  test('points are in the record, with proofs, and a reindex finds them again', async t => {
    const path = mkdtempSync(join(tmpdir(), 'tally-metrics-'))
    t.after(() => rmSync(path, { recursive: true, force: true }))
    const engine = await open(t, { path, store: 'sqlite' })
    await engine.ingestMetrics('default', [{ metric: 'm', value: 0.1 }])
    await engine.ingest('default', [{ message: 'between' }])
    await engine.ingestMetrics('default', [{ metric: 'm', value: 0.2 }])
    await engine.flush()
    const lines = readFileSync(join(path, 'journal/default/0000000000000000.ndjson'), 'utf8')
      .trim()
      .split('\n')
    assert.deepEqual(
      lines.map(line => [
        line.startsWith('{"metric":"m","received":"'),
        (JSON.parse(line) as { seq: number }).seq,
      ]),
      [
        [true, 0],
        [false, 1],
        [true, 2],
      ],
    )
    const { events } = await engine.search('default', '')
    assert.match((await engine.prove('default', events[0]!.id)).line, /between/)
    await engine.reindex()
    await engine.flush()
    const [entry] = await engine.metrics('default')
    assert.equal(entry?.kind === 'metric' && entry.points, 2)
    assert.equal((await engine.search('default', '')).events.length, 1)
  })

  test('one expression reaches metrics, events and derived series', async t => {
    const engine = await open(t)
    const at = (minute: number) => timeFromMs(NOON + minute * 60_000)
    const request = (minute: number, status: number, ms: number, service: string) => ({
      time: at(minute),
      name: 'http.request',
      service,
      level: status >= 500 ? 'ERROR' : 'INFO',
      attributes: { status_code: status, duration_ms: ms },
    })
    await engine.ingest('default', [
      request(0, 200, 10, 'a'),
      request(0, 500, 30, 'a'),
      request(0, 200, 20, 'b'),
      request(2, 200, 40, 'b'),
    ])
    await engine.ingestMetrics(
      'default',
      [
        [0, 0],
        [1, 60],
        [2, 30],
      ].map(([minute, value]) => ({
        metric: 'jobs_total',
        type: 'counter',
        value,
        time: at(minute!),
        tags: { q: 'x' },
      })),
    )
    await engine.flush()
    const ask = async (expr: string) =>
      values(await engine.queryMetrics('default', expr, { from: at(0), to: at(3), step: 60 }))
    assert.deepEqual(await ask('error_rate'), { '': [1 / 3, null, 0] })
    assert.deepEqual(await ask('error_rate by (service)'), { a: [0.5, null, null], b: [0, null, 0] })
    assert.deepEqual(await ask('request_rate * 60'), { '': [3, 0, 1] })
    assert.deepEqual(await ask('response_time_p50'), { '': [20, null, 40] })
    assert.deepEqual(await ask('max(events("status_code:*", duration_ms)) by (service)'), {
      a: [30, null, null],
      b: [20, null, 40],
    })
    assert.deepEqual(await ask('rate(jobs_total)'), { '': [null, 1, 0.5] })
    assert.deepEqual(await ask('increase(jobs_total) by (q) / count(events("level>=ERROR"))'), {})
    assert.deepEqual(await ask('increase(jobs_total) by (q)'), { x: [null, 60, 30] })
    assert.deepEqual(await ask('last(jobs_total{q=~"x|y"}) + count(events(""))'), { '': [3, 60, 31] })
    assert.deepEqual(await ask('count(nothing)'), { '': [0, 0, 0] })
    assert.deepEqual(await ask('nothing'), {})
    assert.deepEqual(await ask('avg(nothing) > 3 OR error_rate > 0.1'), { '': [1, null, 0] })
    await assert.rejects(ask('count(events("level>=LOUD"))'), code('TALLY_QUERY_VALUE'))
    await assert.rejects(ask('avg('), code('TALLY_METRIC_EXPRESSION'))

    // A range that no step of the epoch fits, as one.
    const over = async (expr: string) => {
      const answer = await engine.queryMetrics('default', expr, {
        from: timeFromMs(NOON - 29_500),
        to: timeFromMs(NOON + 150_200),
        step: 'range',
      })
      assert.deepEqual(
        [answer.from, answer.to, answer.step],
        [timeFromMs(NOON - 30_000), timeFromMs(NOON + 151_000), 181],
      )
      return values(answer)
    }
    assert.deepEqual(await over('error_rate'), { '': [1 / 4] })
    assert.deepEqual(await over('error_rate by (service)'), { a: [0.5], b: [0] })
    assert.deepEqual(await over('request_rate * 181'), { '': [4] })
    assert.deepEqual(await over('response_time_p50'), { '': [25] })
    assert.deepEqual(await over('max(events("status_code:*", duration_ms)) by (service)'), {
      a: [30],
      b: [40],
    })
    assert.deepEqual(await over('rate(jobs_total) * 181'), { '': [90] })
    assert.deepEqual(await over('last(jobs_total) + max(jobs_total)'), { '': [90] })
    assert.deepEqual(await over('count(nothing) + count(events("nothing"))'), { '': [0] })
    for (const fn of ['sum', 'avg', 'p95'])
      assert.deepEqual(await over(`${fn}(events("nothing", duration_ms))`), { '': [null] })
  })

  test('a range has whole steps: the last hour by default, and never too many', async t => {
    const clock = new VirtualClock()
    const engine = await open(t, { clock })
    const answer = await engine.queryMetrics('default', '1')
    assert.deepEqual(
      [answer.step, answer.from, answer.to],
      [15, timeFromMs(clock.now() - HOUR), timeFromMs(clock.now())],
    )
    assert.equal(answer.series[0]!.points.length, 240)
    const from = timeFromMs(clock.now() - DAY)
    await assert.rejects(engine.queryMetrics('default', '1', { from, step: 1 }), code('TALLY_METRIC_STEP'))
    await assert.rejects(engine.queryMetrics('default', '1', { from, to: from }), code('TALLY_QUERY_RANGE'))
  })

  test('old points are rolled up by the clock, and rolled-up hours go by it too', async t => {
    const path = mkdtempSync(join(tmpdir(), 'tally-metrics-'))
    t.after(() => rmSync(path, { recursive: true, force: true }))
    const clock = new VirtualClock()
    const start = clock.now()
    const engine = await open(t, { path, clock, store: 'sqlite' })
    await engine.control.setSetting(RETENTION_SETTINGS.raw.name, '2')
    await engine.control.setSetting(RETENTION_SETTINGS.rollup.name, '5')
    await engine.ingestMetrics(
      'default',
      Array.from({ length: 48 }, (_, i) => ({ metric: 'm', value: i, time: start + i * (HOUR / 2) })),
    )
    // The virtual clock holds the indexer's timers as well as the roll-up's.
    await engine.flush()
    const state = async () => {
      const { series, approximate } = await engine.queryMetrics('default', 'p95(m)', {
        from: timeFromMs(start),
        to: timeFromMs(start + DAY),
        step: 86_400,
      })
      return { hasPoints: series[0]!.points[0]![1] !== null, approximate }
    }
    const after = async (days: number, wanted: object) => {
      clock.advance(start + days * DAY + HOUR - clock.now())
      for (let i = 0; i < 200 && JSON.stringify(await state()) !== JSON.stringify(wanted); i++)
        await new Promise(resolve => setTimeout(resolve, 10))
      assert.deepEqual(await state(), wanted)
    }
    await after(1, { hasPoints: true, approximate: false })
    await after(3, { hasPoints: true, approximate: true })
    const { series } = await engine.queryMetrics('default', 'sum(m)', {
      from: timeFromMs(start),
      to: timeFromMs(start + DAY),
      step: 86_400,
    })
    assert.equal(series[0]!.points[0]![1], (47 * 48) / 2)
    await after(6, { hasPoints: false, approximate: false })
    // What was rolled up is not indexed again.
    await engine.close()
    const again = await open(t, { path, clock, store: 'sqlite' })
    await again.flush()
    assert.deepEqual(
      (await again.metrics('default')).filter(({ kind }) => kind === 'metric'),
      [],
    )
  })

  test('who may not see the payload may not ask for it in an expression', async t => {
    const engine = await open(t)
    await engine.ingest('default', [{ name: 'http.request', attributes: { status_code: 500 } }])
    await engine.flush()
    const reader = readerOf(engine, { tenant: 'default', permissions: new Set(['read']) })
    assert.equal((await reader.queryMetrics('error_rate > 0.5')).series.length, 1)
    await reader.queryMetrics('count(events("level>=ERROR")) by (service)')
    for (const expr of [
      'count(events("secret"))',
      '1 + count(events("card:4111*"))',
      '-avg(events("", salary))',
      'count(events("")) by (message)',
      'error_rate by (user_email)',
    ])
      await assert.rejects(reader.queryMetrics(expr), code('TALLY_AUTH_PAYLOAD'), expr)
  })
})

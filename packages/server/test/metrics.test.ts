import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openTestApp, type TestApp } from './support.ts'

const NOW = Date.UTC(2026, 0, 31, 12)
const iso = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString()

let t: TestApp
before(async () => {
  t = await openTestApp({ now: () => NOW })
})
after(() => t.dispose())

const ndjson = { 'content-type': 'application/x-ndjson' }
const query = (parameters: Record<string, string>) =>
  t.send('GET', `/api/v1/metrics/query?${new URLSearchParams(parameters)}`)
type Series = readonly { tags: Record<string, string>; points: [string, number | null][] }[]

describe('POST /api/v1/metrics', () => {
  test('takes one point, an array, and lines, compressed or not', async () => {
    const point = { metric: 'formats', value: 1 }
    const bodies: readonly (readonly [string | Buffer, Record<string, string>, number])[] = [
      [JSON.stringify(point), {}, 1],
      [JSON.stringify([point, point]), {}, 2],
      [`${JSON.stringify(point)}\n${JSON.stringify(point)}\n`, ndjson, 2],
      [gzipSync(JSON.stringify(point)), { 'content-encoding': 'gzip' }, 1],
    ]
    for (const [payload, headers, accepted] of bodies) {
      const { status, body } = await t.send('POST', '/api/v1/metrics', { payload, headers })
      assert.equal(status, 200)
      assert.deepEqual(body, { accepted, duplicates: 0, first_seq: body.first_seq, errors: [] })
    }
  })

  test('names the bad points of a batch and keeps the good ones', async () => {
    const payload =
      '{"metric":"mixed","value":1}\nnot json\n{"metric":"mixed"}\n{"metric":"mixed","value":2}\n'
    const { status, body } = await t.send('POST', '/api/v1/metrics', { payload, headers: ndjson })
    assert.equal(status, 207)
    assert.equal(body.accepted, 2)
    assert.deepEqual(
      body.errors.map(({ index, code }) => [index, code]),
      [
        [1, 'TALLY_INGEST_JSON'],
        [2, 'TALLY_METRIC_VALUE'],
      ],
    )
    const refused = await t.send('POST', '/api/v1/metrics', {
      payload: '{"metric":"mixed","value":1,"tags":5}',
    })
    assert.equal(refused.status, 400)
    assert.equal(refused.body.error.code, 'TALLY_METRIC_TAGS')
  })

  test('knows the numbers of a writer', async () => {
    const headers = { 'x-tally-writer': 'sdk', 'x-tally-sequence': '0' }
    const payload = '[{"metric":"once","value":1},{"metric":"once","value":2}]'
    assert.equal((await t.send('POST', '/api/v1/metrics', { payload, headers })).body.accepted, 2)
    const again = await t.send('POST', '/api/v1/metrics', { payload, headers })
    assert.deepEqual([again.status, again.body.accepted, again.body.duplicates], [200, 0, 2])
  })

  test('needs the permission to send', async () => {
    const authorization = `Bearer ${await t.key('acme', 'read')}`
    const { status } = await t.send('POST', '/api/v1/metrics', { payload: '{}', headers: { authorization } })
    assert.equal(status, 403)
  })
})

describe('GET /api/v1/metrics', () => {
  test('lists metrics with units, tags and the last time, and the derived series', async () => {
    await t.engine.ingestMetrics('acme', [
      { metric: 'cpu_usage', value: 5, unit: '%', time: iso(-30), tags: { host: 'a' } },
      { metric: 'cpu_usage', value: 7, unit: '%', time: iso(-20), tags: { host: 'b', zone: 'z' } },
    ])
    await t.engine.flush()
    const { status, body } = await t.send('GET', `/api/v1/metrics?from=${iso(-60)}&to=${iso(0)}`)
    assert.equal(status, 200)
    const metrics = body.metrics as { name: string; kind: string; expression?: string }[]
    assert.deepEqual(metrics[0], {
      name: 'cpu_usage',
      kind: 'metric',
      types: ['gauge'],
      units: ['%'],
      tags: ['host', 'zone'],
      points: 2,
      last_seen: iso(-20),
    })
    assert.match(metrics.find(({ name }) => name === 'error_rate')?.expression ?? '', /^count\(/)
  })
})

describe('GET /api/v1/metrics/query', () => {
  test('answers with a value or null for every step of every group', async () => {
    await t.engine.ingestMetrics('acme', [
      ...[0, 1, 2].map(i => ({
        metric: 'latency',
        value: i,
        unit: 's',
        time: iso(-10 + i * 4),
        tags: { service: 'a' },
      })),
      { metric: 'latency', value: 9, unit: 's', time: iso(-9), tags: { service: 'b' } },
    ])
    await t.engine.flush()
    const { status, body } = await query({
      expr: 'max(latency) by (service) * 10',
      from: iso(-10),
      to: iso(0),
      step: '5m',
    })
    assert.equal(status, 200)
    const { took_ms: _, ...answer } = body
    assert.deepEqual(answer, {
      expr: 'max(latency) by (service) * 10',
      step: 300,
      from: iso(-10),
      to: iso(0),
      series: [
        {
          tags: { service: 'a' },
          points: [
            [iso(-10), 10],
            [iso(-5), 20],
          ],
        },
        {
          tags: { service: 'b' },
          points: [
            [iso(-10), 90],
            [iso(-5), null],
          ],
        },
      ],
      truncated: false,
      approximate: false,
    })
  })

  test('takes steps as durations or seconds, and finds one by itself', async () => {
    const step = async (parameters: Record<string, string>) =>
      (await query({ expr: 'latency', ...parameters })).body.step
    assert.equal(await step({ last: '1h', step: '60' }), 60)
    assert.equal(await step({ last: '7d', step: '1h' }), 3_600)
    assert.equal(await step({ last: '1h' }), 15)
    assert.equal(await step({ last: '7d' }), 3_600)
    assert.equal(await step({ last: '7d', step: 'range' }), 604_800)
    const { body } = await query({ expr: '1', last: '11000s', step: '1s' })
    assert.equal((body.series as Series)[0]!.points.length, 11_000)
  })

  test('refuses with a code, and a position in the expression', async () => {
    const cases: readonly (readonly [Record<string, string>, string, number | undefined])[] = [
      [{ expr: 'avg(' }, 'TALLY_METRIC_EXPRESSION', 4],
      [{ expr: 'count(events("level>=LOUD"))' }, 'TALLY_QUERY_VALUE', 21],
      [{ expr: `${'('.repeat(100)}1` }, 'TALLY_METRIC_TOO_COMPLEX', 65],
      [{ expr: '1', last: '1d', step: '1s' }, 'TALLY_METRIC_STEP', undefined],
      [{ expr: '1', step: '0' }, 'TALLY_METRIC_STEP', undefined],
      [{ expr: '1', step: 'soon' }, 'TALLY_METRIC_STEP', undefined],
      [{ expr: '1', from: iso(1) }, 'TALLY_QUERY_RANGE', undefined],
      [{ expr: '1', mode: 'x' }, 'TALLY_REQUEST_INVALID', undefined],
      [{}, 'TALLY_REQUEST_INVALID', undefined],
    ]
    for (const [parameters, code, position] of cases) {
      const { status, body } = await query(parameters)
      assert.deepEqual(
        [status, body.error.code, body.error.position],
        [400, code, position],
        JSON.stringify(parameters),
      )
    }
  })

  test('keeps to the clock of the server where the range is open', async () => {
    const { body } = await query({ expr: 'latency', step: '60', last: '1h' })
    assert.deepEqual([body.from, body.to], [iso(-60), iso(0)])
  })
})

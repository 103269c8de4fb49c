import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { bearer, makeUser, openTestApp, type TestApp } from '../support.ts'

type State = {
  readonly state: string
  readonly sent: number
  readonly total: number
  readonly refused: number
}

describe('loading demo data through the API', () => {
  let test_: TestApp

  beforeEach(async () => {
    test_ = await openTestApp()
  })
  afterEach(() => test_.dispose())

  const state = async (headers: Record<string, string> = {}): Promise<State> =>
    JSON.parse((await test_.send('GET', '/api/v1/demo', { headers })).text) as State
  const ended = async (): Promise<State> => {
    for (;;) {
      const now = await state()
      if (now.state !== 'running') return now
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  const start = (payload: object = { events: 2_000 }) => test_.send('POST', '/api/v1/demo', { payload })

  test('fills the record of the tenant, and says how far it is', async () => {
    assert.equal((await state()).state, 'none')
    const answer = await start()
    assert.equal(answer.status, 202, answer.text)
    assert.equal(answer.body.state, 'running')
    const { state: end, sent, total, refused } = await ended()
    assert.deepEqual({ end, refused }, { end: 'done', refused: 0 })
    assert.ok(sent === total && sent > 2_000)
    const count = async (query: string) =>
      (await test_.engine.aggregate('acme', `${query} | count()`)).rows[0]![0]
    assert.equal(await count('-stream:audit'), 2_000)
    assert.ok((await test_.engine.metrics('acme')).some(({ name }) => name === 'cpu_usage'))
    const { events } = await test_.engine.search('acme', 'stream:audit name:demo.load')
    assert.equal(events.length, 1)
    assert.match(events[0]!.user_id!, /^key:/)
    assert.equal((await test_.engine.aggregate('other', '| count()')).rows[0]![0], 0)
  })

  test('is what the other pages of the API can read', async () => {
    await start({ events: 5_000 })
    await ended()
    const get = async (url: string) => {
      const { status, text } = await test_.send('GET', url)
      assert.equal(status, 200, text)
      return JSON.parse(text)
    }
    const accuracy = await get('/api/v1/scans/accuracy')
    assert.ok(accuracy.detection_accuracy > 0.5 && accuracy.reviewed > 5)
    const { scans } = await get('/api/v1/scans?limit=10')
    assert.ok(scans.every((scan: { score?: number }) => typeof scan.score === 'number'))
    const { decisions } = await get('/api/v1/decisions?limit=10')
    assert.ok(
      decisions.every(
        (one: { customer_id: string | null; risk_score: number | null }) =>
          one.customer_id && one.risk_score !== null,
      ),
    )
    const { logs } = await get('/api/logs?event_type=UPDATE&limit=10')
    assert.equal(logs.length, 10)
    const overview = await get('/api/v1/overview?last=7d')
    for (const name of ['requests', 'errors', 'scans', 'threats_blocked', 'allowed', 'blocked'])
      assert.ok(overview[name] > 0, name)
    const series = await get('/api/v1/metrics/query?expr=avg(cpu_usage)&last=7d')
    assert.ok(series.series.length > 0)
  })

  test('shares dashboards of which every panel has something to show of the last hour, once', async () => {
    await start({ events: 5_000 })
    await ended()
    await start()
    await ended()
    const get = async (url: string) => JSON.parse((await test_.send('GET', url)).text)
    const { dashboards } = await get('/api/v1/dashboards')
    type Panel = { title: string; source: string; text: string }
    const shared = dashboards as { name: string; shared: boolean; document: { panels: Panel[] } }[]
    assert.deepEqual(shared.map(({ name, shared }) => [name, shared]).toSorted(), [
      ['AI firewall', true],
      ['Application health', true],
    ])
    for (const { title, source, text } of shared.flatMap(({ document }) => document.panels)) {
      const asked = encodeURIComponent(text)
      const found =
        source === 'expr'
          ? (await get(`/api/v1/metrics/query?expr=${asked}&last=1h`)).series
          : text.includes('|')
            ? (await get(`/api/v1/aggregate?q=${asked}&last=1h`)).rows.filter(
                (row: unknown[]) => row[0] !== 0,
              )
            : (await get(`/api/v1/search?q=${asked}&last=1h`)).events
      assert.ok(found.length > 0, title)
    }
  })

  test('runs once at a time, and stops when told', async () => {
    await start({ events: 200_000, days: 30 })
    const second = await start()
    assert.equal(second.status, 409)
    assert.equal(second.body.error.code, 'TALLY_DEMO_RUNNING')
    const cancelled = await test_.send('DELETE', '/api/v1/demo')
    assert.equal(cancelled.body.state, 'cancelled')
    assert.equal((await ended()).state, 'cancelled')
    assert.equal((await start()).status, 202)
    assert.equal((await ended()).state, 'done')
  })

  test('is for admins, each for their own tenant', async () => {
    const operator = await makeUser(test_.engine, 'acme', 'operator')
    for (const method of ['GET', 'POST', 'DELETE'] as const)
      assert.equal(
        (
          await test_.send(method, '/api/v1/demo', {
            ...operator,
            ...(method === 'POST' ? { payload: {} } : {}),
          })
        ).status,
        403,
      )
    await start()
    await ended()
    assert.equal((await state(bearer(await test_.key('other')))).state, 'none')
  })

  test('refuses what is out of bounds', async () => {
    for (const payload of [{ events: 200_001 }, { days: 0 }, { days: 31 }, { event: 5 }, { seed: -1 }])
      assert.equal((await start(payload)).status, 400, JSON.stringify(payload))
  })

  test('does not hold up the end of the server', async () => {
    await start({ events: 200_000 })
    const began = performance.now()
    await test_.app.close()
    assert.ok(performance.now() - began < 5_000)
  })
})

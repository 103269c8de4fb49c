import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import type { Engine } from '@tallystick/engine'
import { eventOfFeedback, type Verdict } from '@tallystick/firewall'
import { buildServer } from '../src/index.ts'
import { createKept } from '../src/overview/kept.ts'
import { bearer, makeUser, openTestApp, openTestEngine, type TestApp } from './support.ts'

type Overview = {
  readonly [name: string]: unknown
  readonly response_time_ms: { readonly p50: number | null; readonly p95: number | null }
  readonly memory: { readonly rss: number; readonly total: number } | null
  readonly disk: { readonly free: number; readonly total: number; readonly parts?: object } | null
  readonly problems: readonly { readonly severity: string; readonly text: string; readonly hint: string }[]
}

const SCAN = '019f0000-0000-7000-8000-00000000000'

describe('the overview', () => {
  let test_: TestApp

  beforeEach(async () => {
    test_ = await openTestApp()
  })
  afterEach(() => test_.dispose())

  const overview = async (query = '', headers: Record<string, string> = {}): Promise<Overview> => {
    const { status, text } = await test_.send('GET', `/api/v1/overview${query}`, { headers })
    assert.equal(status, 200, text)
    return JSON.parse(text) as Overview
  }
  const feedback = (scan: string, verdict: Verdict) => eventOfFeedback({ scan, verdict, by: 'ada' })

  test('of a tenant without events has zeros, and null where nothing can be said', async () => {
    const { requests, scans, allowed, blocked, detection_accuracy, response_time_ms, problems, status } =
      await overview()
    assert.deepEqual(
      { requests, scans, allowed, blocked, detection_accuracy, response_time_ms },
      {
        requests: 0,
        scans: 0,
        allowed: 0,
        blocked: 0,
        detection_accuracy: null,
        response_time_ms: { p50: null, p95: null },
      },
    )
    assert.deepEqual(problems, [])
    assert.equal(status, 'ok')
  })

  test('counts what happened, in the range and within the last minute', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString()
    const longAgo = new Date(Date.now() - 48 * 3_600_000).toISOString()
    const request = (duration_ms: number, time?: string) => ({
      name: 'http.request',
      ...(time === undefined ? {} : { time }),
      attributes: { status_code: 200, duration_ms },
    })
    await test_.record(
      ...Array.from({ length: 60 }, (_, i) => request(i + 1)),
      request(10, hourAgo),
      request(9_999, longAgo),
      ...Array.from({ length: 6 }, () => ({ level: 'ERROR', message: 'it broke' })),
      { stream: 'scan', name: 'scan', attributes: { score: 0.9, action: 'block' } },
      { stream: 'scan', name: 'scan', attributes: { score: 0.1, action: 'allow' } },
      { stream: 'scan', name: 'scan', attributes: { score: 0, action: 'block', outcome: 'incomplete' } },
      { stream: 'decision', attributes: { allowed: true } },
      { stream: 'decision', attributes: { allowed: true } },
      { stream: 'decision', attributes: { allowed: false } },
      feedback(`${SCAN}1`, 'false_positive'),
      feedback(`${SCAN}2`, 'false_positive'),
      feedback(`${SCAN}2`, 'true_positive'),
      feedback(`${SCAN}3`, 'true_positive'),
    )
    const found = await overview()
    assert.equal(found.requests_per_second, 1)
    assert.equal(found.errors_per_second, 0.1)
    assert.ok(Math.abs(Number(found.threats_per_second) - 1 / 60) < 1e-9)
    assert.equal(found.requests, 61)
    assert.ok(found.response_time_ms.p95! > found.response_time_ms.p50! && found.response_time_ms.p95! <= 60)
    assert.equal(found.errors, 6)
    assert.deepEqual(
      [found.scans, found.threats_blocked, found.allowed, found.blocked, found.false_positives],
      [3, 1, 2, 1, 1],
    )
    assert.ok(Math.abs(Number(found.detection_accuracy) - 2 / 3) < 1e-9)
    assert.equal((await overview('?last=7d')).requests, 62)
    await test_.engine.flush()
    const { events } = await test_.engine.search('acme', 'stream:audit name:read.overview')
    assert.ok(events.length > 0, 'it is recorded who looked')
  })

  test('tells of process and host to the tenant of the instance, and of the parts of the disk to its admins', async () => {
    const admin = await overview('', bearer(await test_.key('default')))
    assert.ok(admin.memory!.rss > 0 && admin.memory!.total > admin.memory!.rss)
    assert.ok(admin.disk!.total >= admin.disk!.free)
    assert.deepEqual(Object.keys(admin.disk!.parts!).sort(), ['index', 'journal', 'ledger', 'wal'])
    const guest = await overview('', (await makeUser(test_.engine, 'default', 'guest')).headers)
    assert.ok(guest.memory !== null)
    assert.equal(guest.disk!.parts, undefined)
    const elsewhere = await overview()
    for (const name of ['cpu_percent', 'process_cpu_percent', 'memory', 'disk', 'api', 'event_loop_delay_ms'])
      assert.equal(elsewhere[name], null, name)
    assert.ok(Number.isInteger(elsewhere.uptime_seconds))
  })

  test('counts nothing of other tenants', async () => {
    await test_.record({ stream: 'decision', attributes: { allowed: true } })
    assert.equal((await overview()).allowed, 1)
    assert.equal((await overview('', bearer(await test_.key('other')))).allowed, 0)
  })

  test('is the same for those who may not see payload, and no door to it', async () => {
    await test_.record({ stream: 'decision', attributes: { allowed: true } })
    const auditor = await makeUser(test_.engine, 'acme', 'auditor')
    assert.equal((await overview('', auditor.headers)).allowed, 1)
    assert.equal((await test_.send('GET', '/api/v1/overview?q=x', auditor)).status, 400)
  })

  test('puts an altered record first', async () => {
    await test_.engine.control.setSetting(
      'evidence.verification.acme',
      JSON.stringify({ state: 'done', verdict: 'tampered', problems: [{ message: 'line 3 was altered' }] }),
    )
    const { problems, status } = await overview()
    assert.equal(problems[0]!.severity, 'critical')
    assert.match(problems[0]!.text, /line 3 was altered/)
    assert.ok(problems[0]!.hint.length > 0)
    assert.equal(status, 'degraded')
  })
})

describe('the overview while the store is down', () => {
  test('says so, and what it still knows', async () => {
    const { engine, key, dispose } = await openTestEngine()
    const down = async () => {
      throw new TallyError('TALLY_STORE_UNAVAILABLE', 'it was killed')
    }
    const problem = { severity: 'critical', text: 'The store is down', hint: 'It comes back.' } as const
    const without: Engine = Object.create(engine, {
      aggregate: { value: down },
      stats: { value: down },
      ingest: { value: engine.ingest.bind(engine) },
      ledgerFile: { value: engine.ledgerFile.bind(engine) },
      verifierKey: { value: engine.verifierKey },
      health: { value: () => ({ ...engine.health(), problems: [problem] }) },
    })
    const app = buildServer(without, { log: 'off', auditReads: false })
    await app.ready()
    try {
      const headers = bearer(await key('default'))
      const { statusCode, body } = await app.inject({ url: '/api/v1/overview', headers })
      assert.equal(statusCode, 200, body)
      const { problems, requests, memory } = JSON.parse(body) as Overview
      assert.deepEqual(problems[0], problem)
      assert.equal(requests, null)
      assert.ok(memory !== null)
    } finally {
      await app.close()
      await dispose()
    }
  })
})

describe('answers that are kept', () => {
  test('are made once for all who wait, and anew when nobody asked for long; a failure is not kept', async () => {
    let now = 0
    let made = 0
    const kept = createKept<number>(() => now)
    const make = async () => ++made
    assert.deepEqual(await Promise.all([kept('a', make), kept('a', make), kept('b', make)]), [1, 1, 2])
    now = 4_999
    assert.equal(await kept('a', make), 1)
    now = 30_000
    assert.equal(await kept('a', make), 3)
    await assert.rejects(
      kept('c', async () => {
        throw new Error('no')
      }),
    )
    assert.equal(await kept('c', make), 4)
  })

  test('are given out while the next one is made, which is made once', async () => {
    let now = 0
    const kept = createKept<number>(() => now)
    await kept('a', async () => 1)
    now = 6_000
    let asked = 0
    const slow = Promise.withResolvers<number>()
    const ask = () => {
      asked++
      return slow.promise
    }
    assert.deepEqual(await Promise.all([kept('a', ask), kept('a', ask)]), [1, 1])
    assert.equal(asked, 1)
    slow.resolve(2)
    await new Promise(setImmediate)
    assert.equal(await kept('a', ask), 2)
  })
})

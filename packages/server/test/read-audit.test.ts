import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, type TestContext, test } from 'node:test'
import { TallyError, type TallyEvent } from '@tallystick/core'
import { openBrowser } from './browser.ts'
import { connect } from './sockets.ts'
import { bearer, makeUser, openTestApp, openTestServer, type TestApp, type TestServer } from './support.ts'
import { openEvents, openSocket } from './tails.ts'

const FROM = '2020-01-01T00:00:00.000Z'
const TO = '2100-01-01T00:00:00.000Z'
const RANGE = `from=${FROM}&to=${TO}`
const q = encodeURIComponent

/** Reads on the record of a tenant, oldest first. */
async function readsOf(
  { engine }: Pick<TestApp, 'engine'>,
  tenant = 'acme',
  query = '',
): Promise<readonly TallyEvent[]> {
  await engine.flush()
  const page = await engine.search(tenant, `stream:audit name:read.* ${query}`, {
    order: 'asc',
    limit: 10_000,
  })
  return page.events
}

/** What the audit trail gained by an act. */
async function gained(t: Pick<TestApp, 'engine'>, act: () => Promise<unknown>, tenant = 'acme') {
  const before = (await readsOf(t, tenant)).length
  await act()
  return (await readsOf(t, tenant)).slice(before)
}

/** The journal takes nothing any more, as on a full disk. */
function failJournal(t: TestContext, { engine }: Pick<TestApp, 'engine'>) {
  return t.mock.method(engine, 'ingest', async () => {
    throw new TallyError('TALLY_JOURNAL_WRITE', 'ENOSPC')
  })
}

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await condition()); ) {
    assert.ok(Date.now() < deadline, 'it did not happen within 10 s')
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

let now = Date.UTC(2026, 0, 31, 12)
let t: TestApp
// What the names of tests show, which are made before there are any.
let id = '{id}'
let scan = '{id}'
async function open() {
  t = await openTestApp({ now: () => now })
  await t.record(
    ...Array.from({ length: 5 }, (_, i) => ({ message: `line ${i}`, service: 'shop', name: 'UPDATE' })),
    { stream: 'activity', name: 'UPDATE', entity_type: 'order', entity_id: '55' },
    { stream: 'security', name: 'login.failure', attributes: { severity: 'HIGH' } },
  )
  const scanned = await t.send('POST', '/api/v1/scan', { payload: { text: 'hello' } })
  scan = String(scanned.body.id)
  await t.engine.flush()
  id = (await t.engine.search('acme', 'service:shop', { limit: 1 })).events[0]!.id
}
const close = () => t.dispose()

/** One record for all tests of a group, which look at what each adds to it. */
function together() {
  before(open)
  after(close)
}

/** A record for each test of a group. */
function apart() {
  beforeEach(open)
  afterEach(close)
}

type Ask = readonly [
  method: 'GET' | 'POST',
  url: () => string,
  name: string,
  expected: Readonly<Record<string, unknown>>,
  payload?: object,
]

/** Every route that reads, by what it is recorded as. `rows` is what the answer holds. */
const ASKS: readonly Ask[] = [
  [
    'GET',
    () => `/api/v1/search?q=service:shop&${RANGE}`,
    'search',
    { query: 'service:shop', rows: 5, from: FROM, to: TO },
  ],
  ['GET', () => '/api/v1/search?limit=2&q=service:shop', 'search', { query: 'service:shop', rows: 2 }],
  [
    'POST',
    () => '/api/v1/search',
    'search',
    { query: 'line', rows: 5, from: FROM },
    { q: 'line', from: FROM },
  ],
  [
    'GET',
    () => `/api/v1/aggregate?q=${q('service:shop | count() by name')}`,
    'aggregate',
    { query: 'service:shop | count() by name', rows: 1 },
  ],
  ['POST', () => '/api/v1/aggregate', 'aggregate', { query: '| count()', rows: 1 }, { q: '| count()' }],
  ['GET', () => '/api/v1/fields?q=service:shop&names=name', 'fields', { query: 'service:shop', rows: 1 }],
  ['GET', () => `/api/v1/events/${id}`, 'event', { rows: 1 }],
  [
    'GET',
    () => `/api/v1/events/${id}/context?q=service:shop&before=1&after=0`,
    'context',
    { query: 'service:shop' },
  ],
  ['GET', () => `/api/v1/events/${id}/proof`, 'proof', { rows: 1 }],
  ['GET', () => '/api/v1/metrics', 'metrics', {}],
  ['GET', () => '/api/v1/metrics/query?expr=event_rate', 'metrics', { query: 'event_rate' }],
  ['GET', () => '/api/logs?entity_id=55', 'activity', { query: 'stream:activity entity_id:55', rows: 1 }],
  ['GET', () => '/api/logs/stats', 'activity', {}],
  ['GET', () => '/api/v2/logs/entries?limit=3', 'logs', { rows: 3 }],
  ['GET', () => '/api/v2/logs/security/events?severity=HIGH', 'logs', { rows: 1 }],
  ['GET', () => '/api/v2/logs/stats', 'logs', {}],
  ['GET', () => '/api/v2/logs/performance/metrics', 'metrics', {}],
  ['GET', () => '/api/v1/scans', 'scans', { rows: 1 }],
  ['GET', () => `/api/v1/scans/${scan}`, 'scan', { rows: 1 }],
  ['GET', () => '/api/v1/scans/stats', 'scans', {}],
  ['GET', () => '/api/v1/scans/accuracy', 'scans', {}],
  ['GET', () => '/api/v1/decisions?model=m', 'decisions', { rows: 0 }],
  ['GET', () => '/api/v1/decisions/stats', 'decisions', {}],
  ['GET', () => '/api/v1/overview', 'overview', {}],
]

describe('what is read', () => {
  together()
  for (const [method, url, name, expected, payload] of ASKS)
    test(`by ${method} ${url()} is recorded as read.${name}`, async () => {
      const { name: who, headers } = await makeUser(t.engine, 'acme', 'admin')
      let answer = { status: 0, headers: {} as Readonly<Record<string, unknown>> }
      const events = await gained(t, async () => {
        answer = await t.send(method, url(), {
          headers: { ...headers, 'user-agent': 'probe/1' },
          ...(payload === undefined ? {} : { payload }),
        })
      })
      assert.equal(answer.status, 200)
      assert.equal(events.length, 1, JSON.stringify(events))
      const [event] = events
      assert.deepEqual(
        [event?.name, event?.category, event?.level, event?.user_id, event?.ip, event?.user_agent],
        [`read.${name}`, 'access', 'AUDIT', who, '127.0.0.1', 'probe/1'],
      )
      assert.equal(event?.request_id, answer.headers['x-request-id'])
      const attributes = event?.attributes ?? {}
      assert.match(String(attributes.route), /^\/api\/v\d|^\/api\/logs/)
      for (const [key, value] of Object.entries(expected)) assert.deepEqual(attributes[key], value, key)
      // Words that were asked for are not found again in what says so.
      assert.ok(!event?.message?.includes('shop') && !event?.message?.includes('line'), event?.message)
    })

  test('by any route is recorded: none that reads is missing above', async () => {
    const document = JSON.parse((await t.send('GET', '/openapi.json')).text) as {
      paths: Record<string, Record<string, { 'x-tallystick-permission'?: string }>>
    }
    const asked = new Set(
      ASKS.map(([method, url]) =>
        `${method} ${url().split('?')[0]}`.toLowerCase().replace(id, '{id}').replace(scan, '{id}'),
      ),
    )
    /** Streams, below. */
    const streams = [
      'get /api/v1/export',
      'get /api/v1/tail',
      'get /api/logs/export',
      'post /api/v2/logs/export',
      'get /ws/logs',
      'get /api/v2/logs/stream',
    ]
    /** They give no event: figures of the instance, hashes, and documents of the control plane. */
    const nothing =
      /\/api\/v1\/(?:stats|policies|saved-searches|dashboards|evidence)|\/ledger\/|^get \/metrics$/
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) {
        const route = `${method} ${path}`
        if (!['read', 'export', 'verify', 'payload'].includes(operation['x-tallystick-permission'] ?? ''))
          continue
        assert.ok(
          asked.has(route) || streams.includes(route) || nothing.test(route),
          `${route} reads: say above what it is recorded as`,
        )
      }
  })
})

describe('a read', () => {
  apart()

  test('of one event names it, so that it is known who saw it', async () => {
    for (const path of [
      `/api/v1/events/${id}`,
      `/api/v1/events/${id}/context`,
      `/api/v1/events/${id}/proof`,
    ]) {
      const [event] = await gained(t, () => t.send('GET', path))
      assert.deepEqual([event?.entity_type, event?.entity_id], ['event', id], path)
    }
    const [event] = await gained(t, () => t.send('GET', `/api/v1/scans/${scan}`))
    assert.equal(event?.entity_id, scan)
  })

  test('by somebody who signed in names their session', async () => {
    const user = await makeUser(t.engine, 'acme', 'guest')
    const browser = openBrowser(t.app)
    const { session } = (await browser.signIn(user.name, user.password)).body as unknown as {
      session: { id: string }
    }
    const [event] = await gained(t, () => browser.send('GET', '/api/v1/search?q=service:shop'))
    assert.deepEqual([event?.user_id, event?.session_id], [user.name, session.id])
  })

  test('without its answer, by HEAD, is recorded too', async () => {
    const events = await gained(t, () =>
      t.app.inject({ method: 'HEAD', url: '/api/v1/search?q=service:shop', headers: bearer(t.secret) }),
    )
    assert.deepEqual(
      events.map(({ name, attributes }) => [name, attributes?.rows]),
      [['read.search', 5]],
    )
  })

  test('is recorded in the tenant of who reads, and in no other', async () => {
    const other = bearer(await t.key('other'))
    const events = await gained(
      t,
      () => t.send('GET', '/api/v1/search?q=service:shop', { headers: other }),
      'other',
    )
    assert.deepEqual(
      events.map(({ name, tenant, attributes }) => [name, tenant, attributes?.rows]),
      [['read.search', 'other', 0]],
    )
    assert.deepEqual(await readsOf(t, 'acme'), [])
    const seen = await t.send('GET', '/api/v1/search?q=stream:audit', { headers: other })
    assert.ok(seen.body.events.every(({ tenant }) => tenant === 'other'))
  })

  test('that was refused was none', async () => {
    const { headers } = await makeUser(t.engine, 'acme', 'auditor')
    assert.deepEqual(
      await gained(t, async () => {
        for (const [url, status] of [
          ['/api/v1/search?q=(', 400],
          ['/api/v1/search?q=line', 403],
          ['/api/v1/events/019f0000-0000-7000-8000-000000000000', 404],
          ['/api/v1/export?q=line', 403],
          ['/api/v1/keys', 403],
        ] as const)
          assert.equal((await t.send('GET', url, { headers })).status, status, url)
      }),
      [],
    )
  })

  test('of the instance alone is not recorded', async () => {
    assert.deepEqual(
      await gained(t, async () => {
        for (const url of [
          '/api/v1/stats',
          '/api/v1/whoami',
          '/health',
          '/metrics',
          '/ledger/acme/checkpoint',
        ])
          assert.equal((await t.send('GET', url)).status, 200, url)
      }),
      [],
    )
  })

  test('is seen by those without payload, but not what was searched for', async () => {
    await t.send('GET', '/api/v1/search?q=line')
    const { headers } = await makeUser(t.engine, 'acme', 'auditor')
    await t.engine.flush()
    const { body } = await t.send('GET', '/api/v1/search?q=name:read.search', { headers })
    assert.equal(body.events.length, 1)
    assert.equal(body.events[0]!.attributes, undefined)
    assert.ok(body.events[0]!.user_id!.startsWith('key:'))
  })

  test('is not recorded when the server is told so', async () => {
    const silent = await openTestApp({ auditReads: false })
    await silent.record({ message: 'x' })
    await silent.send('GET', '/api/v1/search')
    await silent.send('GET', '/api/v1/export')
    assert.deepEqual(await readsOf(silent), [])
    await silent.dispose()
  })
})

describe('a journal that cannot be written', () => {
  together()
  for (const [method, url, name, , payload] of ASKS)
    test(`gives nothing by ${method} ${url()} (read.${name})`, async c => {
      failJournal(c, t)
      const { status, body, text } = await t.send(method, url(), payload === undefined ? {} : { payload })
      assert.deepEqual([status, body.error?.code], [503, 'TALLY_JOURNAL_WRITE'])
      assert.ok(!text.includes('line') && !text.includes('shop'), text)
    })

  for (const [method, url, payload] of [
    ['GET', '/api/v1/export'],
    ['GET', '/api/v1/export?format=csv'],
    ['GET', '/api/v1/export?proof=true'],
    ['GET', '/api/logs/export?format=csv'],
    ['POST', '/api/v2/logs/export', { format: 'csv' }],
  ] as const)
    test(`gives nothing by ${method} ${url}`, async c => {
      failJournal(c, t)
      const { status, body } = await t.send(method, url, payload === undefined ? {} : { payload })
      assert.deepEqual([status, body.error?.code], [503, 'TALLY_JOURNAL_WRITE'])
    })
})

describe('an export', () => {
  together()
  for (const [url, route, rows, payload] of [
    ['/api/v1/export?q=service:shop', '/api/v1/export', 5],
    ['/api/v1/export?q=service:shop&format=csv', '/api/v1/export', 5],
    ['/api/v1/export?q=service:shop&proof=true', '/api/v1/export', 5],
    ['/api/logs/export?format=json&limit=1', '/api/logs/export', 1],
    ['/api/v2/logs/export', '/api/v2/logs/export', 2, { limit: 2, offset: 1 }],
  ] as const)
    test(`by ${url} is recorded when it begins, and when it ended with what was sent`, async () => {
      const events = await gained(t, async () => {
        const answer = await t.send(
          payload === undefined ? 'GET' : 'POST',
          url,
          payload === undefined ? {} : { payload },
        )
        assert.equal(answer.status, 200)
      })
      assert.deepEqual(
        events.map(({ name, attributes }) => [
          name,
          attributes?.route,
          attributes?.phase,
          attributes?.rows,
          attributes?.complete,
        ]),
        [
          ['read.export', route, 'start', undefined, undefined],
          ['read.export', route, 'end', rows, true],
        ],
      )
    })

  test('that its reader breaks off is not recorded as complete', async () => {
    const s = await openTestServer()
    try {
      await s.engine.ingest(
        'acme',
        Array.from({ length: 20_000 }, (_, n) => ({ message: 'x'.repeat(1_000), attributes: { n } })),
      )
      await s.engine.flush()
      const abort = new AbortController()
      const response = await fetch(`${s.server.url}/api/v1/export`, {
        headers: bearer(s.secret),
        signal: abort.signal,
      })
      await response.body!.getReader().read()
      abort.abort()
      await eventually(async () => (await readsOf(s)).length === 2)
      const end = (await readsOf(s))[1]!
      assert.deepEqual([end.attributes?.phase, end.attributes?.complete], ['end', false])
      const rows = Number(end.attributes?.rows)
      assert.ok(rows > 0 && rows < 20_000, String(rows))
    } finally {
      await s.dispose()
    }
  })
})

describe('figures that are asked for over and over', () => {
  apart()
  const count = (query = '| count()', extra = '') => t.send('GET', `/api/v1/aggregate?q=${q(query)}${extra}`)
  const shown = (events: readonly TallyEvent[]) =>
    events.map(({ attributes }) => [attributes?.query, attributes?.repeats])

  test('are recorded at once, then once a minute with how many came since', async () => {
    const events = await gained(t, async () => {
      for (let i = 0; i < 10; i++) await count('| count()', `&to=2026-02-0${(i % 9) + 1}`)
      now += 59_999
      await count()
      now += 1
      await count()
      await count()
    })
    assert.deepEqual(shown(events), [
      ['| count()', undefined],
      ['| count()', 10],
    ])
    // Over all the time that was looked at since.
    assert.equal(events[0]?.attributes?.to, '2026-02-01T00:00:00.000Z')
    assert.equal(events[1]?.attributes?.to, undefined)
  })

  test('are others when anything but the range differs', async () => {
    const { headers } = await makeUser(t.engine, 'acme', 'guest')
    const events = await gained(t, async () => {
      await count()
      await count('service:shop | count()')
      await t.send('GET', `/api/v1/aggregate?q=${q('| count()')}`, { headers })
      await t.send('POST', '/api/v1/aggregate', { payload: { q: '| count()' } })
      await t.send('GET', '/api/v1/fields')
    })
    // The same question by POST is the same question at the same address.
    assert.equal(events.length, 4)
  })

  test('are all on the record when the server is closed', async () => {
    await count()
    for (let i = 0; i < 3; i++) await count()
    await t.app.close()
    const events = await readsOf(t)
    assert.deepEqual(shown(events), [
      ['| count()', undefined],
      ['| count()', 2],
    ])
  })

  test('are not remembered without bound', async () => {
    const events = await gained(t, async () => {
      await count('n=0 | count()')
      await count('n=0 | count()')
      for (let i = 1; i <= 1_000; i++) await count(`n=${i} | count()`)
      await count('n=0 | count()')
    })
    const zero = events.filter(({ attributes }) => attributes?.query === 'n=0 | count()')
    // The first; what was counted, once it was forgotten; and then the first again.
    assert.deepEqual(shown(zero), [
      ['n=0 | count()', undefined],
      ['n=0 | count()', undefined],
      ['n=0 | count()', undefined],
    ])
    assert.equal(events.length, 1_003)
  })

  test('that could not be recorded are tried again with the next', async c => {
    const journal = failJournal(c, t)
    assert.equal((await count()).status, 503)
    assert.equal((await count()).status, 503)
    journal.mock.restore()
    assert.equal((await count()).status, 200)
    assert.equal((await readsOf(t)).length, 1)
  })

  test('rows are recorded each time', async () => {
    const events = await gained(t, async () => {
      for (let i = 0; i < 3; i++) await t.send('GET', '/api/v1/search?q=service:shop')
      for (let i = 0; i < 3; i++) await t.send('GET', '/api/logs')
    })
    assert.equal(events.length, 6)
  })
})

describe('a tail', () => {
  let s: TestServer
  before(async () => {
    s = await openTestServer()
  })
  after(() => s.dispose())
  const tails = async (query: string) =>
    (await readsOf(s, 'acme', 'name:read.tail'))
      .filter(({ attributes }) => String(attributes?.query).startsWith(query))
      .map(({ attributes }) => [attributes?.phase, attributes?.query, attributes?.rows])
  const ended = (query: string) => eventually(async () => (await tails(query)).at(-1)?.[0] === 'end')
  const say = (service: string, message = 'live') => s.engine.ingest('acme', [{ message, service }])

  test('over server-sent events is recorded from its start to its end', async () => {
    const tail = await openEvents(s.server.url, s.secret, 'service:sse')
    await tail.until('tail is open')
    assert.deepEqual(await tails('service:sse'), [['start', 'service:sse', undefined]])
    await say('sse', 'first')
    await say('sse', 'second')
    await tail.until('second')
    tail.close()
    await ended('service:sse')
    assert.deepEqual((await tails('service:sse'))[1], ['end', 'service:sse', 2])
  })

  test('over WebSocket also with each change of its filter', async () => {
    const tail = await openSocket(s.server.url, s.secret, 'service:ws')
    await say('ws')
    await tail.next(({ type }) => type === 'event')
    tail.send({ type: 'filter', query: 'service:ws-2' })
    await tail.next(({ type }) => type === 'filter_ok')
    tail.send({ type: 'filter', query: 'service:(' })
    await tail.next(({ type }) => type === 'error')
    await say('ws')
    await say('ws-2')
    await tail.next(
      ({ event }) => event !== undefined && tail.messages.filter(m => m.type === 'event').length === 2,
    )
    await tail.close()
    await ended('service:ws')
    assert.deepEqual(await tails('service:ws'), [
      ['start', 'service:ws', undefined],
      ['filter', 'service:ws-2', undefined],
      ['end', 'service:ws-2', 2],
    ])
  })

  for (const path of ['/ws/logs?event_type=AUDITED', '/api/v2/logs/stream?category=audited'])
    test(`of ${path} is recorded`, async () => {
      const client = await connect(s.server.url, path, bearer(s.secret))
      await s.engine.ingest('acme', [
        { stream: 'activity', name: 'AUDITED', entity_type: 'order', category: 'audited' },
      ])
      await client.next(() => true)
      await client.close()
      const ofPath = async () =>
        (await readsOf(s, 'acme', 'name:read.tail'))
          .filter(({ attributes }) => attributes?.route === path.split('?')[0])
          .map(({ attributes }) => [attributes?.phase, attributes?.rows])
      await eventually(async () => (await ofPath()).length === 2)
      assert.deepEqual(await ofPath(), [
        ['start', undefined],
        ['end', 1],
      ])
    })

  test('that is open when the server closes is recorded to its end', async () => {
    const closing = await openTestServer()
    const { engine } = closing
    const recorded: object[] = []
    const ingest = engine.ingest.bind(engine)
    engine.ingest = async (tenant, values, options) => {
      const result = await ingest(tenant, values, options)
      recorded.push(...(values as object[]))
      return result
    }
    const sse = await openEvents(closing.server.url, closing.secret, 'service:x')
    await sse.until('tail is open')
    const socket = await openSocket(closing.server.url, closing.secret, 'service:x')
    await closing.dispose()
    await socket.closed
    assert.deepEqual(recorded.map(event => (event as TallyEvent).attributes?.phase).toSorted(), [
      'end',
      'end',
      'start',
      'start',
    ])
  })

  test('gives nothing while it cannot be recorded', async c => {
    const journal = failJournal(c, s)
    const refused = await fetch(`${s.server.url}/api/v1/tail`, { headers: bearer(s.secret) })
    assert.equal(refused.status, 503)
    await assert.rejects(openSocket(s.server.url, s.secret))
    await assert.rejects(connect(s.server.url, '/ws/logs', bearer(s.secret)))
    journal.mock.restore()
    assert.equal(s.engine.counters().tailSubscribers, 0)
  })

  test('ends when a new filter cannot be recorded, before anything comes under it', async c => {
    const tail = await openSocket(s.server.url, s.secret, 'service:before')
    const ingest = s.engine.ingest.bind(s.engine)
    c.mock.method(s.engine, 'ingest', async (tenant: string, values: readonly { stream?: string }[]) => {
      if (values[0]?.stream === 'audit') throw new TallyError('TALLY_JOURNAL_WRITE', 'ENOSPC')
      return ingest(tenant, values)
    })
    tail.send({ type: 'filter', query: 'service:after' })
    await tail.next(({ type }) => type === 'filter_ok')
    await say('after')
    assert.equal((await tail.closed).code, 1011)
    assert.ok(tail.messages.every(({ type }) => type !== 'event'))
  })
})

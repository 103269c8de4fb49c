import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity, StructuredEntry } from '@tallystick/core'
import { connect } from './sockets.ts'
import { bearer, makeUser, openTestApp, openTestServer, type TestApp, type TestServer } from './support.ts'

const NOW = Date.UTC(2025, 10, 5, 12)

let t: TestApp
beforeEach(async () => {
  t = await openTestApp({ now: () => NOW })
})
const done = () => t.dispose()

const post = (payload: object) => t.send('POST', '/api/logs', { payload })
type Page = { logs: Activity[]; total: number; limit: number; offset: number }
const logs = async (query = '') => (await t.send('GET', `/api/logs${query}`)).body as unknown as Page
const types = async (query: string) => (await logs(query)).logs.map(({ event_type }) => event_type)

describe('the activity API', () => {
  const fill = async () => {
    await t.record({ message: 'a log line is no activity' })
    for (const [day, event_type, entity_type, entity_id, user_id, description] of [
      ['03', 'CREATE', 'order', '55', 'admin', 'Created order for customer #112'],
      ['04', 'UPDATE', 'order', '55', 'admin', 'Updated order status to SHIPPED (50% paid)'],
      ['05', 'PAYMENT', 'payment', '7', 'ada', 'Paid [twice], by /mistake\\'],
      ['05', 'CREATE', 'customer', '112', 'ada', undefined],
    ] as const)
      assert.equal(
        (
          await post({
            timestamp: `2025-11-${day}T02:30:00`,
            ...{ event_type, entity_type, entity_id, user_id, description },
          })
        ).status,
        201,
      )
    await t.engine.flush()
  }

  test('records what is posted and answers it with its number', async () => {
    const { status, body } = await post({
      event_type: 'CREATE',
      entity_type: 'order',
      entity_id: 55,
      user_id: 'admin',
      description: '',
      metadata: { old_status: 'PENDING' },
      ip_address: '192.0.2.7',
      user_agent: null,
    })
    assert.equal(status, 201)
    const expected = {
      id: 1,
      timestamp: '2025-11-05T12:00:00.000Z',
      event_type: 'CREATE',
      entity_type: 'order',
      entity_id: '55',
      user_id: 'admin',
      description: null,
      metadata: { old_status: 'PENDING' },
      ip_address: '192.0.2.7',
      user_agent: null,
    }
    assert.deepEqual(body, expected)
    await t.engine.flush()
    assert.deepEqual(await logs(), { logs: [expected], total: 1, limit: 100, offset: 0 })
    const [event] = (await t.engine.search('acme', 'stream:activity name:CREATE')).events
    assert.equal(event?.level, 'AUDIT')
    assert.equal((await t.send('GET', `/api/v1/events/${event!.id}/proof`)).status, 200)
    await done()
  })

  test('filters by every parameter, newest first', async () => {
    await fill()
    const q = encodeURIComponent
    for (const [query, expected] of [
      ['', ['CREATE', 'PAYMENT', 'UPDATE', 'CREATE']],
      ['?event_type=CREATE', ['CREATE', 'CREATE']],
      ['?event_type=create', []],
      ['?entity_type=order', ['UPDATE', 'CREATE']],
      ['?entity_type=order&entity_id=55&event_type=UPDATE', ['UPDATE']],
      ['?user_id=ada', ['CREATE', 'PAYMENT']],
      ['?search=ORDER', ['UPDATE', 'CREATE']],
      ['?search=rder st', ['UPDATE']],
      [`?search=${q('(50% paid)')}`, ['UPDATE']],
      [`?search=${q('[TWICE], by /mistake\\')}`, ['PAYMENT']],
      [`?search=${q('o.d')}`, []],
      ['?search=&event_type=&start_date=', ['CREATE', 'PAYMENT', 'UPDATE', 'CREATE']],
      ['?start_date=2025-11-04', ['CREATE', 'PAYMENT', 'UPDATE']],
      ['?end_date=2025-11-04', ['UPDATE', 'CREATE']],
      ['?start_date=2025-11-04&end_date=2025-11-04', ['UPDATE']],
      ['?start_date=2025-11-04T02:30:00&end_date=2025-11-04T02:30:00', ['UPDATE']],
      [`?start_date=${q('2025-11-04T05:00:00+02:30')}&end_date=2025-11-04`, ['UPDATE']],
      ['?end_date=2025-11-04T02:29:59.999', ['CREATE']],
      ['?event_type=*', []],
    ] as const)
      assert.deepEqual(await types(query.replaceAll(' ', '%20')), expected, query)
    await done()
  })

  test('gives pages that add up, with the total of all', async () => {
    await fill()
    const seen: number[] = []
    for (let offset = 0; offset < 6; offset += 2) {
      const page = await logs(`?limit=2&offset=${offset}`)
      assert.deepEqual([page.total, page.limit, page.offset], [4, 2, offset])
      seen.push(...page.logs.map(({ id }) => id))
    }
    assert.deepEqual(seen, [5, 4, 3, 2])
    await done()
  })

  test('refuses names of blanks and addresses that are none, and takes every form of an address', async () => {
    const activity = { event_type: 'CREATE', entity_type: 'order' }
    for (const [name, value] of [
      ['event_type', ' '],
      ['entity_type', '\t'],
      ['ip_address', 'bogus'],
      ['ip_address', '300.0.0.1'],
      ['ip_address', '192.0.2.7, 192.0.2.8'],
    ] as const) {
      const { status, body } = await post({ ...activity, [name]: value })
      assert.deepEqual([status, body.error.code], [400, 'TALLY_REQUEST_INVALID'], value)
      assert.match(body.error.message, new RegExp(name))
    }
    for (const ip_address of ['2001:db8::1', '::ffff:192.0.2.7', 'fe80::1%eth0', '', null]) {
      const { status, body } = await post({ ...activity, ip_address })
      assert.deepEqual([status, body.ip_address], [201, ip_address || null])
    }
    await done()
  })

  test('refuses bad values with a typed error that names them', async () => {
    for (const [query, code, named] of [
      ['limit=0', 'TALLY_REQUEST_INVALID', 'limit'],
      ['limit=1001', 'TALLY_REQUEST_INVALID', 'limit'],
      ['limit=ten', 'TALLY_REQUEST_INVALID', 'limit'],
      ['offset=-1', 'TALLY_REQUEST_INVALID', 'offset'],
      ['start_date=yesterdayish', 'TALLY_QUERY_RANGE', 'start_date'],
      ['end_date=2025-13-01', 'TALLY_QUERY_RANGE', 'end_date'],
      ['start_date=2025-11-05&end_date=2025-11-04', 'TALLY_QUERY_RANGE', 'start_date'],
      [`search=${'x'.repeat(201)}`, 'TALLY_REQUEST_INVALID', 'search'],
      ['evnt_type=CREATE', 'TALLY_REQUEST_INVALID', 'evnt_type'],
    ] as const) {
      const { status, body } = await t.send('GET', `/api/logs?${query}`)
      assert.deepEqual([status, body.error.code], [400, code], query)
      assert.ok(body.error.message.includes(named), `${query}: ${body.error.message}`)
    }
    for (const payload of [
      {},
      { event_type: 'CREATE' },
      { event_type: '', entity_type: 'order' },
      { event_type: 'CREATE', entity_type: 'order', metadata: 'text' },
      { event_type: 'CREATE', entity_type: 'order', extra: 1 },
      { event_type: 'CREATE', entity_type: 'order', timestamp: 'never' },
    ]) {
      const { status, body } = await post(payload)
      assert.equal(status, 400, JSON.stringify(payload))
      assert.match(body.error.code, /^TALLY_(REQUEST_INVALID|EVENT_TIME_INVALID)$/)
    }
    const odd = await t.send('GET', '/api/logs/export?format=xml')
    assert.equal(odd.body.error.code, 'TALLY_REQUEST_INVALID')
    await done()
  })

  test('may be read by a guest and exported by an admin', async () => {
    await fill()
    const guest = { headers: (await makeUser(t.engine, 'acme', 'guest')).headers }
    const admin = { headers: (await makeUser(t.engine, 'acme', 'admin')).headers }
    for (const [method, url, ...statuses] of [
      ['GET', '/api/logs', 200, 200],
      ['GET', '/api/logs/stats', 200, 200],
      ['GET', '/api/logs/export?format=csv', 403, 200],
      ['POST', '/api/logs', 403, 201],
    ] as const)
      for (const [i, who] of [guest, admin].entries()) {
        const payload = { event_type: 'CREATE', entity_type: 'order' }
        const { status } = await t.send(method, url, { ...who, ...(method === 'POST' ? { payload } : {}) })
        assert.equal(status, statuses[i], `${method} ${url}`)
      }
    assert.equal((await t.send('GET', '/api/logs', { headers: { authorization: '' } })).status, 401)
    await done()
  })

  test('exports what is filtered as CSV with a header and as JSON', async () => {
    await fill()
    await post({
      event_type: 'UPDATE',
      entity_type: 'customer',
      user_id: '=cmd|calc',
      description: '@SUM(A1), "quoted"\nsecond line',
      metadata: { a: '=1+1' },
    })
    await t.engine.flush()
    const csv = await t.send('GET', '/api/logs/export?format=csv&entity_type=customer')
    assert.match(String(csv.headers['content-type']), /^text\/csv; charset=utf-8; header=present/)
    assert.equal(csv.headers['content-disposition'], 'attachment; filename="logs.csv"')
    assert.equal(
      csv.text,
      [
        'id,timestamp,event_type,entity_type,entity_id,user_id,description,metadata,ip_address,user_agent',
        `6,2025-11-05T12:00:00.000Z,UPDATE,customer,,'=cmd|calc,"'@SUM(A1), ""quoted""\nsecond line","{""a"":""=1+1""}",,`,
        '5,2025-11-05T02:30:00.000Z,CREATE,customer,112,ada,,,,',
        '',
      ].join('\r\n'),
    )
    const json = await t.send('GET', '/api/logs/export?format=json&entity_type=order&limit=1&offset=1')
    assert.deepEqual(
      (JSON.parse(json.text) as Activity[]).map(({ event_type }) => event_type),
      ['CREATE'],
    )
    assert.deepEqual(JSON.parse((await t.send('GET', '/api/logs/export?user_id=nobody')).text), [])
    await done()
  })

  test('counts', async () => {
    await fill()
    assert.deepEqual((await t.send('GET', '/api/logs/stats')).body, {
      total_logs: 4,
      recent_24h: 2,
      by_event_type: { CREATE: 2, PAYMENT: 1, UPDATE: 1 },
      by_entity_type: { order: 2, customer: 1, payment: 1 },
    })
    await done()
  })
})

describe('the logging API', () => {
  const fill = () =>
    t.record(
      {
        time: '2025-11-03T10:00:00Z',
        level: 'INFO',
        category: 'api',
        module: 'auth_service',
        function: 'authenticate_user',
        line: 142,
        message: 'User authenticated successfully',
        user_id: 'user_789',
        ip: '192.168.1.100',
        attributes: { metadata: { auth_method: 'password' }, performance_data: { response_time: 0.045 } },
      },
      {
        time: '2025-11-04T10:00:00Z',
        level: 'ERROR',
        module: 'database',
        message: 'Database gone\n[2025-11-04 10:00:00] [INFO    ] fake: line',
      },
      {
        time: '2025-11-05T10:00:00Z',
        level: 'WARNING',
        category: 'database',
        message: 'the DATABASE pool is exhausted',
      },
      {
        time: '2025-11-05T11:00:00Z',
        stream: 'security',
        name: 'login.failure',
        user_id: 'user123',
        ip: '192.168.1.100',
        attributes: { severity: 'MEDIUM', details: { reason: 'invalid_password', attempts: 3 } },
      },
      {
        time: '2025-11-05T11:30:00Z',
        stream: 'security',
        name: 'brute.force',
        attributes: { severity: 'HIGH', window_s: 60 },
      },
    )
  type Entries = { entries: StructuredEntry[]; total: number; limit: number; offset: number }
  const entries = async (query: string) =>
    (await t.send('GET', `/api/v2/logs/entries${query}`)).body as unknown as Entries
  const levels = async (query: string) => (await entries(query)).entries.map(({ level }) => level)

  test('answers structured entries, newest first', async () => {
    await fill()
    const {
      entries: [entry],
      total,
      limit,
      offset,
    } = await entries('?category=api&limit=50')
    assert.deepEqual([total, limit, offset], [1, 50, 0])
    const { id, ...rest } = entry!
    assert.match(id!, /^[0-9a-f-]{36}$/)
    assert.deepEqual(rest, {
      timestamp: '2025-11-03T10:00:00.000Z',
      level: 'INFO',
      category: 'api',
      message: 'User authenticated successfully',
      module: 'auth_service',
      function: 'authenticate_user',
      line: 142,
      context: { user_id: 'user_789', ip_address: '192.168.1.100' },
      metadata: { auth_method: 'password' },
      performance_data: { response_time: 0.045 },
    })
    await done()
  })

  test('filters by least level, category, text and time, in pages', async () => {
    await fill()
    for (const [query, expected] of [
      ['', ['SECURITY', 'SECURITY', 'WARNING', 'ERROR', 'INFO']],
      ['?level=ERROR', ['ERROR']],
      ['?level=warn', ['SECURITY', 'SECURITY', 'WARNING', 'ERROR']],
      ['?level=ERROR&limit=100&search_query=database', ['ERROR']],
      ['?search_query=atabas', ['WARNING', 'ERROR']],
      ['?category=database', ['WARNING']],
      ['?module=database', ['ERROR']],
      ['?stream=log&limit=1&offset=1', ['ERROR']],
      ['?start_time=2025-11-04T00:00:00Z&end_time=2025-11-05T10:00:00Z', ['WARNING', 'ERROR']],
      ['?level=', ['SECURITY', 'SECURITY', 'WARNING', 'ERROR', 'INFO']],
    ] as const)
      assert.deepEqual(await levels(query), expected, query)
    for (const [query, code] of [
      ['?level=LOUD', 'TALLY_REQUEST_INVALID'],
      ['?stream=river', 'TALLY_QUERY_VALUE'],
      ['?limit=5000', 'TALLY_REQUEST_INVALID'],
      ['?start_time=soon', 'TALLY_QUERY_RANGE'],
      ['?color=red', 'TALLY_REQUEST_INVALID'],
    ] as const)
      assert.equal((await t.send('GET', `/api/v2/logs/entries${query}`)).body.error.code, code, query)
    await done()
  })

  test('answers security events of at least a severity', async () => {
    await fill()
    const events = async (query: string) =>
      (await t.send('GET', `/api/v2/logs/security/events${query}`)).body as unknown as {
        events: Record<string, unknown>[]
        total: number
      }
    const medium = await events('?severity=MEDIUM&start_time=2024-01-01T00:00:00Z')
    assert.equal(medium.total, 2)
    const { id: _, ...event } = medium.events[1]!
    assert.deepEqual(event, {
      event_type: 'login.failure',
      severity: 'MEDIUM',
      timestamp: '2025-11-05T11:00:00.000Z',
      user_id: 'user123',
      ip_address: '192.168.1.100',
      details: { reason: 'invalid_password', attempts: 3 },
      message: null,
      session_id: null,
      user_agent: null,
      entity_type: null,
      entity_id: null,
    })
    const high = await events('?severity=HIGH')
    assert.deepEqual(
      high.events.map(({ event_type, details }) => [event_type, details]),
      [['brute.force', { window_s: 60 }]],
    )
    assert.equal((await events('?severity=CRITICAL')).total, 0)
    assert.equal((await events('?event_type=login.failure&user_id=user123')).total, 1)
    assert.equal((await events('?end_time=2025-11-05T11:15:00Z')).total, 1)
    const bad = await t.send('GET', '/api/v2/logs/security/events?severity=SCARY')
    assert.equal(bad.body.error.code, 'TALLY_REQUEST_INVALID')
    await done()
  })

  test('answers the course of metrics by name', async () => {
    const at = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString()
    await t.engine.ingestMetrics(
      'acme',
      [1, 2, 3].flatMap(i => [
        { metric: 'response_size', value: i, unit: 'bytes', time: at(i), tags: { endpoint: '/api/users' } },
        { metric: 'cpu_usage', value: 10 * i, unit: '%', time: at(i) },
        { metric: 'cpu_usage', value: 1, unit: '%', time: at(i + 600) },
      ]),
    )
    await t.engine.flush()
    type Answer = {
      metrics: {
        metric_name: string
        unit: string | null
        tags: object
        step_seconds: number
        points: { timestamp: string; value: number }[]
      }[]
    }
    const ask = async (query: string) => {
      const { status, text } = await t.send('GET', `/api/v2/logs/performance/metrics${query}`)
      assert.equal(status, 200, text)
      return (JSON.parse(text) as Answer).metrics
    }
    const values = (metrics: Answer['metrics']) =>
      metrics.map(({ metric_name, unit, tags, points }) => [
        metric_name,
        unit,
        tags,
        points.map(({ value }) => value),
      ])
    assert.deepEqual(values(await ask('?metric_names=response_size,cpu_usage')), [
      ['response_size', 'bytes', { endpoint: '/api/users' }, [3, 2, 1]],
      ['cpu_usage', '%', {}, [30, 20, 10]],
    ])
    assert.deepEqual(values(await ask('')), values(await ask('?metric_names=cpu_usage,response_size')))
    assert.deepEqual(values(await ask('?metric_names=cpu_usage&limit=2')), [['cpu_usage', '%', {}, [20, 10]]])
    assert.deepEqual(await ask('?metric_names=nothing_like_it'), [])
    const day = await ask('?metric_names=cpu_usage&start_time=2025-11-04T00:00:00Z')
    assert.ok(day[0]!.points.some(({ value }) => value === 1))
    for (const query of ['?start_time=soon', '?limit=0', '?metrics=x'])
      assert.equal((await t.send('GET', `/api/v2/logs/performance/metrics${query}`)).status, 400, query)
    await done()
  })

  test('exports as JSON, CSV and text, one line per entry whatever it says', async () => {
    await fill()
    const file = async (body: object) => {
      const answer = await t.send('POST', '/api/v2/logs/export', { payload: body })
      assert.equal(answer.status, 200, answer.text)
      return answer
    }
    const json = await file({
      format: 'json',
      level: 'WARNING',
      start_time: '2025-11-01T00:00:00Z',
      end_time: '2025-11-05T10:59:59Z',
    })
    assert.equal(json.headers['content-disposition'], 'attachment; filename="logs.json"')
    assert.deepEqual(
      (JSON.parse(json.text) as StructuredEntry[]).map(({ level }) => level),
      ['WARNING', 'ERROR'],
    )
    const csv = await file({ format: 'csv', category: 'api' })
    const [head, row] = csv.text.split('\r\n')
    assert.equal(
      head,
      'timestamp,level,category,module,function,line,message,context,metadata,performance_data,error,fields,service,environment,name,stream,id',
    )
    assert.match(
      row!,
      /^2025-11-03T10:00:00\.000Z,INFO,api,auth_service,authenticate_user,142,User authenticated successfully,"\{""user_id"":""user_789""/,
    )
    const txt = await file({ format: 'txt', stream: 'log' })
    assert.match(String(txt.headers['content-type']), /^text\/plain/)
    assert.deepEqual(txt.text.split('\n'), [
      '[2025-11-05 10:00:00] [WARNING ] the DATABASE pool is exhausted',
      '[2025-11-04 10:00:00] [ERROR   ] database: Database gone\\u000a[2025-11-04 10:00:00] [INFO    ] fake: line',
      '[2025-11-03 10:00:00] [INFO    ] auth_service: User authenticated successfully',
      '',
    ])
    const { headers } = await makeUser(t.engine, 'acme', 'guest')
    const refused = await t.send('POST', '/api/v2/logs/export', { headers, payload: {} })
    assert.equal(refused.status, 403)
    const odd = await t.send('POST', '/api/v2/logs/export', { payload: { format: 'xml' } })
    assert.equal(odd.body.error.code, 'TALLY_REQUEST_INVALID')
    await done()
  })

  test('counts', async () => {
    await fill()
    assert.deepEqual((await t.send('GET', '/api/v2/logs/stats')).body, {
      total_entries: 5,
      recent_24h: 3,
      by_level: { SECURITY: 2, ERROR: 1, INFO: 1, WARNING: 1 },
      by_category: { api: 1, database: 1 },
      by_module: { auth_service: 1, database: 1 },
      by_stream: { log: 3, security: 2 },
      recent_24h_by_level: { SECURITY: 2, WARNING: 1 },
    })
    await done()
  })
})

describe('live', () => {
  let s: TestServer
  before(async () => {
    s = await openTestServer({
      limits: { tailEvents: 2_000, tailSocketBytes: 4_096 },
      auditReads: false,
    })
  })
  after(() => s.dispose())
  const me = () => bearer(s.secret)

  test('activities come in batches within a quarter of a second or so', async () => {
    const client = await connect(
      s.server.url,
      '/ws/logs',
      (await makeUser(s.engine, 'acme', 'guest')).headers,
    )
    const started = performance.now()
    await s.engine.ingest('other', [{ stream: 'activity', name: 'THEIRS', entity_type: 'order' }])
    await s.engine.ingest('acme', [{ message: 'no activity' }])
    for (let i = 0; i < 3; i++)
      await s.engine.ingest('acme', [
        {
          stream: 'activity',
          name: 'UPDATE',
          entity_type: 'order',
          entity_id: `${i}`,
          attributes: { metadata: { i } },
        },
      ])
    const message = await client.next(({ type }) => type === 'logs')
    assert.ok(performance.now() - started < 2_000)
    const data = message.data as Activity[]
    assert.equal(message.count, data.length)
    await client.next(() => client.said.flatMap(({ data }) => data as Activity[]).length === 3)
    const all = client.said.flatMap(({ data }) => data as Activity[])
    assert.deepEqual(
      all.map(({ event_type, entity_id, metadata }) => [event_type, entity_id, metadata]),
      [0, 1, 2].map(i => ['UPDATE', `${i}`, { i }]),
    )
    assert.ok(client.said.length < 3)
    client.send('hello')
    assert.equal((await client.next(({ type }) => type === 'error')).type, 'error')
    await client.close()
  })

  test('activities can be filtered in the address', async () => {
    const client = await connect(s.server.url, '/ws/logs?event_type=DELETE&search=ORDER', me())
    const activity = { stream: 'activity', entity_type: 'order' }
    await s.engine.ingest('acme', [
      { ...activity, name: 'CREATE', message: 'an order' },
      { ...activity, name: 'DELETE', message: 'a customer' },
      { ...activity, name: 'DELETE', message: 'an order' },
    ])
    const { data } = await client.next(({ type }) => type === 'logs')
    assert.deepEqual(
      (data as Activity[]).map(({ description }) => description),
      ['an order'],
    )
    await client.close()
  })

  test('entries come one per message, and the filter changes while connected', async () => {
    const client = await connect(s.server.url, '/api/v2/logs/stream?level=INFO', me())
    await s.engine.ingest('other', [{ level: 'ERROR', message: 'theirs' }])
    await s.engine.ingest('acme', [
      { level: 'DEBUG', message: 'too low' },
      { level: 'INFO', message: 'first', module: 'auth', attributes: { metadata: { a: 1 } } },
    ])
    const first = await client.next(({ message }) => message === 'first')
    assert.deepEqual([first.type, first.module, first.metadata], [undefined, 'auth', { a: 1 }])

    client.send({ type: 'update_filter', filter: { level: 'ERROR', category: 'security' } })
    assert.deepEqual(await client.next(({ type }) => type === 'filter_updated'), {
      type: 'filter_updated',
      filter: { level: 'ERROR', category: 'security' },
    })
    await s.engine.ingest('acme', [
      { level: 'ERROR', category: 'api', message: 'other category' },
      { level: 'INFO', category: 'security', message: 'too low again' },
      { level: 'CRITICAL', category: 'security', message: 'second' },
    ])
    await client.next(({ message }) => message === 'second')
    assert.deepEqual(
      client.said.filter(({ type }) => type === undefined).map(({ message }) => message),
      ['first', 'second'],
    )
    await client.close()
  })

  test('a filter that makes no sense is answered, and the old one stays', async () => {
    const client = await connect(s.server.url, '/api/v2/logs/stream?level=ERROR', me())
    const wrong = [
      'not JSON',
      '[]',
      '5',
      { type: 'hello' },
      { type: 'update_filter' },
      { type: 'update_filter', filter: 'ERROR' },
      { type: 'update_filter', filter: { level: 'LOUD' } },
      { type: 'update_filter', filter: { levle: 'ERROR' } },
      { type: 'update_filter', filter: { stream: 'river' } },
    ]
    for (const message of wrong) client.send(message)
    await client.next(() => client.said.length === wrong.length)
    for (const { type, error } of client.said) {
      assert.equal(type, 'error')
      assert.match((error as { code: string }).code, /^TALLY_/)
    }
    await s.engine.ingest('acme', [
      { level: 'WARNING', message: 'below' },
      { level: 'ERROR', message: 'at' },
    ])
    await client.next(({ message }) => message === 'at')
    assert.ok(client.said.every(({ message }) => message !== 'below'))
    await client.close()
  })

  test('a plain request, a bad filter and a missing password are proper HTTP errors', async () => {
    for (const path of ['/ws/logs', '/api/v2/logs/stream']) {
      const plain = await fetch(s.server.url + path, { headers: me() })
      assert.equal(plain.status, 426)
      assert.equal(((await plain.json()) as { error: { code: string } }).error.code, 'TALLY_UPGRADE_REQUIRED')
      await assert.rejects(connect(s.server.url, path, {}))
      await assert.rejects(connect(s.server.url, `${path}?nonsense=1`, me()))
    }
    await assert.rejects(connect(s.server.url, '/api/v2/logs/stream?level=LOUD', me()))
  })

  for (const path of ['/ws/logs', '/api/v2/logs/stream'])
    test(`a slow reader of ${path} is told how many it missed`, async () => {
      const { connect: open } = await import('node:net')
      const { host } = new URL(s.server.url)
      const [name, port] = host.split(':')
      const raw = open(Number(port), name)
      raw.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: Bearer ${s.secret}\r\n\r\n`,
      )
      await new Promise(resolve => raw.once('data', resolve))
      raw.pause()
      const text = 'x'.repeat(8_000)
      for (let i = 0; i < 20; i++) {
        await s.engine.ingest(
          'acme',
          Array.from({ length: 500 }, () => ({
            stream: 'activity',
            name: 'BIG',
            entity_type: 'x',
            message: text,
          })),
        )
        await sleep(5)
      }
      let tail = ''
      let missed: number | undefined
      raw.on('data', bytes => {
        tail = (tail + bytes.toString('latin1')).slice(-70_000)
        missed ??= Number(/\{"type":"missed","count":(\d+)\}/.exec(tail)?.[1] ?? Number.NaN) || undefined
      })
      raw.resume()
      for (let i = 0; i < 200 && missed === undefined; i++) await sleep(50)
      assert.ok(missed !== undefined && missed > 100, String(missed))
      raw.destroy()
    })
})

/**
 * Every request and response that the documents of the activity API and of the logging API show, replayed against a running server with
 * curl and with plain WebSocket clients. Where the documents show a value that depends on the data the data is made so.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { TallyServer } from '../bench/lib/server.ts'
import { tally } from './lib/tally.ts'

let server: TallyServer
let folder: string
before(async () => {
  server = await TallyServer.start({ store: 'sqlite' })
  folder = mkdtempSync(join(tmpdir(), 'tally-documented-'))
  // The documents' own credentials: admin:admin123, and somebody who may only look.
  const admin = {
    url: server.url,
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
  }
  await fetch(`${admin.url}/api/v1/users/admin`, {
    method: 'PATCH',
    headers: admin.headers,
    body: JSON.stringify({ password: 'admin123' }),
  })
  await fetch(`${admin.url}/api/v1/users`, {
    method: 'POST',
    headers: admin.headers,
    body: JSON.stringify({ name: 'guest', role: 'guest', password: 'guest123' }),
  })
})
after(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const run = promisify(execFile)

/** curl as the documents write it, and the status it got. */
async function curl(...args: string[]): Promise<{ status: number; body: string }> {
  const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...args])
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) }
}

async function curlJson<T>(...args: string[]): Promise<T> {
  const { status, body } = await curl(...args)
  assert.equal(status, 200, body)
  return JSON.parse(body) as T
}

/** Asks until the answer is right: what was recorded is searchable within about a second. */
async function eventually<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  for (let i = 0; ; i++) {
    const answer = await ask()
    if (isRight(answer) || i === 100) return answer
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

const ADMIN = ['-u', 'admin:admin123']
const GUEST = ['-u', 'guest:guest123']
const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })

type Log = Record<string, unknown> & { id: number; event_type: string }
type Logs = { logs: Log[]; total: number; limit: number; offset: number }

/** The columns of the table in the document, without `created_at`. */
const LOG_FIELDS = [
  'id',
  'timestamp',
  'event_type',
  'entity_type',
  'entity_id',
  'user_id',
  'description',
  'metadata',
  'ip_address',
  'user_agent',
]
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?$/

// What a browser has as WebSocket; Node's takes headers as well.
type WithHeaders = new (url: string, options: { headers?: object }) => WebSocket

function listen(path: string, headers: object) {
  const socket = new (WebSocket as unknown as WithHeaders)(server.url.replace('http', 'ws') + path, {
    headers,
  })
  const messages: Record<string, unknown>[] = []
  socket.onmessage = event => messages.push(JSON.parse(String(event.data)) as Record<string, unknown>)
  const opened = new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('refused'))
  })
  return { socket, messages, opened }
}

describe('the activity API as documented', () => {
  test('other services record with a POST of five fields', async () => {
    const log_activity = async (
      event_type: string,
      entity_type: string,
      entity_id: string,
      user_id: string,
      description: string,
      more: object = {},
    ) => {
      const response = await fetch(`${server.url}/api/logs`, {
        method: 'POST',
        headers: { ...basic('admin:admin123'), 'content-type': 'application/json' },
        body: JSON.stringify({ event_type, entity_type, entity_id, user_id, description, ...more }),
      })
      assert.equal(response.status, 201)
      return (await response.json()) as Log
    }
    const log = await log_activity('CREATE', 'order', '55', 'admin', 'Created order for customer #112')
    assert.deepEqual(Object.keys(log), LOG_FIELDS)
    assert.ok(Number.isInteger(log.id) && log.id >= 1)
    await log_activity('CREATE', 'order', '123', 'admin', 'Order created successfully')
    await log_activity('UPDATE', 'order', '123', 'admin', 'Order status updated', {
      metadata: { old_status: 'PENDING', new_status: 'PROCESSING', items_count: 3 },
    })
    await log_activity('DELETE', 'customer', '112', 'ada', 'Deleted customer')
    await log_activity('PAYMENT', 'payment', '7', 'ada', 'Paid', {
      ip_address: '192.0.2.7',
      user_agent: 'till/2',
    })
    const { total } = await eventually(
      () => curlJson<Logs>(...ADMIN, `${server.url}/api/logs`),
      answer => answer.total === 5,
    )
    assert.equal(total, 5)
  })

  test('GET /api/logs: curl -u admin:admin123 "…/api/logs?event_type=CREATE&limit=50"', async () => {
    const answer = await curlJson<Logs>(...ADMIN, `${server.url}/api/logs?event_type=CREATE&limit=50`)
    assert.deepEqual(Object.keys(answer), ['logs', 'total', 'limit', 'offset'])
    assert.deepEqual([answer.total, answer.limit, answer.offset], [2, 50, 0])
    const log = answer.logs.at(-1)!
    const { id, timestamp, ...rest } = log
    assert.deepEqual(Object.keys(log), LOG_FIELDS)
    assert.ok(Number.isInteger(id))
    assert.match(String(timestamp), ISO)
    assert.deepEqual(rest, {
      event_type: 'CREATE',
      entity_type: 'order',
      entity_id: '55',
      user_id: 'admin',
      description: 'Created order for customer #112',
      metadata: null,
      ip_address: null,
      user_agent: null,
    })
  })

  test('GET /api/logs takes every parameter of the table, alone and together', async () => {
    const today = new Date().toISOString().slice(0, 10)
    for (const [query, total] of [
      ['event_type=PAYMENT', 1],
      ['entity_type=order', 3],
      ['entity_id=123', 2],
      ['user_id=ada', 2],
      [`start_date=${today}`, 5],
      ['start_date=2100-01-01', 0],
      [`end_date=${today}`, 5],
      ['end_date=2020-01-01T00:00:00', 0],
      ['search=order', 3],
      ['limit=1000', 5],
      ['limit=2&offset=4', 5],
      ['event_type=UPDATE&entity_type=order&entity_id=123&user_id=admin&search=STATUS', 1],
    ] as const)
      assert.equal((await curlJson<Logs>(...ADMIN, `${server.url}/api/logs?${query}`)).total, total, query)
    assert.equal((await curlJson<Logs>(...ADMIN, `${server.url}/api/logs`)).limit, 100)
    const refused = await curl(...ADMIN, `${server.url}/api/logs?limit=1001`)
    assert.equal(refused.status, 400)
  })

  test('GET /api/logs/export: curl -u admin:admin123 "…/api/logs/export?format=csv&event_type=CREATE" -o logs.csv', async () => {
    const csv = join(folder, 'logs.csv')
    const { status } = await curl(
      ...ADMIN,
      `${server.url}/api/logs/export?format=csv&event_type=CREATE`,
      '-o',
      csv,
    )
    assert.equal(status, 200)
    const [header, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\r\n')
    assert.deepEqual(header!.split(','), LOG_FIELDS)
    assert.equal(rows.length, 2)
    const json = await curlJson<Log[]>(
      ...ADMIN,
      `${server.url}/api/logs/export?format=json&event_type=CREATE`,
    )
    assert.deepEqual(
      json.map(log => Object.keys(log)),
      [LOG_FIELDS, LOG_FIELDS],
    )
  })

  test('GET /api/logs/stats: curl -u admin:admin123 "…/api/logs/stats"', async () => {
    const stats = await curlJson<Record<string, unknown>>(...ADMIN, `${server.url}/api/logs/stats`)
    assert.deepEqual(stats, {
      total_logs: 5,
      recent_24h: 5,
      by_event_type: { CREATE: 2, DELETE: 1, PAYMENT: 1, UPDATE: 1 },
      by_entity_type: { order: 3, customer: 1, payment: 1 },
    })
  })

  test('viewing needs authentication, admin or guest; export is for admins', async () => {
    for (const path of ['/api/logs', '/api/logs/stats', '/api/logs/export?format=csv']) {
      assert.equal((await curl(server.url + path)).status, 401)
      assert.equal((await curl('-u', 'admin:wrong-password', server.url + path)).status, 401)
      assert.equal((await curl(...ADMIN, server.url + path)).status, 200)
      assert.equal((await curl(...GUEST, server.url + path)).status, path.includes('export') ? 403 : 200)
    }
    const post = await curl(
      ...GUEST,
      '-H',
      'content-type: application/json',
      '-d',
      '{}',
      `${server.url}/api/logs`,
    )
    assert.equal(post.status, 403)
  })

  test('WebSocket /ws/logs: new logs as { type: "logs", data: […], count }', async () => {
    const { socket, messages, opened } = listen('/ws/logs', basic('guest:guest123'))
    await opened
    await curl(
      ...ADMIN,
      '-H',
      'content-type: application/json',
      '-d',
      JSON.stringify({
        event_type: 'UPDATE',
        entity_type: 'order',
        entity_id: '55',
        user_id: 'admin',
        description: 'Updated order status to SHIPPED',
        metadata: { old_status: 'PROCESSING', new_status: 'SHIPPED' },
      }),
      `${server.url}/api/logs`,
    )
    const [message] = await eventually(
      async () => messages,
      said => said.length > 0,
    )
    assert.deepEqual(Object.keys(message!), ['type', 'data', 'count'])
    assert.deepEqual([message!.type, message!.count], ['logs', 1])
    const [{ id, timestamp, ...log }] = message!.data as [Log]
    assert.ok(Number.isInteger(id))
    assert.match(String(timestamp), ISO)
    assert.deepEqual(log, {
      event_type: 'UPDATE',
      entity_type: 'order',
      entity_id: '55',
      user_id: 'admin',
      description: 'Updated order status to SHIPPED',
      metadata: { old_status: 'PROCESSING', new_status: 'SHIPPED' },
      ip_address: null,
      user_agent: null,
    })
    socket.close()
    await assert.rejects(listen('/ws/logs', {}).opened)
  })

  test('the entries cannot be modified once created: no method of any address does', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'])
      for (const path of ['/api/logs', '/api/logs/1'])
        assert.match(String((await curl(...ADMIN, '-X', method, server.url + path)).status), /^(?:404|405)$/)
  })
})

describe('the logging API as documented', () => {
  type Entry = Record<string, unknown> & { level: string; message: string }

  /** The entry the document shows. */
  const ENTRY = {
    timestamp: '2024-01-15T10:30:45.123Z',
    level: 'INFO',
    category: 'api',
    message: 'User authenticated successfully',
    module: 'auth_service',
    function: 'authenticate_user',
    line: 142,
    context: { request_id: 'req_123456', user_id: 'user_789', ip_address: '192.168.1.100' },
    metadata: { auth_method: 'password', duration_ms: 45 },
    performance_data: { response_time: 0.045, memory_usage: 128.5 },
  }

  before(async () => {
    const lines = [
      ENTRY,
      {
        timestamp: '2024-01-15T10:30:46.000Z',
        level: 'WARNING',
        module: 'database',
        message: 'Connection pool exhausted, creating new connection',
      },
      {
        timestamp: '2024-01-15T10:30:47.000Z',
        level: 'ERROR',
        module: 'api_handler',
        message: "Request validation failed: missing required field 'email'",
      },
      {
        timestamp: '2024-01-15T10:30:48.000Z',
        level: 'ERROR',
        module: 'store',
        message: 'Database connection failed',
      },
    ]
    // A log file of the SDK, as the document describes it, taken in by the command line.
    const imported = tally(['import', '-', '--url', server.url, '--key', server.key], {
      input: `${lines.map(line => JSON.stringify(line)).join('\n')}\n`,
    })
    assert.equal(imported.code, 0, imported.stderr)
    const send = (path: string, body: object) =>
      curl(...ADMIN, '-H', 'content-type: application/json', '-d', JSON.stringify(body), server.url + path)
    await send('/api/v1/events', {
      stream: 'security',
      category: 'security',
      name: 'login.failure',
      time: '2024-01-16T00:00:00Z',
      user_id: 'user123',
      ip: '192.168.1.100',
      attributes: { severity: 'HIGH', details: { reason: 'invalid_password', attempts: 3 } },
    })
    const now = Date.now()
    await send(
      '/api/v1/metrics',
      [1, 2].flatMap(i => [
        {
          metric: 'response_time',
          value: i / 10,
          unit: 's',
          time: now - i * 60_000,
          tags: { endpoint: '/api/users' },
        },
        { metric: 'cpu_usage', value: 10 * i, unit: '%', time: now - i * 60_000 },
      ]),
    )
  })

  const entries = (query: string) =>
    curlJson<{ entries: Entry[]; total: number; limit: number; offset: number }>(
      ...ADMIN,
      `${server.url}/api/v2/logs/entries?${query}`,
    )

  test('the structured JSON format is the documented one, member for member', async () => {
    const answer = await eventually(
      () => entries('category=api'),
      ({ total }) => total === 1,
    )
    const { id, ...entry } = answer.entries[0]!
    assert.match(String(id), /^[0-9a-f-]{36}$/)
    assert.deepEqual(entry, ENTRY)
    assert.deepEqual(Object.keys(entry), Object.keys(ENTRY))
  })

  test('GET /api/v2/logs/entries?level=ERROR&limit=100&search_query=database', async () => {
    const answer = await entries('level=ERROR&limit=100&search_query=database')
    assert.deepEqual(
      answer.entries.map(({ level, message }) => [level, message]),
      [['ERROR', 'Database connection failed']],
    )
    assert.deepEqual([answer.total, answer.limit, answer.offset], [1, 100, 0])
  })

  test('GET /api/v2/logs/performance/metrics?metric_names=response_time,cpu_usage', async () => {
    type Metric = {
      metric_name: string
      unit: string
      tags: object
      points: { timestamp: string; value: number }[]
    }
    const { metrics } = await eventually(
      () =>
        curlJson<{ metrics: Metric[] }>(
          ...ADMIN,
          `${server.url}/api/v2/logs/performance/metrics?metric_names=response_time,cpu_usage`,
        ),
      ({ metrics }) => metrics.reduce((sum, { points }) => sum + points.length, 0) >= 4,
    )
    const cpu = metrics.find(({ metric_name }) => metric_name === 'cpu_usage')!
    assert.deepEqual([cpu.unit, cpu.points.map(({ value }) => value)], ['%', [20, 10]])
    const response = metrics.find(({ metric_name }) => metric_name === 'response_time')!
    assert.deepEqual(
      [response.unit, response.tags, response.points.map(({ value }) => value)],
      ['s', { endpoint: '/api/users' }, [0.2, 0.1]],
    )
    for (const { timestamp } of cpu.points) assert.match(timestamp, ISO)
    for (const { metric_name } of metrics) assert.match(metric_name, /^(?:response_time|cpu_usage)$/)
  })

  test('GET /api/v2/logs/security/events?severity=HIGH&start_time=2024-01-01T00:00:00Z', async () => {
    const { events, total } = await curlJson<{ events: Record<string, unknown>[]; total: number }>(
      ...ADMIN,
      `${server.url}/api/v2/logs/security/events?severity=HIGH&start_time=2024-01-01T00:00:00Z`,
    )
    assert.equal(total, 1)
    const { event_type, severity, timestamp, user_id, ip_address, details } = events[0]!
    assert.deepEqual(
      { event_type, severity, timestamp, user_id, ip_address, details },
      {
        event_type: 'login.failure',
        severity: 'HIGH',
        timestamp: '2024-01-16T00:00:00.000Z',
        user_id: 'user123',
        ip_address: '192.168.1.100',
        details: { reason: 'invalid_password', attempts: 3 },
      },
    )
  })

  test('POST /api/v2/logs/export with format, level, start_time and end_time', async () => {
    const file = (format: string) =>
      curl(
        ...ADMIN,
        '-H',
        'content-type: application/json',
        '-d',
        JSON.stringify({
          format,
          level: 'WARNING',
          start_time: '2024-01-01T00:00:00Z',
          end_time: '2024-01-31T23:59:59Z',
        }),
        `${server.url}/api/v2/logs/export`,
      )
    const json = await file('json')
    assert.equal(json.status, 200, json.body)
    assert.deepEqual(
      (JSON.parse(json.body) as Entry[]).map(({ level }) => level),
      ['SECURITY', 'ERROR', 'ERROR', 'WARNING'],
    )
    const txt = (await file('txt')).body.trimEnd().split('\n')
    // The console format of the document.
    assert.ok(
      txt.includes(
        "[2024-01-15 10:30:47] [ERROR   ] api_handler: Request validation failed: missing required field 'email'",
      ),
    )
    assert.ok(
      txt.includes(
        '[2024-01-15 10:30:46] [WARNING ] database: Connection pool exhausted, creating new connection',
      ),
    )
    assert.match((await file('csv')).body, /^timestamp,level,category,module,function,line,message,context,/)
  })

  test('a question that takes longer than its body to read is answered', async () => {
    const ask = (path: string, q: string) =>
      curlJson<object>(
        ...ADMIN,
        '-H',
        'content-type: application/json',
        '-d',
        JSON.stringify({ q }),
        server.url + path,
      )
    for (let i = 0; i < 5; i++) {
      assert.ok('events' in (await ask('/api/v1/search', '/a.*b.*c/ OR -/x+y/')))
      assert.ok('rows' in (await ask('/api/v1/aggregate', '-/x+y/ | count() by message')))
    }
  })

  test('GET /api/v2/logs/stats', async () => {
    const stats = await curlJson<{ total_entries: number; by_level: Record<string, number> }>(
      ...ADMIN,
      `${server.url}/api/v2/logs/stats`,
    )
    assert.ok(stats.total_entries >= 5)
    assert.equal(stats.by_level.ERROR, 2)
  })

  test('WebSocket /api/v2/logs/stream?level=INFO, and update_filter while connected', async () => {
    const { socket, messages, opened } = listen('/api/v2/logs/stream?level=INFO', basic('admin:admin123'))
    await opened
    const log = (level: string, category: string, message: string) =>
      curl(
        ...ADMIN,
        '-H',
        'content-type: application/json',
        '-d',
        JSON.stringify({ level, category, message, module: 'live' }),
        `${server.url}/api/v1/events`,
      )
    const told = (text: string) =>
      eventually(
        async () => messages,
        said => said.some(({ message }) => message === text),
      )
    await log('DEBUG', 'api', 'below')
    await log('INFO', 'api', 'first')
    await told('first')
    // Beside what the test itself reads, which is on the record as well.
    const ours = () => messages.filter(({ module }) => module === 'live')
    const logEntry = ours()[0]!
    assert.deepEqual(
      [logEntry.level, logEntry.category, logEntry.message, logEntry.module],
      ['INFO', 'api', 'first', 'live'],
    )
    assert.match(String(logEntry.timestamp), ISO)
    socket.send(JSON.stringify({ type: 'update_filter', filter: { level: 'ERROR', category: 'security' } }))
    await eventually(
      async () => messages,
      said => said.some(({ type }) => type === 'filter_updated'),
    )
    await log('ERROR', 'api', 'another category')
    await log('CRITICAL', 'security', 'second')
    await told('second')
    assert.deepEqual(
      ours().map(({ message }) => message),
      ['first', 'second'],
    )
    socket.close()
  })
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect } from './sockets.ts'
import { makeUser, openTestServer, type TestServer } from './support.ts'

// What only `payload` may see holds this word; an auditor without that grant must never see it, nor find out by asking.
const SECRET = 'zebra'

let t: TestServer
let auditor: { authorization: string }
let granted: { authorization: string }
let id: string
before(async () => {
  t = await openTestServer()
  auditor = (await makeUser(t.engine, 'acme', 'auditor')).headers
  granted = (await makeUser(t.engine, 'acme', 'auditor', 'payload')).headers
  await t.engine.ingest(
    'acme',
    (['log', 'activity', 'security', 'scan'] as const).map(stream => ({
      stream,
      name: stream === 'scan' ? 'scan' : 'UPDATE',
      service: 'shop',
      entity_type: 'order',
      user_id: 'ada',
      category: 'api',
      message: `${SECRET} in the message`,
      attributes: {
        severity: 'HIGH',
        metadata: { word: SECRET },
        context: { word: SECRET },
        [SECRET]: 1,
        details: { word: SECRET },
      },
    })),
  )
  await t.engine.flush()
  id = (await t.engine.search('acme', '')).events[0]!.id
})
after(() => t.dispose())

const q = encodeURIComponent

/** Requests that an auditor may make, and those that would test the payload, for every route that reads. */
const ASKS: Readonly<
  Record<string, { allowed?: readonly (string | object)[]; refused?: readonly (string | object)[] }>
> = {
  'get /api/v1/search': {
    allowed: [
      '',
      '?q=service:shop',
      '?q=time>2020-01-01',
      '?q=-user_id:bob%20(stream:log%20OR%20stream:scan)',
    ],
    refused: [
      `?q=${SECRET}`,
      `?q=-${SECRET}`,
      `?q=%22${SECRET}%22`,
      '?q=zeb*',
      '?q=/zeb/',
      '?q=message:*',
      `?q=message=${SECRET}`,
      '?q=severity:HIGH',
      '?q=attributes.severity:HIGH',
      '?q=severity:*',
      '?q=severity>=H',
      '?q=severity:/H/',
      '?q=service:shop%20(user_id:bob%20OR%20-(severity:HIGH))',
    ],
  },
  'post /api/v1/search': {
    allowed: [{ q: 'service:shop' }],
    refused: [{ q: SECRET }, { q: 'severity:HIGH' }],
  },
  'get /api/v1/aggregate': {
    allowed: ['?q=|count()%20by%20service,bin(5m)', '?q=|top%205%20user_id', '?q=|uniq(user_id),max(seq)'],
    refused: [
      '?q=|count()%20by%20message',
      '?q=|count()%20by%20severity',
      `?q=|max(${SECRET})`,
      '?q=|uniq(message)',
      '?q=|top%205%20severity',
      `?q=|count()%20by%20bin(${SECRET},1)`,
      `?q=${SECRET}|count()`,
    ],
  },
  'post /api/v1/aggregate': {
    allowed: [{ q: '| count() by service' }],
    refused: [{ q: '| count() by severity' }],
  },
  'get /api/v1/fields': {
    allowed: ['', '?top=100', '?names=service,user_id'],
    refused: ['?names=message', '?names=service,attributes.severity', `?q=${SECRET}`],
  },
  'get /api/v1/events/{id}': { allowed: [''] },
  'get /api/v1/events/{id}/context': { allowed: ['', '?q=service:shop'], refused: [`?q=${SECRET}`] },
  'get /api/v1/events/{id}/proof': { refused: [''] },
  'get /api/v1/export': {
    allowed: ['', '?format=csv', '?format=json', '?format=parquet', '?format=csv&columns=service,user_id'],
    refused: [
      `?q=${SECRET}`,
      '?format=csv&columns=message',
      '?format=csv&columns=service,severity',
      '?format=csv&columns=attributes',
      '?format=parquet&columns=severity',
      '?proof=true',
    ],
  },
  'get /api/v1/tail': { refused: [`?q=${SECRET}`, '?q=severity:HIGH'] },
  'get /api/logs': { allowed: ['', '?event_type=UPDATE&limit=1000'], refused: [`?search=${SECRET}`] },
  'get /api/logs/export': {
    allowed: ['?format=csv', '?format=json', '?format=json&limit=2'],
    refused: [`?format=csv&search=${SECRET}`],
  },
  'get /api/logs/stats': { allowed: [''] },
  'get /api/v2/logs/entries': {
    allowed: ['', '?level=INFO&category=api&limit=1000'],
    refused: [`?search_query=${SECRET}`],
  },
  'get /api/v2/logs/security/events': {
    allowed: ['', '?event_type=UPDATE'],
    refused: ['?severity=HIGH'],
  },
  'post /api/v2/logs/export': {
    allowed: [{}, { format: 'csv' }, { format: 'txt' }],
    refused: [{ search_query: SECRET }],
  },
  'get /api/v2/logs/stats': { allowed: [''] },
  'get /api/v2/logs/performance/metrics': { allowed: ['', '?metric_names=cpu_usage,error_rate'] },
  'get /api/v1/scans': {
    allowed: ['', '?session_id=s&limit=1000'],
    refused: ['?severity=High', '?min_score=0.1'],
  },
  'get /api/v1/scans/{id}': { allowed: [''] },
  'get /api/v1/scans/stats': { allowed: ['', '?last=1h'] },
  'get /api/v1/scans/accuracy': {
    allowed: ['', '?last=1h', '?q=session_id:s'],
    refused: [`?q=${SECRET}`, '?q=severity:High'],
  },
  'get /api/v1/overview': { allowed: ['', '?last=1h'] },
  'get /api/v1/policies': { allowed: [''] },
  'get /api/v1/policies/{name}/versions/{version}': { allowed: [''] },
  'post /api/v1/policies/test': { allowed: [{ examples: [{ model: 'm', operation: 'chat' }] }] },
  'get /api/v1/decisions': { refused: ['', '?key=k', '?allowed=false'] },
  'get /api/v1/decisions/stats': { refused: ['', '?last=1h'] },
  'get /api/v1/metrics': { allowed: [''] },
  'get /api/v1/metrics/query': {
    allowed: [`?expr=${q('cpu_usage')}`, `?expr=${q('count(events("service:shop"))')}`],
    refused: [
      `?expr=${q(`count(events("${SECRET}"))`)}`,
      `?expr=${q('count(events("severity:HIGH"))')}`,
      `?expr=${q(`cpu_usage + max(events("service:shop", ${SECRET}))`)}`,
    ],
  },
}

/** WebSockets only, see below; and routes that give no events. */
const SOCKETS = ['get /ws/logs', 'get /api/v2/logs/stream']
const NO_EVENTS = [
  'get /health',
  'get /health/live',
  'get /health/ready',
  'get /metrics',
  'get /openapi.json',
  'get /api/v1/whoami',
  'get /api/v1/stats',
  'get /api/v1/evidence',
  'post /api/v1/evidence/verify',
  'get /ledger/{tenant}/checkpoint',
  'get /ledger/{tenant}/tile/{path}',
  'get /api/v1/session',
  'post /api/v1/session',
  'delete /api/v1/session',
  'get /api/v1/sessions',
  'delete /api/v1/sessions',
  'delete /api/v1/sessions/{id}',
  'put /api/v1/account/password',
  ...['post', 'put', 'delete'].map(method => `${method} /api/v1/account/totp`),
  'get /auth/oidc/login',
  'get /auth/oidc/callback',
  ...['saved-searches', 'dashboards'].flatMap(name => [
    `get /api/v1/${name}`,
    `post /api/v1/${name}`,
    ...['get', 'put', 'delete'].map(method => `${method} /api/v1/${name}/{id}`),
  ]),
]

async function ask(route: string, input: string | object, headers: object) {
  const [method, path] = route.split(' ') as [string, string]
  const named = path.replace('{id}', id).replace('{name}', 'built-in').replace('{version}', 'latest')
  const url = t.server.url + named + (typeof input === 'string' ? input : '')
  return fetch(url, {
    method: method.toUpperCase(),
    headers: { ...headers, 'content-type': 'application/json' },
    ...(typeof input === 'string' ? {} : { body: JSON.stringify(input) }),
  })
}

type Document = { paths: Record<string, Record<string, { 'x-tallystick-permission'?: string }>> }

test('no route of the document shows or tells the payload to those who may not see it', async () => {
  const document = (await (await fetch(`${t.server.url}/openapi.json`)).json()) as Document
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method} ${path}`,
      permission: operation['x-tallystick-permission'],
    })),
  )
  const within = ['read', 'export', 'verify', 'any', 'public']
  let asked = 0
  for (const { route, permission } of routes) {
    if (!within.includes(permission ?? '')) {
      assert.equal((await ask(route, route.startsWith('get') ? '' : {}, auditor)).status, 403, route)
      continue
    }
    if (SOCKETS.includes(route) || NO_EVENTS.includes(route)) continue
    const asks = ASKS[route]
    assert.ok(asks !== undefined, `the walk does not know what to ask ${route}: add it`)
    for (const input of asks.allowed ?? []) {
      const response = await ask(route, input, auditor)
      const text = await response.text()
      const shown = `${route}${JSON.stringify(input)} → ${response.status} ${text.slice(0, 300)}`
      assert.equal(response.status, 200, shown)
      assert.ok(!text.includes(SECRET) && !text.includes('HIGH'), shown)
      asked++
    }
    for (const input of asks.refused ?? []) {
      const shown = `${route}${JSON.stringify(input)}`
      const response = await ask(route, input, auditor)
      const { error } = (await response.json()) as { error: { code: string } }
      assert.deepEqual([response.status, error.code], [403, 'TALLY_AUTH_PAYLOAD'], shown)
      asked++
    }
  }
  assert.ok(asked > 60)
})

test('with the grant the same is answered', async () => {
  for (const [route, { allowed = [], refused = [] }] of Object.entries(ASKS))
    for (const input of [...allowed, ...refused]) {
      if (route === 'get /api/v1/tail') continue
      const response = await ask(route, input, granted)
      assert.equal(response.status, 200, `${route}${JSON.stringify(input)} ${await response.text()}`)
    }
  const page = await (await ask('get /api/v1/search', `?q=${SECRET}`, granted)).text()
  assert.ok(page.includes(`${SECRET} in the message`))
})

test('no live tail shows the payload, and none takes a filter that tests it', async () => {
  for (const [path, filter] of [
    ['/api/v1/tail', { type: 'filter', query: SECRET }],
    ['/ws/logs', undefined],
    ['/api/v2/logs/stream', { type: 'update_filter', filter: { search_query: SECRET } }],
  ] as const) {
    const client = await connect(t.server.url, path, auditor)
    if (filter !== undefined) {
      client.send(filter)
      const { error } = await client.next(({ type }) => type === 'error')
      assert.equal((error as { code: string }).code, 'TALLY_AUTH_PAYLOAD')
    }
    await t.engine.ingest('acme', [
      {
        stream: 'activity',
        name: 'LIVE',
        entity_type: 'x',
        message: SECRET,
        attributes: { metadata: SECRET },
      },
    ])
    await client.next(message => JSON.stringify(message).includes('LIVE'))
    assert.ok(!JSON.stringify(client.said).includes(SECRET), path)
    await client.close()
    for (const parameter of ['q', 'search', 'search_query'])
      await assert.rejects(connect(t.server.url, `${path}?${parameter}=${SECRET}`, auditor))
  }
})

test('a tail over server-sent events shows no payload either', async () => {
  const gone = new AbortController()
  const response = await fetch(`${t.server.url}/api/v1/tail`, { headers: auditor, signal: gone.signal })
  await t.engine.ingest('acme', [{ name: 'LIVE', message: SECRET, attributes: { a: SECRET } }])
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes('LIVE')) break
  }
  gone.abort()
  assert.ok(!text.includes(SECRET), text)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { bearer, makeUser, openTestServer, type TestServer } from './support.ts'
import { readUntil } from './tails.ts'

// Tenant `other` has secrets under this word; the key of `acme`, though it may do everything in its tenant, must never see it.
const SECRET = 'zebra'

let t: TestServer
let theirs: {
  event: string
  scan: string
  encryptionKeys: readonly object[]
  key: string
  user: string
  search: string
  dashboard: string
  cursor: string
  tile: string
}
before(async () => {
  // Their word is searched for below; what was searched for is on the record of those who did.
  t = await openTestServer({ auditReads: false })
  await t.engine.ingest('acme', [{ message: 'ours', service: 'mine' }])
  await t.engine.ingest(
    'other',
    Array.from({ length: 20 }, (_, i) => ({
      message: `${SECRET} ${i}`,
      stream: (['log', 'activity', 'security'] as const)[i % 3],
      service: SECRET,
      user_id: SECRET,
      attributes: { [SECRET]: SECRET },
    })),
    { writer: { writer: 'their-writer', sequence: 0 } },
  )
  await t.engine.ingestMetrics('other', [
    { metric: SECRET, value: 1, unit: SECRET, tags: { [SECRET]: SECRET } },
    { metric: 'shared', value: 7, tags: { host: SECRET } },
  ])
  await t.engine.ingestMetrics('acme', [{ metric: 'shared', value: 1, tags: { host: 'ours' } }])
  await t.engine.flush()
  const policy = {
    tenant: 'other',
    source: `name: their-policy\nrules: [{id: ${SECRET}, when: 'true', risk: 0.1, reason: ${SECRET}}]`,
  }
  await t.engine.governance.apply({ ...policy, by: SECRET })
  const checking = await t.engine.control.authenticate(await t.key('other', 'ingest'))
  await t.engine.governance.check(checking!, { model: SECRET, operation: SECRET })
  await t.engine.flush()
  const scanned = await fetch(`${t.server.url}/api/v1/scan`, {
    method: 'POST',
    headers: { ...bearer(await t.key('other')), 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'theirs', session_id: SECRET, user_agent: SECRET }),
  })
  const { id: scan } = (await scanned.json()) as { id: string }
  await t.engine.ingest('other', [
    {
      stream: 'scan',
      name: 'scan.feedback',
      entity_id: scan,
      user_id: SECRET,
      attributes: { verdict: 'false_positive', comment: SECRET },
    },
  ])
  const encryptionKeys = await t.engine.vault.versions('other')
  await t.engine.flush()
  const page = await t.engine.search('other', '', { limit: 5 })
  const sharedView = async (kind: 'search' | 'dashboard') =>
    (
      await t.engine.control.createView({
        tenant: 'other',
        kind,
        name: SECRET,
        owner: SECRET,
        shared: true,
        document: { q: SECRET },
      })
    ).id
  const { key } = await t.engine.control.createKey({ tenant: 'other', name: SECRET, scopes: ['read'] })
  const checkpoint = (await t.engine.ledgerFile('other', 'checkpoint'))!.toString()
  theirs = {
    event: page.events[0]!.id,
    scan,
    encryptionKeys,
    key: key.id,
    user: (await makeUser(t.engine, 'other', 'admin')).name,
    search: await sharedView('search'),
    dashboard: await sharedView('dashboard'),
    cursor: page.cursor!,
    tile: `entries/000.p/${checkpoint.split('\n')[1]}`,
  }
  // What is asked for below is really there, for its owner.
  const owner = bearer(await t.key('other'))
  for (const path of [
    `/api/v1/events/${theirs.event}`,
    `/ledger/other/tile/${theirs.tile}`,
    '/api/v1/writers/their-writer',
    `/api/v1/metrics/query?expr=${SECRET}`,
    `/api/v1/policies/their-policy/versions/1`,
    `/api/v1/scans/${theirs.scan}`,
    `/api/v1/saved-searches/${theirs.search}`,
    `/api/v1/dashboards/${theirs.dashboard}`,
  ])
    assert.equal((await fetch(t.server.url + path, { headers: owner })).status, 200, path)
})
after(() => t.dispose())

/** Addresses of another tenant's things, for every parameter a path of the document has. */
const address = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'id' && path.startsWith('/api/v1/scans')) return theirs.scan
    if (name === 'id' && path.startsWith('/api/v1/saved-searches')) return theirs.search
    if (name === 'id' && path.startsWith('/api/v1/dashboards')) return theirs.dashboard
    if (name === 'id') return path.startsWith('/api/v1/keys') ? theirs.key : theirs.event
    if (name === 'name' && path.startsWith('/api/v1/policies')) return 'their-policy'
    const value = {
      name: theirs.user,
      tenant: 'other',
      writer: 'their-writer',
      path: theirs.tile,
      version: '1',
    }[name]
    assert.ok(value !== undefined, `the walk does not know what {${name}} of ${path} is: add it`)
    return value
  })

const BODIES: Readonly<Record<string, unknown>> = {
  '/api/v1/reindex': {},
  '/api/v1/search': { q: SECRET, limit: 1_000 },
  '/api/v1/aggregate': { q: '| count() by service, message' },
  '/api/v1/tenants': { name: 'other' },
  '/api/v1/keys': { tenant: 'other', name: 'theft', scopes: ['read'] },
  '/api/v1/users': { tenant: 'other', name: 'theft', role: 'admin' },
  '/api/v1/users/{name}': { role: 'guest' },
  '/api/v1/events': { message: 'ours again' },
  '/api/v1/metrics': { metric: 'ours', value: 1 },
  '/api/logs': { event_type: 'CREATE', entity_type: 'order' },
  '/v1/check': { model: 'm', operation: 'chat' },
  '/api/v1/scan': { text: 'ours' },
  '/api/v1/scans/{id}/feedback': { verdict: 'false_positive' },
  '/api/v1/keys/rotate': { tenant: 'other' },
  '/api/v1/policies': { source: 'name: ours\nrules: []' },
  '/api/v1/policies/test': { examples: [{ model: 'm', operation: 'chat' }] },
  '/api/v1/saved-searches': { name: 'ours', document: {} },
  '/api/v1/saved-searches/{id}': { name: 'ours' },
  '/api/v1/dashboards': { name: 'ours', document: {} },
  '/api/v1/dashboards/{id}': { name: 'ours' },
  '/api/v2/logs/export': { search_query: SECRET, format: 'csv' },
  '/api/v1/evidence/verify': {},
  '/api/v1/demo': { events: 1_000 },
}

const CREATING = ['/api/logs', '/api/v1/saved-searches', '/api/v1/dashboards']
const STARTING = ['/api/v1/evidence/verify', '/api/v1/demo']

const statusOfPost = (path: string) => (CREATING.includes(path) ? 201 : STARTING.includes(path) ? 202 : 200)

/** Looked at in documented.test.ts. */
const SOCKETS = ['/ws/logs', '/api/v2/logs/stream']

/** They answer what their upstream says; packages/server/test/proxy. */
const PROXIED = /^\/v1\/(?:chat\/completions|completions|embeddings|responses|models)/

/** They are about the user who asks, whom a key has none of; session.test.ts and second-factor.test.ts. */
const OWN_ACCOUNT = /^\/(?:api\/v1\/(?:sessions?|account)|auth)(?:\/|$)/

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/api/v1/search': [
    '',
    `?q=${SECRET}`,
    '?limit=10000&order=asc',
    '?q=tenant:other',
    '?q=tenant:*%20OR%20tenant:other',
  ],
  '/api/v1/aggregate': [
    `?q=${encodeURIComponent('| count() by tenant, message')}`,
    `?q=${encodeURIComponent('| top 10 user_id')}`,
  ],
  '/api/v1/metrics': ['', '?last=1d'],
  '/api/v2/logs/performance/metrics': ['', `?metric_names=${SECRET}`],
  '/api/v1/metrics/query': [
    '?expr=shared',
    `?expr=${encodeURIComponent('max(shared) by (host)')}`,
    `?expr=${encodeURIComponent('count(events("tenant:other")) by (tenant, service)')}`,
    `?expr=${encodeURIComponent('event_rate by (user_id)')}`,
  ],
  '/api/v1/fields': ['?top=100', '?q=tenant:other&top=100', `?names=service,attributes.${SECRET}`],
  '/api/v1/export': ['', '?q=tenant:other', '?format=csv', '?format=json', '?format=parquet', '?proof=true'],
  '/api/v1/overview': ['', '?last=1d'],
  '/api/v1/keys': ['', '?tenant=other'],
  '/api/v1/users': ['', '?tenant=other'],
  '/api/logs': ['', `?user_id=${SECRET}`, `?search=${SECRET}`, '?limit=1000'],
  '/api/v1/scans': ['', `?session_id=${SECRET}`, '?severity=Info&limit=1000', '?min_score=0'],
  '/api/v1/scans/stats': ['', '?last=1d'],
  '/api/v1/scans/accuracy': ['', '?last=1d', '?q=tenant:other'],
  '/api/v1/decisions': ['', '?customer=other', `?model=${SECRET}`, '?limit=1000'],
  '/api/v1/decisions/stats': ['', '?customer=other', `?operation=${SECRET}`],
  '/api/logs/export': ['?format=csv', '?format=json'],
  '/api/v2/logs/entries': ['', `?search_query=${SECRET}&limit=1000`, `?user_id=${SECRET}`],
}

test('no route of the document shows a key of one tenant anything of another', async () => {
  const document = (await (await fetch(`${t.server.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, object>>
  }
  const headers = bearer(t.secret)
  let asked = 0
  for (const [path, methods] of Object.entries(document.paths))
    for (const method of Object.keys(methods)) {
      if (path === '/api/v1/tail' || SOCKETS.includes(path) || PROXIED.test(path) || OWN_ACCOUNT.test(path))
        continue
      const takesBody = method === 'post' || method === 'patch' || method === 'put'
      const body = takesBody ? BODIES[path] : undefined
      assert.equal(body === undefined, !takesBody, `the walk does not know what to post to ${path}: add it`)
      for (const query of method === 'get' ? (QUERIES[path] ?? ['']) : ['']) {
        const url = t.server.url + address(path) + query
        const response = await fetch(url, {
          method: method.toUpperCase(),
          headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
        const text = await response.text()
        asked++
        const shown = `${method} ${path}${query} → ${response.status} ${text.slice(0, 200)}`
        // Fields asked for by name may be answered as having nothing; their values never.
        assert.ok(!text.replaceAll(`attributes.${SECRET}`, '').includes(SECRET), shown)
        if (path.endsWith('{writer}')) assert.deepEqual(JSON.parse(text), { sequence: null }, shown)
        else if (/\{(?:id|name|tenant)\}/.test(path))
          assert.ok(response.status === 404 || response.status === 403, shown)
        if (!/\{|tenants|keys|users|reindex/.test(path))
          assert.equal(response.status, method === 'post' ? statusOfPost(path) : 200, shown)
      }
    }
  assert.ok(asked > 30)
  // Nothing the walk did reached the other tenant.
  assert.equal((await t.engine.control.keys('other')).find(({ id }) => id === theirs.key)?.revoked, undefined)
  assert.ok((await t.engine.control.keys('other')).every(({ name }) => name !== 'theft'))
  assert.deepEqual(await t.engine.vault.versions('other'), theirs.encryptionKeys)
  for (const kind of ['search', 'dashboard'] as const)
    assert.deepEqual(
      (await t.engine.control.views('other', kind, 'x')).map(({ name, version }) => [name, version]),
      [[SECRET, 1]],
    )
  const { rows } = await t.engine.aggregate('other', 'name:scan.feedback | count()')
  assert.deepEqual(rows, [[1]])
  assert.deepEqual(
    (await t.engine.control.users('other')).map(({ name, role }) => [name, role]),
    [[theirs.user, 'admin']],
  )
})

test('a cursor of another tenant leads through the own events only', async () => {
  const response = await fetch(`${t.server.url}/api/v1/search?cursor=${theirs.cursor}&limit=1000`, {
    headers: bearer(t.secret),
  })
  const text = await response.text()
  assert.equal(response.status, 200)
  assert.ok(!text.includes(SECRET))
})

test('a writer of the same name in another tenant is another writer', async () => {
  const response = await fetch(`${t.server.url}/api/v1/events`, {
    method: 'POST',
    headers: { ...bearer(t.secret), 'x-tally-writer': 'their-writer', 'x-tally-sequence': '0' },
    body: '{"message":"ours too"}',
  })
  assert.deepEqual(
    (({ accepted, duplicates }) => ({ accepted, duplicates }))(
      (await response.json()) as Record<string, number>,
    ),
    {
      accepted: 1,
      duplicates: 0,
    },
  )
})

for (const transport of ['sse', 'websocket'] as const)
  test(`a tail over ${transport} shows the own tenant only, whatever its filter`, async () => {
    for (const query of ['', 'tenant:other OR tenant:acme', `${SECRET} OR done`]) {
      const text = await readUntil(t.server.url, t.secret, transport, query, 'done', async () => {
        await t.engine.ingest('other', [{ message: `${SECRET} live` }, { message: 'done' }])
        await t.engine.ingest('acme', [{ message: 'done' }])
      })
      assert.ok(!text.includes(SECRET), query)
      assert.ok(!text.includes('"tenant":"other"'), query)
    }
  })

test('what a tenant waits for is told to that tenant alone', async () => {
  const ours = bearer(await t.key('acme'))
  const their = bearer(await t.key('other'))
  await t.engine.flush()
  for (const path of ['/api/v1/search', '/api/v1/aggregate?q=|%20count()']) {
    const ask = async (headers: Record<string, string>) =>
      (await (await fetch(t.server.url + path, { headers })).json()) as {
        took_ms: number
        index_lag?: { events: number }
      }
    let waiting: number | undefined
    // Acknowledged, and searchable half a second later: a slow machine may miss that.
    for (let i = 0; i < 20 && waiting === undefined; i++) {
      await t.engine.ingest('other', [{ message: 'one' }, { message: 'two' }])
      const [mine, theirs] = await Promise.all([ask(ours), ask(their)])
      assert.deepEqual([typeof mine.took_ms, mine.index_lag], ['number', undefined])
      waiting = theirs.index_lag?.events
    }
    assert.ok(waiting !== undefined && waiting >= 2, path)
  }
})

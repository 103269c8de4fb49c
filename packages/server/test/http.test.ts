import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import { after, before, describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import fastify from 'fastify'
import { addAuth } from '../src/http/auth.ts'
import { createCookies } from '../src/http/cookies.ts'
import { createLogins } from '../src/http/logins.ts'
import { buildServer } from '../src/index.ts'
import { bearer, openTestApp, openTestServer, type TestApp } from './support.ts'

let t: TestApp
before(async () => {
  t = await openTestApp()
})
after(() => t.dispose())

const anonymous = { headers: { authorization: '' } }

describe('keys', () => {
  test('none, a wrong one, a revoked one and one of another scope are told apart', async () => {
    const codeWith = async (authorization: string) =>
      (await t.send('GET', '/api/v1/search', { headers: { authorization } })).body.error?.code
    assert.equal(await codeWith(''), 'TALLY_AUTH_REQUIRED')
    assert.equal(await codeWith('Digest YTpi'), 'TALLY_AUTH_REQUIRED')
    assert.equal(await codeWith('Basic YTpi'), 'TALLY_AUTH_INVALID')
    assert.equal(await codeWith('Bearer nonsense'), 'TALLY_AUTH_INVALID')
    assert.equal(await codeWith(`Bearer ${'x'.repeat(4_000)}`), 'TALLY_AUTH_INVALID')
    const ingest = await t.key('acme', 'ingest')
    assert.equal(await codeWith(`Bearer ${ingest}`), 'TALLY_AUTH_SCOPE')
    assert.equal(await codeWith(`bearer ${await t.key('acme', 'read')}`), undefined)
    const { key, secret } = await t.engine.control.createKey({
      tenant: 'acme',
      name: 'gone',
      scopes: ['read'],
    })
    await t.engine.control.revokeKey(key.id)
    assert.equal(await codeWith(`Bearer ${secret}`), 'TALLY_AUTH_INVALID')
  })

  test('a refusal says how to authenticate, and carries the request id', async () => {
    const { headers, body, status } = await t.send('GET', '/api/v1/search', anonymous)
    assert.equal(status, 401)
    assert.equal(
      headers['www-authenticate'],
      'Bearer realm="tallystick", Basic realm="tallystick", charset="UTF-8"',
    )
    assert.equal(headers['x-request-id'], body.request_id)
  })

  test('a bad key is told before the body is read', async () => {
    const { status } = await t.send('POST', '/api/v1/events', {
      headers: { authorization: 'Bearer nonsense', 'content-type': 'application/xml' },
      payload: 'x'.repeat(20 * 1024 * 1024),
    })
    assert.equal(status, 401)
  })

  test('a key sees itself and the instance', async () => {
    const secret = await t.key('acme', 'ingest')
    const { status, body } = await t.send('GET', '/api/v1/whoami', {
      headers: { authorization: `Bearer ${secret}` },
    })
    assert.equal(status, 200)
    assert.deepEqual((body.key as { scopes: string[] }).scopes, ['ingest'])
    assert.equal(body.verifier_key, t.engine.verifierKey)
    assert.equal(JSON.stringify(body).includes(secret), false)
  })

  test('a route that declares no access keeps the server from starting', async () => {
    const app = fastify()
    const logins = createLogins(t.engine, Date.now)
    addAuth(app, t.engine, logins, createCookies({ publicUrl: undefined }))
    app.get('/open', () => 'oops')
    await assert.rejects(async () => app.ready(), /GET \/open declares no access/)
  })
})

describe('a reindex', () => {
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>)

  test('rebuilds the store while the server runs, and tells its progress to the end', async () => {
    await t.record(...Array.from({ length: 20 }, (_, i) => ({ message: `reindexed ${i}` })))
    const headers = bearer(await t.key('default', 'admin'))
    const both = await Promise.all([1, 2].map(() => t.send('POST', '/api/v1/reindex', { headers })))
    for (const { status, headers, text } of both) {
      assert.equal(status, 200, text)
      assert.equal(headers['content-type'], 'application/x-ndjson')
      assert.deepEqual(lines(text).at(-1), { finished: true })
    }
    const { body } = await t.send('GET', '/api/v1/search?q=reindexed&limit=1000')
    assert.equal(body.events.length, 20)
  })

  test('of a store that is down is refused in words, and the server lives on', async () => {
    const engine = new Proxy(t.engine, {
      get(target, name) {
        if (name === 'reindex')
          return () => Promise.reject(new TallyError('TALLY_STORE_UNAVAILABLE', 'the store is down'))
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const app = buildServer(engine, { log: 'off' })
    const headers = bearer(await t.key('default', 'admin'))
    const answer = await app.inject({ method: 'POST', url: '/api/v1/reindex', headers })
    assert.equal(answer.json().error.code, 'TALLY_STORE_UNAVAILABLE')
    assert.equal((await app.inject({ url: '/health/live' })).statusCode, 200)
    await app.close()
  })

  test('is for admins of the instance', async () => {
    assert.equal((await t.send('POST', '/api/v1/reindex')).body.error.code, 'TALLY_AUTH_SCOPE')
    const headers = bearer(await t.key('default', 'read', 'ingest'))
    assert.equal((await t.send('POST', '/api/v1/reindex', { headers })).status, 403)
  })
})

describe('administration', () => {
  test('of the instance is for admins of the tenant default', async () => {
    const root = { authorization: `Bearer ${await t.key('default')}` }
    const created = await t.send('POST', '/api/v1/tenants', { headers: root, payload: { name: 'fresh' } })
    assert.deepEqual([created.status, created.body.name], [201, 'fresh'])
    const again = await t.send('POST', '/api/v1/tenants', { headers: root, payload: { name: 'fresh' } })
    assert.deepEqual([again.status, again.body.error.code], [409, 'TALLY_TENANT_EXISTS'])
    const bad = await t.send('POST', '/api/v1/tenants', { headers: root, payload: { name: 'No Good' } })
    assert.deepEqual([bad.status, bad.body.error.code], [400, 'TALLY_TENANT_INVALID'])
    const { body } = await t.send('GET', '/api/v1/tenants', { headers: root })
    assert.ok((body.tenants as { name: string }[]).some(({ name }) => name === 'fresh'))
    const key = await t.send('POST', '/api/v1/keys', {
      headers: root,
      payload: { tenant: 'fresh', name: 'shipper', scopes: ['ingest'] },
    })
    assert.equal(key.status, 201)
    const missing = await t.send('POST', '/api/v1/keys', {
      headers: root,
      payload: { tenant: 'nobody', name: 'x', scopes: ['read'] },
    })
    assert.deepEqual([missing.status, missing.body.error.code], [404, 'TALLY_TENANT_NOT_FOUND'])
  })

  test('of its own keys is for admins of any tenant: create, use, list, revoke', async () => {
    const { status, body } = await t.send('POST', '/api/v1/keys', {
      payload: { name: 'mine', scopes: ['read'] },
    })
    assert.equal(status, 201)
    const { key, secret } = body as unknown as { key: { id: string; tenant: string }; secret: string }
    assert.equal(key.tenant, 'acme')
    const use = () => t.send('GET', '/api/v1/search', { headers: { authorization: `Bearer ${secret}` } })
    assert.equal((await use()).status, 200)
    const list = await t.send('GET', '/api/v1/keys')
    assert.ok((list.body.keys as { id: string }[]).some(({ id }) => id === key.id))
    assert.equal(list.text.includes(secret), false)
    assert.equal((await t.send('DELETE', `/api/v1/keys/${key.id}`)).status, 204)
    assert.equal((await use()).body.error.code, 'TALLY_AUTH_INVALID')
    assert.equal((await t.send('DELETE', '/api/v1/keys/nonsense')).body.error.code, 'TALLY_KEY_NOT_FOUND')
  })

  test('does not reach another tenant, nor beyond the scope admin', async () => {
    const { key } = await t.engine.control.createKey({ tenant: 'other', name: 'theirs', scopes: ['read'] })
    const list = await t.send('GET', '/api/v1/keys')
    assert.ok((list.body.keys as { tenant: string }[]).every(({ tenant }) => tenant === 'acme'))
    const tenants = await t.send('GET', '/api/v1/tenants')
    assert.deepEqual(
      (tenants.body.tenants as { name: string }[]).map(({ name }) => name),
      ['acme'],
    )
    for (const [answer, code] of [
      [await t.send('GET', '/api/v1/keys?tenant=other'), 'TALLY_AUTH_SCOPE'],
      [await t.send('POST', '/api/v1/tenants', { payload: { name: 'mine' } }), 'TALLY_AUTH_SCOPE'],
      [
        await t.send('POST', '/api/v1/keys', { payload: { tenant: 'other', name: 'x', scopes: ['read'] } }),
        'TALLY_AUTH_SCOPE',
      ],
      [await t.send('DELETE', `/api/v1/keys/${key.id}`), 'TALLY_KEY_NOT_FOUND'],
    ] as const)
      assert.equal(answer.body.error.code, code)
    const reader = { authorization: `Bearer ${await t.key('acme', 'read', 'ingest')}` }
    for (const [method, url] of [
      ['GET', '/api/v1/keys'],
      ['GET', '/api/v1/tenants'],
      ['POST', '/api/v1/keys'],
      ['POST', '/api/v1/tenants'],
      ['DELETE', '/api/v1/keys/x'],
    ] as const)
      assert.equal((await t.send(method, url, { headers: reader })).status, 403)
  })

  test('makes no key that has expired already', async () => {
    for (const expires of ['2020-01-01T00:00:00Z', '2026', new Date().toISOString()]) {
      const { status, body } = await t.send('POST', '/api/v1/keys', {
        payload: { name: 'x', scopes: ['read'], expires },
      })
      assert.deepEqual([status, body.error.code], [400, 'TALLY_KEY_EXPIRY'], expires)
    }
    const expires = new Date(Date.now() + 60_000).toISOString()
    const made = await t.send('POST', '/api/v1/keys', { payload: { name: 'x', scopes: ['read'], expires } })
    assert.deepEqual([made.status, (made.body.key as { expires: string }).expires], [201, expires])
  })

  test('takes only what it knows', async () => {
    for (const payload of [
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['root'] },
      { name: '', scopes: ['read'] },
      { scopes: ['read'] },
      { name: 'x', scopes: ['read'], expires: 'someday' },
      { name: 'x', scopes: ['read'], tenant: 5 },
    ])
      assert.equal(
        (await t.send('POST', '/api/v1/keys', { payload })).body.error.code,
        'TALLY_REQUEST_INVALID',
      )
  })
})

describe('the instance', () => {
  test('says how it is: little to strangers, more to keys', async () => {
    const stranger = await t.send('GET', '/health', anonymous)
    assert.equal(stranger.status, 200)
    assert.deepEqual(Object.keys(stranger.body), ['status', 'live', 'ready', 'behind_seconds'])
    const wrong = await t.send('GET', '/health', { headers: { authorization: 'Bearer wrong' } })
    assert.equal(wrong.body.details, undefined)
    const friend = await t.send('GET', '/health')
    assert.equal((friend.body.details as { store: { engine: string } }).store.engine, 'memory')
    for (const probe of ['/health/live', '/health/ready'])
      assert.equal((await t.send('GET', probe, anonymous)).status, 200)
  })

  test('counts in Prometheus format, by route and not by address', async () => {
    await t.send('GET', '/api/v1/events/019f0000-0000-7000-8000-000000000000')
    await t.send('GET', '/no/such/place')
    const { status, headers, text } = await t.send('GET', '/metrics', anonymous)
    assert.equal(status, 200)
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/)
    assert.match(
      text,
      /^requests_total\{method="GET",endpoint="\/api\/v1\/events\/:id",status_code="404"\} 1$/m,
    )
    assert.match(text, /^requests_total\{method="GET",endpoint="unmatched",status_code="404"\} 1$/m)
    assert.match(
      text,
      /^request_duration_seconds_bucket\{le="0\.001",method="GET",endpoint="\/api\/v1\/events\/:id",status_code="404"\} \d/m,
    )
    for (const name of [
      'active_connections',
      'process_resident_memory_bytes',
      'tallystick_events_accepted_total',
      'tallystick_ready',
    ])
      assert.match(text, new RegExp(`^${name} \\d`, 'm'))
    assert.doesNotMatch(text, /019f0000|such/)
  })

  test('keeps its metrics to keys on an open address or where a setting says so', async () => {
    for (const [options, status] of [
      [{ publicMetrics: false }, 401],
      [{ host: '0.0.0.0' }, 401],
      [{ host: '0.0.0.0', publicMetrics: true }, 200],
      [{ host: '::1' }, 200],
    ] as const) {
      const app = await openTestApp(options)
      try {
        assert.equal((await app.send('GET', '/metrics', anonymous)).status, status, JSON.stringify(options))
        assert.equal((await app.send('GET', '/metrics')).status, 200)
      } finally {
        await app.dispose()
      }
    }
  })

  test('tells how much is recorded, of the own tenant only', async () => {
    await t.record({ message: 'one' })
    await t.engine.ingest('other', [{ message: 'theirs' }])
    const { status, body } = await t.send('GET', '/api/v1/stats')
    assert.equal(status, 200)
    const tenants = body.tenants as { tenant: string; events: number; ledger_size: number }[]
    assert.deepEqual(
      tenants.map(({ tenant }) => tenant),
      ['acme'],
    )
    assert.ok(tenants[0]!.events >= 1)
    assert.equal(body.disk, undefined)
    const root = await t.send('GET', '/api/v1/stats', {
      headers: { authorization: `Bearer ${await t.key('default')}` },
    })
    assert.ok((root.body.tenants as unknown[]).length >= 2)
    assert.notEqual(root.body.disk, undefined)
    assert.equal(body.tables, undefined)
    const events = (root.body.tables as { name: string; rows: number }[]).find(
      ({ name }) => name === 'events',
    )
    assert.ok(events!.rows >= 1)
  })

  test('has pages for people that load nothing from elsewhere', async () => {
    const home = await t.send('GET', '/', anonymous)
    assert.equal(home.status, 200)
    assert.match(home.text, /Tallystick/)
    const docs = await t.send('GET', '/docs/', anonymous)
    assert.equal(docs.status, 200)
    for (const page of [home, docs]) {
      assert.match(String(page.headers['content-security-policy']), /default-src 'none'; script-src 'self'/)
      assert.doesNotMatch(page.text, /(?:src|href)="(?:https?:)?\/\//)
    }
    for (const [, path] of docs.text.matchAll(/(?:src|href)="\.?(\/[^"]+)"/g)) {
      const asset = await t.send('GET', path!.startsWith('/docs') ? path! : `/docs${path}`, anonymous)
      assert.equal(asset.status, 200, path)
    }
  })
})

describe('every answer', () => {
  test('carries security headers and no permission for other origins', async () => {
    for (const url of ['/health', '/api/v1/search', '/nowhere', '/']) {
      const { headers } = await t.send('GET', url, { headers: { origin: 'https://evil.example' } })
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['x-frame-options'], 'DENY')
      assert.match(String(headers['content-security-policy']), /default-src 'none'/)
      assert.equal(headers['access-control-allow-origin'], undefined)
      assert.equal(headers['cache-control'], 'no-store')
    }
    assert.equal((await t.send('GET', '/nowhere')).body.error.code, 'TALLY_NOT_FOUND')
  })

  test('is refused under a name that only looks like this machine', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80']) {
      const { status, body } = await t.send('GET', '/health', { headers: { host } })
      assert.deepEqual([status, body.error.code], [421, 'TALLY_HOST_REFUSED'], host)
    }
    for (const host of ['localhost', 'LOCALHOST:8255', '127.0.0.1:1', '[::1]:8255'])
      assert.equal((await t.send('GET', '/health', { headers: { host } })).status, 200, host)
  })

  test('is given under names that are allowed', async () => {
    const named = await openTestApp({ allowedHosts: ['Logs.Example'] })
    const any = await openTestApp({ host: '0.0.0.0', allowedHosts: ['*'] })
    try {
      assert.equal((await named.send('GET', '/health', { headers: { host: 'logs.example' } })).status, 200)
      assert.equal((await named.send('GET', '/health', { headers: { host: 'else.example' } })).status, 421)
      assert.equal((await any.send('GET', '/health', { headers: { host: 'anything.example' } })).status, 200)
    } finally {
      await named.dispose()
      await any.dispose()
    }
  })

  test('on an open address is given under addresses and names of the own network, not under names a stranger can point here', async () => {
    const open = await openTestApp({ host: '0.0.0.0', allowedHosts: ['logs.example.org'] })
    const statusFor = async (host: string) =>
      (await open.send('GET', '/health', { headers: { host } })).status
    try {
      for (const host of [
        '192.0.2.7:8255',
        '[2001:db8::1]:8255',
        'localhost',
        'tallystick:8255',
        'tally.home.arpa',
        'box.local',
        'tally.prod.svc.cluster.local',
        hostname(),
        'LOGS.example.org:443',
      ])
        assert.equal(await statusFor(host), 200, host)
      for (const host of [
        'evil.example.com',
        'local.evil.example.com',
        '192.0.2.7.evil.example.com',
        'logs.example.org.evil.com',
        '192.0.2',
        'evil.com:8255',
      ])
        assert.equal(await statusFor(host), 421, host)
    } finally {
      await open.dispose()
    }
  })

  test('to a method that an address does not take names those it takes', async () => {
    for (const [method, url, allow] of [
      ['DELETE', '/api/v1/events', 'POST'],
      ['POST', '/api/v1/stats', 'GET, HEAD'],
      ['DELETE', '/api/v1/keys', 'GET, HEAD, POST'],
      ['POST', '/api/v1/keys/x?y=1', 'DELETE'],
      ['POST', '/ledger/acme/tile/0/000', 'GET, HEAD'],
    ] as const) {
      const { status, body, headers } = await t.send(method, url)
      assert.deepEqual([status, body.error.code], [405, 'TALLY_METHOD_NOT_ALLOWED'], url)
      for (const name of allow.split(', ')) assert.ok(String(headers.allow).split(', ').includes(name), url)
    }
    assert.equal((await t.send('POST', '/api/v1/searches')).status, 404)
    assert.equal((await t.send('POST', '/api/v1/keys/x/y')).status, 404)
  })

  test('to a value that does not fit says what would, in words', async () => {
    const key = (payload: object) => t.send('POST', '/api/v1/keys', { payload })
    for (const [answer, message] of [
      [
        await t.send('GET', '/api/v1/events/nonsense/proof'),
        'id must look like 019f0000-0000-7000-8000-000000000000',
      ],
      [
        await key({ name: 'x', scopes: ['read', 'root'] }),
        'the body: scopes[1] must be ingest, read or admin',
      ],
      [await key({ name: 'x', scopes: [] }), 'the body: scopes must not be empty'],
      [await key({ name: 'x', scopes: 'read' }), 'the body: scopes must be a list'],
      [await key({}), 'the body: it lacks name and scopes'],
      [await key({ name: 'x', scope: ['read'] }), 'the body: "scope" is not known here'],
      [await t.send('GET', '/api/v1/search?limit=0'), 'the query parameters: limit must be 1 or more'],
      [await t.send('GET', '/api/v1/search?limit=x'), 'the query parameters: limit must be a whole number'],
      [await t.send('GET', '/api/v1/search?order=up'), 'the query parameters: order must be asc or desc'],
    ] as const)
      assert.deepEqual([answer.status, answer.body.error.message], [400, message])
  })

  test('to what failed inside names no inside', async () => {
    const broken = await openTestApp()
    try {
      // The control plane goes away under the server: what SQLite says of it stays in the log.
      await broken.engine.control.close()
      const { status, text } = await broken.send('GET', '/api/v1/search')
      assert.ok(status >= 500)
      assert.doesNotMatch(text, /node:|\.ts|sqlite| at /i)
    } finally {
      await broken.dispose()
    }
  })
})

describe('what is not HTTP as it should be', () => {
  test('a bad escape and an endless parameter are refused in the usual shape', async () => {
    const bad = await t.send('GET', '/api/v1/events/%zz')
    assert.deepEqual([bad.status, bad.body.error.code], [400, 'TALLY_REQUEST_INVALID'])
    const long = await t.send('GET', `/api/v1/events/${'x'.repeat(5_000)}`)
    assert.deepEqual([long.status, long.body.error.code], [400, 'TALLY_REQUEST_INVALID'])
  })

  test('bytes that are no request, and headers without end, too', async () => {
    const { server, dispose } = await openTestServer()
    const say = (bytes: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes))
        let answer = ''
        socket.on('data', chunk => {
          answer += chunk
        })
        socket.on('close', () => resolve(answer))
        socket.on('error', reject)
      })
    try {
      for (const bytes of [
        'hello\r\n\r\n',
        `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      ]) {
        const answer = await say(bytes)
        assert.match(answer, /^HTTP\/1\.1 400 /)
        assert.equal(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).error.code, 'TALLY_REQUEST_INVALID')
      }
    } finally {
      await dispose()
    }
  })
})

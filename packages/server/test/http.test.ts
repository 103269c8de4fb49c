import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import fastify from 'fastify'
import { addAuth } from '../src/http/auth.ts'
import { openTestApp, openTestServer, type TestApp } from './support.ts'

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
    assert.equal(await codeWith('Basic YTpi'), 'TALLY_AUTH_REQUIRED')
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
    assert.equal(headers['www-authenticate'], 'Bearer realm="tallystick"')
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
    const { status, body } = await t.send('GET', '/api/v1/me', {
      headers: { authorization: `Bearer ${secret}` },
    })
    assert.equal(status, 200)
    assert.deepEqual((body.key as { scopes: string[] }).scopes, ['ingest'])
    assert.equal(body.verifier_key, t.engine.verifierKey)
    assert.equal(JSON.stringify(body).includes(secret), false)
  })

  test('a route that declares no access keeps the server from starting', async () => {
    const app = fastify()
    addAuth(app, t.engine)
    app.get('/open', () => 'oops')
    await assert.rejects(async () => app.ready(), /GET \/open declares no access/)
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

  test('keeps its metrics to keys where a setting says so', async () => {
    const closed = await openTestApp({ publicMetrics: false })
    try {
      assert.equal((await closed.send('GET', '/metrics', anonymous)).status, 401)
      assert.equal((await closed.send('GET', '/metrics')).status, 200)
    } finally {
      await closed.dispose()
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

  test('is given under names that are allowed, and under any on an open address', async () => {
    const named = await openTestApp({ allowedHosts: ['Logs.Example'] })
    const open = await openTestApp({ host: '0.0.0.0' })
    try {
      assert.equal((await named.send('GET', '/health', { headers: { host: 'logs.example' } })).status, 200)
      assert.equal((await named.send('GET', '/health', { headers: { host: 'else.example' } })).status, 421)
      assert.equal((await open.send('GET', '/health', { headers: { host: 'anything.example' } })).status, 200)
    } finally {
      await named.dispose()
      await open.dispose()
    }
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

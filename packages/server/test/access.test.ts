import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createThrottle } from '../src/http/throttle.ts'
import {
  basic,
  bearer,
  makeUser,
  openTestApp,
  openTestServer,
  type TestApp,
  type TestServer,
} from './support.ts'

let now = Date.UTC(2026, 0, 31, 12)
let t: TestApp
before(async () => {
  t = await openTestApp({ now: () => now })
})
after(() => t.dispose())

/** What is recorded in a stream of a tenant, oldest first. */
async function recorded(tenant: string, query: string) {
  await t.engine.flush()
  return (await t.engine.search(tenant, query, { order: 'asc', limit: 1_000 })).events
}

describe('users', () => {
  test('make requests with HTTP Basic, each as their role lets them', async () => {
    const asks = {
      ingest: () => ['POST', '/api/v1/events', { message: 'hello' }],
      read: () => ['GET', '/api/v1/search'],
      export: () => ['GET', '/api/v1/export'],
      verify: () => ['GET', '/ledger/acme/checkpoint'],
      admin: () => ['GET', '/api/v1/users'],
    } as const
    await t.record({ message: 'a line' })
    const expected = {
      admin: [200, 200, 200, 200, 200],
      operator: [200, 200, 403, 200, 403],
      auditor: [403, 200, 200, 200, 403],
      guest: [403, 200, 403, 403, 403],
    } as const
    for (const [role, statuses] of Object.entries(expected)) {
      const { headers } = await makeUser(t.engine, 'acme', role as 'admin')
      const found = []
      for (const ask of Object.values(asks)) {
        const [method, url, payload] = ask() as ['GET' | 'POST', string, object | undefined]
        found.push((await t.send(method, url, { headers, ...(payload && { payload }) })).status)
      }
      assert.deepEqual(found, statuses, role)
    }
    const { headers } = await makeUser(t.engine, 'acme', 'guest', 'export')
    assert.equal((await t.send('GET', '/api/v1/export', { headers })).status, 200)
  })

  test('and keys are told who they are', async () => {
    const { name, headers, password } = await makeUser(t.engine, 'acme', 'auditor')
    const user = (await t.send('GET', '/api/v1/whoami', { headers })).body
    assert.deepEqual(
      [user.kind, user.name, user.tenant, user.permissions, user.key],
      ['user', name, 'acme', ['read', 'export', 'verify'], undefined],
    )
    assert.ok(!JSON.stringify(user).includes(password) && !JSON.stringify(user).includes('scrypt'))
    const key = (await t.send('GET', '/api/v1/whoami', { headers: bearer(await t.key('acme', 'ingest')) }))
      .body
    assert.deepEqual([key.kind, key.permissions, key.user], ['key', ['ingest'], undefined])
  })

  test('unknown, disabled, with a wrong password or none look the same', async () => {
    const { name, password } = await makeUser(t.engine, 'acme', 'guest')
    const off = await makeUser(t.engine, 'acme', 'guest')
    await t.engine.control.changeUser(off.name, { disabled: true })
    const answers = []
    for (const headers of [
      basic('nobody', password),
      basic(off.name, off.password),
      basic(name, 'wrong'),
      basic(name, ''),
      basic('', ''),
      basic(name.toUpperCase(), password),
    ]) {
      const { status, body } = await t.send('GET', '/api/v1/search', { headers })
      answers.push(`${status} ${body.error.code} ${body.error.message}`)
    }
    assert.deepEqual(
      [...new Set(answers)],
      ['401 TALLY_AUTH_INVALID user and password do not belong together'],
    )
    for (const authorization of ['Basic', 'Basic ', 'Basic ###', 'Basic bm9jb2xvbg=='])
      assert.equal((await t.send('GET', '/api/v1/search', { headers: { authorization } })).status, 401)
  })

  test('may have colons and any letters in their passwords', async () => {
    const password = 'a:b: pässwörd 密码'
    await t.engine.control.createUser({ name: 'eva', tenant: 'acme', role: 'guest', password })
    assert.equal((await t.send('GET', '/api/v1/search', { headers: basic('eva', password) })).status, 200)
  })

  test('see their own tenant only', async () => {
    await t.engine.ingest('other', [{ message: 'zebra' }])
    await t.engine.flush()
    const { headers } = await makeUser(t.engine, 'acme', 'admin')
    assert.equal((await t.send('GET', '/api/v1/search?q=zebra', { headers })).body.events.length, 0)
    assert.equal((await t.send('GET', '/api/v1/users?tenant=other', { headers })).status, 403)
  })
})

describe('passwords', () => {
  test('that fail are slowed for this user from this address, longer each time, and Retry-After says how long', async () => {
    const { name, password, headers } = await makeUser(t.engine, 'acme', 'guest')
    const attempt = async (given = 'wrong password', user = name) =>
      t.send('GET', '/api/v1/search', { headers: basic(user, given) })
    for (let i = 0; i < 5; i++) assert.equal((await attempt(`wrong ${i}`)).status, 401)
    for (const wait of [1, 2, 4, 8]) {
      const { status, headers: said, body } = await attempt()
      assert.deepEqual(
        [status, body.error.code, said['retry-after']],
        [429, 'TALLY_AUTH_SLOWED', String(wait)],
      )
      // Also with the right password: or else a guess would be told by how it is refused.
      assert.equal((await t.send('GET', '/api/v1/search', { headers })).status, 429)
      now += wait * 1_000
      assert.equal((await attempt(`after ${wait}`)).status, 401)
    }
    assert.equal((await attempt('x', 'another')).status, 401)
    now += 16_000
    assert.equal((await attempt(password)).status, 200)
    assert.equal((await attempt('wrong again')).status, 401)
  })

  test('guessed at the same time are counted before they are checked', async () => {
    const { name } = await makeUser(t.engine, 'acme', 'guest')
    const answers = await Promise.all(
      Array.from({ length: 18 }, (_, i) =>
        t.send('GET', '/api/v1/search', { headers: basic(name, `guess ${i}`) }),
      ),
    )
    const counts = Map.groupBy(answers, ({ status }) => status)
    assert.deepEqual([counts.get(401)?.length, counts.get(429)?.length], [5, 13])
  })

  test('that fail are recorded as security events of the user’s tenant, without what was typed', async () => {
    const { name } = await makeUser(t.engine, 'other', 'guest')
    for (let i = 0; i < 5; i++)
      await t.send('GET', '/api/v1/search', {
        headers: { ...basic(name, `hunter2-${i}`), 'user-agent': 'probe/1' },
      })
    const [first, ...rest] = await recorded('other', `stream:security user_id:${name}`)
    assert.equal(rest.length, 4)
    assert.deepEqual(
      [first?.name, first?.level, first?.ip, first?.user_agent, first?.attributes],
      [
        'login.failure',
        'SECURITY',
        '127.0.0.1',
        'probe/1',
        { severity: 'MEDIUM', details: { reason: 'wrong_password', method: 'basic', attempts: 1 } },
      ],
    )
    assert.equal(rest.at(-1)?.attributes?.severity, 'HIGH')

    await t.send('GET', '/api/v1/search', { headers: basic('P4ssword typed as a name', 'x') })
    await t.send('GET', '/api/v1/search', { headers: basic('mallory', 'hunter2-5') })
    const strangers = await recorded('default', 'stream:security name:login.failure')
    assert.deepEqual(
      strangers.slice(-2).map(({ user_id }) => user_id),
      [undefined, 'mallory'],
    )
    const all = JSON.stringify([first, rest, strangers])
    assert.ok(!all.includes('hunter2') && !all.includes('P4ssword'))
  })

  test('kept by a browser are not taken from pages of other origins', async () => {
    const { headers } = await makeUser(t.engine, 'acme', 'operator')
    const send = async (extra: Record<string, string>) =>
      (
        await t.send('POST', '/api/v1/events', {
          headers: { ...headers, ...extra },
          payload: '{"message":"x"}',
        })
      ).body.error?.code
    const host = 'localhost:80'
    for (const foreign of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:81' },
    ] as Record<string, string>[])
      assert.equal(await send({ host, ...foreign }), 'TALLY_AUTH_ORIGIN', JSON.stringify(foreign))
    for (const own of [
      { 'sec-fetch-site': 'same-origin', origin: 'https://behind.a.proxy' },
      { 'sec-fetch-site': 'none' },
      { origin: 'http://localhost' },
      {},
    ] as Record<string, string>[])
      assert.equal(await send({ host: 'localhost', ...own }), undefined, JSON.stringify(own))
  })

  test('are not asked for by a box of the browser when a script fetches', async () => {
    const challenge = async (mode: string) =>
      (await t.send('GET', '/api/v1/search', { headers: { authorization: '', 'sec-fetch-mode': mode } }))
        .headers['www-authenticate']
    assert.equal(await challenge('cors'), 'Bearer realm="tallystick"')
    assert.match(String(await challenge('navigate')), /Basic realm/)
  })

  test('slow no one down who was not tried, in bounded memory', () => {
    let clock = 0
    const throttle = createThrottle(() => clock)
    for (let i = 0; i < 50_000; i++) throttle.attempt(`user-${i}`, '192.0.2.1')
    assert.equal(throttle.size, 10_000)
    for (let i = 0; i < 5; i++) throttle.attempt('ada', '192.0.2.1')
    assert.throws(() => throttle.check('ada', '192.0.2.1'), { code: 'TALLY_AUTH_SLOWED' })
    throttle.check('ada', '192.0.2.2')
    for (let i = 0; i < 40; i++) {
      clock += 5 * 60_000
      throttle.attempt('ada', '192.0.2.1')
    }
    assert.throws(() => throttle.check('ada', '192.0.2.1'), { details: { retry_after: 300 } })
    clock += 15 * 60_000 + 1
    assert.equal(throttle.attempt('ada', '192.0.2.1'), 1)
  })
})

describe('the administration of users', () => {
  test('makes, lists, changes and deletes them, at once and on the record', async () => {
    const made = await t.send('POST', '/api/v1/users', { payload: { name: 'grace', role: 'auditor' } })
    assert.equal(made.status, 201)
    const { user, password } = made.body as unknown as { user: { tenant: string }; password: string }
    assert.equal(user.tenant, 'acme')
    assert.match(password, /^[\w-]{20}$/)
    const as = (secret = password) => t.send('GET', '/api/v1/whoami', { headers: basic('grace', secret) })
    assert.equal((await as()).status, 200)
    assert.ok(!(await t.send('GET', '/api/v1/users')).text.includes('scrypt'))

    const change = (payload: object) => t.send('PATCH', '/api/v1/users/grace', { payload })
    assert.deepEqual((await change({ role: 'guest', grants: ['export'] })).body.grants, ['export'])
    assert.deepEqual((await as()).body.permissions, ['read', 'payload', 'export'])
    assert.equal((await change({ disabled: true })).status, 200)
    assert.equal((await as()).status, 401)
    assert.equal((await change({ disabled: false, password: 'a better one' })).status, 200)
    assert.equal((await as('a better one')).status, 200)
    assert.equal((await t.send('DELETE', '/api/v1/users/grace')).status, 204)
    assert.equal((await as('a better one')).status, 401)

    const trail = await recorded('acme', 'stream:audit entity_type:user entity_id:grace')
    assert.deepEqual(
      trail.map(({ name, attributes }) => [name, attributes?.changed]),
      [
        ['user.create', undefined],
        ['user.change', ['role', 'grants']],
        ['user.change', ['disabled']],
        ['user.change', ['disabled', 'password']],
        ['user.delete', undefined],
      ],
    )
    assert.ok(trail.every(({ user_id, ip }) => user_id?.startsWith('key:') && ip === '127.0.0.1'))
    const text = JSON.stringify(trail)
    assert.ok(!text.includes(password) && !text.includes('a better one'))
  })

  test('of keys and tenants is on the record too', async () => {
    const admin = await makeUser(t.engine, 'default', 'admin')
    const { headers } = admin
    await t.send('POST', '/api/v1/tenants', { headers, payload: { name: 'audited' } })
    const { body } = await t.send('POST', '/api/v1/keys', {
      headers,
      payload: { tenant: 'audited', name: 'shipper', scopes: ['ingest'] },
    })
    const { id } = body.key as { id: string }
    await t.send('DELETE', `/api/v1/keys/${id}`, { headers })
    const trail = await recorded('audited', 'stream:audit')
    assert.deepEqual(
      trail.map(({ name, user_id, entity_id }) => [name, user_id, entity_id]),
      [
        ['tenant.create', admin.name, 'audited'],
        ['key.create', admin.name, id],
        ['key.revoke', admin.name, id],
      ],
    )
    assert.ok(!JSON.stringify(trail).includes(String(body.secret)))
  })

  test('reaches as far as that of keys', async () => {
    const theirs = await makeUser(t.engine, 'other', 'guest')
    for (const answer of [
      await t.send('PATCH', `/api/v1/users/${theirs.name}`, { payload: { role: 'admin' } }),
      await t.send('DELETE', `/api/v1/users/${theirs.name}`),
      await t.send('DELETE', '/api/v1/users/nobody'),
    ])
      assert.equal(answer.body.error.code, 'TALLY_USER_NOT_FOUND')
    const cross = await t.send('POST', '/api/v1/users', {
      payload: { name: 'x', role: 'guest', tenant: 'other' },
    })
    assert.equal(cross.body.error.code, 'TALLY_AUTH_SCOPE')
    const root = { headers: (await makeUser(t.engine, 'default', 'admin')).headers }
    assert.equal((await t.send('DELETE', `/api/v1/users/${theirs.name}`, root)).status, 204)
  })

  test('refuses what makes no sense, with a code', async () => {
    const code = async (payload: object) =>
      (await t.send('POST', '/api/v1/users', { payload })).body.error?.code
    assert.equal(await code({ name: 'No Good', role: 'guest' }), 'TALLY_USER_INVALID')
    assert.equal(await code({ name: 'x', role: 'root' }), 'TALLY_REQUEST_INVALID')
    assert.equal(await code({ name: 'x', role: 'guest', grants: ['admin'] }), 'TALLY_REQUEST_INVALID')
    assert.equal(await code({ name: 'x', role: 'guest', password: 'short' }), 'TALLY_PASSWORD_INVALID')
    await makeUser(t.engine, 'acme', 'guest')
    assert.equal(await code({ name: 'twice', role: 'guest' }), undefined)
    assert.equal(await code({ name: 'twice', role: 'guest' }), 'TALLY_USER_EXISTS')
    const empty = await t.send('PATCH', '/api/v1/users/twice', { payload: {} })
    assert.equal(empty.body.error.code, 'TALLY_REQUEST_INVALID')
  })
})

type WithHeaders = new (url: string, options: { headers?: object; protocols?: string[] }) => WebSocket

describe('over WebSocket', () => {
  let s: TestServer
  before(async () => {
    s = await openTestServer()
  })
  after(() => s.dispose())

  const connects = (headers: object, protocols: string[] = []) =>
    new Promise<boolean>(resolve => {
      const url = `${s.server.url.replace('http', 'ws')}/api/v1/tail`
      const socket = new (WebSocket as unknown as WithHeaders)(url, { headers, protocols })
      socket.addEventListener('open', () => {
        socket.close()
        resolve(true)
      })
      socket.addEventListener('error', () => resolve(false))
    })

  test('users come with Basic and keys with a header or a subprotocol', async () => {
    const user = await makeUser(s.engine, 'acme', 'guest')
    assert.equal(await connects(user.headers), true)
    assert.equal(await connects(bearer(s.secret)), true)
    assert.equal(await connects({}, ['tallystick.v1', `tallystick.key.${s.secret}`]), true)
    assert.equal(await connects(basic(user.name, 'wrong password')), false)
    assert.equal(await connects({}), false)
  })

  test('a page of another origin cannot use the password that the browser keeps', async () => {
    const { headers } = await makeUser(s.engine, 'acme', 'guest')
    assert.equal(await connects({ ...headers, origin: 'https://evil.example' }), false)
    assert.equal(await connects({ ...headers, origin: s.server.url }), true)
  })
})

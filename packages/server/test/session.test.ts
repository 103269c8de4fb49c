import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Role } from '@tallystick/engine'
import { buildServer } from '../src/index.ts'
import { type Browser, openBrowser } from './browser.ts'
import { connect } from './sockets.ts'
import { basic, bearer, makeUser, openTestApp, openTestServer, type TestApp } from './support.ts'
import { openEvents } from './tails.ts'

const COOKIE = 'tallystick_session'

let now = Date.now()
const lines: string[] = []
let t: TestApp
before(async () => {
  t = await openTestApp({
    now: () => now,
    log: 'json',
    logLevel: 'debug',
    logTo: { write: line => lines.push(line) },
  })
})
after(() => t.dispose())

/** A browser in which a new user is signed in. */
async function signedIn(role: Role = 'operator', tenant = 'acme') {
  const user = await makeUser(t.engine, tenant, role)
  const browser = openBrowser(t.app)
  const answer = await browser.signIn(user.name, user.password)
  assert.equal(answer.status, 200, answer.text)
  return { ...user, browser, answer, token: browser.cookies.get(COOKIE)! }
}
const recorded = async (tenant: string, query: string) => {
  await t.engine.flush()
  return (await t.engine.search(tenant, query, { order: 'asc', limit: 1_000 })).events
}
const codeOf = ({ body }: { body: { error?: { code: string } } }) => body.error?.code
const whoami = (browser: Browser) => browser.send('GET', '/api/v1/whoami')

describe('signing in', () => {
  test('answers who it is and sets a cookie that scripts and other sites do not get', async () => {
    const { name, browser, answer, token } = await signedIn('auditor')
    const { session, ...rest } = answer.body as unknown as { session: { id: string; expires: string } }
    assert.deepEqual(rest, {
      signed_in: true,
      kind: 'user',
      name,
      tenant: 'acme',
      permissions: ['read', 'export', 'verify'],
      user: await t.engine.control.user(name),
      totp: false,
      version: (await whoami(browser)).body.version,
      verifier_key: t.engine.verifierKey,
    })
    assert.match(token, /^[\w-]{43}$/)
    const again = await browser.send('GET', '/api/v1/session')
    assert.deepEqual(again.body, answer.body)
    assert.ok(!again.text.includes(token) && session.id !== token)

    const fresh = openBrowser(t.app)
    const { headers } = await fresh.signIn(name, (await makeUser(t.engine, 'acme', 'guest')).password)
    assert.equal(headers['set-cookie'], undefined)
  })

  test('names the cookie and its attributes as the connection asks', async () => {
    const { name, password } = await makeUser(t.engine, 'acme', 'guest')
    const plain = openBrowser(t.app)
    await plain.signIn(name, password)
    assert.match(
      plain.set.join('\n'),
      /^tallystick_session=[\w-]{43}; Max-Age=60\d{4}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    const behindTls = (remoteAddress: string, headers: Record<string, string>) =>
      t.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { host: 'localhost', ...headers },
        remoteAddress,
        payload: { user: name, password },
      })
    const https = { 'x-forwarded-proto': 'https' }
    for (const proxy of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      assert.match(
        String((await behindTls(proxy, https)).headers['set-cookie']),
        /^__Host-tallystick_session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
        proxy,
      )
    // Anybody can say so.
    assert.match(String((await behindTls('192.0.2.1', https)).headers['set-cookie']), /^tallystick_/)
    assert.match(
      String((await behindTls('127.0.0.1', { 'x-forwarded-proto': 'http' })).headers['set-cookie']),
      /^tallystick_/,
    )
    const app = buildServer(t.engine, { log: 'off', publicUrl: 'https://tally.example.org' })
    const secure = openBrowser(app)
    await secure.signIn(name, password)
    assert.match(secure.set.join('\n'), /^__Host-tallystick_session=.*; Secure$/)
    assert.equal((await secure.send('GET', '/api/v1/whoami')).status, 200)
    // Over https a cookie that anybody on the wire can plant is none.
    const planted = openBrowser(app)
    planted.cookies.set(COOKIE, plain.cookies.get(COOKIE)!)
    assert.equal((await planted.send('GET', '/api/v1/whoami')).status, 401)
    await app.close()
  })

  test('is asked about without an error by whoever has no session', async () => {
    const browser = openBrowser(t.app)
    const nobody = await browser.send('GET', '/api/v1/session')
    assert.deepEqual([nobody.status, nobody.body], [200, { signed_in: false }])
    // A key is no session.
    const key = await browser.send('GET', '/api/v1/session', { headers: bearer(await t.key('acme')) })
    assert.deepEqual(key.body, { signed_in: false })
    // What is left of a session that is over is taken away.
    browser.cookies.set(COOKIE, 'A'.repeat(43))
    await browser.send('GET', '/api/v1/session')
    assert.equal(browser.cookies.size, 0)
  })

  test('makes a token of its own, whatever came with the request, and ends the session before', async () => {
    const { name, password, browser, token } = await signedIn()
    for (const fixed of ['A'.repeat(43), token]) {
      browser.cookies.set(COOKIE, fixed)
      await browser.signIn(name, password)
      assert.notEqual(browser.cookies.get(COOKIE), fixed)
    }
    const old = openBrowser(t.app)
    old.cookies.set(COOKIE, token)
    assert.equal((await whoami(old)).status, 401)
    assert.equal((await whoami(browser)).status, 200)
    // The one that began without a session to end, and the last.
    assert.equal((await t.engine.control.sessions(name)).length, 2)
  })

  test('fails the same for unknown, wrong and disabled, is slowed like HTTP Basic, and is recorded', async () => {
    const { name, password } = await makeUser(t.engine, 'other', 'guest')
    const off = await makeUser(t.engine, 'other', 'guest')
    await t.engine.control.changeUser(off.name, { disabled: true })
    const browser = openBrowser(t.app)
    const answers = [
      await browser.signIn('nobody', password),
      await browser.signIn(off.name, off.password),
      await browser.signIn(name, 'hunter2-0'),
    ].map(({ status, body }) => `${status} ${body.error.code} ${body.error.message}`)
    assert.deepEqual(
      [...new Set(answers)],
      ['401 TALLY_AUTH_INVALID user and password do not belong together'],
    )
    // Attempts count together, whichever way they come.
    for (let i = 1; i < 3; i++) await browser.signIn(name, `hunter2-${i}`)
    for (let i = 3; i < 5; i++)
      await t.send('GET', '/api/v1/whoami', { headers: basic(name, `hunter2-${i}`) })
    const slowed = await browser.signIn(name, password)
    assert.deepEqual(
      [slowed.status, codeOf(slowed), slowed.headers['retry-after']],
      [429, 'TALLY_AUTH_SLOWED', '1'],
    )
    now += 1_000
    assert.equal((await browser.signIn(name, password)).status, 200)
    const failures = await recorded('other', `stream:security name:login.failure user_id:${name}`)
    assert.deepEqual(
      failures.map(({ attributes }) => attributes?.details),
      ['console', 'console', 'console', 'basic', 'basic'].map((method, i) => ({
        reason: 'wrong_password',
        method,
        attempts: i + 1,
      })),
    )
    assert.ok(!JSON.stringify(failures).includes('hunter2'))
  })

  test('is refused to pages of other origins', async () => {
    const { name, password } = await makeUser(t.engine, 'acme', 'guest')
    const payload = { user: name, password }
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }] as Record<
      string,
      string
    >[]) {
      const browser = openBrowser(t.app)
      const answer = await browser.send('POST', '/api/v1/session', { headers, payload })
      assert.deepEqual([answer.status, codeOf(answer)], [403, 'TALLY_AUTH_ORIGIN'])
      assert.equal(browser.cookies.size, 0)
    }
    // What a form can send is not taken as a body.
    const form = await openBrowser(t.app).send('POST', '/api/v1/session', {
      headers: { 'content-type': 'text/plain' },
      payload: JSON.stringify(payload),
    })
    assert.equal(form.status, 415)
  })

  test('takes only what it knows', async () => {
    for (const payload of [
      {},
      { user: 'ada' },
      { user: ['ada'], password: 'x' },
      { user: 'ada', password: { length: 8 } },
      { user: 'ada', password: 'x', tenant: 'other' },
      { user: '', password: '' },
      { user: 'a'.repeat(257), password: 'x' },
    ])
      assert.equal(
        (await openBrowser(t.app).send('POST', '/api/v1/session', { payload })).status,
        400,
        JSON.stringify(payload),
      )
  })
})

describe('a session', () => {
  test('lets its user do what their role allows in their tenant, and nothing else', async () => {
    await t.engine.ingest('other', [{ message: 'zebra of another tenant' }])
    await t.engine.flush()
    const { browser } = await signedIn('operator')
    const found = await browser.send('GET', '/api/v1/search?q=zebra')
    assert.deepEqual([found.status, found.body.events], [200, []])
    assert.equal((await browser.send('GET', '/api/v1/export')).status, 403)
    assert.equal((await browser.send('GET', '/api/v1/users')).status, 403)
    assert.equal((await browser.send('GET', '/ledger/other/checkpoint')).status, 404)
    const sent = await browser.send('POST', '/api/v1/events', { payload: { message: 'from the console' } })
    assert.equal(sent.status, 200)
    const theirs = await signedIn('admin', 'other')
    assert.equal((await theirs.browser.send('GET', '/api/v1/search?q=zebra')).body.events.length, 1)
    assert.equal((await theirs.browser.send('GET', '/api/v1/users?tenant=acme')).status, 403)
  })

  test('changes nothing for pages of other origins, nor without the header of the console', async () => {
    const { browser, token } = await signedIn('admin')
    const unsafe = [
      ['POST', '/api/v1/events', { message: 'forged' }],
      ['POST', '/api/v1/keys', { name: 'forged', scopes: ['admin'] }],
      ['PUT', '/api/v1/account/password', { current: 'x', password: 'forged password' }],
      ['PATCH', '/api/v1/users/nobody', { role: 'admin' }],
      ['DELETE', '/api/v1/sessions', undefined],
    ] as const
    const forgeries: readonly (readonly [Record<string, string | undefined>, string])[] = [
      [{ 'sec-fetch-site': 'cross-site' }, 'TALLY_AUTH_ORIGIN'],
      [{ 'sec-fetch-site': 'same-site' }, 'TALLY_AUTH_ORIGIN'],
      [{ 'sec-fetch-site': undefined, origin: 'https://evil.example' }, 'TALLY_AUTH_ORIGIN'],
      [{ 'sec-fetch-site': undefined, origin: 'null' }, 'TALLY_AUTH_ORIGIN'],
      [{ 'x-tallystick-console': undefined }, 'TALLY_AUTH_CONSOLE'],
      [{ 'x-tallystick-console': '' }, 'TALLY_AUTH_CONSOLE'],
      [{ 'x-tallystick-console': 'true' }, 'TALLY_AUTH_CONSOLE'],
    ]
    for (const [method, url, payload] of unsafe)
      for (const [headers, code] of forgeries) {
        const kept = Object.entries({
          host: 'localhost',
          'sec-fetch-site': 'same-origin',
          'x-tallystick-console': '1',
          cookie: `${COOKIE}=${token}`,
          ...headers,
        }).filter(([, value]) => value !== undefined)
        const response = await t.app.inject({
          method,
          url,
          headers: Object.fromEntries(kept),
          ...(payload === undefined ? {} : { payload }),
        })
        assert.deepEqual(
          [response.statusCode, response.json().error.code],
          [403, code],
          `${method} ${url} ${JSON.stringify(headers)}`,
        )
      }
    // Neither is anything read for them.
    const foreign = { 'sec-fetch-site': 'cross-site' }
    assert.equal((await browser.send('GET', '/api/v1/search', { headers: foreign })).status, 403)
    assert.equal((await browser.send('GET', '/api/v1/whoami')).status, 200)
    assert.ok((await t.engine.control.keys('acme')).every(({ name }) => name !== 'forged'))
    // A link of the console needs no header.
    const link = { 'x-tallystick-console': '' }
    assert.equal((await browser.send('GET', '/api/v1/export', { headers: link })).status, 200)
  })

  test('counts for less than what the headers say', async () => {
    const { browser } = await signedIn('admin')
    const guest = await makeUser(t.engine, 'other', 'guest')
    const asKey = await browser.send('GET', '/api/v1/whoami', { headers: bearer(await t.key('other')) })
    assert.deepEqual([asKey.body.kind, asKey.body.tenant], ['key', 'other'])
    const asGuest = await browser.send('GET', '/api/v1/whoami', { headers: guest.headers })
    assert.equal(asGuest.body.name, guest.name)
    for (const authorization of [
      'Bearer wrong',
      'Basic ###',
      'Negotiate x',
      basic(guest.name, 'x').authorization,
    ])
      assert.equal(
        (await browser.send('GET', '/api/v1/whoami', { headers: { authorization } })).status,
        401,
        authorization,
      )
  })

  test('is not known by a cookie that was altered, cut, repeated or made up', async () => {
    const { browser, token, answer } = await signedIn()
    const { id } = (answer.body as unknown as { session: { id: string } }).session
    for (const cookie of [
      `${COOKIE}=${token}; ${COOKIE}=${token}`,
      `${COOKIE}=${'A'.repeat(43)}; ${COOKIE}=${token}`,
      `${COOKIE}="${token}"`,
      `${COOKIE}=${token.slice(0, -1)}`,
      `${COOKIE}=${token}x`,
      `${COOKIE}=${token.toUpperCase()}`,
      `${COOKIE}=${id}`,
      `${COOKIE}=`,
      `${COOKIE.toUpperCase()}=${token}`,
      `__Host-${COOKIE}=${token}`,
      `x${COOKIE}=${token}`,
      `a=b, ${COOKIE}=${token}`,
      `${COOKIE}%3D${token}`,
    ])
      assert.equal((await browser.send('GET', '/api/v1/whoami', { headers: { cookie } })).status, 401, cookie)
    const among = `a=b; ${COOKIE}=${token};c=d`
    assert.equal((await browser.send('GET', '/api/v1/whoami', { headers: { cookie: among } })).status, 200)
  })

  test('ends when its user signs out, here or everywhere, and when others are named', async () => {
    const { name, password, browser, token } = await signedIn()
    const others = [openBrowser(t.app), openBrowser(t.app), openBrowser(t.app)]
    for (const other of others) await other.signIn(name, password)
    const list = async () =>
      (await browser.send('GET', '/api/v1/sessions')).body.sessions as {
        id: string
        current: boolean
        ip: string
        method: string
      }[]
    const sessions = await list()
    assert.deepEqual(
      [
        sessions.length,
        sessions.filter(({ current }) => current).length,
        sessions[0]?.ip,
        sessions[0]?.method,
      ],
      [4, 1, '127.0.0.1', 'password'],
    )
    assert.ok(!JSON.stringify(sessions).includes(token))
    // One of them.
    const { session } = (await others[0]!.send('GET', '/api/v1/session')).body as unknown as {
      session: { id: string }
    }
    assert.equal((await browser.send('DELETE', `/api/v1/sessions/${session.id}`)).status, 204)
    assert.equal((await whoami(others[0]!)).status, 401)
    assert.equal((await browser.send('DELETE', `/api/v1/sessions/${session.id}`)).status, 404)
    // This one.
    const [, second] = others
    assert.equal((await second!.send('DELETE', '/api/v1/session')).status, 204)
    assert.equal(second!.cookies.size, 0)
    second!.cookies.set(COOKIE, token.split('').reverse().join(''))
    assert.equal((await whoami(second!)).status, 401)
    // All of them.
    assert.equal((await list()).length, 2)
    assert.equal((await browser.send('DELETE', '/api/v1/sessions')).status, 204)
    assert.equal(browser.cookies.size, 0)
    browser.cookies.set(COOKIE, token)
    for (const one of [browser, ...others]) assert.equal((await whoami(one)).status, 401)

    const trail = await recorded('acme', `stream:audit category:authentication user_id:${name}`)
    assert.deepEqual(
      trail.map(event => event.name),
      [...Array.from({ length: 4 }, () => 'login.success'), 'session.end', 'logout', 'session.end_all'],
    )
    const [first] = trail
    assert.deepEqual(
      [first?.level, first?.entity_id, first?.ip, first?.attributes],
      ['AUDIT', name, '127.0.0.1', { method: 'password' }],
    )
    assert.ok(trail.every(({ session_id }) => /^[0-9a-f]{16}$/.test(session_id ?? '')))
  })

  test('of somebody else cannot be ended by its id', async () => {
    const mine = await signedIn()
    const theirs = await signedIn()
    const { id } = (theirs.answer.body as unknown as { session: { id: string } }).session
    assert.equal((await mine.browser.send('DELETE', `/api/v1/sessions/${id}`)).status, 404)
    assert.equal((await whoami(theirs.browser)).status, 200)
  })

  test('ends when an admin signs its user out, of their own tenant only', async () => {
    const { name, browser } = await signedIn('guest')
    const url = `/api/v1/users/${name}/sessions`
    const stranger = await signedIn('admin', 'other')
    assert.equal((await stranger.browser.send('DELETE', url)).status, 404)
    assert.equal((await browser.send('DELETE', url)).status, 403)
    assert.equal((await whoami(browser)).status, 200)
    const admin = await signedIn('admin')
    assert.equal((await admin.browser.send('DELETE', url)).status, 204)
    assert.equal((await whoami(browser)).status, 401)
    const [deed] = await recorded('acme', `stream:audit name:user.sign_out entity_id:${name}`)
    assert.deepEqual([deed?.user_id, deed?.attributes], [admin.name, { ended: 1 }])
  })

  test('ends with its user’s password, and when they are disabled or deleted', async () => {
    const admin = await signedIn('admin')
    for (const end of ['password', 'disabled', 'deleted']) {
      const { name, browser } = await signedIn('guest')
      const url = `/api/v1/users/${name}`
      if (end === 'password')
        await admin.browser.send('PATCH', url, { payload: { password: 'another password' } })
      else if (end === 'disabled') await admin.browser.send('PATCH', url, { payload: { disabled: true } })
      else await admin.browser.send('DELETE', url)
      assert.equal((await whoami(browser)).status, 401, end)
    }
  })

  test('is no account for a key, and is not needed for one by a user with a password', async () => {
    const headers = bearer(await t.key('acme'))
    for (const [method, url] of [
      ['GET', '/api/v1/sessions'],
      ['DELETE', '/api/v1/sessions'],
      ['DELETE', '/api/v1/session'],
    ] as const)
      assert.equal((await t.send(method, url, { headers })).status, 403, url)
    const { name, headers: password } = await makeUser(t.engine, 'acme', 'guest')
    assert.deepEqual((await t.send('GET', '/api/v1/sessions', { headers: password })).body.sessions, [])
    assert.equal((await t.send('DELETE', '/api/v1/session', { headers: password })).status, 404)
    assert.ok(name)
  })

  test('names itself in what its user does', async () => {
    const { browser, answer, name } = await signedIn('admin')
    const { id } = (answer.body as unknown as { session: { id: string } }).session
    await browser.send('POST', '/api/v1/keys', { payload: { name: 'made here', scopes: ['read'] } })
    const [deed] = await recorded('acme', `stream:audit name:key.create user_id:${name}`)
    assert.equal(deed?.session_id, id)
  })
})

describe('the own password', () => {
  test('is changed by whoever knows it; every other session ends and this one gets a new token', async () => {
    const { name, password, browser, token } = await signedIn()
    const other = openBrowser(t.app)
    await other.signIn(name, password)
    const change = (current: string, next: string) =>
      browser.send('PUT', '/api/v1/account/password', { payload: { current, password: next } })
    assert.equal(codeOf(await change('wrong', 'a better password')), 'TALLY_AUTH_INVALID')
    assert.equal(codeOf(await change(password, 'short')), 'TALLY_PASSWORD_INVALID')
    assert.equal((await whoami(other)).status, 200)
    assert.equal((await change(password, 'a better password')).status, 204)
    assert.equal((await whoami(other)).status, 401)
    assert.notEqual(browser.cookies.get(COOKIE), token)
    assert.equal((await whoami(browser)).status, 200)
    assert.equal((await openBrowser(t.app).signIn(name, password)).status, 401)
    assert.equal((await openBrowser(t.app).signIn(name, 'a better password')).status, 200)
    const [deed] = await recorded('acme', `stream:audit name:password.change user_id:${name}`)
    assert.ok(deed && !JSON.stringify(deed).includes('better'))
  })

  test('cannot be guessed at with a session: attempts are slowed', async () => {
    const { browser } = await signedIn()
    const statuses = []
    for (let i = 0; i < 7; i++)
      statuses.push(
        (
          await browser.send('PUT', '/api/v1/account/password', {
            payload: { current: `guess ${i}`, password: 'a better password' },
          })
        ).status,
      )
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
  })
})

describe('over sockets', () => {
  test('a session reads tails, of pages of this origin only', async () => {
    const s = await openTestServer()
    try {
      const { name, password } = await makeUser(s.engine, 'acme', 'guest')
      const response = await fetch(`${s.server.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: name, password }),
      })
      const cookie = response.headers.get('set-cookie')!.split(';')[0]!
      const origin = s.server.url
      const tail = await connect(s.server.url, '/api/v1/tail', { cookie, origin })
      const word = randomUUID()
      await s.engine.ingest('acme', [{ message: word }])
      assert.ok(await tail.next(({ type }) => type === 'event'))
      await tail.close()
      for (const headers of [
        { cookie, origin: 'https://evil.example' },
        { cookie, origin: 'null' },
        { cookie, origin, 'sec-fetch-site': 'cross-site' },
        { cookie: `${COOKIE}=${'A'.repeat(43)}`, origin },
      ])
        await assert.rejects(connect(s.server.url, '/api/v1/tail', headers), JSON.stringify(headers))

      const events = await fetch(`${s.server.url}/api/v1/tail`, { headers: { cookie } })
      assert.equal(events.status, 200)
      await events.body?.cancel()
      const foreign = { cookie, 'sec-fetch-site': 'cross-site' }
      assert.equal((await fetch(`${s.server.url}/api/v1/tail`, { headers: foreign })).status, 403)
    } finally {
      await s.dispose()
    }
  })
})

test('a tail ends soon after its session, its key, its user or a permission of theirs did', async () => {
  const s = await openTestServer({ heartbeatMs: 50 })
  try {
    const { control } = s.engine
    const open = async (headers: object) => {
      const socket = await connect(s.server.url, '/api/v1/tail', headers)
      return { ended: once(socket.socket, 'close'), close: socket.close }
    }
    const signedIn = async (role: Role) => {
      const { name } = await makeUser(s.engine, 'acme', role)
      const { session, token } = await control.createSession({ user: name, method: 'password' })
      const headers = { cookie: `${COOKIE}=${token}`, origin: s.server.url }
      return { name, session, headers }
    }
    const [one, two, three, four] = [
      await signedIn('guest'),
      await signedIn('guest'),
      await signedIn('operator'),
      await signedIn('guest'),
    ]
    const basicUser = await makeUser(s.engine, 'acme', 'guest')
    const another = await makeUser(s.engine, 'acme', 'guest')
    const { key, secret } = await control.createKey({ tenant: 'acme', name: 'tail', scopes: ['read'] })
    const kept = await open(four.headers)
    const cases = [
      [one.headers, () => control.endSession(one.name, one.session.id)],
      [two.headers, () => control.changeUser(two.name, { password: 'another password' })],
      // Payload was theirs.
      [three.headers, () => control.changeUser(three.name, { role: 'auditor' })],
      [basicUser.headers, () => control.changeUser(basicUser.name, { disabled: true })],
      [another.headers, () => control.changeUser(another.name, { password: 'another password' })],
      [bearer(secret), () => control.revokeKey(key.id)],
    ] as const
    for (const [headers, end] of cases) {
      const { ended } = await open(headers)
      await end()
      const [{ code, reason }] = (await ended) as [CloseEvent]
      assert.deepEqual([code, reason], [1008, 'the key or session is no longer valid'])
    }
    const last = await control.createKey({ tenant: 'acme', name: 'events', scopes: ['read'] })
    const events = await openEvents(s.server.url, last.secret)
    await events.until('tail is open')
    await control.revokeKey(last.key.id)
    assert.match(
      await events.until('closing'),
      /event: closing\ndata: \{"reason":"the key or session is no longer valid"\}/,
    )
    assert.equal(await Promise.race([kept.ended.then(() => 'ended'), setTimeout(200, 'open')]), 'open')
    await kept.close()
  } finally {
    await s.dispose()
  }
})

test('nothing of all this left a token, a cookie or a password in the log or on the record', async () => {
  const { name, password, token, browser } = await signedIn()
  await browser.send('GET', '/api/v1/search?q=x')
  await browser.signIn(name, `${password}-wrong`)
  const log = lines.join('')
  assert.ok(log.includes('/api/v1/session') && log.includes(name))
  const record = JSON.stringify([
    await recorded('acme', 'stream:audit OR stream:security'),
    await recorded('other', 'stream:audit OR stream:security'),
  ])
  assert.ok(record.includes(name))
  for (const text of [log, record])
    for (const secret of [token, password, 'hunter2']) assert.ok(!text.includes(secret))
  assert.doesNotMatch(log, /tallystick_session=|set-cookie/i)
})

import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { OidcOptions } from '../src/index.ts'
import { safeReturn } from '../src/signin/flow.ts'
import { oidcSettings } from '../src/signin/oidc-options.ts'
import { makeUser, openTestApp, openTestServer, type TestServer } from './support.ts'
import { Visitor } from './visitor.ts'

const COOKIE = 'tallystick_session'
const CLIENT = { id: 'tallystick', secret: randomBytes(24).toString('base64url') }

/** What the provider says of those who sign in there, by what they type as login. */
const people = new Map<string, Record<string, unknown>>()

let now = Date.now()
const lines: string[] = []
let idp: Server
let issuer: string
let t: TestServer
let here: string
before(async () => {
  idp = createServer()
  idp.listen(0, 'localhost')
  await once(idp, 'listening')
  issuer = `http://localhost:${(idp.address() as AddressInfo).port}`
  const oidc: OidcOptions = {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    label: 'Example ID',
    scopes: ['openid', 'email', 'profile', 'groups'],
    roles: { 'log-admins': 'admin', 'log-auditors': 'auditor', everyone: 'guest' },
    tenant: 'acme',
  }
  t = await openTestServer({
    oidc,
    now: () => now,
    log: 'json',
    logLevel: 'debug',
    logTo: { write: line => lines.push(line) },
  })
  here = t.server.url
  // It warns of what is not for production: its own forms for signing in, and keeping everything in memory.
  const warn = console.warn
  console.warn = () => undefined
  const { Provider } = await import('oidc-provider')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${here}/auth/oidc/callback`],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['preferred_username'],
      groups: ['groups'],
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
  })
  console.warn = warn
  idp.on('request', provider.callback())
})
after(async () => {
  await t.dispose()
  idp.closeAllConnections()
  idp.close()
})

/** Signs in at the provider, whose forms ask for any login and then for consent, up to the page that it leads back to. */
async function signIn(
  login: string,
  { visitor = new Visitor(), returnTo, until }: { visitor?: Visitor; returnTo?: string; until?: RegExp } = {},
): Promise<Visitor> {
  const query = returnTo === undefined ? '' : `?return_to=${encodeURIComponent(returnTo)}`
  await visitor.open(`${here}/auth/oidc/login${query}`, until)
  for (let i = 0; i < 3 && visitor.page.url.startsWith(issuer); i++)
    await visitor.submit(visitor.page.text.includes('name="login"') ? { login, password: 'any' } : {}, until)
  return visitor
}
const whoami = async (visitor: Visitor) => {
  const response = await fetch(`${here}/api/v1/whoami`, {
    headers: { cookie: `${COOKIE}=${visitor.cookie(here, COOKIE)}`, 'sec-fetch-site': 'same-origin' },
  })
  return (await response.json()) as Record<string, unknown>
}
const recorded = async (query: string) => {
  await t.engine.flush()
  return (await t.engine.search('acme', query, { order: 'asc', limit: 1_000 })).events
}
/** The code that the console's page for signing in is told. */
const errorOf = ({ page }: Visitor) => {
  const { origin, pathname, searchParams } = new URL(page.url)
  assert.deepEqual([origin, pathname], [here, '/login'], page.url)
  return searchParams.get('error')
}
const failed = /\/login\?error=/

describe('signing in through a provider', () => {
  test('makes a user with the role of their groups, and leads to where they wanted', async () => {
    people.set('subject-ada', {
      email: 'Ada@Example.org',
      email_verified: true,
      groups: ['everyone', 'log-auditors'],
    })
    const session = await fetch(`${here}/api/v1/session`)
    assert.deepEqual(await session.json(), { signed_in: false, oidc: { label: 'Example ID' } })

    const visitor = await signIn('subject-ada', { returnTo: '/explore?q=level%3AERROR&x="<y>"#a' })
    assert.equal(visitor.page.status, 200)
    assert.ok(visitor.page.url.startsWith(`${here}/auth/oidc/callback?code=`))
    assert.match(visitor.page.headers.get('content-security-policy')!, /^default-src 'none'/)
    assert.equal(visitor.cookie(here, 'tallystick_oidc'), undefined)
    const { user, tenant, permissions } = await whoami(visitor)
    assert.deepEqual(
      [(user as { name: string }).name, (user as { role: string }).role, tenant, permissions],
      ['ada@example.org', 'auditor', 'acme', ['read', 'export', 'verify']],
    )
    const trail = await recorded('stream:audit (user_id:oidc OR user_id:"ada@example.org")')
    assert.deepEqual(
      trail.map(({ name, user_id, entity_id, attributes }) => [name, user_id, entity_id, attributes]),
      [
        ['user.create', 'oidc', 'ada@example.org', { role: 'auditor', grants: [], issuer }],
        ['login.success', 'ada@example.org', 'ada@example.org', { method: 'oidc' }],
      ],
    )
    // The page leads on by itself, and so the cookie, which is SameSite=Strict, is sent.
    await visitor.refresh()
    assert.deepEqual(visitor.trail, [`${here}/explore?q=level%3AERROR&x=%22%3Cy%3E%22#a`])
  })

  test('leads on with a page, for a redirect from the provider would carry no SameSite=Strict cookie', async () => {
    people.set('subject-page', { preferred_username: 'page', groups: 'everyone' })
    const visitor = await signIn('subject-page', { returnTo: '/api/v1/whoami' })
    const { status, text } = await visitor.refresh()
    assert.equal(status, 200)
    assert.equal((JSON.parse(text) as { name: string }).name, 'page')
  })

  test('is the same user again, with the role of their groups now', async () => {
    people.set('subject-bob', { preferred_username: 'bob', groups: ['log-admins', 'everyone'] })
    const first = await signIn('subject-bob')
    assert.equal(((await whoami(first)).user as { role: string }).role, 'admin')
    // Names may change at the provider; who it is does not.
    people.set('subject-bob', { preferred_username: 'robert', groups: ['everyone'] })
    const again = await signIn('subject-bob')
    const { name, user } = await whoami(again)
    assert.deepEqual([name, (user as { role: string }).role], ['bob', 'guest'])
    // Also where they signed in before.
    assert.deepEqual((await whoami(first)).permissions, ['read', 'payload'])
    const [change] = await recorded('stream:audit name:user.change entity_id:bob')
    assert.deepEqual([change?.user_id, change?.attributes?.role], ['oidc', 'guest'])
  })

  test('never takes over the name of a user who is there', async () => {
    const local = await makeUser(t.engine, 'acme', 'admin')
    people.set('subject-thief', { email: local.name, preferred_username: local.name, groups: ['log-admins'] })
    const visitor = await signIn('subject-thief', { until: failed })
    assert.equal(errorOf(visitor), 'TALLY_OIDC_NAME')
    assert.equal(visitor.cookie(here, COOKIE), undefined)
    assert.deepEqual(await t.engine.control.sessions(local.name), [])
    // Neither that of another subject of the provider, who had it before them.
    people.set('subject-heir', { email: 'ada@example.org', email_verified: true, groups: ['log-admins'] })
    assert.equal(errorOf(await signIn('subject-heir', { until: failed })), 'TALLY_OIDC_NAME')
    assert.equal((await t.engine.control.user('ada@example.org'))?.role, 'auditor')
    const [failure] = await recorded(`stream:security name:login.failure user_id:${local.name}`)
    assert.deepEqual(failure?.attributes?.details, { reason: 'name_taken', method: 'oidc', attempts: 1 })
  })

  test('needs a name that a user can have; an address nobody checked is none', async () => {
    for (const [sub, claims] of [
      ['nameless', {}],
      ['blank', { preferred_username: ' ' }],
      ['key', { preferred_username: 'key:0123456789abcdef' }],
      ['markup', { preferred_username: '<script>' }],
      ['unverified', { email: 'boss@example.org', email_verified: false }],
      ['list', { email: ['a@example.org'] }],
    ] as const) {
      people.set(sub, { ...claims, groups: ['everyone'] })
      assert.equal(errorOf(await signIn(sub, { until: failed })), 'TALLY_OIDC_NAME', sub)
    }
    assert.equal(await t.engine.control.user('boss@example.org'), undefined)
    people.set('both', {
      email: 'boss@example.org',
      email_verified: false,
      preferred_username: 'carol',
      groups: ['everyone'],
    })
    assert.equal((await whoami(await signIn('both'))).name, 'carol')
  })

  test('without a role is refused, and ends the sessions of whoever had one', async () => {
    for (const groups of [undefined, [], ['others'], 'log-admin', [['log-admins']], { 'log-admins': true }]) {
      people.set('subject-none', { preferred_username: 'none', groups })
      const visitor = await signIn('subject-none', { until: failed })
      assert.equal(errorOf(visitor), 'TALLY_OIDC_ROLE', JSON.stringify(groups))
    }
    assert.equal(await t.engine.control.user('none'), undefined)
    people.set('subject-left', { preferred_username: 'left', groups: ['log-admins'] })
    const before = await signIn('subject-left')
    assert.equal((await whoami(before)).name, 'left')
    people.set('subject-left', { preferred_username: 'left', groups: [] })
    assert.equal(errorOf(await signIn('subject-left', { until: failed })), 'TALLY_OIDC_ROLE')
    assert.equal((await whoami(before)).name, undefined)
  })

  test('is refused to a disabled user', async () => {
    people.set('subject-off', { preferred_username: 'off', groups: ['everyone'] })
    await signIn('subject-off')
    await t.engine.control.changeUser('off', { disabled: true })
    assert.equal(errorOf(await signIn('subject-off', { until: failed })), 'TALLY_AUTH_INVALID')
  })

  test('gives no password: neither HTTP Basic nor the form take one', async () => {
    for (const password of ['', 'any', 'subject-ada']) {
      const response = await fetch(`${here}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: 'carol', password: password || ' ' }),
      })
      assert.equal(response.status, 401)
    }
  })
})

describe('an answer of a provider', () => {
  const callback = (query: string) => `${here}/auth/oidc/callback?${query}`

  test('counts only in the browser that asked, once, and for ten minutes', async () => {
    people.set('subject-flow', { preferred_username: 'flow', groups: ['everyone'] })
    const visitor = await signIn('subject-flow', { until: /\/auth\/oidc\/callback/ })
    const answer = visitor.page.url
    assert.ok(answer.includes('code=') && answer.includes('state='))

    // Somebody who is led to the answer of another (login CSRF).
    const victim = new Visitor()
    await victim.open(answer, failed)
    assert.equal(errorOf(victim), 'TALLY_OIDC_FLOW')
    // Also in the middle of a flow of their own.
    await victim.open(`${here}/auth/oidc/login`)
    await victim.open(answer, failed)
    assert.equal(errorOf(victim), 'TALLY_OIDC_FLOW')
    assert.equal(victim.cookie(here, COOKIE), undefined)

    // Too late.
    const cookie = visitor.cookie(here, 'tallystick_oidc')!
    now += 10 * 60_000 + 1
    await visitor.open(answer, failed)
    assert.equal(errorOf(visitor), 'TALLY_OIDC_FLOW')
    now -= 10 * 60_000 + 1
    // Altered.
    for (const altered of ['', 'x', `${cookie}AAAA`, (cookie[0] === 'A' ? 'B' : 'A') + cookie.slice(1)]) {
      visitor.plant(here, 'tallystick_oidc', altered)
      await visitor.open(answer, failed)
      assert.equal(errorOf(visitor), 'TALLY_OIDC_FLOW', altered)
    }
    // In time, and again.
    visitor.plant(here, 'tallystick_oidc', cookie)
    await visitor.open(answer)
    assert.equal((await whoami(visitor)).name, 'flow')
    await visitor.open(answer, failed)
    assert.equal(errorOf(visitor), 'TALLY_OIDC_FLOW')
    visitor.plant(here, 'tallystick_oidc', cookie)
    await visitor.open(answer, failed)
    assert.equal(errorOf(visitor), 'TALLY_OIDC_FAILED')
  })

  test('with the code of another flow is refused: PKCE and nonce bind it', async () => {
    const other = await signIn('subject-ada', { until: /\/auth\/oidc\/callback/ })
    const code = new URL(other.page.url).searchParams.get('code')!
    const visitor = await signIn('subject-bob', { until: /\/auth\/oidc\/callback/ })
    const answer = new URL(visitor.page.url)
    answer.searchParams.set('code', code)
    await visitor.open(answer.href, failed)
    assert.equal(errorOf(visitor), 'TALLY_OIDC_FAILED')
    assert.equal(visitor.cookie(here, COOKIE), undefined)
  })

  test('from another issuer, without a code, or that says no, is refused', async () => {
    for (const change of [
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
      (url: URL) => url.searchParams.set('code', 'made-up'),
      (url: URL) => url.searchParams.delete('code'),
      (url: URL) => url.searchParams.append('state', 'twice'),
    ]) {
      const visitor = await signIn('subject-ada', { until: /\/auth\/oidc\/callback/ })
      const answer = new URL(visitor.page.url)
      change(answer)
      await visitor.open(answer.href, failed)
      assert.equal(errorOf(visitor), 'TALLY_OIDC_FAILED', change.toString())
    }
    const visitor = new Visitor()
    await visitor.open(`${here}/auth/oidc/login`)
    const [, abort] = /href="([^"]*abort[^"]*)"/.exec(visitor.page.text)!
    await visitor.open(new URL(abort!, issuer).href, failed)
    assert.equal(errorOf(visitor), 'TALLY_OIDC_FAILED')
    assert.ok(lines.some(line => line.includes('access_denied')))
  })

  test('asked for by nobody is refused without asking the provider', async () => {
    for (const query of ['', 'code=x', 'code=x&state=y', 'error=access_denied'])
      assert.equal(errorOf(await open(callback(query))), 'TALLY_OIDC_FLOW', query)
    async function open(url: string) {
      const visitor = new Visitor()
      await visitor.open(url, failed)
      return visitor
    }
  })
})

test('a provider that does not answer is asked again later', async () => {
  const port = createServer()
  port.listen(0, 'localhost')
  await once(port, 'listening')
  const dead = `http://localhost:${(port.address() as AddressInfo).port}`
  port.close()
  await once(port, 'close')
  const s = await openTestServer({ oidc: { issuer: dead, clientId: 'x', defaultRole: 'guest' } })
  try {
    const login = () => fetch(`${s.server.url}/auth/oidc/login`, { redirect: 'manual' })
    assert.equal((await login()).headers.get('location'), '/login?error=TALLY_OIDC_FAILED')
    const alive = createServer((_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ issuer: dead, authorization_endpoint: `${dead}/auth` }))
    })
    alive.listen(Number(new URL(dead).port), 'localhost')
    await once(alive, 'listening')
    const location = new URL((await login()).headers.get('location')!)
    alive.closeAllConnections()
    alive.close()
    assert.equal(location.origin + location.pathname, `${dead}/auth`)
    const { state, nonce, code_challenge, ...rest } = Object.fromEntries(location.searchParams)
    assert.ok(state && nonce && code_challenge)
    assert.deepEqual(rest, {
      client_id: 'x',
      redirect_uri: `${s.server.url}/auth/oidc/callback`,
      response_type: 'code',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
    })
  } finally {
    await s.dispose()
  }
})

test('without a provider there is no such way', async () => {
  const app = await openTestApp()
  for (const url of ['/auth/oidc/login', '/auth/oidc/callback?code=x']) {
    const { status, body } = await app.send('GET', url)
    assert.deepEqual([status, body.error.code], [404, 'TALLY_OIDC_OFF'])
  }
  assert.deepEqual((await app.send('GET', '/api/v1/session')).body, { signed_in: false })
  await app.dispose()
})

test('nobody is led to another origin', () => {
  for (const asked of [
    undefined,
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://here.invalid:81/',
    'http://[',
  ])
    assert.equal(safeReturn(asked), '/', asked)
  for (const own of ['/', '/explore', '/explore?q=a%20b#c', '/a//b', '/?next=https://evil.example'])
    assert.equal(safeReturn(own), own)
  assert.equal(safeReturn('/a\r\nset-cookie: x'), '/aset-cookie:%20x')
})

test('a provider is set up in full or not at all', () => {
  const good = { issuer: 'https://id.example.org', clientId: 'x' }
  for (const wrong of [
    { issuer: '' },
    { issuer: 'id.example.org' },
    { issuer: 'http://id.example.org' },
    { issuer: 'ftp://id.example.org' },
    { clientId: '' },
    { roles: { a: 'root' as 'admin' } },
    { defaultRole: 'root' as 'admin' },
  ])
    assert.throws(
      () => oidcSettings({ ...good, ...wrong }),
      { code: 'TALLY_CONFIG_INVALID' },
      JSON.stringify(wrong),
    )
  assert.equal(oidcSettings(good).defaultRole, undefined)
  assert.equal(oidcSettings({ ...good, issuer: 'http://localhost:3000' }).issuer.port, '3000')
})

test('neither codes nor states nor tokens are in the log', () => {
  const log = lines.join('')
  assert.ok(log.includes('/auth/oidc/callback'))
  assert.doesNotMatch(log, /code=|state=|id_token|access_token"|tallystick_session=/)
  assert.ok(!log.includes(CLIENT.secret))
})

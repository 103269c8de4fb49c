import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, before, describe, test } from 'node:test'
import { permissionsOfUser, ROLES, type Role } from '@tallystick/engine'
import type { RouteOptions } from 'fastify'
import type { Access } from '../src/http/auth.ts'
import { buildServer, type ServerOptions } from '../src/index.ts'
import { bearer, makeUser, openTestServer, type TestServer } from './support.ts'

/** What each route asks for, written down once more: a route that is not here has to ask for `read`. */
const ASKED: Readonly<Record<Exclude<Access, 'read' | 'payload'>, readonly string[]>> = {
  public: [
    'GET /',
    'GET /openapi.json',
    'GET /health',
    'GET /health/live',
    'GET /health/ready',
    'GET /api/v1/session',
    'POST /api/v1/session',
    'GET /auth/oidc/login',
    'GET /auth/oidc/callback',
  ],
  any: [
    'GET /api/v1/whoami',
    'DELETE /api/v1/session',
    'GET /api/v1/sessions',
    'DELETE /api/v1/sessions',
    'DELETE /api/v1/sessions/:id',
    'PUT /api/v1/account/password',
    'POST /api/v1/account/totp',
    'PUT /api/v1/account/totp',
    'DELETE /api/v1/account/totp',
  ],
  ingest: [
    'POST /api/v1/events',
    'POST /api/v1/metrics',
    'GET /api/v1/writers/:writer',
    'POST /api/logs',
    'POST /v1/check',
    'POST /api/v1/scan',
    'POST /api/v1/scans/:id/feedback',
    'POST /v1/chat/completions',
    'POST /v1/completions',
    'POST /v1/embeddings',
    'POST /v1/responses',
    'GET /v1/models',
    'GET /v1/models/*',
  ],
  export: ['GET /api/v1/export', 'GET /api/logs/export', 'POST /api/v2/logs/export'],
  verify: [
    'GET /api/v1/events/:id/proof',
    'GET /ledger/:tenant/checkpoint',
    'GET /ledger/:tenant/tile/*',
    'GET /api/v1/evidence',
    'POST /api/v1/evidence/verify',
  ],
  admin: [
    'GET /api/v1/tenants',
    'POST /api/v1/tenants',
    'GET /api/v1/keys',
    'POST /api/v1/keys',
    'DELETE /api/v1/keys/:id',
    'POST /api/v1/keys/rotate',
    'GET /api/v1/users',
    'POST /api/v1/users',
    'PATCH /api/v1/users/:name',
    'DELETE /api/v1/users/:name',
    'DELETE /api/v1/users/:name/sessions',
    'DELETE /api/v1/users/:name/totp',
    'PUT /api/v1/policies',
    'DELETE /api/v1/policies/active',
    'POST /api/v1/reindex',
    'GET /api/v1/demo',
    'POST /api/v1/demo',
    'DELETE /api/v1/demo',
  ],
}

/** Decisions are about the use that a key makes of models. */
const FOR_KEYS = 'POST /v1/check'

/** Nothing is open that need not be, and what the proxy would ask is not there. */
const CLOSED: ServerOptions = {
  publicMetrics: false,
  publicLedger: false,
  proxy: { open: false, upstream: 'http://127.0.0.1:9' },
}

type Route = {
  readonly method: string
  readonly url: string
  readonly access: Access
  /** Its callers say elsewhere who they are: a session of a browser does not count. */
  readonly identifies: boolean
}

let t: TestServer
let routes: readonly Route[]
/** Headers of a user of each role. */
const users = new Map<Role, { name: string; headers: Record<string, string> }>()
before(async () => {
  t = await openTestServer(CLOSED)
  await t.engine.ingest('default', [{ message: 'a line', stream: 'activity', name: 'CREATE' }])
  await t.engine.flush()
  const found: RouteOptions[] = []
  const app = buildServer(t.engine, { log: 'off', ...CLOSED })
  app.addHook('onRoute', route => void found.push(route))
  await app.ready()
  await app.close()
  routes = found.flatMap(({ method, url, config }) =>
    [method].flat().map(name => ({
      method: name,
      url,
      // What reads the API aloud declares it later than this hook.
      access: config?.access ?? (url.startsWith('/docs') ? 'public' : 'read'),
      identifies: config?.identify !== undefined,
    })),
  )
  for (const role of ROLES) users.set(role, await makeUser(t.engine, 'default', role))
})
after(() => t.dispose())

/** An address of a route: nothing of that name is there. */
const addressOf = (url: string): string =>
  url
    .replace(':tenant', 'default')
    .replace(':id', '019f0000-0000-7000-8000-000000000000')
    .replace(':version', '1')
    .replace(/:\w+/g, 'nothing')
    .replace('*', 'nothing')

type Told = { readonly status: number; readonly code: string | undefined }

/** A request whose target is sent as it is written. */
function ask(method: string, target: string, headers: Record<string, string>, body?: string): Promise<Told> {
  const { hostname, port } = new URL(t.server.url)
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        hostname,
        port,
        method,
        path: target,
        agent: false,
        headers: {
          ...headers,
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        },
      },
      response => {
        const type = String(response.headers['content-type'])
        // What goes on for ever is not waited for.
        if (type.startsWith('text/event-stream') || method === 'HEAD') {
          response.destroy()
          return resolve({ status: response.statusCode!, code: undefined })
        }
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => {
          text += piece
        })
        response.on('end', () => {
          const json = type.startsWith('application/json') ? JSON.parse(text || 'null') : null
          resolve({ status: response.statusCode!, code: json?.error?.code })
        })
        response.on('error', reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What no route knows: whoever gets past the permission is told so. */
const BODY = '{"unknown_member":1}'
const takesBody = (method: string) => method !== 'GET' && method !== 'HEAD'
const sent = (route: Route, headers: Record<string, string>) =>
  ask(route.method, addressOf(route.url), headers, takesBody(route.method) ? BODY : undefined)

/** A new session of a user, as the console sends it. */
const session = async (name: string): Promise<Record<string, string>> => {
  const { token } = await t.engine.control.createSession({ user: name, method: 'password' })
  return {
    cookie: `tallystick_session=${token}`,
    'x-tallystick-console': '1',
    'sec-fetch-site': 'same-origin',
  }
}

const REFUSED_FOR_ACCESS = new Set([
  'TALLY_AUTH_REQUIRED',
  'TALLY_AUTH_INVALID',
  'TALLY_AUTH_SCOPE',
  'TALLY_AUTH_CONSOLE',
  'TALLY_AUTH_ORIGIN',
])

test('every route asks for what is written down here', () => {
  const written = new Map<string, string>(
    Object.entries(ASKED).flatMap(([access, names]) => names.map(name => [name, access] as const)),
  )
  assert.ok(routes.length > 80)
  const unknown = new Set(written.keys())
  for (const { method, url, access } of routes) {
    if (url.startsWith('/docs')) continue
    const name = `${method === 'HEAD' ? 'GET' : method} ${url}`
    assert.equal(access, written.get(name) ?? 'read', name)
    unknown.delete(name)
  }
  assert.deepEqual([...unknown], [])
})

describe('a route', () => {
  test('tells nobody anything without credentials', async () => {
    for (const route of routes) {
      const { status, code } = await sent(route, {})
      const what = `${route.method} ${route.url} → ${status} ${code}`
      if (route.access === 'public') assert.ok(status < 500 && status !== 401 && status !== 403, what)
      else assert.equal(status, 401, what)
    }
  })

  for (const kind of ['password', 'session'] as const)
    for (const role of ROLES)
      test(`lets a user with the role ${role} do that and no more, with a ${kind}`, async () => {
        const { name, headers } = users.get(role)!
        const permissions = permissionsOfUser({ role, grants: [] })
        for (const route of routes) {
          const { method, url, access, identifies } = route
          // Each time a new session: some of these routes end it.
          const { status, code } = await sent(route, kind === 'password' ? headers : await session(name))
          const what = `${role} ${method} ${url} → ${status} ${code}`
          if (kind === 'session' && identifies) {
            assert.equal(status, 401, what)
            continue
          }
          if (access === 'public') continue
          if (`${method} ${url}` === FOR_KEYS)
            assert.deepEqual([status, code], [403, 'TALLY_AUTH_SCOPE'], what)
          else if (access === 'any' || permissions.has(access)) {
            assert.ok(status !== 401 && !(status === 403 && REFUSED_FOR_ACCESS.has(code ?? '')), what)
            // Without payload some are refused for that, which a HEAD does not tell.
            if (method === 'HEAD' && permissions.has('payload')) assert.notEqual(status, 403, what)
          } else {
            assert.equal(status, 403, what)
            if (method !== 'HEAD' && !identifies) assert.equal(code, 'TALLY_AUTH_SCOPE', what)
          }
        }
      })

  test('is not reached past its permission by another spelling of its address', async () => {
    const guest = users.get('guest')!
    const may = permissionsOfUser({ role: 'guest', grants: [] })
    const spellings: readonly ((path: string) => string)[] = [
      path => path.toUpperCase(),
      path => path.replace('/api', '/API'),
      path => `${path}/`,
      path => `/${path}`,
      path => path.replaceAll('/', '//'),
      path => path.replaceAll(/(?!^)\//g, '%2F'),
      path => path.replaceAll(/(?!^)\//g, '%2f'),
      path => path.replaceAll(/(?!^)\//g, '\\'),
      path => path.replace(/[a-z](?=[^/]*$)/, letter => `%${letter.charCodeAt(0).toString(16)}`),
      path => `/health/..${path}`,
      path => `/.${path}`,
      path => `/health/%2e%2e${path}`,
      path => `${path};a=b`,
      path => `${path}?access=public`,
      path => `${path}#fragment`,
      path => `${path}%00`,
      path => `${path}%20`,
      path => `${path}.json`,
      path => `${t.server.url}${path}`,
      path => `http://localhost/health/..${path}`,
    ]
    let asked = 0
    for (const route of routes) {
      if (route.access === 'public' || route.access === 'any' || may.has(route.access)) continue
      for (const spelling of spellings)
        for (const headers of [{}, guest.headers]) {
          const target = spelling(addressOf(route.url))
          const { status } = await ask(
            route.method,
            target,
            headers,
            takesBody(route.method) ? BODY : undefined,
          )
          asked++
          assert.ok(
            [400, 401, 403, 404, 405].includes(status),
            `${route.method} ${target} as ${'authorization' in headers ? 'guest' : 'nobody'} → ${status}`,
          )
          // 400 is for targets that are none; whatever came as far as the body would say so too.
          if (status === 400) assert.match(target, /%|\\|#/, `${route.method} ${target}`)
        }
    }
    assert.ok(asked > 500)
  })

  test('is not reached past its permission by the name of another method', async () => {
    const guest = users.get('guest')!
    const created = JSON.stringify({ name: 'forged', scopes: ['admin'] })
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override', '_method'])
      for (const [method, target] of [
        ['GET', '/api/v1/keys?_method=POST'],
        ['POST', '/api/v1/search?_method=POST'],
        ['POST', '/api/v1/keys'],
        ['PUT', '/api/v1/keys'],
      ] as const) {
        const { status } = await ask(method, target, { ...guest.headers, [header]: 'GET' }, created)
        assert.ok([400, 403, 404, 405].includes(status), `${header} ${method} ${target} → ${status}`)
      }
    for (const method of ['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'get', 'FOO'])
      for (const target of ['/api/v1/users', '/api/v1/export']) {
        const { status } = await ask(method, target, guest.headers)
        assert.ok(status >= 400, `${method} ${target} → ${status}`)
      }
    assert.ok((await t.engine.control.keys()).every(({ name }) => name !== 'forged'))
  })

  test('is not reached past its permission by what a request says of itself', async () => {
    const guest = users.get('guest')!
    const admin = users.get('admin')!
    for (const claims of [
      { 'x-tallystick-console': '1' },
      { 'x-forwarded-user': admin.name, 'x-remote-user': admin.name },
      { 'x-original-url': '/health', 'x-rewrite-url': '/health' },
      { 'x-tally-key': 'admin', 'x-tenant': 'default' },
      { cookie: `tallystick_session=${admin.name}; role=admin` },
    ] as Record<string, string>[])
      for (const headers of [claims, { ...guest.headers, ...claims }]) {
        const { status } = await ask('GET', '/api/v1/users', headers)
        assert.equal(status, 'authorization' in headers ? 403 : 401, JSON.stringify(claims))
      }
    // Whoever names themselves in the header is that, also with the session of an admin.
    const both = { ...(await session(admin.name)), ...guest.headers }
    assert.equal((await ask('GET', '/api/v1/users', both)).status, 403)
  })

  test('asks the same of keys, by their scopes', async () => {
    const scopes = {
      ingest: ['ingest'],
      read: ['read', 'payload', 'export', 'verify'],
      admin: ['ingest', 'read', 'payload', 'export', 'verify', 'admin'],
    } as const
    for (const [scope, may] of Object.entries(scopes)) {
      const headers = bearer(await t.key('default', scope as 'read'))
      for (const route of routes) {
        const { access, method, url } = route
        if (access === 'public' || access === 'any') continue
        const { status, code } = await sent(route, headers)
        const what = `${scope} ${method} ${url} → ${status} ${code}`
        if ((may as readonly string[]).includes(access)) assert.ok(status !== 401 && status !== 403, what)
        else assert.equal(status, 403, what)
      }
    }
  })
})

describe('the viewer of activity', () => {
  const views = ['/api/logs', '/api/logs/stats', '/api/v2/logs/entries', '/api/v2/logs/stats']

  test('needs authentication, also for the live stream', async () => {
    for (const path of [...views, '/ws/logs', '/api/v2/logs/stream'])
      assert.equal((await ask('GET', path, {})).status, 401, path)
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
    for (const path of ['/ws/logs', '/api/v2/logs/stream'])
      assert.equal(
        (await ask('GET', path, { ...upgrade, 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' })).status,
        401,
        path,
      )
  })

  test('is open to admins and guests, with HTTP Basic and with a session', async () => {
    for (const role of ['admin', 'guest'] as const) {
      const { name, headers } = users.get(role)!
      for (const path of views) {
        assert.equal((await ask('GET', path, headers)).status, 200, `${role} ${path}`)
        assert.equal((await ask('GET', path, await session(name))).status, 200, `${role} ${path}`)
      }
    }
  })

  test('lets admins take out what it shows, and no guest', async () => {
    for (const [method, path, body] of [
      ['GET', '/api/logs/export?format=csv', undefined],
      ['GET', '/api/logs/export?format=json', undefined],
      ['POST', '/api/v2/logs/export', '{"format":"json"}'],
      ['GET', '/api/v1/export', undefined],
    ] as const) {
      const { name, headers } = users.get('guest')!
      assert.equal((await ask(method, path, headers, body)).status, 403, path)
      assert.equal((await ask(method, path, await session(name), body)).status, 403, path)
      assert.equal((await ask(method, path, users.get('admin')!.headers, body)).status, 200, path)
    }
  })
})

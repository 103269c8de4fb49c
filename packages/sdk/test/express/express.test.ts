import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import express, { type Express, Router } from 'express'
import { errorLogger, requestLogger } from '../../src/express/index.ts'
import { logRequests } from '../../src/http/index.ts'
import { leave, listening, type Scene, scene } from '../web/scene.ts'

type Serving = Scene & { readonly url: string }

async function serve(
  t: TestContext,
  build: (app: Express, it: Scene) => void,
  options: Parameters<typeof requestLogger>[0] = {},
): Promise<Serving> {
  const it = await scene(t)
  const app = express()
  app.use(requestLogger({ tallystick: it.tallystick, ...options }))
  build(app, it)
  return { ...it, url: await listening(t, createServer(app)) }
}

describe('the route of a request', () => {
  const routes = async (t: TestContext, build: (app: Express) => void, paths: readonly string[]) => {
    const it = await serve(t, build)
    for (const path of paths) await (await fetch(`${it.url}${path}`)).text()
    const lines = await it.requests(paths.length)
    assert.deepEqual(
      (await it.metrics()).map(({ tags }) => tags.endpoint),
      lines.map(({ fields }) => fields.route ?? 'unmatched'),
    )
    return lines.map(({ fields }) => `${fields.status_code} ${fields.route}`)
  }

  test('is its pattern, under the patterns that its routers are mounted at', async t => {
    const found = await routes(
      t,
      app => {
        const orders = Router()
        orders.use((_request, _response, next) => next())
        orders.get('/:id', (_request, response) => void response.end())
        const tenants = Router()
        tenants.use('/:tenant/orders', orders)
        tenants.get('/', (_request, response) => void response.end())
        app.get('/plain/:a/:b', (_request, response) => void response.end())
        // Matched before by somebody else's middleware, as the path that it is.
        app.use('/api/tenants/acme', (_request, _response, next) => next())
        app.use('/api/tenants', tenants)
      },
      ['/plain/1/2', '/api/tenants/acme/orders/55', '/api/tenants/a%20b/orders/56', '/api/tenants'],
    )
    assert.deepEqual(found, [
      '200 /plain/:a/:b',
      '200 /api/tenants/:tenant/orders/:id',
      '200 /api/tenants/:tenant/orders/:id',
      '200 /api/tenants/',
    ])
  })

  test('is still known when its handler fails in a nested router, by a throw or a rejection', async t => {
    const found = await routes(
      t,
      app => {
        const users = Router()
        users.get('/:id', () => {
          throw new Error('a')
        })
        users.get('/:id/later', async () => {
          await new Promise(resolve => setTimeout(resolve, 2))
          throw new Error('b')
        })
        app.use('/api/:version/users', users)
        app.use(errorLogger())
        app.use(((_error, _request, response, _next) => {
          response.status(500).end()
        }) satisfies express.ErrorRequestHandler)
      },
      ['/api/v1/users/7', '/api/v2/users/7/later'],
    )
    assert.deepEqual(found, ['500 /api/:version/users/:id', '500 /api/:version/users/:id/later'])
  })

  test('of an application in an application has both patterns; a path that matches nothing has none', async t => {
    const found = await routes(
      t,
      app => {
        const admin = express()
        admin.get('/panel/:page', (request, response) => void response.end(request.baseUrl))
        app.use('/admin', admin)
      },
      ['/admin/panel/1', '/nowhere', '/admin/nowhere'],
    )
    assert.deepEqual(found, ['200 /admin/panel/:page', '404 undefined', '404 undefined'])
  })

  test('is left to Express: handlers see baseUrl and route as ever', async t => {
    const it = await serve(t, app => {
      const router = Router()
      router.get('/x/:id', (request, response) => {
        response.json([
          request.baseUrl,
          (request.route as { path: string }).path,
          Object.keys(request).includes('baseUrl'),
        ])
      })
      app.use('/mount/:m', router)
    })
    assert.deepEqual(await (await fetch(`${it.url}/mount/y/x/1`)).json(), ['/mount/y', '/x/:id', true])
  })
})

describe('a request to Express', () => {
  test('that fails is one ERROR line with the stack, whether or not an error handler answers it', async t => {
    for (const own of [true, false]) {
      const it = await serve(t, app => {
        app.set('env', 'test')
        app.get('/boom', () => {
          throw new RangeError('boom')
        })
        app.use(errorLogger())
        if (own)
          app.use(((_error, _request, response, _next) => {
            response.status(503).json({ error: 'later' })
          }) satisfies express.ErrorRequestHandler)
      })
      const { status } = await fetch(`${it.url}/boom`)
      assert.equal(status, own ? 503 : 500)
      const [line, ...more] = await it.requests(1)
      assert.equal(more.length, 0)
      assert.deepEqual([line!.level, line!.error!.message, line!.fields.route], ['ERROR', 'boom', '/boom'])
      assert.match(line!.error!.stack, /express\.test\.ts/)
    }
  })

  test('names its user, found by the time of the answer, and its client by trust proxy', async t => {
    const it = await serve(
      t,
      app => {
        app.set('trust proxy', 'loopback')
        app.use((request, _response, next) => {
          ;(request as { user?: { id: number } }).user = { id: 7 }
          next()
        })
        app.get('/', (_request, response) => void response.end())
      },
      { userId: request => (request as { user?: { id: number } }).user?.id },
    )
    await fetch(it.url, { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } })
    const [line] = await it.requests(1)
    assert.equal(line!.context.user_id, 7)
    assert.equal(line!.context.ip_address, '203.0.113.9')
  })

  test('has request.log with all our levels, and its ids on every logger, across body parsers and awaits', async t => {
    const it = await serve(t, (app, { tallystick }) => {
      app.use(express.json())
      app.post('/orders', async (request, response) => {
        await new Promise(resolve => setTimeout(resolve, 2))
        request.log.security('seen', { metadata: { password: 'hunter' } })
        request.log.audit('changed')
        tallystick.getLogger('db').info('queried')
        response.status(201).end()
      })
    })
    await Promise.all(
      ['a', 'b', 'c'].map(id =>
        fetch(`${it.url}/orders`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-request-id': id },
          body: '{"n":1}',
        }),
      ),
    )
    await it.requests(3)
    for (const id of ['a', 'b', 'c'])
      assert.deepEqual(
        it
          .lines()
          .filter(({ context }) => context.request_id === id)
          .map(({ level, module }) => `${level} ${module}`),
        ['SECURITY http', 'AUDIT http', 'INFO db', 'INFO http'],
      )
    assert.doesNotMatch(JSON.stringify(it.lines()), /hunter/)
  })

  test('is logged when its client leaves before the answer or within it', async t => {
    const it = await serve(t, app => {
      app.get('/never/:id', () => {})
      app.get('/stream', (_request, response) => void response.write('a'))
    })
    await leave(`${it.url}/never/1`, 'before the answer')
    await it.requests(1)
    await leave(`${it.url}/stream`, 'in the answer')
    assert.deepEqual(
      (await it.requests(2)).map(({ fields }) => [fields.route, fields.status_code, fields.aborted]),
      [
        ['/never/:id', 499, true],
        ['/stream', 200, true],
      ],
    )
  })

  test('is logged once where the middleware is used twice, or stands in a logged server', async t => {
    const it = await scene(t)
    const options = { tallystick: it.tallystick }
    const app = express()
    app.use(requestLogger(options))
    app.use(requestLogger(options))
    app.get('/', (request, response) => {
      request.log.info('served')
      response.end()
    })
    await fetch(await listening(t, createServer(app)))
    await fetch(await listening(t, createServer(logRequests(app, options))))
    assert.equal((await it.requests(2)).length, 2)
    const served = it.lines().filter(({ message }) => message === 'served')
    assert.equal(served.length, 2)
    assert.ok(served.every(({ context }) => context.request_id !== undefined))
  })
})

import assert from 'node:assert/strict'
import type { Server } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import { Hono } from 'hono'
import { streamText } from 'hono/streaming'
import { type HonoOptions, tallystickHono } from '../../src/hono/index.ts'
import { leave, listening, type Scene, scene } from '../web/scene.ts'

async function serve(
  t: TestContext,
  build: (app: Hono, it: Scene) => void,
  options: HonoOptions = {},
): Promise<Scene & { readonly url: string; readonly app: Hono }> {
  const it = await scene(t)
  const app = new Hono()
  app.use(tallystickHono({ tallystick: it.tallystick, ...options }))
  build(app, it)
  const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
  await new Promise(resolve => server.once('listening', resolve))
  return { ...it, app, url: await listening(t, server) }
}

describe('a request to Hono', () => {
  test('is one line and one metric, with the route under those it is mounted at', async t => {
    const it = await serve(
      t,
      app => {
        const orders = new Hono()
        orders.use(async (_c, next) => next())
        orders.get('/:id', c => {
          c.var.log.audit('shown', { metadata: { order: c.req.param('id') } })
          return c.json({ id: c.var.requestId })
        })
        app.route('/api/orders', orders)
      },
      { userId: c => c.req.header('x-user'), trustProxy: ['loopback'] },
    )
    const response = await fetch(`${it.url}/api/orders/7?token=do-not-log-me`, {
      headers: { 'x-request-id': 'req_1', 'x-user': 'ada', 'x-forwarded-for': '203.0.113.9' },
    })
    assert.deepEqual(await response.json(), { id: 'req_1' })
    assert.equal(response.headers.get('x-request-id'), 'req_1')
    const [line, ...more] = await it.requests(1)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [line!.fields.route, line!.fields.path, line!.context.user_id, line!.context.ip_address],
      ['/api/orders/:id', '/api/orders/7?token=[REDACTED]', 'ada', '203.0.113.9'],
    )
    assert.deepEqual(
      it.lines().map(({ level, context }) => [level, context.request_id]),
      [
        ['AUDIT', 'req_1'],
        ['INFO', 'req_1'],
      ],
    )
    assert.equal((await it.metrics())[0]!.tags.endpoint, '/api/orders/:id')
  })

  test('that fails has its error: thrown, rejected, with an error handler or without, and what is no Error', async t => {
    for (const own of [false, true]) {
      const it = await serve(t, app => {
        if (own) app.onError((_error, c) => c.json({}, 503))
        app.get('/throws', () => {
          throw new RangeError('thrown')
        })
        app.get('/rejects', async () => Promise.reject(new RangeError('rejected')))
        app.get('/odd', () => {
          throw 'a text'
        })
      })
      // Hono itself prints what nobody handles.
      t.mock.method(console, 'error', () => {})
      const answers: number[] = []
      for (const path of ['/throws', '/rejects', '/odd']) {
        const response = await fetch(`${it.url}${path}`)
        await response.text()
        answers.push(response.status)
      }
      const lines = await it.requests(3)
      assert.deepEqual(
        lines.map(({ fields }) => fields.status_code),
        answers,
      )
      assert.deepEqual(
        lines.map(({ level, error, fields }) => [level, error!.message ?? error, fields.route]),
        [
          ['ERROR', 'thrown', '/throws'],
          ['ERROR', 'rejected', '/rejects'],
          ['ERROR', 'a text', '/odd'],
        ],
      )
      assert.deepEqual(answers, own ? [503, 503, 500] : [500, 500, 500])
    }
  })

  test('for a path that is not there has no route; one that a middleware refused has the middleware’s', async t => {
    const it = await serve(t, app => {
      app.use('/admin/*', async c => c.text('no', 401))
      app.get('/admin/panel', c => c.text('never'))
      app.get('/late', c => c.text('ok'))
      app.use('*', async (_c, next) => next())
    })
    for (const path of ['/nowhere', '/admin/panel', '/late']) await fetch(`${it.url}${path}`)
    assert.deepEqual(
      (await it.requests(3)).map(({ fields }) => [fields.status_code, fields.route]),
      [
        [404, undefined],
        [401, '/admin/*'],
        [200, '/late'],
      ],
    )
  })

  test('is timed to the end of its stream, in its own context, and logged when its client leaves', async t => {
    const it = await serve(t, (app, { tallystick }) => {
      app.get('/stream', c =>
        streamText(c, async stream => {
          await stream.write('a')
          await stream.sleep(60)
          tallystick.getLogger('db').info('streamed')
          await stream.write('b')
        }),
      )
      app.get('/never', () => new Promise(() => {}))
      app.get('/endless', c =>
        streamText(c, async stream => {
          await stream.write('a')
          await stream.sleep(200)
        }),
      )
    })
    assert.equal(await (await fetch(`${it.url}/stream`, { headers: { 'x-request-id': 's1' } })).text(), 'ab')
    const [line] = await it.requests(1)
    assert.ok(line!.fields.duration_ms >= 50)
    assert.equal(it.lines().find(({ module }) => module === 'db')!.context.request_id, 's1')
    t.mock.method(console, 'info', () => {})
    await leave(`${it.url}/never`, 'before the answer')
    await it.requests(2)
    await leave(`${it.url}/endless`, 'in the answer')
    assert.deepEqual(
      (await it.requests(3)).slice(1).map(({ fields }) => [fields.route, fields.status_code, fields.aborted]),
      [
        ['/never', 499, true],
        ['/endless', 200, true],
      ],
    )
  })

  test('gets its id back whatever the answer is: a Response of its own, one that was fetched', async t => {
    const it = await serve(t, app => {
      app.get('/raw', () => new Response('raw'))
      app.get('/fetched', c => fetch(new URL('/raw', c.req.url)))
    })
    for (const path of ['/raw', '/fetched']) {
      const response = await fetch(`${it.url}${path}`, { headers: { 'x-request-id': 'mine' } })
      assert.equal(await response.text(), 'raw')
      assert.equal(response.headers.get('x-request-id'), 'mine')
    }
  })

  test('is logged without a server, and once where the middleware is used twice', async t => {
    const it = await serve(t, (app, { tallystick }) => {
      app.use(tallystickHono({ tallystick }))
      app.get('/', c => c.text('ok'))
    })
    assert.equal((await it.app.request('/')).status, 200)
    await fetch(it.url)
    const lines = await it.requests(2)
    assert.deepEqual(
      lines.map(({ context }) => context.ip_address),
      [undefined, '127.0.0.1'],
    )
  })
})

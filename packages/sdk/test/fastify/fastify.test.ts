import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import pino from 'pino'
import { tallystickFastify } from '../../src/fastify/index.ts'
import { leave, type Scene, scene } from '../web/scene.ts'

type Serving = Scene & { readonly url: string; readonly app: FastifyInstance }

async function serve(
  t: TestContext,
  build: (app: FastifyInstance, it: Scene) => void,
  options: FastifyServerOptions = {},
  ours: Parameters<typeof tallystickFastify>[1] = {},
): Promise<Serving> {
  const it = await scene(t)
  const app = fastify({ forceCloseConnections: true, ...options }) as FastifyInstance
  await app.register(tallystickFastify, { tallystick: it.tallystick, ...ours })
  build(app, it)
  t.after(() => app.close())
  return { ...it, app, url: await app.listen({ port: 0, host: '127.0.0.1' }) }
}

describe('a request to Fastify', () => {
  test('is one line and one metric with the route of the plugin that serves it', async t => {
    const it = await serve(
      t,
      app => {
        app.register(
          async scope => {
            scope.get('/orders/:id', async request => {
              request.log.info({ metadata: { order: 1 } }, 'shown')
              request.tally.audit('trail', { metadata: { order: 1 } })
              return { ok: true }
            })
          },
          { prefix: '/api/:tenant' },
        )
      },
      { trustProxy: 'loopback' },
      { userId: request => request.headers['x-user'] as string },
    )
    const response = await fetch(`${it.url}/api/acme/orders/7?api_key=do-not-log-me`, {
      headers: { 'x-request-id': 'req_1', 'x-user': 'ada', 'x-forwarded-for': '203.0.113.9' },
    })
    assert.deepEqual(await response.json(), { ok: true })
    assert.equal(response.headers.get('x-request-id'), 'req_1')
    const [line, ...more] = await it.requests(1)
    assert.equal(more.length, 0)
    assert.deepEqual(
      [line!.fields.route, line!.fields.status_code, line!.context.user_id, line!.context.ip_address],
      ['/api/:tenant/orders/:id', 200, 'ada', '203.0.113.9'],
    )
    assert.equal(line!.fields.path, '/api/acme/orders/7?api_key=[REDACTED]')
    assert.deepEqual(
      it.lines().map(({ level, context }) => [level, context.request_id]),
      [
        ['INFO', 'req_1'],
        ['AUDIT', 'req_1'],
        ['INFO', 'req_1'],
      ],
    )
    const [point] = await it.metrics()
    assert.equal(point!.tags.endpoint, '/api/:tenant/orders/:id')
  })

  test('that fails has its error, thrown in a handler or a hook, with an error handler or without', async t => {
    for (const own of [false, true]) {
      const it = await serve(t, app => {
        if (own) app.setErrorHandler((_error, _request, reply) => reply.code(503).send({ error: 'later' }))
        app.get('/handler', async () => {
          throw new RangeError('handler')
        })
        app.get(
          '/hook',
          { preHandler: async () => Promise.reject(new RangeError('hook')) },
          async () => 'never',
        )
      })
      for (const path of ['/handler', '/hook']) await (await fetch(`${it.url}${path}`)).text()
      const lines = await it.requests(2)
      assert.deepEqual(
        lines.map(({ level, error, fields }) => [level, error!.message, fields.status_code, fields.route]),
        [
          ['ERROR', 'handler', own ? 503 : 500, '/handler'],
          ['ERROR', 'hook', own ? 503 : 500, '/hook'],
        ],
      )
    }
  })

  test('for a path that is not there has no route; a body that is none is a warning', async t => {
    const it = await serve(t, app => app.post('/orders', async () => 'ok'))
    await fetch(`${it.url}/nowhere`)
    await fetch(`${it.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    })
    assert.deepEqual(
      (await it.requests(2)).map(({ level, fields }) => [level, fields.status_code, fields.route]),
      [
        ['WARNING', 404, undefined],
        ['WARNING', 400, '/orders'],
      ],
    )
  })

  test('is logged when its client leaves: before the answer, after its body was read, within a stream', async t => {
    const it = await serve(t, app => {
      app.get('/never', () => new Promise(() => {}))
      app.post('/never', () => new Promise(() => {}))
      app.get('/stream', (_request, reply) => {
        const endless = new Readable({ read: () => {} })
        endless.push('a')
        return reply.send(endless)
      })
    })
    await leave(`${it.url}/never`, 'before the answer')
    await it.requests(1)
    await leave(`${it.url}/never`, 'before the answer', '{"n":1}')
    await it.requests(2)
    await leave(`${it.url}/stream`, 'in the answer')
    assert.deepEqual(
      (await it.requests(3)).map(({ fields }) => [fields.method, fields.status_code, fields.aborted]),
      [
        ['GET', 499, true],
        ['POST', 499, true],
        ['GET', 200, true],
      ],
    )
  })

  test('is timed to the end of a stream, and keeps its own context among others', async t => {
    const it = await serve(t, (app, { tallystick }) => {
      app.get('/', async (request, reply) => {
        await new Promise(resolve => setTimeout(resolve, Math.random() * 10))
        tallystick.getLogger('db').info('query', { of: request.headers['x-request-id'] })
        return reply.send(
          Readable.from(
            (async function* () {
              yield 'a'
              await new Promise(resolve => setTimeout(resolve, 30))
              tallystick.getLogger('db').info('streamed', { of: request.headers['x-request-id'] })
              yield 'b'
            })(),
          ),
        )
      })
    })
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) =>
        (await fetch(it.url, { headers: { 'x-request-id': `r${i}` } })).text(),
      ),
    )
    const lines = await it.requests(20)
    assert.ok(lines.every(({ fields }) => fields.duration_ms >= 25 && fields.aborted === undefined))
    const own = it.lines().filter(({ module }) => module === 'db')
    assert.equal(own.length, 40)
    for (const { context, fields } of own)
      assert.equal(context.request_id, (fields as unknown as { of: string }).of)
  })

  test('is logged once: with Fastify’s own logger beside it, the plugin registered twice, and by inject', async t => {
    const own: string[] = []
    const it = await serve(
      t,
      app => {
        app.register(tallystickFastify)
        app.get('/', async request => {
          request.log.warn('mine')
          return 'ok'
        })
      },
      { loggerInstance: pino({}, { write: (line: string) => void own.push(line) }) },
    )
    await (await fetch(it.url)).text()
    assert.equal((await it.app.inject('/')).headers['x-request-id']?.toString().length, 36)
    assert.equal((await it.requests(2)).length, 2)
    assert.equal(it.lines().filter(({ message }) => message === 'mine').length, 2)
    assert.equal(it.lines().length, 4)
    assert.equal(own.filter(line => line.includes('mine')).length, 0)
  })
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { type HttpOptions, logRequests } from '../../src/http/index.ts'
import { leave, listening, type Scene, scene } from './scene.ts'

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

type Handler = Parameters<typeof logRequests>[0]
const serve = async (
  t: Parameters<typeof scene>[0],
  handler: Handler,
  options: HttpOptions = {},
): Promise<Scene & { url: string }> => {
  const it = await scene(t)
  const server = createServer(logRequests(handler, { tallystick: it.tallystick, ...options }))
  return { ...it, url: await listening(t, server) }
}

describe('a request over node:http', () => {
  test('is one line with method, path, status, duration and ids, and one metric', async t => {
    const { url, requests, metrics } = await serve(t, (_request, response) => response.end('ok'), {
      route: () => '/orders/:id',
      userId: request => Number(request.headers['x-user']),
    })
    const response = await fetch(`${url}/orders/7?token=do-not-log-me&page=2`, {
      headers: { 'x-request-id': 'req_1', traceparent: TRACE, 'user-agent': 'test/1', 'x-user': '42' },
    })
    await response.text()
    assert.equal(response.headers.get('x-request-id'), 'req_1')
    const [line, ...more] = await requests(1)
    assert.equal(more.length, 0)
    assert.match(line!.message, /^GET \/orders\/7 200 \d+\.\d ms$/)
    assert.deepEqual([line!.level, line!.module], ['INFO', 'http'])
    assert.deepEqual(line!.context, {
      request_id: 'req_1',
      ip_address: '127.0.0.1',
      user_agent: 'test/1',
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: 'b7ad6b7169203331',
      user_id: 42,
    })
    const { duration_ms, ...fields } = line!.fields
    assert.ok(duration_ms > 0 && duration_ms < 10_000)
    assert.deepEqual(fields, {
      method: 'GET',
      path: '/orders/7?token=[REDACTED]&page=2',
      route: '/orders/:id',
      status_code: 200,
    })
    const points = await metrics()
    assert.equal(points.length, 1)
    assert.equal(points[0]!.unit, 's')
    assert.equal(Math.round(points[0]!.value * 1e6), Math.round(duration_ms * 1e3))
    const { host, environment, ...tags } = points[0]!.tags
    assert.equal(typeof host, 'string')
    assert.equal(environment, 'debug')
    assert.deepEqual(tags, { method: 'GET', endpoint: '/orders/:id', status_code: '200' })
  })

  test('gets an id of ours when the one it brings is not sound', async t => {
    const { url, requests } = await serve(t, (_request, response) => response.end())
    const unsound = ['a b', '<script>', '"', 'x'.repeat(129), '-leading', 'ümlaut']
    for (const id of unsound) {
      const response = await fetch(url, { headers: { 'x-request-id': Buffer.from(id).toString('latin1') } })
      assert.match(response.headers.get('x-request-id')!, /^[0-9a-f]{8}-[0-9a-f-]{27}$/, id)
    }
    const ids = (await requests(unsound.length)).map(({ context }) => context.request_id)
    assert.equal(new Set(ids).size, unsound.length)
  })

  test('brings its id in a header of any name, in any case', async t => {
    const { url } = await serve(t, (_request, response) => response.end(), {
      requestIdHeader: 'X-Correlation-ID',
    })
    const response = await fetch(url, { headers: { 'X-CORRELATION-id': 'c1' } })
    assert.equal(response.headers.get('x-correlation-id'), 'c1')
    assert.throws(() => logRequests(() => {}, { requestIdHeader: 'no header' }), TypeError)
  })

  test('ignores a traceparent that is none, and what of a user agent is too long for the record', async t => {
    const { url, requests } = await serve(t, (_request, response) => response.end())
    await fetch(url, { headers: { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` } })
    await fetch(url, { headers: { traceparent: 'garbage', 'user-agent': 'u'.repeat(9_000) } })
    const [zero, garbage] = await requests(2)
    assert.equal(zero!.context.trace_id, undefined)
    assert.equal(garbage!.context.trace_id, undefined)
    assert.equal(garbage!.context.user_agent!.length, 2048)
  })

  test('comes from the address that trusted proxies name, by option or by configuration', async t => {
    const trusting = await scene(t, ['loopback'])
    const plain = createServer(logRequests((_q, s) => s.end(), { tallystick: trusting.tallystick }))
    const none = createServer(
      logRequests((_q, s) => s.end(), { tallystick: trusting.tallystick, trustProxy: false }),
    )
    const forwarded = { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } }
    await fetch(await listening(t, plain), forwarded)
    await fetch(await listening(t, none), forwarded)
    const lines = await trusting.requests(2)
    assert.deepEqual(
      lines.map(({ context }) => context.ip_address),
      ['203.0.113.9', '127.0.0.1'],
    )
  })

  test('is served in its own context, however many are at once', async t => {
    const { url, tallystick, lines, requests } = await serve(t, async (request, response) => {
      const log = tallystick.getLogger('orders')
      const wait = () => new Promise(resolve => setTimeout(resolve, Math.random() * 10))
      for (let step = 0; step < 3; step++) {
        await wait()
        log.info('step', { fields_of: request.headers['x-request-id'] })
      }
      request.log.audit('end', { fields_of: request.headers['x-request-id'] })
      response.end()
    })
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) =>
        (await fetch(url, { headers: { 'x-request-id': `r${i}` } })).text(),
      ),
    )
    await requests(40)
    const steps = lines().filter(({ name }) => name === undefined)
    assert.equal(steps.length, 160)
    for (const { context, fields } of steps)
      assert.equal(context.request_id, (fields as unknown as Record<string, string>).fields_of)
    assert.equal(steps.filter(({ level }) => level === 'AUDIT').length, 40)
  })

  test('is logged when its client leaves before the answer, and when it leaves in the middle of it', async t => {
    const { url, requests, metrics } = await serve(t, (request, response) => {
      if (request.url === '/stream') response.writeHead(200).write('first')
    })
    await leave(`${url}/slow`, 'before the answer')
    const [gone] = await requests(1)
    assert.deepEqual([gone!.fields.status_code, gone!.fields.aborted, gone!.level], [499, true, 'WARNING'])
    await leave(`${url}/stream`, 'in the answer')
    const [, cut] = await requests(2)
    assert.deepEqual([cut!.fields.status_code, cut!.fields.aborted, cut!.level], [200, true, 'INFO'])
    assert.deepEqual(
      (await metrics()).map(({ tags }) => tags.status_code),
      ['499', '200'],
    )
  })

  test('is timed to the end of a streamed answer', async t => {
    const { url, requests } = await serve(t, (_request, response) => {
      response.write('a')
      setTimeout(() => response.end('b'), 80)
    })
    await (await fetch(url)).text()
    const [line] = await requests(1)
    assert.ok(line!.fields.duration_ms >= 75, `${line!.fields.duration_ms}`)
    assert.equal(line!.fields.aborted, undefined)
  })

  test('whose handler fails has the error in its line, and Node does what it would have done', async t => {
    const { url, requests } = await serve(t, (request, response) => {
      // As an application that catches what was not caught.
      const answer = () => response.writeHead(500).end()
      if (request.url === '/throws') {
        process.once('uncaughtException', answer)
        throw new RangeError('thrown')
      }
      process.once('unhandledRejection', answer)
      return Promise.reject(new RangeError('rejected'))
    })
    // The runner's own listeners would call these failures of the test.
    const events: NodeJS.EventEmitter = process
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      const own = events.listeners(event) as (() => void)[]
      events.removeAllListeners(event)
      t.after(() => own.forEach(listener => void events.on(event, listener)))
    }
    assert.equal((await fetch(`${url}/throws`)).status, 500)
    assert.equal((await fetch(`${url}/rejects`)).status, 500)
    const lines = await requests(2)
    assert.deepEqual(
      lines.map(({ error, level }) => [error!.message, level]),
      [
        ['thrown', 'ERROR'],
        ['rejected', 'ERROR'],
      ],
    )
    assert.match(lines[0]!.error!.stack, /http\.test\.ts/)
  })

  test('that is skipped leaves neither line nor metric, but has its context and id', async t => {
    const { url, requests, metrics, lines } = await serve(
      t,
      (request, response) => {
        request.log.info('still here')
        response.end()
      },
      { skip: request => request.url === '/health' },
    )
    const response = await fetch(`${url}/health`)
    assert.notEqual(response.headers.get('x-request-id'), null)
    await fetch(`${url}/other`)
    assert.equal((await requests(1)).length, 1)
    assert.equal((await metrics()).length, 1)
    assert.equal(lines()[0]!.context.request_id, response.headers.get('x-request-id'))
  })

  test('does not fail where the application’s own options do', async t => {
    const fail = (): never => {
      throw new Error('option')
    }
    const { url, requests, lines } = await serve(t, (_request, response) => response.end('ok'), {
      skip: fail,
      userId: fail,
      route: fail,
    })
    assert.equal(await (await fetch(url)).text(), 'ok')
    assert.equal((await requests(1)).length, 1)
    assert.deepEqual(
      lines()
        .filter(({ level }) => level === 'ERROR')
        .map(({ message }) => /option (\w+)/.exec(message)![1]),
      ['skip', 'route', 'userId'],
    )
  })

  test('is logged once, however often its handler is wrapped', async t => {
    const it = await scene(t)
    const options = { tallystick: it.tallystick }
    const inner = logRequests((_request, response) => response.end(), options)
    const url = await listening(t, createServer(logRequests(inner, options)))
    await fetch(url)
    await fetch(url)
    assert.equal((await it.requests(2)).length, 2)
  })

  test('may be one of HTTP/2', async t => {
    const it = await scene(t)
    const listener = logRequests((_request, response) => response.end('ok'), { tallystick: it.tallystick })
    const server = createHttp2Server(listener as unknown as Parameters<typeof createHttp2Server>[1])
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    t.after(() => {
      client.close()
      server.close()
    })
    await once(client.request({ ':path': '/two' }).resume(), 'end')
    const [line] = await it.requests(1)
    assert.deepEqual(
      [line!.fields.path, line!.fields.status_code, line!.fields.aborted],
      ['/two', 200, undefined],
    )
  })
})

test('evidence given while a request is served is taken whatever its client wrote into its headers', async t => {
  const it = await serve(
    t,
    async (_request, response) => {
      const receipt = await it.tallystick.audit('report.export')
      response.end(receipt!.id)
    },
    { trustProxy: true },
  )
  const response = await fetch(it.url, {
    headers: { 'user-agent': 'u'.repeat(10_000), 'x-forwarded-for': '<b>', 'x-request-id': '\u00ff' },
  })
  assert.match(await response.text(), /^[0-9a-f-]{36}$/)
})

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { LogFormat } from '../src/index.ts'
import { bearer, openTestApp, openTestServer } from './support.ts'
import { openSocket } from './tails.ts'

for (const format of ['text', 'json'] as const satisfies readonly LogFormat[])
  test(`the self-log in ${format} names requests, and no key, query or body`, async () => {
    const lines: string[] = []
    const t = await openTestApp({
      log: format,
      logLevel: 'debug',
      logTo: { write: line => lines.push(line) },
    })
    const secret = await t.key('acme', 'read')
    t.app.log.info('ready')
    await t.send('GET', '/api/v1/search?q=private-query', { headers: { authorization: `Bearer ${secret}` } })
    await t.send('GET', '/api/v1/search?q=(private-query', { headers: { authorization: `Bearer ${secret}` } })
    await t.send('POST', '/api/v1/events', { payload: '{"message":"private-body"}' })
    await t.send('POST', '/api/v1/events', {
      payload: '{"message": private-body}',
      headers: { 'content-type': 'application/json' },
    })
    await t.dispose()
    const log = lines.join('')
    assert.match(log, /GET \/api\/v1\/search 200 /)
    assert.match(log, /GET \/api\/v1\/search 400 /)
    assert.match(log, /POST \/api\/v1\/events 400 /)
    assert.doesNotMatch(log, /private|Bearer/)
    assert.ok(!log.includes(secret))
    for (const line of lines) {
      assert.ok(line.endsWith('\n'))
      if (format === 'json') assert.equal(typeof (JSON.parse(line) as { time: number }).time, 'number')
    }
    if (format === 'text') assert.match(log, /^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}ready$/m)
  })

test('what clients do wrong is no error of the server', async () => {
  const lines: string[] = []
  const { server, secret, dispose } = await openTestServer({
    log: 'json',
    logLevel: 'debug',
    logTo: { write: line => lines.push(line) },
  })
  const headers = bearer(secret)
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(server.url + path, { headers, ...init }).then(response => response.text())
  await ask('/api/v1/search?q=(')
  await ask('/api/v1/search?limit=x&limit=y')
  await ask('/api/v1/events/%zz')
  await ask('/api/v1/events', { method: 'PUT' })
  await ask('/api/v1/events', { method: 'POST', body: '{' })
  await ask('/api/v1/keys', {
    method: 'POST',
    body: '{',
    headers: { ...headers, 'content-type': 'application/json' },
  })
  await ask('/api/v1/keys', {
    method: 'POST',
    body: '<a/>',
    headers: { ...headers, 'content-type': 'text/xml' },
  })
  await ask('/api/v1/tenants', {
    method: 'POST',
    body: JSON.stringify({ name: 'x'.repeat(400_000) }),
    headers: { ...headers, 'content-type': 'application/json' },
  })
  // Half a body, then gone; an answer nobody waits for.
  for (const path of ['/api/v1/events', '/api/v1/keys']) {
    const gone = request(server.url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'content-length': 100 },
    })
    gone.on('error', () => {})
    gone.write('{"a"')
    await new Promise(resolve => setTimeout(resolve, 50))
    gone.destroy()
  }
  // Frames that RFC 6455 forbids: not masked, too large, text that is no UTF-8.
  for (const frame of [
    Buffer.from([0x81, 0x01, 0x61]),
    Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4]),
    Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]),
  ]) {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `GET /api/v1/tail HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${secret}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    )
    await once(socket, 'data')
    const closed = once(socket, 'close')
    socket.resume()
    socket.write(frame)
    await closed
  }
  const dropped = await openSocket(server.url, secret)
  dropped.socket.close()
  await dropped.closed
  await dispose()
  assert.ok(lines.length > 10)
  assert.deepEqual(
    lines.filter(line => (JSON.parse(line) as { level: number }).level >= 40),
    [],
  )
  assert.equal(lines.filter(line => line.includes('tail ended with WS_ERR_')).length, 3)
})

test('a failure inside is logged once with its stack, under the id the client was told', async () => {
  const lines: string[] = []
  const t = await openTestApp({ log: 'json', logLevel: 'error', logTo: { write: line => lines.push(line) } })
  await t.engine.close()
  const answer = await t.send('GET', '/api/v1/stats')
  assert.ok(answer.status >= 500)
  const logged = lines.map(line => JSON.parse(line) as { request_id: string })
  assert.ok(logged.some(({ request_id }) => request_id === answer.headers['x-request-id']))
  await t.dispose()
})

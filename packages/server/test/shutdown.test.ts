import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEngine } from '@tallystick/engine'
import { startServer } from '../src/index.ts'
import { bearer, openTestServer } from './support.ts'
import { openEvents, openSocket } from './tails.ts'

test('closing ends tails with a reason, on both transports', async () => {
  const { server, secret, dispose } = await openTestServer()
  const socket = await openSocket(server.url, secret)
  const events = await openEvents(server.url, secret)
  await events.until('tail is open')
  await server.close()
  assert.deepEqual(await socket.closed, { code: 1001, reason: 'the server is going away' })
  assert.match(await events.until('never'), /event: closing\n/)
  await dispose()
})

test('a request in flight is answered, later ones are not taken', async () => {
  const { server, engine, secret, dispose } = await openTestServer()
  const body = JSON.stringify({ message: 'in flight' })
  const answer = new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const upload = request(
      `${server.url}/api/v1/events`,
      {
        method: 'POST',
        headers: { ...bearer(secret), 'content-type': 'application/json', 'content-length': body.length },
      },
      response => {
        let text = ''
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode, text }))
      },
    )
    upload.on('error', reject)
    upload.write(body.slice(0, 5))
    // The other half comes while the server is closing.
    setTimeout(() => upload.end(body.slice(5)), 200)
  })
  await new Promise(resolve => setTimeout(resolve, 100))
  const closing = server.close()
  await assert.rejects(fetch(`${server.url}/health`))
  const { status, text } = await answer
  assert.deepEqual([status, JSON.parse(text).accepted], [200, 1])
  await closing
  assert.equal(engine.health().live, false)
  await dispose()
})

test('neither a request that never ends nor a tail that never answers holds the server up for longer than is set', async () => {
  const { engine, server, secret, dispose } = await openTestServer({ shutdownMs: 200 })
  const deaf = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
  deaf.on('error', () => {})
  deaf.write(
    `GET /api/v1/tail HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${secret}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  )
  while (engine.counters().tailSubscribers === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const stuck = request(`${server.url}/api/v1/events`, { method: 'POST', headers: bearer(secret) })
  stuck.on('error', () => {})
  stuck.write('{')
  await new Promise(resolve => setTimeout(resolve, 100))
  const started = performance.now()
  await server.close()
  assert.ok(performance.now() - started < 3_000)
  await dispose()
})

/** A client of a tail that neither reads, answers nor goes away, over server-sent events or WebSocket. */
function deafClient(url: string, secret: string, upgrade: string): Socket {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  socket.pause()
  socket.write(
    `GET /api/v1/tail HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${secret}\r\n${upgrade}\r\n`,
  )
  return socket
}

test('tails whose clients do not read hold the server up for the time that is set, and no longer', {
  timeout: 30_000,
}, async () => {
  const { engine, server, secret, dispose } = await openTestServer({ shutdownMs: 300 })
  const clients = [
    'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n',
    'accept: text/event-stream\r\n',
  ].map(upgrade => deafClient(server.url, secret, upgrade))
  while (engine.counters().tailSubscribers < 2) await new Promise(resolve => setTimeout(resolve, 5))
  // More than the kernel's buffers take, so that goodbyes cannot be written either.
  for (let i = 0; i < 12; i++) await engine.ingest('acme', [{ message: 'x'.repeat(1_000_000) }])
  await new Promise(resolve => setTimeout(resolve, 200))
  const started = performance.now()
  await server.close()
  const took = performance.now() - started
  assert.ok(took > 250 && took < 5_000, `${took} ms`)
  for (const client of clients) client.destroy()
  await dispose()
})

test('an upgrade refused for its Host is cut off, and does not hold the server up', {
  timeout: 10_000,
}, async () => {
  const { server, dispose } = await openTestServer({ shutdownMs: 200 })
  const refused = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1', allowHalfOpen: true })
  refused.on('error', () => {})
  const cut = once(refused, 'end')
  refused.write(
    'GET /api/v1/tail HTTP/1.1\r\nhost: evil.example\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const [answer] = (await once(refused, 'data')) as [Buffer]
  assert.match(String(answer), /^HTTP\/1\.1 421 /)
  await cut
  await server.close()
  refused.destroy()
  await dispose()
})

test('what was acknowledged is sealed when the server has closed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tally-shutdown-'))
  const engine = await openEngine(directory, { store: 'memory' })
  if ((await engine.control.tenant('default')) === undefined) await engine.control.createTenant('default')
  const { secret } = await engine.control.createKey({ tenant: 'default', name: 'x', scopes: ['ingest'] })
  const server = await startServer(engine, { port: 0, log: 'off' })
  let acknowledged = 0
  let open = true
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (open) {
        try {
          const response = await fetch(`${server.url}/api/v1/events`, {
            method: 'POST',
            headers: { ...bearer(secret), 'content-type': 'application/x-ndjson' },
            body: '{"message":"x"}\n'.repeat(50),
          })
          if (response.status === 200)
            acknowledged += ((await response.json()) as { accepted: number }).accepted
        } catch {
          return
        }
      }
    }),
  )
  await new Promise(resolve => setTimeout(resolve, 500))
  await server.close()
  open = false
  await load
  assert.ok(acknowledged > 0)
  const reopened = await openEngine(directory, { store: 'memory' })
  const { tenants } = await reopened.stats()
  const mine = tenants.find(({ tenant }) => tenant === 'default')
  assert.ok(mine!.events >= acknowledged)
  assert.equal(mine!.sealed, mine!.events)
  await reopened.close()
  await rm(directory, { recursive: true, force: true })
})

test('a port that is taken is an error, and the engine is closed', async () => {
  const first = await openTestServer()
  const second = await openTestServer()
  const { port } = new URL(first.server.url)
  await assert.rejects(startServer(second.engine, { port: Number(port), log: 'off' }), /EADDRINUSE/)
  assert.equal(second.engine.health().live, false)
  await first.dispose()
  await second.dispose()
})

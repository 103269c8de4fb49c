import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Engine } from '@tallystick/engine'
import { bearer, openTestApp, openTestServer, type TestServer } from './support.ts'
import { openEvents, openSocket } from './tails.ts'

let t: TestServer
before(async () => {
  t = await openTestServer({
    heartbeatMs: 50,
    limits: { tails: 8, tailEvents: 100, tailSocketBytes: 16 * 1024 },
  })
})
after(() => t.dispose())

const say = (...messages: string[]) =>
  t.engine.ingest(
    'acme',
    messages.map(message => ({ message, service: 'live' })),
  )

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 5))
}

const UPGRADE =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

const subscribers = () => t.engine.counters().tailSubscribers

describe('a tail over WebSocket', () => {
  test('shows matching events, and follows a filter that changes while connected', async () => {
    const tail = await openSocket(t.server.url, t.secret, 'apple')
    await say('pear 1', 'apple 1')
    await tail.next(({ event }) => event?.message === 'apple 1')
    tail.send({ type: 'filter', query: 'pear' })
    await tail.next(({ type }) => type === 'filter_ok')
    await say('apple 2', 'pear 2')
    await tail.next(({ event }) => event?.message === 'pear 2')
    assert.deepEqual(
      tail.messages.flatMap(({ event }) => event?.message ?? []),
      ['apple 1', 'pear 2'],
    )
    await tail.close()
  })

  test('brings events together when that is asked for, in order, and before the answer to a new filter', async () => {
    const tail = await openSocket(t.server.url, t.secret, 'service:live', undefined, '&together=true')
    const names = (from: string, count: number) => Array.from({ length: count }, (_, n) => `${from} ${n}`)
    await say(...names('first', 60))
    tail.send({ type: 'filter', query: 'second' })
    await tail.next(({ type }) => type === 'filter_ok')
    await say(...names('first', 5), ...names('second', 60))
    await say('second and last')
    await tail.next(({ events }) => events?.some(({ message }) => message === 'second and last') === true)
    const brought = tail.messages.filter(({ type }) => type === 'events')
    const before = tail.messages.findIndex(({ type }) => type === 'filter_ok')
    assert.ok(brought.length <= 8, `${brought.length} messages for 121 events`)
    assert.deepEqual(
      brought.flatMap(({ events }) => events!.map(({ message }) => message)),
      [...names('first', 60), ...names('second', 60), 'second and last'],
    )
    for (const [index, { events }] of tail.messages.entries())
      if (events?.[0]?.message?.startsWith('first')) assert.ok(index < before)
    await tail.close()
    await until(() => subscribers() === 0)
  })

  test('loses nothing unsaid where a reader of events together is slow', async () => {
    const tail = await openSocket(t.server.url, t.secret, 'flood', undefined, '&together=true')
    for (let n = 0; n < 20; n++) await say(...Array.from({ length: 50 }, (_, i) => `flood ${n * 50 + i}`))
    await say('flood end')
    const told = () =>
      tail.messages.reduce((sum, { events, count }) => sum + (events?.length ?? 0) + (count ?? 0), 0)
    await until(() => told() === 1_001)
    await tail.close()
  })

  test('keeps its filter when a new one does not parse, and says at which column', async () => {
    const tail = await openSocket(t.server.url, t.secret, 'keep')
    tail.send({ type: 'filter', query: 'a (b' })
    const { error } = await tail.next(({ type }) => type === 'error')
    assert.deepEqual([error?.code, error?.position], ['TALLY_QUERY_SYNTAX', 2])
    await say('keep it')
    await tail.next(({ event }) => event?.message === 'keep it')
    await tail.close()
  })

  test('answers nonsense with an error and goes on', async () => {
    const tail = await openSocket(t.server.url, t.secret)
    for (const nonsense of [
      '',
      '{',
      '[]',
      'null',
      '{"type":"filter"}',
      '{"type":"filter","query":5}',
      '{"type":"x"}',
    ])
      tail.send(nonsense)
    await until(
      () => tail.messages.filter(({ error }) => error?.code === 'TALLY_REQUEST_INVALID').length === 7,
    )
    tail.socket.send(new Uint8Array([1, 2, 3]))
    await until(() => tail.messages.filter(({ type }) => type === 'error').length === 8)
    await say('still here')
    await tail.next(({ event }) => event?.message === 'still here')
    await tail.close()
  })

  test('ends when a message is larger than any filter', async () => {
    const tail = await openSocket(t.server.url, t.secret)
    tail.send('x'.repeat(100_000))
    assert.equal((await tail.closed).code, 1009)
  })

  test('takes the key of a browser as a subprotocol, and does not echo it', async () => {
    const tail = await openSocket(t.server.url, undefined, '', [
      'tallystick.v1',
      `tallystick.key.${t.secret}`,
    ])
    assert.equal(tail.socket.protocol, 'tallystick.v1')
    await say('to the browser')
    await tail.next(({ event }) => event?.message === 'to the browser')
    await tail.close()
  })

  test('is refused before the upgrade without a key, with a wrong one, or a filter that does not parse', async () => {
    await until(() => subscribers() === 0)
    await assert.rejects(openSocket(t.server.url, undefined))
    await assert.rejects(openSocket(t.server.url, 'nonsense'))
    await assert.rejects(openSocket(t.server.url, await t.key('acme', 'ingest')))
    await assert.rejects(openSocket(t.server.url, t.secret, '('))
    await assert.rejects(openSocket(t.server.url, t.secret, 'a | count()'))
    await until(() => subscribers() === 0)
  })

  test('leaves nothing behind when the upgrade itself is not valid', async () => {
    const socket = connect(Number(new URL(t.server.url).port), '127.0.0.1')
    socket.write(
      `GET /api/v1/tail HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${t.secret}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 99\r\nsec-websocket-key: x\r\n\r\n`,
    )
    socket.resume()
    await once(socket, 'close')
    await until(() => subscribers() === 0)
  })

  test('sends heartbeats', async () => {
    const tail = await openSocket(t.server.url, t.secret)
    await tail.next(({ type }) => type === 'ping')
    await tail.close()
    await until(() => subscribers() === 0)
  })
})

describe('a tail over server-sent events', () => {
  test('shows matching events with their seq as id, and heartbeats', async () => {
    const tail = await openEvents(t.server.url, t.secret, 'service:live -pear')
    assert.equal(tail.response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(tail.response.headers.get('x-content-type-options'), 'nosniff')
    await tail.until('tail is open')
    const { firstSeq } = await say('apple', 'pear', 'two\nlines')
    const text = await tail.until('two')
    assert.match(text, new RegExp(`^id: ${firstSeq}\ndata: \\{.*"apple".*\\}\n\n`, 'm'))
    assert.doesNotMatch(text, /pear/)
    await tail.until(': ping\n\n')
    tail.close()
    await until(() => subscribers() === 0)
  })

  test('is refused as any request is', async () => {
    const codeOf = async (url: string, headers = bearer(t.secret)) =>
      ((await (await fetch(t.server.url + url, { headers })).json()) as { error: { code: string } }).error
        .code
    assert.equal(await codeOf('/api/v1/tail?q=('), 'TALLY_QUERY_SYNTAX')
    assert.equal(await codeOf('/api/v1/tail?q=a|count()'), 'TALLY_QUERY_PIPE')
    assert.equal(await codeOf('/api/v1/tail?query=a'), 'TALLY_REQUEST_INVALID')
    assert.equal(await codeOf('/api/v1/tail', bearer('nonsense')), 'TALLY_AUTH_INVALID')
  })
})

test('more tails than the limit are told to come again', async () => {
  const tails = await Promise.all(Array.from({ length: 8 }, () => openEvents(t.server.url, t.secret)))
  const ninth = await fetch(`${t.server.url}/api/v1/tail`, { headers: bearer(t.secret) })
  assert.equal(ninth.status, 503)
  assert.equal(ninth.headers.get('retry-after'), '1')
  assert.equal(((await ninth.json()) as { error: { code: string } }).error.code, 'TALLY_TAIL_LIMIT')
  for (const tail of tails) tail.close()
  await until(() => subscribers() === 0)
  const free = await openEvents(t.server.url, t.secret)
  assert.equal(free.response.status, 200)
  free.close()
})

describe('a reader too slow for what happens', () => {
  const big = 'x'.repeat(2_000)
  /** Ingests until the sockets in between are full and events are missed. */
  const flood = async (engine: Engine, socket: Socket) => {
    let sent = 0
    let mostWaiting = 0
    while (engine.counters().tailMissed < 2_000) {
      const events = Array.from({ length: 500 }, (_, i) => ({
        message: `${big} ${sent + i}`,
        service: 'flood',
      }))
      await engine.ingest('acme', events)
      sent += events.length
      await new Promise(resolve => setImmediate(resolve))
      mostWaiting = Math.max(mostWaiting, socket.writableLength)
    }
    return { sent, mostWaiting }
  }

  /** Speaks the transport by hand over a socket that reads nothing until told. */
  const openStalled = async (url: string, secret: string, upgrade: string, engine: Engine) => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' })
    socket.write(
      `GET /api/v1/tail?q=service:flood HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${secret}\r\n${upgrade}\r\n`,
    )
    await until(() => engine.counters().tailSubscribers === 1)
    return socket
  }

  /** Sum of what was shown and what was told missed, once both make up the whole. */
  const account = async (socket: Socket, sent: number) => {
    let text = ''
    const count = () => ({
      shown: text.match(/"service":"flood"/g)?.length ?? 0,
      missed: [
        ...text.matchAll(/missed"?[^{}]*?"count":(\d+)|event: missed\ndata: \{"count":(\d+)\}/g),
      ].reduce((sum, [, a, b]) => sum + Number(a ?? b), 0),
    })
    socket.on('data', chunk => {
      text += chunk.toString('latin1')
    })
    await until(() => {
      const { shown, missed } = count()
      return shown + missed >= sent
    })
    return count()
  }

  for (const [transport, upgrade] of [
    ['server-sent events', 'accept: text/event-stream\r\n'],
    ['WebSocket', UPGRADE],
  ] as const)
    test(`over ${transport} is told how many it missed, and little waits in its socket`, {
      timeout: 60_000,
    }, async () => {
      // Long heartbeats: a stalled reader answers no pings, which is not what is tried here.
      const calm = await openTestApp({
        heartbeatMs: 60_000,
        limits: { tailEvents: 100, tailSocketBytes: 16 * 1024 },
      })
      try {
        const served = once(calm.app.server, 'connection') as Promise<[Socket]>
        const url = await calm.app.listen({ port: 0 })
        const reader = await openStalled(url, await calm.key('acme'), upgrade, calm.engine)
        const [socket] = await served
        const { sent, mostWaiting } = await flood(calm.engine, socket)
        const { shown, missed } = await account(reader, sent)
        assert.equal(shown + missed, sent)
        assert.ok(missed >= 2_000)
        assert.ok(mostWaiting < 64 * 1024, `${mostWaiting} bytes waited`)
        reader.destroy()
        await until(() => calm.engine.counters().tailSubscribers === 0)
      } finally {
        await calm.dispose()
      }
    })

  test('that answers no ping for several heartbeats counts as gone', { timeout: 30_000 }, async () => {
    const socket = await openStalled(t.server.url, t.secret, UPGRADE, t.engine)
    await until(() => subscribers() === 0)
    socket.destroy()
  })
})

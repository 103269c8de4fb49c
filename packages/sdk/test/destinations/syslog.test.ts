import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { type SyslogOptions, syslogDestination } from '../../src/destinations/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech, type Logger, type Speech } from '../../src/speech/index.ts'

function logTo(t: TestContext, options: SyslogOptions): { speech: Speech; log: Logger } {
  const speech = createSpeech({ scrubber: createScrubber(), destinations: [syslogDestination(options)] })
  t.after(() => speech.close(10))
  return { speech, log: speech.getLogger('net') }
}

/** Reads octet-counted frames (RFC 6587 §3.4.1) of all connections. */
function collector(
  server: Server,
  port = 0,
): Promise<{ port: number; frames: string[]; sockets: Set<Socket> }> {
  const frames: string[] = []
  const sockets = new Set<Socket>()
  const take = (socket: Socket): void => {
    sockets.add(socket)
    let rest = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data])
      for (;;) {
        const space = rest.indexOf(0x20)
        if (space < 0) return
        const length = Number(rest.toString('latin1', 0, space))
        assert.ok(Number.isInteger(length) && length > 0, 'a frame starts with its length')
        if (rest.length < space + 1 + length) return
        frames.push(rest.toString('utf8', space + 1, space + 1 + length))
        rest = rest.subarray(space + 1 + length)
      }
    })
  }
  server.on('connection', socket => {
    if (!('setSecureContext' in server)) take(socket)
  })
  server.on('secureConnection', take)
  return new Promise(resolve =>
    server.listen(port, '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, frames, sockets }),
    ),
  )
}

const until = async (condition: () => boolean): Promise<void> => {
  const deadline = Date.now() + 10_000
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'took too long')
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
const numbers = (frames: readonly string[]): number[] =>
  frames.map(frame => Number(/ \ufeff(\d+)$/.exec(frame)![1]))

test('over UDP every record is one datagram', async t => {
  const server = createSocket('udp4')
  t.after(() => server.close())
  const received: string[] = []
  server.on('message', message => received.push(message.toString()))
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const { speech, log } = logTo(t, { host: '127.0.0.1', port: server.address().port })
  for (let i = 0; i < 50; i++) log.warning(String(i), { metadata: { text: '\u20ac\n'.repeat(5_000) } })
  const report = await speech.flush(1_000)
  assert.equal(report.complete, true)
  await until(() => received.length === 50)
  assert.deepEqual(numbers(received), [...Array(50).keys()])
  for (const message of received)
    assert.match(message, /^<12>1 \d{4}-\S+Z \S+ node \d+ - \[tallystick@32473 level="WARNING" module="net"/)
})

describe('over TCP', () => {
  test('records are octet-counted frames', async t => {
    const server = createServer()
    const { port, frames } = await collector(server)
    t.after(() => server.close())
    const { speech, log } = logTo(t, {
      host: '127.0.0.1',
      port,
      transport: 'tcp',
      appName: 'shop',
      facility: 'local3',
    })
    for (let i = 0; i < 500; i++) log.info(String(i), { context: { user_id: 'Gr\u00fc\u00dfe' } })
    assert.equal((await speech.flush(5_000)).complete, true)
    await until(() => frames.length === 500)
    assert.deepEqual(numbers(frames), [...Array(500).keys()])
    assert.match(frames[0]!, /^<158>1 .* shop /)
  })

  test('a collector that comes late, or goes and comes back, gets what waited', async t => {
    const probe = createServer()
    const { port } = await collector(probe)
    await new Promise(resolve => probe.close(resolve))
    const { speech, log } = logTo(t, { host: '127.0.0.1', port, transport: 'tcp' })
    for (let i = 0; i < 100; i++) log.info(String(i))
    const early = await speech.flush(50)
    assert.equal(early.complete, false)
    assert.equal(early.destinations[0]!.pending, 100)
    assert.match(early.destinations[0]!.problem!, /ECONNREFUSED/)

    const first = createServer()
    const got = await collector(first, port)
    assert.equal((await speech.flush(10_000)).complete, true)
    await until(() => got.frames.length === 100)
    for (const socket of got.sockets) socket.destroy()
    await new Promise(resolve => first.close(resolve))

    await new Promise(resolve => setTimeout(resolve, 50))
    for (let i = 100; i < 200; i++) log.info(String(i))
    const second = createServer()
    const again = await collector(second, port)
    t.after(() => second.close())
    await until(() => again.frames.length === 100)
    assert.deepEqual(numbers([...got.frames, ...again.frames]), [...Array(200).keys()])
    assert.equal((await speech.flush(1_000)).complete, true)
  })

  test('what waits for a collector that is away is bounded; what is shed is counted and said', async t => {
    const probe = createServer()
    const { port } = await collector(probe)
    await new Promise(resolve => probe.close(resolve))
    const { speech, log } = logTo(t, { host: '127.0.0.1', port, transport: 'tcp', maxBytes: 10_000 })
    for (let i = 0; i < 1_000; i++) log.info(String(i).padEnd(100, '.'))
    const report = await speech.flush(10)
    const { pending, shed } = report.destinations[0]!
    assert.ok(pending > 10 && pending < 100)
    // What could not be said for lack of room counts too.
    assert.ok(pending + shed === 1_000 || pending + shed === 1_001)
    const closed = await speech.close(10)
    assert.equal(closed.destinations[0]!.pending, 0)
    assert.ok(closed.destinations[0]!.shed >= 1_000)
  })
})

test('over TLS the collector is verified, and gets octet-counted frames', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-tls-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=collector',
        '-addext',
        'subjectAltName=DNS:collector.test,IP:127.0.0.1',
      ],
      { stdio: 'ignore' },
    )
  } catch {
    t.skip('the openssl command, which makes the certificate, is not here')
    return
  }
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) })
  const { port, frames } = await collector(server)
  t.after(() => server.close())
  const trusted = logTo(t, {
    host: '127.0.0.1',
    port,
    transport: 'tls',
    tls: { ca: readFileSync(cert, 'utf8') },
  })
  for (let i = 0; i < 20; i++) trusted.log.info(String(i))
  assert.equal((await trusted.speech.flush(5_000)).complete, true)
  await until(() => frames.length === 20)
  assert.deepEqual(numbers(frames), [...Array(20).keys()])

  const untrusted = logTo(t, { host: '127.0.0.1', port, transport: 'tls' })
  untrusted.log.info('99')
  const report = await untrusted.speech.flush(300)
  assert.equal(report.complete, false)
  assert.match(report.destinations[0]!.problem!, /self-signed|self signed/i)
  assert.equal(frames.length, 20)
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { createTallystick, withContext } from '../../src/index.ts'

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-sdk-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

type Entry = {
  readonly level: string
  readonly message: string
  readonly error?: { readonly message: string }
}
const entriesIn = (folder: string): Entry[] =>
  readFileSync(join(folder, 'tallystick.log'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Entry)

async function end(
  how: string,
  folder: string,
  signal?: NodeJS.Signals,
): Promise<[number | null, string | null]> {
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv.filter(option => !option.startsWith('--test')),
      join(import.meta.dirname, 'ending.ts'),
      how,
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const gone = once(child, 'close') as Promise<[number | null, string | null]>
  if (signal !== undefined) {
    await once(child.stdout, 'data')
    child.kill(signal)
  }
  return await gone
}

describe('however a process ends, its last line is in the file, and it ends as it would have', () => {
  for (const [name, how, signal, status, last] of [
    ['by itself', 'run', undefined, [0, null], 'last words'],
    ['by process.exit', 'exit', undefined, [3, null], 'last words'],
    ['by an uncaught exception', 'throw', undefined, [1, null], 'Uncaught exception'],
    ['by an unhandled rejection', 'reject', undefined, [1, null], 'Unhandled rejection'],
    ['by SIGTERM', 'waits', 'SIGTERM', [null, 'SIGTERM'], 'last words'],
    ['by SIGINT', 'waits', 'SIGINT', [null, 'SIGINT'], 'last words'],
    [
      'by SIGTERM that the application listens to',
      'listens',
      'SIGTERM',
      [7, null],
      'the application decides',
    ],
  ] as const)
    test(name, async t => {
      const folder = directory(t)
      assert.deepEqual(await end(how, folder, signal), status)
      const entries = entriesIn(folder)
      assert.equal(entries[0]!.message, 'last words')
      assert.equal(entries.at(-1)!.message, last)
      if (status[0] === 1) {
        assert.equal(entries.at(-1)!.level, 'CRITICAL')
        assert.equal(entries.at(-1)!.error!.message, 'boom')
      }
    })
})

test('what is logged goes to the server as native events, scrubbed and with its context', async t => {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const text = (request.headers['content-encoding'] === 'zstd' ? zstdDecompressSync(body) : body).toString()
    if (request.url!.startsWith('/api/v1/events')) bodies.push(text)
    const accepted = text.split('\n').filter(line => line !== '').length
    response.end(JSON.stringify({ accepted, duplicates: 0, errors: [] }))
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const folder = directory(t)
  const tallystick = createTallystick(
    {
      profile: 'production',
      consoleEnabled: false,
      directory: folder,
      service: 'shop',
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      key: 'k',
      performanceEnabled: false,
    },
    { env: {}, exitHandlers: false },
  )
  withContext({ request_id: 'r1' }, () =>
    tallystick.getLogger('auth').error('Login failed', { metadata: { password: 'hunter', tries: 3 } }),
  )
  const receipt = await withContext({ user_id: 'u1' }, () => tallystick.audit('report.export'))
  assert.match(receipt!.hash, /^[A-Za-z0-9+/]{43}=$/)
  await withContext({ session_id: 's1' }, () =>
    tallystick.record({
      stream: 'decision',
      name: 'model.call',
      attributes: { allowed: true, api_key: 'hunter' },
    }),
  )
  const report = await tallystick.shutdown(5_000)
  assert.equal(report.complete, true)
  assert.equal(report.evidence!.sent, 2)
  const events = bodies
    .flatMap(body => body.trim().split('\n'))
    .map(line => JSON.parse(line) as Record<string, unknown>)
  const speech = events.find(({ message }) => message === 'Login failed')!
  assert.deepEqual(
    [speech.request_id, speech.service, speech.module, speech.level],
    ['r1', 'shop', 'auth', 'ERROR'],
  )
  assert.deepEqual(speech.attributes, { metadata: { password: '[REDACTED]', tries: 3 } })
  const proof = events.find(({ name }) => name === 'report.export')!
  assert.deepEqual([proof.user_id, proof.stream, proof.level], ['u1', 'activity', 'AUDIT'])
  const decision = events.find(({ name }) => name === 'model.call')!
  assert.deepEqual(
    [decision.stream, decision.session_id, decision.service, decision.attributes],
    ['decision', 's1', 'shop', { allowed: true, api_key: '[REDACTED]' }],
  )
  assert.equal(entriesIn(folder)[0]!.message, 'Login failed')
})

test('what a dead process left in the spool is shipped though this one records no evidence', async t => {
  const folder = directory(t)
  const settings = { profile: 'testing', consoleEnabled: false, directory: folder } as const
  const sources = { env: {}, exitHandlers: false }
  // Nobody listens there.
  const first = createTallystick({ ...settings, url: 'http://127.0.0.1:9' }, sources)
  const receipt = await first.audit('order.pay')
  assert.equal((await first.shutdown(50)).evidence!.pending, 1)
  const writers: unknown[] = []
  const server = createServer((request, response) => {
    writers.push(request.headers['x-tally-writer'])
    request.resume().on('end', () => response.end(JSON.stringify({ accepted: 1, duplicates: 0, errors: [] })))
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const second = createTallystick(
    { ...settings, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    sources,
  )
  assert.equal((await second.flush(5_000)).evidence!.pending, 0)
  assert.deepEqual(writers, [receipt!.writer])
  await second.shutdown()
})

test('evidence without a server is refused, and not asked for when it is switched off', async t => {
  const make = (auditEnabled: boolean) =>
    createTallystick(
      { profile: 'testing', consoleEnabled: false, directory: directory(t), auditEnabled },
      { env: {}, exitHandlers: false },
    )
  await assert.rejects(make(true).audit('x'), { code: 'TALLY_CONFIG_INVALID' })
  assert.equal(await make(false).audit('x'), undefined)
  await assert.rejects(make(true).record({ stream: 'scan' }), { code: 'TALLY_CONFIG_INVALID' })
  assert.equal(await make(false).record({ stream: 'scan' }), undefined)
  await assert.rejects(make(true).record({ stream: 'log' as never }), TypeError)
})

test('without a server the first metric that is missed says so, once', async t => {
  const folder = directory(t)
  const tallystick = createTallystick(
    { profile: 'production', consoleEnabled: false, directory: folder },
    { env: {}, exitHandlers: false },
  )
  tallystick.getLogger('app').info('a line needs no server')
  for (let i = 0; i < 3; i++) tallystick.recordMetric('queue_length', i)
  await tallystick.time('work', async () => {})
  await tallystick.shutdown()
  assert.deepEqual(
    entriesIn(folder).map(({ message }) => message.slice(0, 25)),
    ['a line needs no server', 'TALLYSTICK_URL is not set'],
  )
})

test('a configuration that is not valid says so at once', () => {
  assert.throws(() => createTallystick({ level: 'LOUD' as never }, { env: {} }), {
    code: 'TALLY_CONFIG_INVALID',
  })
})

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { destination, transport } from 'pino'
import { type LineStream, streamDestination } from '../../src/destinations/index.ts'
import { jsonFormat, pinoFormat } from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech, type Format, type Speech } from '../../src/speech/index.ts'

const speechTo = (stream: LineStream, format: Format = jsonFormat(), maxBytes?: number): Speech =>
  createSpeech({
    scrubber: createScrubber(),
    destinations: [streamDestination({ stream, format, ...(maxBytes === undefined ? {} : { maxBytes }) })],
  })

test('pino’s own destination (sonic-boom) takes lines', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-stream-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'out.log')
  const speech = speechTo(destination({ dest: path, sync: false, minLength: 4096 }))
  for (let i = 0; i < 100; i++) speech.getLogger('s').info(String(i))
  assert.equal((await speech.flush(1_000)).complete, true)
  assert.equal(readFileSync(path, 'utf8').split('\n').length, 101)
  await speech.close(100)
})

test('a pino transport in its worker thread takes lines in pino’s format', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'tally-stream-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'out.log')
  const stream = transport({
    target: createRequire(import.meta.url).resolve('pino/file'),
    options: { destination: path },
  })
  const speech = speechTo(stream, pinoFormat({ service: 'shop' }))
  speech.getLogger('auth').error('Failed', new Error('boom'))
  const report = await speech.close(5_000)
  assert.equal(report.complete, true)
  const line = JSON.parse(readFileSync(path, 'utf8')) as { level: number; err: { message: string } }
  assert.equal(line.level, 50)
  assert.equal(line.err.message, 'boom')
})

test('a slow stream is not run over: lines wait within the limit, the rest is shed and said', async () => {
  const received: string[] = []
  let release: (() => void) | undefined
  const slow = new Writable({
    highWaterMark: 1_000,
    decodeStrings: false,
    write: (chunk: string, _, done) => {
      if (chunk !== '') received.push(chunk)
      if (release === undefined) release = done
      else done()
    },
  })
  const speech = speechTo(slow, jsonFormat(), 5_000)
  for (let i = 0; i < 500; i++) speech.getLogger('s').info(String(i))
  assert.ok(slow.writableLength < 2_000)
  const stuck = await speech.flush(20)
  assert.equal(stuck.complete, false)
  const { pending, shed } = stuck.destinations[0]!
  assert.ok(pending > 10 && shed > 300)
  release!()
  await new Promise(resolve => setTimeout(resolve, 700))
  assert.equal((await speech.flush(1_000)).complete, true)
  const messages = received.map(line => (JSON.parse(line) as { message: string }).message)
  assert.ok(messages.some(message => /^\d+ records shed$/.test(message)))
  const told = received
    .map(line => JSON.parse(line) as { message: string; name?: string; metadata?: { records: number } })
    .filter(({ name }) => name === 'log.shed')
    .reduce((sum, { metadata }) => sum + metadata!.records, 0)
  // Reports that were shed themselves are counted in the one that arrived.
  assert.equal(told, (await speech.flush(10)).destinations[0]!.shed)
})

test('a stream that throws or fails costs its lines and nothing else', async () => {
  const broken = speechTo({
    write: () => {
      throw new Error('broken')
    },
  })
  broken.getLogger('s').info('x')
  await broken.flush(10)
  // The line, and the report that it was shed.
  assert.equal((await broken.flush(10)).destinations[0]!.shed, 3)
  const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('no')) })
  const speech = speechTo(failing)
  speech.getLogger('s').info('x')
  await new Promise(resolve => setImmediate(resolve))
  speech.getLogger('s').info('y')
  assert.match((await speech.flush(10)).destinations[0]!.problem!, /no|destroyed/)
})

test('pino’s multistream metadata is told', () => {
  const seen: unknown[] = []
  const stream = {
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    lastMsg: '',
    write(): void {
      seen.push([this.lastLevel, this.lastMsg])
    },
  }
  speechTo(stream, pinoFormat()).getLogger('s').warning('careful')
  assert.deepEqual(seen, [[40, 'careful']])
})

import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { TallyError } from '@tallystick/core'
import { createByteBudget } from '../src/http/budget.ts'
import { DEFAULT_LIMITS } from '../src/http/options.ts'
import { readBody } from '../src/ingest/body.ts'

const limits = { ...DEFAULT_LIMITS, bodyBytes: 100_000, decodedBytes: 400_000 }

function read(body: Uint8Array, encoding?: string, budget = createByteBudget(10_000_000)) {
  const headers = encoding === undefined ? {} : { 'content-encoding': encoding }
  return readBody(Readable.from(chunks(body)), headers, limits, budget.share())
}

function* chunks(body: Uint8Array) {
  for (let start = 0; start < body.length; start += 10_000)
    yield Buffer.from(body.subarray(start, start + 10_000))
}

const refusedWith = (code: string, promise: Promise<unknown>) =>
  assert.rejects(promise, (error: unknown) => error instanceof TallyError && error.code === code)

const text = Buffer.from('{"message":"hello"}\n'.repeat(5_000))
const packed: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['GZIP', gzipSync(text)],
]

describe('content encodings', () => {
  test('gzip, deflate (zlib or raw), zstd and identity come out as they went in', async () => {
    for (const [encoding, body] of packed) assert.ok((await read(body, encoding)).equals(text), encoding)
    assert.ok((await read(text)).equals(text))
    assert.ok((await read(text, 'identity')).equals(text))
  })
  test('several gzip members and several zstd frames are one body, skippable frames included', async () => {
    const twice = Buffer.concat([text, text])
    assert.ok((await read(Buffer.concat([gzipSync(text), gzipSync(text)]), 'gzip')).equals(twice))
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4])
    const frames = [zstdCompressSync(text), skippable, zstdCompressSync(text), skippable]
    assert.ok((await read(Buffer.concat(frames), 'zstd')).equals(twice))
  })
  test('a body that is cut off, damaged, or followed by something else is refused whole', async () => {
    for (const [encoding, body] of packed) {
      await refusedWith('TALLY_INGEST_ENCODING', read(body.subarray(0, body.length - 5), encoding))
      await refusedWith('TALLY_INGEST_ENCODING', read(Buffer.concat([body, Buffer.from('more')]), encoding))
      await refusedWith('TALLY_INGEST_ENCODING', read(text, encoding))
    }
  })
  test('unknown encodings and lists of encodings are refused', async () => {
    for (const encoding of ['br', 'gzip, gzip', 'constructor'])
      await refusedWith('TALLY_INGEST_ENCODING', read(text, encoding))
  })
})

describe('limits', () => {
  test('a body over the limit is refused as it arrives, declared or not', async () => {
    const large = Buffer.alloc(limits.bodyBytes + 1)
    await refusedWith('TALLY_INGEST_TOO_LARGE', read(large))
    const never = new PassThrough()
    const declared = { 'content-length': String(limits.bodyBytes + 1) }
    await refusedWith(
      'TALLY_INGEST_TOO_LARGE',
      readBody(never, declared, limits, createByteBudget(1e9).share()),
    )
    assert.equal((await read(Buffer.alloc(limits.bodyBytes))).length, limits.bodyBytes)
  })
  test('a bomb stops at the limit of what comes out', async () => {
    const bomb = Buffer.alloc(200_000_000)
    for (const body of [
      ['gzip', gzipSync(bomb.subarray(0, 50_000_000))],
      ['deflate', deflateSync(bomb.subarray(0, 50_000_000))],
      ['zstd', zstdCompressSync(bomb)],
    ] as const) {
      const before = process.memoryUsage().arrayBuffers
      await refusedWith('TALLY_INGEST_TOO_LARGE', read(body[1], body[0]))
      assert.ok(process.memoryUsage().arrayBuffers - before < 20_000_000)
    }
  })
  test('a bomb of many frames stops at the limit too', async () => {
    const frame = zstdCompressSync(Buffer.alloc(150_000))
    await refusedWith('TALLY_INGEST_TOO_LARGE', read(Buffer.concat([frame, frame, frame]), 'zstd'))
    const empty = zstdCompressSync(Buffer.alloc(0))
    await refusedWith('TALLY_INGEST_ENCODING', read(Buffer.concat(Array(2_000).fill(empty)), 'zstd'))
  })
  test('exactly the limit of what comes out is taken', async () => {
    const exact = Buffer.alloc(limits.decodedBytes)
    assert.equal((await read(zstdCompressSync(exact), 'zstd')).length, exact.length)
    assert.equal((await read(gzipSync(exact), 'gzip')).length, exact.length)
  })
  test('when all bodies together use up the budget the next is told to come again, and what was held comes back', async () => {
    const budget = createByteBudget(150_000)
    const share = budget.share()
    await readBody(Readable.from(chunks(text)), {}, limits, share)
    assert.equal(budget.used, text.length)
    await refusedWith('TALLY_INGEST_OVERLOADED', read(text, undefined, budget))
    share.release()
    share.release()
    share.take(50_000)
    assert.ok(budget.used <= text.length, 'what comes after the end of a request is not held')
  })
  test('a client that stops early gets no events in', async () => {
    const stream = new PassThrough()
    const body = readBody(stream, {}, limits, createByteBudget(1e9).share())
    stream.write('{"message":')
    setImmediate(() => stream.destroy())
    await refusedWith('TALLY_REQUEST_INVALID', body)
  })
})

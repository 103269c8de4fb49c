import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { TallyError } from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../scripts/fuzz.ts'
import { createByteBudget } from '../src/http/budget.ts'
import { DEFAULT_LIMITS } from '../src/http/options.ts'
import { readBody } from '../src/ingest/body.ts'
import { decodeEvents, formatOf } from '../src/ingest/decode.ts'

const SAMPLE = 400
const limits = { ...DEFAULT_LIMITS, bodyBytes: 100_000, decodedBytes: 400_000 }

describe('any bytes at all', () => {
  test('give values or a typed error, never anything else', () => {
    const types = fc.constantFrom(undefined, 'application/json', 'application/x-ndjson', 'text/plain')
    return fuzz(
      'ingest bodies',
      fc.property(fc.uint8Array({ maxLength: 200 }), types, (bytes, type) => {
        try {
          assert.ok(decodeEvents(Buffer.from(bytes), formatOf(type), 10).values.length <= 10)
        } catch (error) {
          if (!(error instanceof TallyError)) throw error
        }
      }),
      SAMPLE,
    )
  })
  test('lines of JSON and of garbage, mixed: each good one comes through at its index', () => {
    const line = fc.oneof(
      fc.json().map(text => ({ text, good: true })),
      fc
        .constantFrom('{', '{"a":', "{'a':1}", 'undefined', '[1,]', '"\u0001"')
        .map(text => ({ text, good: false })),
    )
    return fuzz(
      'ingest lines',
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        (lines, feed) => {
          const { values, broken } = decodeEvents(
            Buffer.from(lines.map(({ text }) => text).join(feed)),
            'ndjson',
            1_000,
          )
          assert.equal(values.length, lines.length)
          for (const [index, { text, good }] of lines.entries()) {
            assert.equal(broken.has(index), !good)
            if (good) assert.deepEqual(values[index], JSON.parse(text))
          }
        },
      ),
      SAMPLE,
    )
  })
})

test('any bytes under any encoding give a body or a typed error', () => {
  const text = Buffer.from('{"message":"hello"}\n'.repeat(500))
  const seeds = [gzipSync(text), deflateSync(text), deflateRawSync(text), zstdCompressSync(text)]
  return fuzz(
    'content encodings',
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.tuple(fc.constantFrom(...seeds), fc.nat(300), fc.nat(255)).map(([seed, at, byte]) => {
          const damaged = Buffer.from(seed)
          damaged[at % damaged.length] = byte
          return damaged
        }),
      ),
      fc.constantFrom('gzip', 'deflate', 'zstd', 'identity'),
      async (bytes, encoding) => {
        try {
          const headers = { 'content-encoding': encoding }
          const body = await readBody(
            Readable.from([Buffer.from(bytes)]),
            headers,
            limits,
            createByteBudget(10_000_000).share(),
          )
          assert.ok(body.length <= limits.decodedBytes)
        } catch (error) {
          if (!(error instanceof TallyError)) throw error
        }
      },
    ),
    SAMPLE,
  )
})

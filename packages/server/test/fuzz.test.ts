import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { TallyError } from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../scripts/fuzz.ts'
import { createByteBudget } from '../src/http/budget.ts'
import { DEFAULT_LIMITS } from '../src/http/options.ts'
import { readBody } from '../src/ingest/body.ts'
import { decodeEvents, formatOf } from '../src/ingest/decode.ts'
import { openTestApp, type TestApp } from './support.ts'

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

describe('any request', () => {
  const errors: string[] = []
  let t: TestApp
  before(async () => {
    t = await openTestApp({ log: 'json', logLevel: 'error', logTo: { write: line => errors.push(line) } })
    await t.record({ message: 'one', attributes: { a: 1 } }, { level: 'error', stream: 'activity' })
  })
  after(() => t.dispose())

  const text = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      ...[
        '',
        '0',
        '-1',
        '1e9',
        '2026',
        'now',
        '-1h',
        'true',
        'null',
        'ndjson',
        'csv',
        'acme',
        'other',
        '..',
        '%00',
        '../../etc',
      ],
      ...[
        'level>=ERROR',
        '| count()',
        '| top 3 message',
        '(',
        '"',
        'a:/(/',
        '| sort',
        'time>2026-01-01',
        '*',
        'NOT NOT',
      ],
      '019f0000-0000-7000-8000-000000000000',
    ),
  )
  const names = [
    'q',
    'from',
    'to',
    'last',
    'limit',
    'cursor',
    'order',
    'names',
    'top',
    'before',
    'after',
    'format',
    'columns',
    'tenant',
    'ids',
    'proof',
  ]
  const target = fc
    .tuple(
      fc.constantFrom(
        'search',
        'aggregate',
        'fields',
        'export',
        'events',
        'events/:',
        'events/:/context',
        'events/:/proof',
        'writers/:',
        'keys',
        'keys/:',
        'tenants',
        'stats',
        'me',
        'nowhere',
      ),
      text,
      fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), text), text), { maxLength: 4 }),
      fc.boolean(),
    )
    .map(([path, id, query, escaped]) => {
      const encode = (value: string) =>
        escaped ? encodeURIComponent(value.toWellFormed()) : value.replace(/[^\x21-\x7e]|[?#]/g, '')
      const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
      return `/api/v1/${path.replace(':', encode(id))}${search === '' ? '' : `?${search}`}`
    })
  const body = fc.oneof(
    fc.constant(undefined),
    fc.json({ maxDepth: 3 }),
    text,
    fc
      .record(
        {
          q: text,
          name: text,
          scopes: fc.anything({ maxDepth: 1 }),
          limit: fc.anything({ maxDepth: 1 }),
          expires: text,
        },
        { requiredKeys: [] },
      )
      .map(value => JSON.stringify(value)),
  )

  test('is answered, or refused with a code, and never fails inside', () =>
    fuzz(
      'requests',
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'DELETE'),
        target,
        body,
        async (method, url, payload) => {
          const answer = await t.send(method, url, {
            headers: { 'content-type': 'application/json' },
            ...(payload === undefined ? {} : { payload }),
          })
          assert.notEqual(answer.status, 500, answer.text)
          if (answer.status >= 400) assert.match(answer.body.error.code, /^TALLY_/)
          assert.deepEqual(errors, [])
        },
      ),
      SAMPLE,
    ))
})

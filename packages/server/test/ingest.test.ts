import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { openTestApp, type TestApp } from './support.ts'

let t: TestApp
before(async () => {
  t = await openTestApp()
})
after(() => t.dispose())

const JSON_TYPE = { 'content-type': 'application/json' }
const NDJSON = { 'content-type': 'application/x-ndjson' }
const post = (payload: string | Buffer, headers: Record<string, string> = JSON_TYPE, query = '') =>
  t.send('POST', `/api/v1/events${query}`, { payload, headers })

async function messages(query: string): Promise<unknown[]> {
  await t.engine.flush()
  const { body } = await t.send('GET', `/api/v1/search?order=asc&q=${encodeURIComponent(query)}`)
  return body.events.map(({ message }) => message)
}

describe('events go in', () => {
  test('as one object, an array, or lines, and are found again', async () => {
    const one = await post('{"message":"m1","service":"forms"}')
    assert.equal(one.status, 200)
    assert.equal(one.body.accepted, 1)
    assert.equal((one.body.ids as string[]).length, 1)
    const first = one.body.first_seq as number
    const array = await post('[{"message":"m2","service":"forms"},{"message":"m3","service":"forms"}]')
    assert.deepEqual([array.status, array.body.accepted, array.body.first_seq], [200, 2, first + 1])
    const lines = await post('{"message":"m4","service":"forms"}\n{"message":"m5","service":"forms"}', NDJSON)
    assert.deepEqual([lines.status, lines.body.accepted, lines.body.first_seq], [200, 2, first + 3])
    assert.deepEqual(await messages('service:forms'), ['m1', 'm2', 'm3', 'm4', 'm5'])
  })

  test('without a media type, as curl -d sends them', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream'])
      assert.equal(
        (await post('{"message":"x"}\n{"message":"y"}', { 'content-type': type })).body.accepted,
        2,
      )
  })

  test('compressed by gzip, deflate or zstd', async () => {
    const body = Buffer.from('{"message":"packed","service":"packed"}\n'.repeat(10))
    for (const [encoding, packed] of [
      ['gzip', gzipSync(body)],
      ['deflate', deflateSync(body)],
      ['zstd', zstdCompressSync(body)],
    ] as const) {
      const answer = await post(packed, { ...NDJSON, 'content-encoding': encoding })
      assert.deepEqual([answer.status, answer.body.accepted], [200, 10], encoding)
    }
    assert.equal((await messages('service:packed')).length, 30)
  })

  test('with ids for small batches, for large ones when asked', async () => {
    const lines = '{"message":"x"}\n'.repeat(101)
    assert.equal((await post(lines, NDJSON)).body.ids, undefined)
    assert.equal(((await post(lines, NDJSON, '?ids=true')).body.ids as string[]).length, 101)
    assert.equal((await post('{"message":"x"}', JSON_TYPE, '?ids=false')).body.ids, undefined)
  })

  test('with the key of another scope not at all', async () => {
    const read = await t.key('acme', 'read')
    const answer = await post('{"message":"x"}', { ...JSON_TYPE, authorization: `Bearer ${read}` })
    assert.deepEqual([answer.status, answer.body.error.code], [403, 'TALLY_AUTH_SCOPE'])
  })
})

describe('a batch with bad events', () => {
  test('takes the good ones in and names the bad ones by index', async () => {
    const answer = await post(
      [
        '{"message":"good 1","service":"mixed"}',
        '{"message":',
        '17',
        '{"message":"good 2","service":"mixed"}',
        '{"seq":1}',
      ].join('\n'),
      NDJSON,
    )
    assert.equal(answer.status, 207)
    assert.equal(answer.body.accepted, 2)
    assert.deepEqual(
      answer.body.errors.map(({ index, code }) => [index, code]),
      [
        [1, 'TALLY_INGEST_JSON'],
        [2, 'TALLY_EVENT_NOT_OBJECT'],
        [4, 'TALLY_EVENT_FIELD_RESERVED'],
      ],
    )
    for (const { message, help } of answer.body.errors) assert.ok(message !== '' && help !== '')
    assert.match(answer.body.errors[0]!.message, /^line 2: /)
    assert.deepEqual(await messages('service:mixed'), ['good 1', 'good 2'])
  })

  test('of which none is good is refused, with the outcome and one error', async () => {
    const answer = await post('[1,{"level":"LOUD"}]')
    assert.equal(answer.status, 400)
    assert.equal(answer.body.accepted, 0)
    assert.equal(answer.body.errors.length, 2)
    assert.equal(answer.body.error.code, answer.body.errors[0]!.code)
    assert.equal(typeof answer.body.request_id, 'string')
  })

  // Must show 7: each a typed error or a documented normalisation, with a good event of the same batch in.
  const deep = (levels: number) =>
    `{"message":"deep","attributes":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`
  const cases: readonly (readonly [what: string, line: string, code: string | undefined])[] = [
    ['malformed JSON', '{"message":"x"', 'TALLY_INGEST_JSON'],
    ['an unbalanced quote', '{"message":"x}', 'TALLY_INGEST_JSON'],
    ['NaN', '{"message":"x","attributes":{"n":NaN}}', 'TALLY_INGEST_JSON'],
    ['a number beyond a double', '{"message":"x","attributes":{"n":1e999}}', 'TALLY_EVENT_FIELD_TYPE'],
    ['a raw control character', '{"message":"a\u0001b"}', 'TALLY_INGEST_JSON'],
    ['null', 'null', 'TALLY_EVENT_NOT_OBJECT'],
    ['text', '"hello"', 'TALLY_EVENT_NOT_OBJECT'],
    ['an array', '[]', 'TALLY_EVENT_NOT_OBJECT'],
    ['an object as message', '{"message":{}}', 'TALLY_EVENT_FIELD_TYPE'],
    ['an array as attributes', '{"message":"x","attributes":[1]}', 'TALLY_EVENT_FIELD_TYPE'],
    ['an unknown level', '{"message":"x","level":"LOUD"}', 'TALLY_EVENT_FIELD_TYPE'],
    [
      '10 MB in one event',
      `{"message":"x","attributes":{"big":"${'x'.repeat(10_000_000)}"}}`,
      'TALLY_EVENT_TOO_LARGE',
    ],
    ['1,000 levels of nesting', deep(1_000), 'TALLY_EVENT_TOO_DEEP'],
    ['a million levels of nesting', deep(1_000_000), 'TALLY_EVENT_TOO_DEEP'],
    [
      '100,000 keys',
      `{"attributes":{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":1`).join()}}}`,
      'TALLY_EVENT_TOO_MANY_KEYS',
    ],
    ['year 0', '{"message":"x","time":"0000-01-01T00:00:00Z"}', 'TALLY_EVENT_TIME_RANGE'],
    ['year 9999', '{"message":"x","time":"9999-12-31T23:59:59Z"}', 'TALLY_EVENT_TIME_RANGE'],
    ['a time that is none', '{"message":"x","time":"2026-02-30T00:00:00Z"}', 'TALLY_EVENT_TIME_INVALID'],
    ['a field of ours', '{"message":"x","tenant":"other"}', 'TALLY_EVENT_FIELD_RESERVED'],
    ['duplicate keys (the last wins)', '{"message":"first","message":"last","service":"dup"}', undefined],
    ['lone surrogates (become U+FFFD)', '{"message":"\\ud800","service":"dup"}', undefined],
    [
      '__proto__ (only a key)',
      '{"message":"x","attributes":{"__proto__":{"a":1}},"service":"dup"}',
      undefined,
    ],
  ]
  for (const [index, [what, line, code]] of cases.entries())
    test(`${what}: ${code ?? 'taken in'}`, async () => {
      const service = `case${index}`
      const good = `{"message":"good","service":"${service}"}`
      const answer = await post(`${good}\n${line}\n${good}`, NDJSON)
      if (code === undefined) assert.deepEqual([answer.status, answer.body.accepted], [200, 3])
      else {
        assert.deepEqual([answer.status, answer.body.accepted], [207, 2])
        assert.deepEqual(
          answer.body.errors.map(error => [error.index, error.code]),
          [[1, code]],
        )
      }
      assert.deepEqual(await messages(`service:${service}`), ['good', 'good'])
    })

  test('duplicate keys, surrogates and prototypes are stored as documented', async () => {
    assert.deepEqual(await messages('service:dup'), ['last', '\u{FFFD}', 'x'])
    assert.equal(({} as { a?: number }).a, undefined)
  })
})

describe('a body that cannot be read', () => {
  const refusals: readonly (readonly [
    what: string,
    payload: string | Buffer,
    headers: Record<string, string>,
    status: number,
    code: string,
  ])[] = [
    ['an array cut off', '[{"message":"x"},', JSON_TYPE, 400, 'TALLY_INGEST_JSON'],
    ['nothing', '', JSON_TYPE, 400, 'TALLY_INGEST_EMPTY'],
    ['an empty array', '[]', JSON_TYPE, 400, 'TALLY_INGEST_EMPTY'],
    ['another media type', '<event/>', { 'content-type': 'application/xml' }, 415, 'TALLY_INGEST_MEDIA_TYPE'],
    ['a media type that is none', '{}', { 'content-type': 'garbage' }, 415, 'TALLY_INGEST_MEDIA_TYPE'],
    [
      'another charset',
      '{}',
      { 'content-type': 'application/json; charset=latin1' },
      415,
      'TALLY_INGEST_MEDIA_TYPE',
    ],
    ['another encoding', '{}', { ...JSON_TYPE, 'content-encoding': 'br' }, 415, 'TALLY_INGEST_ENCODING'],
    ['what is not gzip', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 415, 'TALLY_INGEST_ENCODING'],
    [
      'half a gzip',
      gzipSync('{"message":"x"}').subarray(0, 20),
      { ...JSON_TYPE, 'content-encoding': 'gzip' },
      415,
      'TALLY_INGEST_ENCODING',
    ],
    ['17 MiB', Buffer.alloc(17 * 1024 * 1024, ' '), JSON_TYPE, 413, 'TALLY_INGEST_TOO_LARGE'],
    [
      'a gzip bomb',
      gzipSync(Buffer.alloc(100_000_000, ' ')),
      { ...NDJSON, 'content-encoding': 'gzip' },
      413,
      'TALLY_INGEST_TOO_LARGE',
    ],
    [
      'a zstd bomb',
      zstdCompressSync(Buffer.alloc(500_000_000, ' ')),
      { ...NDJSON, 'content-encoding': 'zstd' },
      413,
      'TALLY_INGEST_TOO_LARGE',
    ],
    ['50,001 events', '{}\n'.repeat(50_001), NDJSON, 413, 'TALLY_INGEST_TOO_MANY'],
  ]
  for (const [what, payload, headers, status, code] of refusals)
    test(`${what}: ${code}`, async () => {
      const before = t.engine.counters().eventsAccepted
      const answer = await post(payload, headers)
      assert.deepEqual([answer.status, answer.body.error.code], [status, code])
      assert.equal(t.engine.counters().eventsAccepted, before)
    })
})

describe('a writer that numbers its events', () => {
  const as = (writer: string, sequence: string) => ({
    ...NDJSON,
    'x-tally-writer': writer,
    'x-tally-sequence': sequence,
  })

  test('sends twice, and each event is in once', async () => {
    const batch = '{"message":"w0","service":"writer"}\n{"message":"w1","service":"writer"}'
    assert.deepEqual((await post(batch, as('app/1', '0'))).body.accepted, 2)
    const again = await post(`${batch}\n{"message":"w2","service":"writer"}`, as('app/1', '0'))
    assert.deepEqual([again.status, again.body.accepted, again.body.duplicates], [200, 1, 2])
    assert.deepEqual(await messages('service:writer'), ['w0', 'w1', 'w2'])
    const { status, body } = await t.send('GET', '/api/v1/writers/app%2F1')
    assert.deepEqual([status, body.sequence], [200, 2])
  })

  test('keeps its numbers when a line in the middle is malformed', async () => {
    const batch = '{"message":"n0","service":"numbers"}\n{"message":\n{"message":"n2","service":"numbers"}'
    const first = await post(batch, as('numbers', '0'))
    assert.deepEqual([first.status, first.body.accepted], [207, 2])
    const { body } = await t.send('GET', '/api/v1/writers/numbers')
    assert.equal(body.sequence, 2)
    const again = await post(batch, as('numbers', '0'))
    assert.deepEqual([again.status, again.body.accepted, again.body.duplicates], [207, 0, 2])
    assert.deepEqual(
      again.body.errors,
      first.body.errors,
      'told again, for the first answer may have been lost',
    )
    assert.deepEqual(await messages('service:numbers'), ['n0', 'n2'])
  })

  test('is told of a gap', async () => {
    await post('{"message":"a"}', as('gaps', '0'))
    assert.deepEqual((await post('{"message":"b"}', as('gaps', '5'))).body.gap, { from: 1, to: 5 })
  })

  test('that nobody knows stands nowhere, which is no fault', async () => {
    const { status, body } = await t.send('GET', '/api/v1/writers/nobody')
    assert.deepEqual([status, body], [200, { sequence: null }])
  })

  test('with half a name or no number is refused', async () => {
    for (const headers of [
      { ...NDJSON, 'x-tally-writer': 'a' },
      { ...NDJSON, 'x-tally-sequence': '1' },
      as('a', '-1'),
      as('a', '1.5'),
      as('a', '99999999999999999'),
      as('x'.repeat(129), '0'),
    ]) {
      const { status, body } = await post('{"message":"x"}', headers)
      assert.deepEqual([status, body.error.code], [400, 'TALLY_INGEST_WRITER'])
    }
  })
})

test('when too much is being read at once, a request is told to come again', async () => {
  const small = await openTestApp({ limits: { inFlightBytes: 10_000 } })
  try {
    const answer = await small.send('POST', '/api/v1/events', {
      payload: `{"message":"${'x'.repeat(20_000)}"}`,
      headers: JSON_TYPE,
    })
    assert.deepEqual([answer.status, answer.body.error.code], [503, 'TALLY_INGEST_OVERLOADED'])
    assert.equal(answer.headers['retry-after'], '1')
    for (let i = 0; i < 5; i++) {
      const payload = `{"message":"${'x'.repeat(5_000)}"}`
      assert.equal((await small.send('POST', '/api/v1/events', { payload, headers: JSON_TYPE })).status, 200)
    }
  } finally {
    await small.dispose()
  }
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TallyEvent } from '@tallystick/core'
import { type AsyncBuffer, parquetMetadata, parquetReadObjects } from 'hyparquet'
import { encodeParquet } from '../src/export/parquet.ts'
import { makeUser, openTestApp, type TestApp } from './support.ts'

type Row = Record<string, unknown>

const bufferOf = (file: Buffer): ArrayBuffer =>
  file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer

function rowsOf(file: Buffer): Promise<Row[]> {
  const buffer = bufferOf(file)
  const source: AsyncBuffer = { byteLength: buffer.byteLength, slice: (from, to) => buffer.slice(from, to) }
  return parquetReadObjects({ file: source, parsers: { timestampFromNanoseconds: (nanos: bigint) => nanos } })
}

describe('an export in Parquet', () => {
  let test_: TestApp

  before(async () => {
    test_ = await openTestApp()
  })
  after(() => test_.dispose())

  const exported = async (query: string, headers?: Record<string, string>): Promise<Buffer> => {
    const response = await test_.app.inject({
      url: `/api/v1/export?format=parquet&${query}`,
      headers: headers ?? { authorization: `Bearer ${await test_.key('acme')}` },
    })
    assert.equal(response.statusCode, 200, response.body)
    assert.equal(response.headers['content-type'], 'application/vnd.apache.parquet')
    assert.match(String(response.headers['content-disposition']), /filename="tallystick-acme\.parquet"/)
    return response.rawPayload
  }

  test('holds every event with typed columns, nanoseconds and attributes as JSON', async () => {
    await test_.record(
      {
        message: 'first',
        service: 'typed',
        time: '2026-01-31T12:00:00.123456789Z',
        line: 42,
        attributes: { a: { b: [1, 'x', null] }, big: 1e300 },
      },
      { message: 'second', service: 'typed', time: '2261-12-31T23:59:59.999999999Z' },
    )
    const file = await exported('q=service:typed')
    const [first, second] = await rowsOf(file)
    assert.equal(first!.message, 'first')
    assert.equal(first!.time, 1_769_860_800_123_456_789n)
    assert.equal(first!.line, 42n)
    assert.deepEqual(JSON.parse(String(first!.attributes)), { a: { b: [1, 'x', null] }, big: 1e300 })
    assert.equal(second!.time, BigInt(Date.UTC(2261, 11, 31, 23, 59, 59)) * 1_000_000n + 999_999_999n)
    assert.equal(second!.line, null)
    const { schema } = parquetMetadata(bufferOf(file))
    const kindOf = (name: string) => schema.find(element => element.name === name)
    assert.equal(kindOf('time')!.logical_type!.type, 'TIMESTAMP')
    assert.equal(kindOf('seq')!.type, 'INT64')
    assert.equal(kindOf('message')!.converted_type, 'UTF8')
    assert.equal(kindOf('nonce'), undefined)
  })

  test('of no event is a file that opens', async () => {
    assert.deepEqual(await rowsOf(await exported('q=service:nobody')), [])
  })

  test('takes the columns that were named, each once', async () => {
    await test_.record({ service: 'columns', attributes: { http: { status: 500 }, 'a.b': 'x' } })
    const file = await exported('q=service:columns&columns=service,attributes.http.status,a.b,service')
    assert.deepEqual(
      (await rowsOf(file)).map(row => ({ ...row })),
      [{ service: 'columns', 'attributes.http.status': '500', 'a.b': 'x' }],
    )
  })

  test('survives whatever was taken in', async () => {
    const long = `${'\u{1f9ee}é'.repeat(300_000)}end`
    const hostile = [
      '\ud800 alone',
      '<script>alert(1)</script>',
      '\u202Eright to left',
      '\u0000\u001b[31m',
      '=1+1',
    ]
    await test_.record(
      { service: 'hostile', message: long },
      ...hostile.map(message => ({
        service: 'hostile',
        message,
        attributes: { text: message, ['k'.repeat(200)]: message },
      })),
    )
    const rows = await rowsOf(await exported('q=service:hostile'))
    const page = await test_.send('GET', '/api/v1/search?q=service:hostile&order=asc&limit=100')
    assert.deepEqual(
      rows.map(({ message }) => message),
      page.body.events.map(({ message }) => message),
    )
    assert.deepEqual(
      rows.map(({ attributes }) => (attributes === null ? undefined : JSON.parse(String(attributes)))),
      page.body.events.map(({ attributes }) => attributes),
    )
  })

  test('leaves out the payload for those who may not see it', async () => {
    await test_.record({ service: 'hidden', message: 'not for auditors', attributes: { a: 1 } })
    const auditor = await makeUser(test_.engine, 'acme', 'auditor')
    const file = await exported('q=service:hidden', auditor.headers)
    const [row] = await rowsOf(file)
    assert.equal(row!.service, 'hidden')
    assert.equal(row!.message, null)
    assert.equal(row!.attributes, null)
    assert.ok(!file.includes('not for auditors'))
  })
})

describe('a Parquet file of many events', () => {
  const event = (seq: number): TallyEvent => ({
    id: `019f0000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    seq,
    tenant: 'acme',
    stream: 'log',
    time: '2026-01-31T12:00:00.000Z',
    received: '2026-01-31T12:00:00.000Z',
    level: 'INFO',
    severity_number: 9,
    message: `message ${seq} ${'x'.repeat(200)}`,
  })
  let asked = 0
  async function* events(count: number) {
    for (let seq = 0; seq < count; seq++) {
      asked++
      yield event(seq)
    }
  }

  test('comes in row groups, and asks for no more events than it has handed on', async () => {
    asked = 0
    const pieces: Buffer[] = []
    for await (const piece of encodeParquet(events(50_000), undefined)) {
      pieces.push(piece)
      assert.ok(asked <= pieces.length * 5_000, `${asked} events for ${pieces.length} pieces`)
      assert.ok(piece.length < 8 * 1024 * 1024)
    }
    const rows = await rowsOf(Buffer.concat(pieces))
    assert.equal(rows.length, 50_000)
    assert.equal(rows[49_999]!.seq, 49_999n)
  })

  test('that was cut off does not open', async () => {
    const pieces: Buffer[] = []
    for await (const piece of encodeParquet(events(20_000), undefined)) pieces.push(piece)
    assert.throws(() => parquetMetadata(bufferOf(Buffer.concat(pieces.slice(0, -1)))))
  })

  test('ends the reading when nobody takes the next piece', async () => {
    let ended = false
    const source = (async function* () {
      try {
        yield* events(100_000)
      } finally {
        ended = true
      }
    })()
    for await (const _ of encodeParquet(source, undefined)) break
    assert.ok(ended)
  })
})

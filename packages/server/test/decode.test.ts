import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { decodeEvents, formatOf } from '../src/ingest/decode.ts'

const decode = (text: string | Buffer, type?: string, max = 1_000) =>
  decodeEvents(Buffer.from(text as string), formatOf(type), max)

const refusedWith = (code: string, call: () => unknown) =>
  assert.throws(call, (error: unknown) => error instanceof TallyError && error.code === code)

describe('media types', () => {
  test('JSON and NDJSON are told by the media type, whatever its case and parameters', () => {
    assert.equal(formatOf('application/json'), 'json')
    assert.equal(formatOf('Application/JSON; charset=UTF-8'), 'json')
    assert.equal(formatOf('application/cloudevents+json'), 'json')
    assert.equal(formatOf('application/x-ndjson'), 'ndjson')
    assert.equal(formatOf('application/jsonl;charset="utf-8"'), 'ndjson')
  })
  test('types that say nothing leave the body to be looked at', () => {
    for (const type of [
      undefined,
      '',
      'text/plain',
      'application/octet-stream',
      'application/x-www-form-urlencoded',
    ])
      assert.equal(formatOf(type), 'sniff')
  })
  test('other types and other charsets are refused', () => {
    for (const type of [
      'application/xml',
      'image/png',
      'multipart/form-data',
      '{}',
      'application/json; charset=utf-16',
    ])
      refusedWith('TALLY_INGEST_MEDIA_TYPE', () => formatOf(type))
  })
})

describe('bodies', () => {
  test('one object, an array and lines give the same events', () => {
    assert.deepEqual(decode('{"a":1}', 'application/json').values, [{ a: 1 }])
    assert.deepEqual(decode('[{"a":1},{"b":2}]', 'application/json').values, [{ a: 1 }, { b: 2 }])
    assert.deepEqual(decode('{"a":1}\n{"b":2}\n', 'application/x-ndjson').values, [{ a: 1 }, { b: 2 }])
  })
  test('an untold body is an array, one object, pretty-printed JSON, or lines', () => {
    assert.deepEqual(decode(' \n[{"a":1},\n{"b":2}]').values, [{ a: 1 }, { b: 2 }])
    assert.deepEqual(decode('{"a":1}').values, [{ a: 1 }])
    assert.deepEqual(decode('{"a":1}\n\n').values, [{ a: 1 }])
    assert.deepEqual(decode('{\n  "a": {\n "b": 1 }\n}\n').values, [{ a: { b: 1 } }])
    assert.deepEqual(decode('{"a":1}\n{"b":2}').values, [{ a: 1 }, { b: 2 }])
  })
  test('an untold body of lines is lines also when its first line is broken', () => {
    const { values, broken } = decode('{"a":\n{"b":2}')
    assert.deepEqual(values, [undefined, { b: 2 }])
    assert.deepEqual([...broken.keys()], [0])
  })
  test('a broken line is an error of its own that keeps its place', () => {
    const { values, broken } = decode('{"a":1}\n{"b":NaN}\n\r\n{"c":3}\r\nnonsense', 'application/x-ndjson')
    assert.deepEqual(values, [{ a: 1 }, undefined, { c: 3 }, undefined])
    assert.deepEqual([...broken.keys()], [1, 3])
    assert.equal(broken.get(1)?.code, 'TALLY_INGEST_JSON')
    assert.match(broken.get(3)?.message ?? '', /^line 5: /)
  })
  test('two values cannot hide in one line, nor one value in two', () => {
    const { values } = decode('{"a":1},{"b":2}\n{"c":\n3}', 'application/x-ndjson')
    assert.deepEqual(values, [undefined, undefined, undefined])
  })
  test('an array that does not parse is refused as a whole', () => {
    refusedWith('TALLY_INGEST_JSON', () => decode('[{"a":1},', 'application/json'))
    refusedWith('TALLY_INGEST_JSON', () => decode('[{"a":1},', 'text/plain'))
    refusedWith('TALLY_INGEST_JSON', () => decode('{"a":1}\n{"b":2}', 'application/json'))
  })
  test('nothing to take in is an error', () => {
    for (const text of ['', ' \n\t\r\n', '[]'])
      for (const type of ['application/json', undefined])
        refusedWith('TALLY_INGEST_EMPTY', () => decode(text, type))
    refusedWith('TALLY_INGEST_EMPTY', () => decode('\n\n', 'application/x-ndjson'))
  })
  test('more events than the limit are refused, as many as it are not', () => {
    const lines = (count: number) => '{}\n'.repeat(count)
    assert.equal(decode(lines(1_000), 'application/x-ndjson').values.length, 1_000)
    refusedWith('TALLY_INGEST_TOO_MANY', () => decode(lines(1_001), 'application/x-ndjson'))
    refusedWith('TALLY_INGEST_TOO_MANY', () => decode(`[${'1,'.repeat(1_000)}1]`, 'application/json'))
  })
  test('a byte order mark is dropped, and bytes that are not UTF-8 become U+FFFD', () => {
    assert.deepEqual(decode('\u{FEFF}{"a":1}', 'application/json').values, [{ a: 1 }])
    assert.deepEqual(decode(Buffer.from([0x22, 0xff, 0x22]), 'application/json').values, ['\u{FFFD}'])
  })
  test('of duplicate keys the last wins, and __proto__ is only a key', () => {
    assert.deepEqual(decode('{"a":1,"a":2}').values, [{ a: 2 }])
    const [value] = decode('{"__proto__":{"polluted":1}}').values as [object]
    assert.ok(Object.hasOwn(value, '__proto__'))
    assert.equal(({} as { polluted?: number }).polluted, undefined)
  })
  test('a million levels of nesting parse without ending the process', () => {
    const text = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`
    assert.equal(decode(`{"a":${text}}`, 'application/x-ndjson').values.length, 1)
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { frameOf, type SseEvent, SseReader } from '../../src/proxy/sse.ts'

function read(bytes: Uint8Array, cuts: readonly number[]): { events: SseEvent[]; isWhole: boolean } {
  const reader = new SseReader()
  const ends = [...new Set([...cuts.map(cut => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  const events = ends.flatMap((end, i) => reader.read(bytes.subarray(ends[i - 1] ?? 0, end)))
  return { events, isWhole: reader.end().isWhole }
}
const all = (text: string) => read(Buffer.from(text), []).events

describe('a reader of server-sent events', () => {
  test('reads what frames say, in any pieces and with any line ends', () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 12 })
      .map(text => text.toWellFormed().replaceAll(/[\r\n\0]/g, ''))
    const sent = fc.record(
      {
        event: fc.option(fc.stringMatching(/^[a-z.]{1,12}$/), { nil: undefined }),
        data: fc.array(line, { minLength: 1, maxLength: 3 }).map(lines => lines.join('\n')),
      },
      { noNullPrototype: true },
    )
    return fuzz(
      'server-sent events',
      fc.property(
        fc.array(sent, { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(400), { maxLength: 20 }),
        (messages, feed, cuts) => {
          const text = messages
            .map(({ data, event }) => frameOf(data, event))
            .join('')
            .replaceAll('\n', feed)
          assert.deepEqual(read(Buffer.from(text), cuts), { events: messages, isWhole: true })
        },
      ),
      500,
    )
  })

  test('reads any bytes, the same in any pieces', () =>
    fuzz(
      'any bytes as events',
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc
            .string({
              unit: fc.constantFrom('d', 'data', ':', ' ', '\r', '\n', 'é', 'event', '\ufeff'),
              maxLength: 30,
            })
            .map(text => Buffer.from(text)),
        ),
        fc.array(fc.nat(60), { maxLength: 20 }),
        (bytes, cuts) => assert.deepEqual(read(bytes, cuts), read(bytes, [])),
      ),
      500,
    ))

  test('tells comments, joins lines of data, and drops what has no data', () => {
    assert.deepEqual(all(': alive\n\n'), [{ event: undefined, data: undefined }])
    assert.deepEqual(all('data: a\ndata:b\ndata\n\n'), [{ event: undefined, data: 'a\nb\n' }])
    assert.deepEqual(all('event: x\nid: 7\nretry: 9\n\n'), [])
    assert.deepEqual(all('\ufeffdata: a\n\n'), [{ event: undefined, data: 'a' }])
  })

  test('knows when a stream ended within an event', () => {
    assert.equal(read(Buffer.from('data: a\n'), []).isWhole, false)
    assert.equal(read(Buffer.from('data: a\n\ndat'), []).isWhole, false)
    assert.equal(read(Buffer.from('data: a\n\n'), []).isWhole, true)
  })

  test('does not read an event without end', () => {
    const reader = new SseReader()
    const line = Buffer.from(`data: ${'x'.repeat(1 << 20)}`)
    assert.throws(() => {
      for (let i = 0; i < 64; i++) reader.read(line)
    }, RangeError)
  })
})

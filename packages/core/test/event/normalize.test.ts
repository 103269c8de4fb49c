import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  canonicalize,
  canonicalLine,
  createIdGenerator,
  createNonceGenerator,
  DEFAULT_LIMITS,
  type ErrorCode,
  type NormalizeContext,
  normalizeEvent,
  TallyError,
} from '@tallystick/core'
import fc from 'fast-check'

const newId = createIdGenerator(randomFillSync)
const context: NormalizeContext = {
  tenant: 'acme',
  received: '2026-01-31T12:00:00.000Z',
  newId: () => newId(1_769_860_800_000),
  newNonce: createNonceGenerator(randomFillSync),
  limits: DEFAULT_LIMITS,
}
const normalize = (value: unknown) =>
  JSON.parse(canonicalLine(normalizeEvent(value, context))) as Record<string, unknown>
const refuses = (value: unknown, code: ErrorCode) =>
  assert.throws(
    () => normalizeEvent(value, context),
    (error: unknown) => error instanceof TallyError && error.code === code,
    `${JSON.stringify(value)?.slice(0, 80)} should be refused with ${code}`,
  )

describe('an event from outside', () => {
  test('gets what it leaves out: id, time, stream, level', () => {
    const { id, ...rest } = normalize({ message: 'hello' })
    assert.match(String(id), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.deepEqual(rest, {
      level: 'INFO',
      message: 'hello',
      received: context.received,
      seq: 0,
      severity_number: 9,
      stream: 'log',
      tenant: 'acme',
      time: context.received,
    })
  })

  test('keeps unknown top-level keys as attributes, beside the ones it has', () => {
    assert.deepEqual(normalize({ score: 0.5, attributes: { a: { b: [1, null] } } }).attributes, {
      a: { b: [1, null] },
      score: 0.5,
    })
  })

  test('has a nonce on audited streams only', () => {
    assert.match(String(normalize({ stream: 'scan' }).nonce), /^[A-Za-z0-9_-]{22}$/)
    assert.equal(normalize({ stream: 'log' }).nonce, undefined)
  })

  test('drops null and empty text, and makes text of numbers and booleans', () => {
    const event = normalize({ message: '', service: null, user_id: 42, session_id: false, attributes: {} })
    assert.deepEqual(
      [event.message, event.service, event.user_id, event.session_id, event.attributes],
      [undefined, undefined, '42', 'false', undefined],
    )
  })

  test('understands the level words of other loggers and keeps OTel severity numbers', () => {
    const level = (value: object) => [normalize(value).level, normalize(value).severity_number]
    assert.deepEqual(level({ level: 'warn' }), ['WARNING', 13])
    assert.deepEqual(level({ level: 'FATAL' }), ['CRITICAL', 21])
    assert.deepEqual(level({ severity_number: 18 }), ['ERROR', 18])
    assert.deepEqual(level({ level: 'error', severity_number: 19 }), ['ERROR', 19])
    assert.deepEqual(level({ stream: 'security' }), ['SECURITY', 14])
    assert.deepEqual(level({ stream: 'audit' }), ['AUDIT', 10])
  })

  test('replaces lone surrogates, in keys too', () => {
    const event = normalize({ message: 'a\ud800b', attributes: { 'k\udc00': '\ud800' } })
    assert.equal(event.message, 'a\ufffdb')
    assert.deepEqual(event.attributes, { 'k\ufffd': '\ufffd' })
  })

  test('is refused with a code that says why', () => {
    for (const value of [null, 1, 'x', [], undefined]) refuses(value, 'TALLY_EVENT_NOT_OBJECT')
    refuses({ message: { a: 1 } }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ service: ['a'] }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ attributes: [1] }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ attributes: { a: 1 }, a: 2 }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ attributes: { n: Number.POSITIVE_INFINITY } }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ attributes: { f: () => 1 } }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ level: 'shrug' }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ level: 30 }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ severity_number: 0 }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ severity_number: 25 }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ stream: 'nope' }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ id: '12' }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ line: -1 }, 'TALLY_EVENT_FIELD_TYPE')
    refuses({ service: 'x'.repeat(257) }, 'TALLY_EVENT_FIELD_TOO_LONG')
    for (const field of ['seq', 'tenant', 'received', 'nonce'])
      refuses({ [field]: 'x' }, 'TALLY_EVENT_FIELD_RESERVED')
    refuses({ time: 'yesterday' }, 'TALLY_EVENT_TIME_INVALID')
    refuses({ time: '0000-01-01T00:00:00Z' }, 'TALLY_EVENT_TIME_RANGE')
    refuses({ time: '9999-12-31T23:59:59Z' }, 'TALLY_EVENT_TIME_RANGE')
    refuses(JSON.parse(`{"attributes":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}`), 'TALLY_EVENT_TOO_DEEP')
    refuses(
      { attributes: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, i])) },
      'TALLY_EVENT_TOO_MANY_KEYS',
    )
  })

  test('walks deep, unsorted attributes in linear time', () => {
    let value: object = { b: 1, a: 2 }
    for (let i = 0; i < 60; i++) value = { z: value, a: i }
    const started = process.hrtime.bigint()
    normalizeEvent({ attributes: value }, context)
    assert.ok(process.hrtime.bigint() - started < 1_000_000_000n)
  })

  test('is printed canonically whatever its attributes are (property)', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.constantFrom('10', '9', '__proto__', 'toJSON', 'constructor', 'a.b', ''),
      fc.string({ unit: 'binary', maxLength: 2 }),
    )
    const json = fc.jsonValue({ maxDepth: 3 })
    fc.assert(
      fc.property(fc.array(fc.tuple(key, json), { maxLength: 8 }), entries => {
        const attributes: Record<string, unknown> = {}
        for (const [name, value] of entries)
          Object.defineProperty(attributes, name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          })
        const line = canonicalLine(normalizeEvent({ attributes, message: 'm' }, context))
        assert.equal(line, canonicalize(JSON.parse(line)))
      }),
      { numRuns: 300 },
    )
  })
})

describe('ids', () => {
  test('ascend strictly, also within a millisecond and when the clock steps back', () => {
    const next = createIdGenerator(randomFillSync)
    const ids = [5, 5, 5, 6, 4, 4, 7].map(ms => next(1_700_000_000_000 + ms))
    assert.deepEqual(ids, [...ids].sort())
    assert.equal(new Set(ids).size, ids.length)
  })

  test('ascend through a hundred thousand of one millisecond', () => {
    const next = createIdGenerator(randomFillSync)
    let last = ''
    for (let i = 0; i < 100_000; i++) {
      const id = next(1_700_000_000_000)
      assert.ok(id > last && id.length === 36, `${id} after ${last}`)
      last = id
    }
  })
})

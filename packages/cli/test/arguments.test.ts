import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseFilterArgument, parseQueryArgument } from '../src/args/query.ts'
import { parseDuration, parseRange, parseTimeArgument } from '../src/args/time.ts'

const NOW = Date.UTC(2026, 0, 31, 12)

describe('times that people type', () => {
  test('are relative to now, words, RFC 3339 or epoch numbers', () => {
    const time = (text: string) => parseTimeArgument(text, NOW)
    assert.equal(time('now'), '2026-01-31T12:00:00.000Z')
    assert.equal(time('-90m'), '2026-01-31T10:30:00.000Z')
    assert.equal(time('2h ago'), '2026-01-31T10:00:00.000Z')
    assert.equal(time('2026-01-31T13:00:00+02:00'), '2026-01-31T11:00:00.000Z')
    assert.equal(time('2026-01-31T12:00:00.123456789Z'), '2026-01-31T12:00:00.123456789Z')
    assert.equal(time('1769860800000'), '2026-01-31T12:00:00.000Z')
  })

  test('without an offset are on the clock of this machine', () => {
    const local = (...parts: [number, number, number, number?, number?]) => new Date(...parts).toISOString()
    assert.equal(parseTimeArgument('2026-01-30', NOW), local(2026, 0, 30))
    assert.equal(parseTimeArgument('2026-01-30 08:15', NOW), local(2026, 0, 30, 8, 15))
    assert.equal(parseTimeArgument('2026', NOW), local(2026, 0, 1))
    assert.equal(parseTimeArgument('2025-11', NOW), local(2025, 10, 1))
    const today = new Date(NOW)
    today.setHours(0, 0, 0, 0)
    assert.equal(parseTimeArgument('today', NOW), today.toISOString())
    today.setDate(today.getDate() - 1)
    assert.equal(parseTimeArgument('Yesterday', NOW), today.toISOString())
  })

  test('are refused with examples when they are none', () => {
    for (const text of ['', 'soon', '2026-02-30', '-1y', '25:00', '-', 'ago', '20260131', '12', '2026-13'])
      assert.throws(() => parseTimeArgument(text, NOW), { code: 'TALLY_QUERY_RANGE' }, text)
  })

  test('make ranges, and refuse empty and doubly bounded ones', () => {
    assert.deepEqual(parseRange({}, NOW), {})
    assert.deepEqual(parseRange({ last: '1h30m' }, NOW), { from: '2026-01-31T10:30:00.000Z' })
    assert.deepEqual(parseRange({ from: '-2h', to: '-1h' }, NOW), {
      from: '2026-01-31T10:00:00.000Z',
      to: '2026-01-31T11:00:00.000Z',
    })
    assert.throws(() => parseRange({ from: 'now', to: '-1h' }, NOW), { code: 'TALLY_QUERY_RANGE' })
    assert.throws(() => parseRange({ from: 'now', last: '1h' }, NOW), { code: 'TALLY_CLI_USAGE' })
  })

  test('durations add up', () => {
    assert.equal(parseDuration('1d12h'), 36 * 3_600_000)
    assert.equal(parseDuration('0.5s'), 500)
    for (const text of ['', '5', 'h', '1h x', '-1h'])
      assert.throws(() => parseDuration(text), { code: 'TALLY_CLI_USAGE' })
  })
})

describe('queries that people type', () => {
  test('are joined from words', () => {
    assert.equal(parseQueryArgument(['level:error', 'refused']).text, 'level:error refused')
    assert.equal(parseQueryArgument([]).text, '')
  })

  test('say where they go wrong', () => {
    assert.throws(
      () => parseQueryArgument(['level:error', '(a']),
      (error: { position?: number; details?: Record<string, unknown> }) =>
        typeof error.position === 'number' && error.details?.query === 'level:error (a',
    )
  })

  test('are filters where only a filter makes sense', () => {
    assert.throws(() => parseFilterArgument(['a | count()'], 'tail'), { code: 'TALLY_QUERY_PIPE' })
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { rangeOf } from '../src/http/time-range.ts'

const now = Date.parse('2026-01-31T12:00:00.000Z')

test('times are RFC 3339, epoch numbers, now, or so long before now', () => {
  const from = (text: string) => rangeOf({ from: text }, now).from
  assert.equal(from('2026-01-31T10:00:00Z'), '2026-01-31T10:00:00.000Z')
  assert.equal(from('2026-01-31T10:00:00.123456+02:00'), '2026-01-31T08:00:00.123456Z')
  assert.equal(from('1769860800123'), '2026-01-31T12:00:00.123Z')
  assert.equal(from('now'), '2026-01-31T12:00:00.000Z')
  assert.equal(from('-90m'), '2026-01-31T10:30:00.000Z')
  assert.equal(from('now-1d'), '2026-01-30T12:00:00.000Z')
})

test('a date, a month, a year and a time without seconds are where they begin, in UTC', () => {
  const from = (text: string) => rangeOf({ from: text }, now).from
  assert.equal(from('2026'), '2026-01-01T00:00:00.000Z')
  assert.equal(from('2025-11'), '2025-11-01T00:00:00.000Z')
  assert.equal(from('2026-01-31'), '2026-01-31T00:00:00.000Z')
  assert.equal(from('2026-01-31T10:30'), '2026-01-31T10:30:00.000Z')
  assert.deepEqual(rangeOf({ from: '2025', to: '2026' }, now), {
    from: '2025-01-01T00:00:00.000Z',
    to: '2026-01-01T00:00:00.000Z',
  })
})

test('a number too small for an epoch is refused with what would do', () => {
  for (const text of ['20260131', '12', '-5', '1.5'])
    assert.throws(
      () => rangeOf({ from: text }, now),
      /epoch number has nine digits or more, a year four/,
      text,
    )
})

test('a plus sign that an address turned into a space is still an offset', () => {
  assert.equal(rangeOf({ from: '2026-01-31T12:00:00 02:00' }, now).from, '2026-01-31T10:00:00.000Z')
  assert.equal(rangeOf({ from: '2026-01-31T12:00:00.5 0200' }, now).from, '2026-01-31T10:00:00.500Z')
})

test('last=1h is from=-1h, and open at the end', () => {
  assert.deepEqual(rangeOf({ last: '1h' }, now), { from: '2026-01-31T11:00:00.000Z' })
  assert.deepEqual(rangeOf({}, now), {})
})

test('what is not a time, or ends before it starts, is refused', () => {
  for (const input of [
    { from: 'yesterday' },
    { from: '-1y' },
    { to: '2026-13-01T00:00:00Z' },
    { last: '1' },
    { last: '-1h' },
    { last: '1h', from: '-2h' },
    { from: '-1h', to: '-2h' },
    { from: 'now', to: 'now' },
  ])
    assert.throws(
      () => rangeOf(input, now),
      (error: unknown) => error instanceof TallyError && error.code === 'TALLY_QUERY_RANGE',
      JSON.stringify(input),
    )
})

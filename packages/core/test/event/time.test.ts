import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compareTimes, parseTime, timeFromNanos, timeToNanos } from '@tallystick/core'
import fc from 'fast-check'

describe('parseTime', () => {
  const cases: [unknown, string][] = [
    ['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:00.1Z', '2026-01-31T12:00:00.100Z'],
    ['2026-01-31T12:00:00.123456Z', '2026-01-31T12:00:00.123456Z'],
    ['2026-01-31T12:00:00.1234567Z', '2026-01-31T12:00:00.123456700Z'],
    ['2026-01-31T12:00:00.123000Z', '2026-01-31T12:00:00.123Z'],
    ['2026-01-31T12:00:00.1234567899Z', '2026-01-31T12:00:00.123456789Z'],
    ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31 12:00:00,250-0130', '2026-01-31T13:30:00.250Z'],
    ['2026-01-31T12:00:00', '2026-01-31T12:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    [1_769_860_800, '2026-01-31T12:00:00.000Z'],
    [1_769_860_800.5, '2026-01-31T12:00:00.500Z'],
    [1_769_860_800_123, '2026-01-31T12:00:00.123Z'],
    ['1769860800123456', '2026-01-31T12:00:00.123456Z'],
    ['1769860800123456789', '2026-01-31T12:00:00.123456789Z'],
    [0, '1970-01-01T00:00:00.000Z'],
    ['2261-12-31T23:59:59.999999999Z', '2261-12-31T23:59:59.999999999Z'],
  ]
  for (const [input, expected] of cases)
    test(`${JSON.stringify(input)} is ${expected}`, () => assert.equal(parseTime(input), expected))

  for (const bad of [
    '',
    'now',
    '2026-02-30T00:00:00Z',
    '2026-02-30T00:00:00.000Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00+25:00',
    Number.NaN,
    true,
    {},
    null,
  ])
    test(`${JSON.stringify(bad)} is refused`, () =>
      assert.throws(() => parseTime(bad), { code: 'TALLY_EVENT_TIME_INVALID' }))

  for (const far of [
    '0000-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59.999Z',
    '2262-01-01T00:00:00Z',
    -1,
    1e19,
  ])
    test(`${far} is out of range`, () =>
      assert.throws(() => parseTime(far), { code: /TALLY_EVENT_TIME_(RANGE|INVALID)/ }))

  test('orders like the nanoseconds it stands for, and round-trips (property)', () => {
    const nanos = fc.bigInt({ min: 0n, max: 9_214_646_399_997_999_999n })
    const near = fc.tuple(
      nanos,
      fc.bigInt({ min: 0n, max: 2_000_000n }),
      fc.constantFrom(1n, 1000n, 1_000_000n),
    )
    fc.assert(
      fc.property(near, ([a, delta, unit]) => {
        const x = (a / unit) * unit
        const y = x + delta
        assert.equal(timeToNanos(timeFromNanos(x)), x)
        assert.equal(Math.sign(compareTimes(timeFromNanos(x), timeFromNanos(y))), x < y ? -1 : 0)
        assert.equal(parseTime(timeFromNanos(x)), timeFromNanos(x))
      }),
    )
  })
})

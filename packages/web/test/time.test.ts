import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  endText,
  instantOf,
  problemOf,
  rangeIn,
  rangeLabel,
  rangeSearch,
  rangeTyped,
  shiftSpan,
} from '../src/time/range.ts'
import { instantIn, timesIn } from '../src/time/times.ts'

const NOW = Date.parse('2026-11-30T12:00:00Z')
const utc = timesIn('UTC', () => NOW)
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())

test('a time without a zone is UTC in an address, whatever zone the browser is in', () => {
  const zone = process.env.TZ
  try {
    process.env.TZ = 'Asia/Tokyo'
    for (const [text, time] of [
      ['2026-11-23 10:00', '2026-11-23T10:00:00.000Z'],
      ['2026-11-23T10:00:30', '2026-11-23T10:00:30.000Z'],
      ['2026-11-23', '2026-11-23T00:00:00.000Z'],
      ['2026-11', '2026-11-01T00:00:00.000Z'],
      ['2026', '2026-01-01T00:00:00.000Z'],
      ['2026-11-23T10:00:00+02:00', '2026-11-23T08:00:00.000Z'],
      ['2026-11-23T10:00:00 02:00', '2026-11-23T08:00:00.000Z'],
    ] as const)
      assert.equal(iso(instantOf(text, NOW)), time, text)
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

test('an address takes what requests take, and nothing else', () => {
  assert.equal(instantOf('now', NOW), NOW)
  assert.equal(instantOf('now-90m', NOW), NOW - 5_400_000)
  assert.equal(instantOf('-1d', NOW), NOW - 86_400_000)
  for (const text of ['1795000000', '1795000000000', '1795000000000000', '1795000000000000000'])
    assert.equal(instantOf(text, NOW), 1_795_000_000_000, text)
  assert.equal(instantOf('-999999d', NOW), 0)
  for (const text of [
    'garbage',
    '',
    '5',
    '20261123',
    '2026-02-30',
    '2026-13',
    '23 Nov 2026',
    '9999-01-01',
    '-1y',
  ])
    assert.equal(instantOf(text, NOW), undefined, text)
})

test('typed times are of the chosen zone, and whole instants in the address', () => {
  const typed = (from: string, to: string, zone: string) => rangeTyped({ from, to }, NOW, zone)
  assert.deepEqual(typed(' 2026-11-23 10:00 ', '2026-11-24T10:00:30', 'America/New_York'), {
    from: '2026-11-23T15:00:00.000Z',
    to: '2026-11-24T15:00:30.000Z',
  })
  assert.deepEqual(typed('2026-06-01', 'now', 'Europe/Berlin'), {
    from: '2026-05-31T22:00:00.000Z',
    to: 'now',
  })
  assert.deepEqual(typed('-2h', '-1h', 'Asia/Tokyo'), { from: '-2h', to: '-1h' })
  assert.deepEqual(typed('2026-11-23T10:00:00Z', '1795000000', 'Asia/Tokyo'), undefined)
  assert.deepEqual(typed('2026-11-01T10:00:00Z', '1795000000', 'Asia/Tokyo'), {
    from: '2026-11-01T10:00:00.000Z',
    to: '2026-11-18T11:06:40.000Z',
  })
  assert.equal(typed('yesterday', 'now', 'UTC'), undefined)
  assert.equal(typed('-1h', '-2h', 'UTC'), undefined)
})

test('hours that clocks show twice or not at all are moments all the same', () => {
  const berlin = (text: string) => iso(instantIn('Europe/Berlin', Date.parse(`${text}Z`)))
  assert.equal(berlin('2026-10-25T02:30'), '2026-10-25T00:30:00.000Z')
  assert.equal(berlin('2026-10-25T03:00'), '2026-10-25T02:00:00.000Z')
  assert.equal(berlin('2026-03-29T02:30'), '2026-03-29T01:30:00.000Z')
  assert.equal(berlin('2026-03-29T03:00'), '2026-03-29T01:00:00.000Z')
  assert.equal(iso(instantIn('Asia/Kathmandu', Date.parse('2026-01-01T00:00Z'))), '2025-12-31T18:15:00.000Z')
})

test('what is shown to be changed reads as the same range', () => {
  const berlin = timesIn('Europe/Berlin')
  const ends = ['2026-11-23T09:00:00.000Z', '2026-11-23T09:00:30.000Z', '2026-11-23T09:00:30.250Z']
  assert.deepEqual(
    ends.map(end => endText(end, NOW, berlin)),
    ['2026-11-23 10:00', '2026-11-23 10:00:30', '2026-11-23 10:00:30.250'],
  )
  // The second of the two hours at which Berlin puts its clocks back.
  for (const end of [...ends, '2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'])
    assert.equal(iso(instantOf(endText(end, NOW, berlin), NOW, 'Europe/Berlin')), end)
  assert.equal(endText('-1h', NOW, berlin), '-1h')
  assert.equal(endText('now', NOW, berlin), 'now')
})

test('last=7d is from=-7d, and what gives no range says why', () => {
  assert.deepEqual(rangeSearch({ last: '7d' }), { from: '-7d', last: undefined })
  assert.deepEqual(rangeSearch({ last: 'week' }), { last: 'week' })
  assert.deepEqual(rangeSearch({ from: '-1h' }), { from: '-1h' })
  const problem = (search: Parameters<typeof problemOf>[0]) => problemOf(search, NOW)
  assert.equal(problem({}), undefined)
  assert.equal(problem({ from: '1790000000', to: '2026-11-30' }), undefined)
  assert.equal(problem({ from: 'garbage' }), 'from=garbage is not a time')
  assert.equal(problem({ from: '-1h', to: 'x\u202ey' }), 'to=x⟨U+202E⟩y is not a time')
  assert.equal(problem({ from: '2099-01-01' }), 'from=2099-01-01 is not before to=now')
  assert.equal(problem({ from: '-1h', to: '-2h' }), 'from=-1h is not before to=-2h')
  assert.equal(problem({ last: 'week' }), 'last=week is not a duration like 15m, 1h or 7d')
  assert.equal(problem({ last: '7d', from: '-1h' }), 'last=7d cannot stand beside from or to')
})

test('an address that says only one end has the other', () => {
  assert.deepEqual(rangeIn({}, NOW), { from: '-1h', to: 'now' })
  assert.deepEqual(rangeIn({ from: '-1d' }, NOW), { from: '-1d', to: 'now' })
  assert.deepEqual(rangeIn({ to: '2026-11-23' }, NOW), { from: '2026-11-22T23:00:00.000Z', to: '2026-11-23' })
  assert.deepEqual(rangeIn({ to: '-1d' }, NOW), { from: '-90000s', to: '-1d' })
  assert.equal(problemOf({ to: '2026-11-23' }, NOW), undefined)
  assert.equal(problemOf({ to: 'never' }, NOW), 'to=never is not a time')
})

test('one range earlier ends at the beginning of time', () => {
  assert.deepEqual(shiftSpan({ from: 1_000, to: 5_000 }, -1, NOW), { from: 0, to: 4_000 })
})

test('the year stands where it is not the one that it is now', () => {
  assert.equal(utc.row('2026-01-31T10:00:00.123Z'), 'Jan 31 10:00:00.123')
  assert.equal(utc.row('2025-01-31T10:00:00.123Z'), 'Jan 31 2025 10:00:00.123')
  assert.equal(utc.short('2026-01-31T10:00:00Z'), 'Jan 31, 10:00')
  assert.equal(utc.short('2027-01-31T10:00:00Z'), 'Jan 31, 2027, 10:00')
  assert.equal(utc.day('2026-01-31T10:00:00Z'), 'Sat, Jan 31')
  assert.equal(utc.day('2025-01-31T10:00:00Z'), 'Fri, Jan 31, 2025')
  assert.equal(utc.row('no time'), 'no time')
  const tokyo = timesIn('Asia/Tokyo', () => Date.parse('2026-12-31T15:00:00Z'))
  assert.equal(tokyo.short('2026-12-31T15:00:00Z'), 'Jan 1, 00:00', 'the year begins when it does there')
  assert.equal(tokyo.short('2026-12-31T14:00:00Z'), 'Dec 31, 2026, 23:00')
})

test('a year that begins while the page is open is noticed', () => {
  let now = Date.parse('2026-12-31T23:59:59Z')
  const times = timesIn('UTC', () => now)
  assert.equal(times.short('2026-12-31T10:00:00Z'), 'Dec 31, 10:00')
  now += 2_000
  assert.equal(times.short('2026-12-31T10:00:00Z'), 'Dec 31, 2026, 10:00')
})

test('a range across years has both', () => {
  const label = (from: string, to: string) => rangeLabel({ from, to }, utc, NOW)
  assert.equal(label('-1h', 'now'), 'Last hour')
  assert.equal(label('now-90m', 'now'), 'Last 90m')
  assert.equal(label('2026-11-23', '2026-11-24'), 'Nov 23, 00:00 – Nov 24, 00:00')
  assert.equal(label('2025-12-31', '2026-01-02'), 'Dec 31, 2025, 00:00 – Jan 2, 2026, 00:00')
  assert.equal(label('2025-12-31', 'now'), 'Dec 31, 2025, 00:00 – now')
})

test('an axis has the year at its beginning and where another begins, unless all of it is this year', () => {
  const at = (...times: string[]) => times.map(time => Date.parse(time))
  const days = at('2025-12-30T00:00Z', '2025-12-31T00:00Z', '2026-01-01T00:00Z', '2026-01-02T00:00Z')
  const axis = (ticks: readonly number[], seconds: number, dated?: boolean) =>
    utc.ticks(ticks, seconds, { from: ticks[0]!, to: ticks.at(-1)! }, dated)
  assert.deepEqual(axis(days, 86_400), ['Dec 30, 2025', 'Dec 31', 'Jan 1, 2026', 'Jan 2'])
  assert.deepEqual(axis(days.slice(2), 86_400), ['Jan 1', 'Jan 2'])
  assert.deepEqual(
    utc.ticks(days.slice(2), 86_400, { from: days[0]!, to: days[3]! }),
    ['Jan 1, 2026', 'Jan 2'],
    'the axis begins in the year before',
  )
  const hours = at('2025-05-04T22:00Z', '2025-05-04T23:00Z', '2025-05-05T00:00Z')
  assert.deepEqual(axis(hours, 3_600), ['May 4, 2025, 22:00', '23:00', 'May 5'])
  assert.deepEqual(axis(hours, 3_600, true), ['May 4, 2025, 22:00', 'May 4, 23:00', 'May 5, 00:00'])
  assert.deepEqual(axis(at('2026-05-04T22:00:05Z', '2026-05-04T22:00:06Z'), 1), ['22:00:05', '22:00:06'])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFilter, parseQuery, type TallyEvent } from '@tallystick/core'
import { builtInScanners } from '@tallystick/firewall'
import type { AggregateAnswer, TallyEvent as ApiEvent, Cell } from '../src/api/types.ts'
import { dotsOf } from '../src/pages/firewall/dots.ts'
import {
  ATTACKS,
  pointsOf,
  riskOverTime,
  scoreBins,
  severitiesOf,
  timingsOf,
} from '../src/pages/firewall/figures.ts'
import { chipsOf, queryOf, scoreRange } from '../src/pages/firewall/filter.ts'
import { reasonsOf, scanRow } from '../src/pages/firewall/scan.ts'
import {
  endQueries,
  lastedText,
  type SessionCount,
  sessionCounts,
  sessionsQuery,
  stepSeconds,
  timesQueries,
  withTimes,
} from '../src/pages/firewall/sessions.ts'

const answer = (columns: string[], rows: Cell[][]): AggregateAnswer => ({
  columns,
  rows,
  truncated: false,
  took_ms: 1,
})

const scan = (score: number, more: object = {}) =>
  ({
    stream: 'scan',
    name: 'scan',
    ip: '192.0.2.1',
    attributes: { score, severity: 'High', flags: ['jail"break', 'email'], action: 'block' },
    ...more,
  }) as unknown as TallyEvent

const holds = (query: string, event: TallyEvent) => compileFilter(parseQuery(query).filter)(event)

test('a filter finds the scans it names, and no others', () => {
  const high = queryOf({ score: '0.7', flag: 'jail"break', ip: '192.0.2.1' }, true)
  assert.ok(holds(high, scan(0.7)))
  assert.ok(!holds(high, scan(0.69)))
  assert.ok(!holds(high, scan(0.9, { ip: '192.0.2.2' })))
  assert.ok(!holds(queryOf({ flag: 'mail' }, true), scan(0.9)), 'a part of a flag is not the flag')
  assert.ok(!holds(queryOf({}, true), scan(0.9, { name: 'scan.feedback' })), 'feedback is no scan')
})

test('a bin of scores ends before the next, but for the last, which holds 1', () => {
  assert.ok(holds(queryOf({ score: '0.2-0.3' }, true), scan(0.2)))
  assert.ok(!holds(queryOf({ score: '0.2-0.3' }, true), scan(0.3)))
  assert.ok(holds(queryOf({ score: '0.9-1.0' }, true), scan(1)))
})

test('what is no score narrows nothing, and is said to be none', () => {
  for (const text of ['high', '0.7) OR (x:1', '0.8-0.2', '7..8', ''])
    assert.equal(scoreRange(text), undefined)
  assert.ok(holds(queryOf({ score: 'high' }, true), scan(0.1)))
  assert.match(chipsOf({ score: 'high' }, true)[0]!.value, /not a score/)
})

test('without the permission nothing asks for attributes', () => {
  const query = queryOf(
    { severity: 'High', score: '0.7', flag: 'x', action: 'block', ip: '192.0.2.1' },
    false,
  )
  assert.equal(query, 'stream:scan name:scan ip:192.0.2.1')
  assert.deepEqual(
    chipsOf({ severity: 'High', ip: '192.0.2.1' }, false).map(({ param }) => param),
    ['ip'],
  )
  assert.ok(!sessionsQuery(query, 'worst', 50, false).includes('score'))
})

test('the types of attacks are those that the firewall knows', () => {
  const types = builtInScanners().flatMap(({ types }) => types)
  const attacks = types.filter(({ family }) => family === 'attack').map(({ type }) => type)
  assert.deepEqual([...ATTACKS].sort(), [...new Set(attacks)].sort())
})

test('scores are counted in ten bins, 1 in the last and what has none in no bin', () => {
  const bins = scoreBins(
    answer(
      ['bin(score, 0.1)', 'count()'],
      [
        [0, 5],
        [0.3, 2],
        [0.7, 3],
        [0.9, 4],
        [1, 1],
        [null, 9],
      ],
    ),
  )
  assert.deepEqual(
    bins.map(({ count }) => count),
    [5, 0, 0, 2, 0, 0, 0, 3, 0, 5],
  )
})

test('severities stand in their order, without those that are none', () => {
  const counts = severitiesOf([
    { name: 'Info', value: 9 },
    { name: '<b>', value: 3 },
    { name: 'Critical', value: 1 },
  ])
  assert.deepEqual(
    counts.map(({ name }) => name),
    ['Critical', 'Info'],
  )
})

test('scans of high risk are told from the others of their bucket', () => {
  const all = answer(
    ['bin(1h)', 'count()'],
    [
      ['2026-01-31T10:00:00Z', 10],
      ['2026-01-31T11:00:00Z', 4],
    ],
  )
  const high = answer(['bin(1h)', 'count()'], [['2026-01-31T11:00:00Z', 3]])
  assert.deepEqual(
    riskOverTime(all, high).map(({ values }) => values),
    [
      [10, 0],
      [1, 3],
    ],
  )
  assert.deepEqual(riskOverTime(all, undefined)[0]!.values, [10, 0])
})

test('a line has a point for each step, and a gap where nothing was scanned', () => {
  const timings = timingsOf(
    answer(['bin(1m)', 'count()', 'a', 'b', 'c', 'd'], [['2026-01-31T10:01:00.000Z', 3, 5, 4, 8, null]]),
  )
  const from = Date.parse('2026-01-31T10:00:30Z')
  const points = pointsOf(timings, ({ p95 }) => p95, { from, to: from + 120_000 }, 60)
  assert.deepEqual(
    points.map(([, value]) => value),
    [null, 8, null],
  )
  assert.equal(timings[0]!.p99, null)
})

const sessions = (n: number, scans = 3): SessionCount[] =>
  sessionCounts(
    answer(
      ['session_id', 'count()', 'min(seq)', 'max(seq)', 'max(score)'],
      Array.from({ length: n }, (_, i) => [`sess "${i}"`, scans, 2 * i, 2 * i + 1, 0.5]),
    ),
  )

test('queries about many sessions stay within the limits of a query, and parse', () => {
  const many = sessions(250).map(session => ({ ...session, id: session.id + 'x'.repeat(500) }))
  const queries = [...endQueries(many), ...timesQueries('stream:scan', many, 1)]
  let terms = 0
  for (const query of queries) {
    assert.ok(query.length <= 8_192)
    const { filter } = parseQuery(query)
    terms += JSON.stringify(filter).split('"equals"').length - 1
  }
  assert.ok(terms >= 750)
})

test('a session begins and ends with its scans, whatever their order in the record', () => {
  const [session] = sessions(1)
  const times = answer(
    ['session_id', 'bin(1s)', 'count()'],
    [
      ['sess "0"', '2026-01-31T10:00:05.000Z', 1],
      ['sess "0"', '2026-01-31T10:00:01.000Z', 1],
      ['another', '2026-01-31T09:00:00.000Z', 1],
    ],
  )
  const first = { seq: 0, time: '2026-01-31T10:00:01.900Z' } as ApiEvent
  const last = { seq: 1, time: '2026-01-31T10:00:05.250Z', user_id: 'ada' } as ApiEvent
  const [row] = withTimes([session!], [times], [first, last], 1)
  assert.equal(row!.begun, Date.parse(first.time), 'as exact as its first event')
  assert.equal(row!.seen, Date.parse(last.time), 'as exact as its last event')
  assert.equal(row!.user, 'ada')
  assert.equal(lastedText(row!), '3.35 s')
  const old = { ...last, time: '2026-01-31T10:00:01.100Z' } as ApiEvent
  const [rough] = withTimes([session!], [times], [first, old], 1)
  assert.equal(rough!.seen, Date.parse('2026-01-31T10:00:05Z'))
  assert.equal(lastedText(rough!), '≈ 3 s')
})

test('a session of one scan did not last, and what is not known finer is not said finer', () => {
  const at = Date.parse('2026-01-31T10:00:01Z')
  const [one, two] = [sessions(1, 1)[0]!, sessions(1, 2)[0]!]
  assert.equal(lastedText({ ...one, begun: at, seen: at + 190, within: 0 }), '–')
  assert.equal(lastedText({ ...two, begun: at, seen: at + 190, within: 0 }), '190 ms')
  assert.equal(lastedText({ ...two, begun: at, seen: at + 190, within: 1_000 }), '< 1 s')
  assert.equal(lastedText({ ...two, begun: at, seen: at, within: 60_000 }), '< 1 min 0 s')
  assert.equal(lastedText(two), '')
})

test('steps are of a second as long as an answer of them is small', () => {
  assert.equal(stepSeconds(sessions(50), 7 * 86_400_000), 1)
  const seconds = stepSeconds(sessions(50, 1_000_000), 7 * 86_400_000)
  assert.ok((7 * 86_400) / seconds <= 10_000 / 50 + 1)
})

test('a scan whose attributes are of other kinds has none of them', () => {
  const row = scanRow({
    id: 'a',
    time: 't',
    attributes: { score: '0.9', severity: 7, flags: ['x', 3, null], action: '', latency_ms: {} },
  } as unknown as ApiEvent)
  assert.deepEqual(row, { id: 'a', time: 't', flags: ['x'] })
  assert.deepEqual(scanRow({ id: 'a', time: 't' } as ApiEvent).flags, [])
})

test('a breakdown is weightiest first, and survives what is no breakdown', () => {
  const reasons = reasonsOf({
    reasons: [null, 'plain', { type: 'a', weight: 0.2 }, { type: 'b', weight: 0.9, score: 'x' }, 7],
  })
  assert.deepEqual(
    reasons!.map(({ type }) => type),
    ['b', 'a', 'plain'],
  )
  assert.equal(reasons![0]!.score, undefined)
  assert.equal(reasonsOf({}), undefined)
})

test('dots go from the first scan at the left to the last at the right', () => {
  const rows = [
    { id: 'late', time: '2026-01-31T10:10:00Z', score: 2, flags: [] },
    { id: 'none', time: 'never', score: 0.5, flags: [] },
    { id: 'early', time: '2026-01-31T10:00:00Z', score: 0.1, flags: [] },
  ]
  const dots = dotsOf(rows, { width: 500, left: 20 })
  assert.deepEqual(
    dots.map(({ id }) => id),
    ['late', 'early'],
  )
  assert.ok(dots[0]!.x > dots[1]!.x && dots[0]!.x <= 500 && dots[1]!.x >= 20)
  assert.equal(dots[0]!.score, 1, 'no score is beyond 1')
  assert.ok(Number.isFinite(dotsOf([rows[0]!], { width: 500, left: 20 })[0]!.x))
})

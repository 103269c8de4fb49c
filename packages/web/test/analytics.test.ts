import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behind, changeText, hasChanged, pairsOf, shareHasChanged } from '../src/pages/analytics/compare.ts'
import { heatOf } from '../src/pages/analytics/heat.ts'
import { coverageOf, periodsOf, slotsOf } from '../src/pages/analytics/period.ts'
import { threatTypes, topType } from '../src/pages/analytics/threats.ts'
import { findingsOf, type Known } from '../src/pages/analytics/words.ts'

const HOUR = 3_600_000
const at = (text: string) => Date.parse(text)

test('both periods are whole hours, as long as one another, and end with this hour', () => {
  const { current, before } = periodsOf(7, at('2026-03-10T10:20:00Z'))
  assert.deepEqual(current, { from: at('2026-03-03T11:00:00Z'), to: at('2026-03-10T11:00:00Z') })
  assert.deepEqual(before, { from: at('2026-02-24T11:00:00Z'), to: current.from })
})

test('a period is compared only with one that was recorded', () => {
  const before = { from: at('2026-01-01'), to: at('2026-01-08') }
  assert.equal(coverageOf(before, at('2025-06-01')).kind, 'all')
  assert.deepEqual(coverageOf(before, at('2026-01-05')), { kind: 'part', since: at('2026-01-05') })
  assert.equal(coverageOf(before, at('2026-01-07T12:00:00Z')).kind, 'none')
  assert.equal(coverageOf(before, at('2026-02-01')).kind, 'none')
  assert.equal(coverageOf(before, undefined).kind, 'none')
})

test('hours fall into slots counted from the beginning of the period', () => {
  const span = { from: 5 * HOUR, to: 12 * HOUR }
  const hours = [
    [5 * HOUR, 1],
    [7 * HOUR, 2],
    [8 * HOUR, 4],
    [11 * HOUR, 8],
    [12 * HOUR, 99],
    [4 * HOUR, 99],
  ] as const
  assert.deepEqual(slotsOf(hours, span, 3 * HOUR), [3, 4, 8])
})

test('a change is written with its sign, and not where there was nothing', () => {
  assert.equal(changeText({ now: 134, before: 100 }), '+34 %')
  assert.equal(changeText({ now: 88, before: 100 }), '−12 %')
  assert.equal(changeText({ now: 100, before: 100 }), 'as before')
  assert.equal(changeText({ now: 5, before: 0 }), 'none before')
  assert.equal(changeText({ now: 0, before: 0 }), '–')
  assert.equal(changeText({ now: 0, before: 3 }), '−100 %')
  assert.equal(changeText({ now: 4_000, before: 100 }), '× 40')
})

test('what chance explains is no change', () => {
  assert.ok(!hasChanged({ now: 13, before: 10 }))
  assert.ok(!hasChanged({ now: 130, before: 100 }))
  assert.ok(hasChanged({ now: 1_300, before: 1_000 }))
  assert.ok(!hasChanged({ now: 105_000, before: 100_000 }), 'sure, and too little to tell')
  assert.ok(hasChanged({ now: 0, before: 100 }))
  const shares = (now: number, before: number, whole: number) => ({
    part: { now, before },
    whole: { now: whole, before: whole },
  })
  assert.ok(shareHasChanged(shares(60, 30, 1_000)))
  assert.ok(!shareHasChanged(shares(6, 3, 100)))
  assert.ok(!shareHasChanged(shares(0, 0, 0)))
})

test('who is behind a change is named only when somebody is', () => {
  const parts = pairsOf(
    new Map([
      ['payments', 90],
      ['web', 20],
    ]),
    new Map([
      ['payments', 40],
      ['web', 15],
      ['old', 5],
    ]),
  )
  assert.deepEqual(
    parts.map(({ name }) => name),
    ['payments', 'web', 'old'],
  )
  assert.deepEqual(behind({ now: 110, before: 60 }, parts), { name: 'payments', mostly: true })
  const even = ['a', 'b', 'c', 'd'].map(name => ({ name, now: 2, before: 1 }))
  assert.equal(behind({ now: 8, before: 4 }, even), undefined)
})

test('the grid of hours is in the zone that was chosen, and an average', () => {
  const span = { from: at('2026-03-02T00:00:00Z'), to: at('2026-03-16T00:00:00Z') }
  const counts = new Map([
    [at('2026-03-03T23:00:00Z'), 10],
    [at('2026-03-10T23:00:00Z'), 30],
  ])
  const utc = heatOf(counts, span, 'UTC')
  assert.deepEqual(utc.most, { weekday: 1, hour: 23, value: 20 })
  assert.deepEqual(heatOf(counts, span, 'Europe/Berlin').most, { weekday: 2, hour: 0, value: 20 })
  assert.equal(utc.average, 40 / (14 * 24))
  assert.equal(utc.cells[0]![0], 0)
})

test('threats are counted by each of their flags, and by the names of security events', () => {
  const types = threatTypes(
    [
      ['["jailbreak"]', 3],
      ['["jailbreak","pii"]', 2],
      ['plain', 1],
      [null, 4],
    ],
    [
      ['threat.brute_force', 9],
      ['prompt.injection', 1],
    ],
  )
  assert.deepEqual(Object.fromEntries(types), {
    jailbreak: 5,
    pii: 2,
    plain: 1,
    'without a flag': 4,
    brute_force: 9,
    'prompt.injection': 1,
  })
})

test('the share of the top type is of the threats, however many types each of them is of', () => {
  const types = [
    { name: 'jailbreak', now: 23, before: 0 },
    { name: 'pii', now: 20, before: 0 },
    { name: 'iban', now: 32, before: 0 },
  ]
  const top = topType(types, 55)
  assert.equal(top!.type.name, 'jailbreak')
  assert.equal(top!.share, 23 / 55)
  assert.equal(topType(types, 0), undefined)
  assert.equal(topType([{ now: 0 }], 5), undefined)
  assert.equal(topType([], 5), undefined)
})

const QUIET: Known = { days: 7, comparable: true }
const texts = (known: Partial<Known>) => findingsOf({ ...QUIET, ...known }).map(({ text }) => text)

test('findings say what changed, by how much, and where', () => {
  assert.deepEqual(
    texts({
      errors: { now: 670, before: 500 },
      errorsByService: [
        { name: 'payments', now: 400, before: 250 },
        { name: 'web', now: 270, before: 250 },
      ],
    }),
    ['Errors rose by 34 % against the 7 days before, from 500 to 670, mostly in payments.'],
  )
  assert.deepEqual(texts({ requests: { now: 500, before: 1_000 } }), [
    'Requests fell by 50 % against the 7 days before, from 1,000 to 500.',
  ])
  assert.deepEqual(texts({ threats: { now: 60, before: 0 } }), ['Threats: 60, none in the 7 days before.'])
  assert.deepEqual(texts({ errors: { now: 682, before: 100 } }), [
    'Errors rose to 6.8 times the 7 days before, from 100 to 682.',
  ])
  assert.deepEqual(texts({ errors: { now: 5_000, before: 100 } }), [
    'Errors rose to 50 times the 7 days before, from 100 to 5,000.',
  ])
  assert.deepEqual(
    texts({ blocked: { part: { now: 60, before: 30 }, whole: { now: 1_000, before: 1_000 } } }),
    ['Of decisions 6 % were blocked; 3 % before.'],
  )
})

test('what is worse comes before what is only different', () => {
  const findings = findingsOf({
    ...QUIET,
    errors: { now: 100, before: 500 },
    requests: { now: 9_000, before: 5_000 },
    threats: { now: 300, before: 100 },
    eventsByService: [{ name: 'web', now: 0, before: 80 }],
  })
  assert.deepEqual(
    findings.map(({ tone }) => tone),
    ['bad', 'bad', 'good', 'note'],
  )
  assert.equal(findings[1]!.text, 'web has sent nothing; it sent 80 events in the 7 days before.')
})

test('nothing is compared with a period that was not recorded', () => {
  const known = {
    errors: { now: 900, before: 1 },
    events: { now: 10_000, before: 0 },
    errorsByService: [{ name: 'orders', now: 700, before: 0 }],
    eventsByService: [{ name: 'orders', now: 1_000, before: 0 }],
  }
  assert.deepEqual(texts({ ...known, comparable: false }), [
    'orders has 78 % of the errors and 10 % of the events.',
  ])
  assert.ok(texts(known).length > 1)
  assert.deepEqual(texts({}), [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFilter, parseQuery, type TallyEvent } from '@tallystick/core'
import { decisionOf } from '@tallystick/engine'
import { decisionOfEvent, policyLabel, policyOf } from '../src/pages/decisions/decision.ts'
import { binText, blockedShare, customersOf } from '../src/pages/decisions/figures.ts'
import { askedOf, chipsOf, filterOf, queryOf } from '../src/pages/decisions/filter.ts'
import { itemsOf, namedOf } from '../src/query/named.ts'

const event = (attributes: object) =>
  ({
    id: 'e1',
    time: '2026-01-31T10:00:00Z',
    stream: 'decision',
    user_id: 'key:k1',
    attributes,
  }) as unknown as TallyEvent

test('a filter finds the decisions it names', () => {
  const holds = compileFilter(
    parseQuery(queryOf(filterOf({ customer: 'a "b"', key: 'k1', allowed: 'false', other: 'x' }))).filter,
  )
  assert.ok(holds(event({ customer_id: 'a "b"', allowed: false })))
  assert.ok(!holds(event({ customer_id: 'a "b"', allowed: true })))
  assert.ok(!holds(event({ customer_id: 'a', allowed: false })))
})

test('a verdict that is none asks for both, and is said to be none', () => {
  const filter = filterOf({ allowed: 'maybe', model: 'm' })
  assert.equal(queryOf(filter), 'stream:decision model:m')
  assert.equal(askedOf(filter).allowed, undefined)
  assert.equal(askedOf(filterOf({ allowed: 'false' })).allowed, 'false')
  assert.deepEqual(chipsOf(filter), [
    { param: 'model', name: 'Model', value: 'm' },
    { param: 'allowed', name: 'Verdict', value: 'maybe (not a verdict)' },
  ])
})

test('a decision in an event reads as the API gives it', () => {
  for (const attributes of [
    {
      customer_id: 'acme',
      api_key_id: 'k',
      model: 'm',
      operation: 'chat',
      metadata: { a: 1 },
      risk_score: 0.5,
      allowed: true,
      reason: 'r',
      policy_name: 'house',
      policy_version: 2,
      policy_hash: 'h',
      rules: ['x', 3],
    },
    { metadata: [1], risk_score: '0.5', allowed: 'true', policy_name: 7, rules: 'x' },
  ])
    assert.deepEqual(decisionOfEvent(event(attributes)), decisionOf(event(attributes)))
})

test('a policy is named as on the command line, and found by its name', () => {
  assert.equal(policyLabel({ name: 'house', version: 3 }), 'house@3')
  assert.equal(policyLabel({ name: 'built-in', version: 0 }), 'built-in')
  assert.deepEqual(policyOf('house@3'), { name: 'house', version: '3' })
  assert.deepEqual(policyOf('built-in'), { name: 'built-in', version: 'latest' })
  assert.deepEqual(policyOf('@3'), { name: '@3', version: 'latest' })
})

test('a customer has one row, with the average over all its decisions', () => {
  const rows = customersOf({
    columns: ['attributes.customer_id', 'attributes.allowed', 'count()', 'avg(attributes.risk_score)'],
    rows: [
      ['acme', 'true', 30, 0.1],
      ['globex', 'true', 35, null],
      ['acme', 'false', 10, 0.9],
      [null, 'false', 1, 1],
    ],
    truncated: false,
    took_ms: 1,
  })
  assert.deepEqual(
    rows.map(({ customer, total, blocked }) => [customer, total, blocked]),
    [
      ['acme', 40, 10],
      ['globex', 35, 0],
      [null, 1, 1],
    ],
  )
  assert.ok(Math.abs(rows[0]!.averageRisk! - 0.3) < 1e-9)
  assert.equal(rows[1]!.averageRisk, null)
})

test('widths of buckets are ones that the API of decisions takes', () => {
  for (const seconds of [1, 900, 3_600, 86_400, 604_800, 2_592_000])
    assert.match(binText(seconds), /^[1-9][0-9]{0,5}[smhd]$/)
})

test('a share is of those with a verdict, and there is none where nobody asked', () => {
  const from = Date.parse('2026-01-31T10:00:00Z')
  const steps = [
    { time: '2026-01-31T10:00:00Z', total: 5, allowed: 3, blocked: 1, allowed_ratio: 0.75 },
    { time: '2026-01-31T12:00:00Z', total: 2, allowed: 0, blocked: 0, allowed_ratio: null },
  ]
  assert.deepEqual(
    blockedShare(steps, { from, to: from + 3 * 3_600_000 }, 3_600).map(([, share]) => share),
    [0.25, null, null],
  )
})

test('items of lists are counted once for each list they stand in', () => {
  const answer = {
    columns: ['rules', 'count()'],
    rows: [
      ['["a","b","a"]', 3],
      ['["b"]', 2],
      ['not a list', 9],
      ['[1,{"x":1}]', 9],
      [null, 9],
    ],
    truncated: false,
    took_ms: 1,
  }
  assert.deepEqual(itemsOf(answer), [
    { name: 'b', value: 5 },
    { name: 'a', value: 3 },
  ])
  assert.equal(namedOf(answer).length, 4)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DERIVED_SERIES, parseExpression } from '@tallystick/core'
import fc from 'fast-check'
import { formatOf, labelsOf } from '../src/chart/series.ts'
import { completionAt } from '../src/pages/series/complete.ts'
import { curlOf } from '../src/pages/series/curl.ts'
import type { CatalogueEntry } from '../src/pages/series/data.ts'
import { excerptAt } from '../src/pages/series/excerpt.ts'
import {
  expressionOf,
  faultOf,
  functionOf,
  functionsFor,
  groupsOf,
  isCondition,
  nameText,
  seriesIn,
  withFunction,
  withGroup,
} from '../src/pages/series/expression.ts'
import { hiddenIn, hideText } from '../src/pages/series/hidden.ts'
import { heldShare, runsOf, statsOf } from '../src/pages/series/stats.ts'
import { unitOf } from '../src/pages/series/units.ts'

const metric = (name: string, unit: string, tags: readonly string[] = []): CatalogueEntry => ({
  name,
  kind: 'metric',
  types: ['gauge'],
  units: [unit],
  tags,
  points: 1,
  last_seen: '2026-01-01T00:00:00.000Z',
})
const CATALOGUE: readonly CatalogueEntry[] = [
  metric('cpu_usage', '%', ['host']),
  metric('query_time', 's', ['endpoint', 'service']),
  metric('response_time', 's'),
  metric('disk-read/bytes', 'By'),
  ...DERIVED_SERIES.map(({ unit, ...entry }) => ({ ...entry, kind: 'derived' as const, units: [unit] })),
]
const series = (values: readonly (number | null)[], tags: Record<string, string> = {}) => ({
  tags,
  points: values.map((value, i) => [new Date(i * 60_000).toISOString(), value] as const),
})

test('a fault says its column, also inside the query of events', () => {
  assert.equal(faultOf('avg(cpu_usage) by (host)'), undefined)
  assert.equal(faultOf('avg(')?.position, 4)
  assert.equal(faultOf('count(events("level>"))')?.position, 20)
})

test('any name can be asked for', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), name => {
      assert.deepEqual(parseExpression(nameText(name)), { kind: 'name', name })
    }),
  )
  assert.equal(expressionOf({ kind: 'derived', name: 'response_time' }), 'response_time')
  assert.equal(expressionOf({ kind: 'metric', name: 'response_time' }), 'response_time{}')
  assert.equal(expressionOf({ kind: 'metric', name: 'cpu_usage' }), 'cpu_usage')
})

test('functions go around a metric and take the place of one another', () => {
  assert.equal(withFunction('cpu_usage', 'p95'), 'p95(cpu_usage)')
  assert.equal(
    withFunction('avg(cpu_usage{host="a"}) by (host)', 'max'),
    'max(cpu_usage{host="a"}) by (host)',
  )
  assert.equal(withFunction('cpu_usage{}', 'max'), 'max(cpu_usage)')
  assert.equal(withFunction('count(events("a:1"))', 'rate'), 'rate(events("a:1"))')
  assert.equal(withFunction('p95(events("a:1", b))', 'avg'), 'avg(events("a:1", b))')
  assert.equal(functionOf('p95(cpu_usage)'), 'p95')
})

test('what a function cannot be put around stays as it is', () => {
  for (const text of ['request_rate', 'a / b', 'error_rate > 0.05', 'avg('])
    assert.equal(withFunction(text, 'avg'), text)
  assert.deepEqual(functionsFor('request_rate'), [])
  assert.equal(withFunction('count(events("a:1"))', 'p95'), 'count(events("a:1"))')
})

test('groups are added and taken away again', () => {
  assert.equal(withGroup('avg(cpu_usage)', 'host'), 'avg(cpu_usage) by (host)')
  assert.equal(withGroup('avg(cpu_usage) by (host)', 'host'), 'avg(cpu_usage)')
  assert.equal(withGroup('avg(cpu_usage) by (*)', 'host'), 'avg(cpu_usage) by (host)')
  assert.equal(withGroup('error_rate', 'service'), 'error_rate by (service)')
  assert.equal(withGroup('error_rate by (service)', 'service'), 'error_rate')
  assert.equal(withGroup('a / b', 'service'), 'a / b')
  assert.deepEqual(groupsOf('cpu_usage{}'), ['*'])
  assert.equal(groupsOf('a / b'), undefined)
})

test('conditions are told from values', () => {
  for (const text of ['error_rate > 0.05', 'a > 1 OR b > 2', 'NOT a', 'cpu_usage == 1'])
    assert.ok(isCondition(text), text)
  for (const text of ['a', 'a / b', '-a', '(a > 1) + 1', 'nonsense(']) assert.ok(!isCondition(text), text)
  assert.deepEqual(
    seriesIn('cpu_usage > 80 OR avg(response_time) > 80 OR response_time > 1 OR cpu_usage < 1'),
    [
      { kind: 'metric', name: 'cpu_usage' },
      { kind: 'metric', name: 'response_time' },
      { kind: 'derived', name: 'response_time' },
    ],
  )
})

test('names, functions and tags are offered where they can stand', () => {
  const offered = (text: string, caret = text.length) =>
    completionAt(text, caret, CATALOGUE)?.suggestions.map(one => one.text) ?? []
  assert.deepEqual(offered('cpu'), ['cpu_usage'])
  assert.ok(offered('que').indexOf('query_time') === 0)
  assert.ok(offered('incr').includes('increase('))
  assert.deepEqual(offered('avg(query_time) by ('), ['endpoint', 'service'])
  assert.deepEqual(offered('avg(query_time) by (endpoint, s'), ['service'])
  assert.deepEqual(offered('query_time{endp'), ['endpoint'])
  assert.deepEqual(offered('query_time{endpoint="cpu'), [])
  assert.ok(offered('disk').includes('"disk-read/bytes"'))
  assert.deepEqual(offered(''), [])
  const { start, end } = completionAt('avg(cpu_us)', 8, CATALOGUE)!
  assert.deepEqual([start, end], [4, 10])
})

test('figures are of the steps that have a value', () => {
  assert.deepEqual(statsOf(series([null, 3, -1, 4, null])), {
    last: 4,
    min: -1,
    avg: 2,
    max: 4,
    steps: 3,
    of: 5,
  })
  assert.deepEqual(statsOf(series([null])), { last: null, min: null, avg: null, max: null, steps: 0, of: 1 })
})

test('a condition is runs of time, and a share of what is known', () => {
  const runs = runsOf(series([1, 1, 0, null, 1]), 60)
  assert.deepEqual(
    runs.map(({ holds, from, to }) => [holds, (to - from) / 60_000]),
    [
      [true, 2],
      [false, 1],
      [null, 1],
      [true, 1],
    ],
  )
  assert.equal(heldShare(runs), 0.75)
  assert.equal(heldShare(runsOf(series([null]), 60)), null)
})

test('series are named by their tags, no two alike', () => {
  const all = [series([], { host: 'a' }), series([], { host: '' }), series([]), series([], { host: 'a' })]
  assert.deepEqual(labelsOf(all, 'x'), ['a', 'no host', 'x', 'a (2)'])
  assert.deepEqual(labelsOf([series([], { a: '1', b: '2' })], 'x'), ['a=1 b=2'])
})

test('values have the unit of what they are made of, where that is sure', () => {
  const unit = (text: string) => unitOf(text, CATALOGUE)
  assert.equal(unit('cpu_usage'), '%')
  assert.equal(unit('p95(query_time) by (endpoint)'), 's')
  assert.equal(unit('count(query_time)'), '')
  assert.equal(unit('rate("disk-read/bytes")'), 'By/s')
  assert.equal(unit('error_rate by (service)'), 'share')
  assert.equal(unit('error_rate > 0.05'), '')
  assert.equal(unit('response_time'), 'ms')
  assert.equal(unit('avg(response_time)'), 's')
  assert.equal(unit('cpu_usage / query_time'), '')
  assert.equal(unit('query_time * 2'), '')
  assert.equal(formatOf('s')(0.0451), '45.1 ms')
  assert.equal(formatOf('share')(0.0123), '1.23 %')
  assert.equal(formatOf('By/s')(2_048), '2 KiB/s')
  assert.equal(formatOf('ms')(-5_000), '−5 s')
})

test('an excerpt shows the character at fault and what is around it', () => {
  assert.deepEqual(excerptAt('avg(', 4), { before: 'avg(', at: '', after: '' })
  assert.deepEqual(excerptAt('a🎉b', 1), { before: 'a', at: '🎉', after: 'b' })
  const long = excerptAt('x'.repeat(100), 60)
  assert.equal(long.before, `…${'x'.repeat(40)}`)
  assert.equal(long.after, 'x'.repeat(39))
  assert.equal(excerptAt('ab', 99).before, 'ab')
})

test('a command for the shell survives quotes', () => {
  assert.equal(
    curlOf('http://h', "/a?b='c'"),
    `curl -H "Authorization: Bearer $TALLYSTICK_KEY" 'http://h/a?b='\\''c'\\'''`,
  )
})

test('what is hidden is in the address only where it differs from what is hidden anyway', () => {
  const labels = ['a', 'b', 'c']
  assert.deepEqual(hiddenIn(undefined, labels, 2), ['c'])
  assert.deepEqual(hiddenIn('["a","x"]', labels, 2), ['a'])
  assert.deepEqual(hiddenIn('nonsense', labels, 2), ['c'])
  assert.equal(hideText(['c'], labels, 2), undefined)
  assert.equal(hideText([], labels, 2), '[]')
  assert.deepEqual(hiddenIn(hideText(['b', 'c'], labels, 2), labels, 2), ['b', 'c'])
})

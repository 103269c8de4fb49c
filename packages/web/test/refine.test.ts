import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFilter, parseQuery, resolveField, type TallyEvent } from '@tallystick/core'
import fc from 'fast-check'
import {
  exclude,
  filterOf,
  forget,
  givesTable,
  include,
  limitsItself,
  only,
  piped,
  standingOf,
  valuesSaid,
  withoutEach,
  withoutField,
} from '../src/query/refine.ts'

const finds = (query: string, attributes: Record<string, string>) =>
  compileFilter(parseQuery(query).filter)({ attributes } as unknown as TallyEvent)

test('including a second value of a field widens, including one of another field narrows', () => {
  const both = include(include('x:1', 'attributes.a', 'one'), 'attributes.a', 'two')
  assert.equal(both, 'x:1 (a:one OR a:two)')
  assert.equal(include(both, 'attributes.a', 'two'), both)
  assert.equal(include('', 'level', 'ERROR'), 'level:ERROR')
})

test('including what was left out, and leaving out what was included, turn it around', () => {
  assert.equal(include('-a:one b:2', 'attributes.a', 'one'), 'b:2 a:one')
  assert.equal(exclude('a:one b:2', 'attributes.a', 'one'), 'b:2 -a:one')
  assert.equal(exclude('(a:one OR a:two) b:2', 'attributes.a', 'one'), 'a:two b:2 -a:one')
})

test('only one value forgets whatever the query said of that field, and nothing else', () => {
  assert.equal(only('(a:one OR a:two) -a:x a>3 b:2 word', 'attributes.a', 'z'), 'b:2 word a:z')
  assert.equal(only('(a:one OR b:two)', 'attributes.a', 'z'), '(a:one OR b:two) a:z')
})

test('forgetting a value takes it out wherever it stands by itself', () => {
  assert.equal(forget('(a:one OR a:two) c:1', 'attributes.a', 'one'), 'a:two c:1')
  assert.equal(forget('-a:one', 'attributes.a', 'one'), '')
  assert.equal(forget('b:1 "never closed', 'attributes.a', 'one'), 'b:1 "never closed')
})

test('pipes stay where they are', () => {
  assert.equal(include('a:1 | count() by b', 'attributes.c', 'x'), 'a:1 c:x | count() by b')
  assert.equal(givesTable('a:1 | count() by b'), true)
  assert.equal(givesTable('a:1 | sort time'), false)
  assert.equal(filterOf('a:1 | count() by b'), 'a:1')
  assert.equal(piped('*', 'count()'), '* | count()')
})

test('the other values of a field are found by what the query says of everything else', () => {
  assert.equal(withoutField('(a:one OR a:two) b:2 -a:x', 'attributes.a'), 'b:2')
  assert.equal(withoutField('a:one', 'attributes.a'), '')
})

test('what a query says of a value can be asked', () => {
  const query = '(a:one OR a:two) -b:x (c:1 OR d:2)'
  assert.equal(standingOf(query, 'attributes.a', 'two'), 'in')
  assert.equal(standingOf(query, 'attributes.b', 'x'), 'out')
  assert.equal(standingOf(query, 'attributes.c', '1'), undefined)
})

test('each condition can be left out by itself', () => {
  assert.deepEqual(withoutEach('a:1 -b:2 word | limit 5'), [
    { term: 'a:1', rest: '-b:2 word | limit 5' },
    { term: '-b:2', rest: 'a:1 word | limit 5' },
    { term: 'word', rest: 'a:1 -b:2 | limit 5' },
  ])
  assert.deepEqual(withoutEach(''), [])
})

test('any value that is included is found, and not found once it is excluded', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), (name, value) => {
      fc.pre(!/^(?:attributes|nonce)$/.test(name) && resolveField(name).kind === 'attribute')
      fc.pre(!name.startsWith('attributes.') && value.isWellFormed())
      const field = `attributes.${name}`
      const asked = include('', field, value)
      assert.ok(finds(asked, { [name]: value }))
      assert.equal(standingOf(asked, field, value), 'in')
      assert.ok(!finds(exclude(asked, field, value), { [name]: value }))
      assert.equal(forget(asked, field, value), '')
    }),
  )
})

test('what a query says of values by itself is told apart from what it says of several fields', () => {
  const said = (query: string) =>
    valuesSaid(query).map(({ field, value, standing }) => [field, value, standing])
  assert.deepEqual(said('(a:one OR a:two) -service:shop word (a:x OR b:y) a>3'), [
    ['attributes.a', 'one', 'in'],
    ['attributes.a', 'two', 'in'],
    ['service', 'shop', 'out'],
  ])
  assert.deepEqual(said('(unfinished'), [])
})

test('a query with a limit of its own wants no more rows', () => {
  for (const query of ['| count() by a | limit 1', '| top 3 service']) assert.ok(limitsItself(query))
  for (const query of ['| count() by a', 'limit', '(unfinished']) assert.ok(!limitsItself(query))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFilter, parseQuery, resolveField, type TallyEvent } from '@tallystick/core'
import fc from 'fast-check'
import { and, not, problemOf, term } from '../src/query/terms.ts'

const eventWith = (path: string, value: string) =>
  ({ attributes: { [path]: value } }) as unknown as TallyEvent

test('a term finds the value it was made from, and its opposite does not', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), (name, value) => {
      fc.pre(!/^(?:attributes|nonce)$/.test(name) && resolveField(name).kind === 'attribute')
      fc.pre(!name.startsWith('attributes.') && value.isWellFormed())
      const found = compileFilter(parseQuery(term(name, value)).filter)
      assert.ok(found(eventWith(name, value)))
      const others = compileFilter(parseQuery(not(term(name, value))).filter)
      assert.ok(!others(eventWith(name, value)))
    }),
  )
})

test('what was asked and a term both hold, whatever stands in either', () => {
  const both = compileFilter(parseQuery(and('a:1 OR a:2', term('b', 'x"y'))).filter)
  const event = (a: string, b: string) => ({ attributes: { a, b } }) as unknown as TallyEvent
  assert.ok(both(event('2', 'x"y')))
  assert.ok(!both(event('1', 'z')))
  assert.ok(!both(event('3', 'x"y')))
  assert.equal(and('', 'b:1'), 'b:1')
  assert.equal(and('b:1 | count() by c', 'd:2'), 'b:1 d:2 | count() by c')
})

test('a problem says its column', () => {
  assert.equal(problemOf('level>=ERROR'), undefined)
  assert.equal(problemOf('a "b')?.position, 2)
})

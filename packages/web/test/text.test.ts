import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clip, seen, textOf } from '../src/ui/text.ts'

test('characters that are not seen are written out, and what is seen stays', () => {
  assert.equal(seen('a\u202eb'), 'a⟨U+202E⟩b')
  assert.equal(seen('\u001b[31mred'), '⟨U+001B⟩[31mred')
  assert.equal(seen('tag\u{e0041}'), 'tag⟨U+E0041⟩')
  assert.equal(seen('line\n\tend ünï 日本 🎉'), 'line\n\tend ünï 日本 🎉')
  assert.equal(seen('\ud800x'), '\ufffdx')
})

test('a list shows the beginning in one line', () => {
  assert.equal(clip('a\nb'), 'a b')
  assert.equal(clip('x'.repeat(1e6), 10), `${'x'.repeat(10)}…`)
})

test('any value has a text', () => {
  assert.equal(textOf(undefined), '')
  assert.equal(textOf('s'), 's')
  assert.equal(textOf({ a: [1] }), '{"a":[1]}')
})

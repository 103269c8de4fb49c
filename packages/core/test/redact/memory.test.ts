import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Memory, remembered } from '../../src/redact/memory.ts'

test('a function that remembers says what it said, and is asked once while that is remembered', () => {
  const asked: string[] = []
  const isLong = remembered(2, text => {
    asked.push(text)
    return text.length > 3
  })
  for (const text of ['a', 'long', 'a', 'long', 'a']) assert.equal(isLong(text), text.length > 3)
  assert.deepEqual(asked, ['a', 'long'])
})

test('what is asked often stays, and what is not is forgotten', () => {
  const memory = new Memory<number>(4)
  memory.set('often', 1)
  for (let i = 0; i < 100; i++) {
    memory.set(`once ${i}`, i)
    assert.equal(memory.get('often'), 1)
  }
  assert.equal(memory.get('once 0'), undefined)
  const kept = Array.from({ length: 100 }, (_, i) => memory.get(`once ${i}`)).filter(
    found => found !== undefined,
  )
  assert.ok(kept.length <= 8, String(kept.length))
})

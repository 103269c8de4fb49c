import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_HISTORY, parseHistory, recall, remembered } from '../src/query/history.ts'

test('a query is kept once, in front, and the oldest goes', () => {
  assert.deepEqual(remembered(['a', 'b'], ' b '), ['b', 'a'])
  assert.deepEqual(remembered(['a'], '  '), ['a'])
  const full = Array.from({ length: MAX_HISTORY }, (_, i) => String(i))
  const after = remembered(full, 'new')
  assert.equal(after.length, MAX_HISTORY)
  assert.equal(after[0], 'new')
})

test('whatever stands in the storage, a history comes out', () => {
  for (const text of [null, '', '{', '{"a":1}', '7', '"x"']) assert.deepEqual(parseHistory(text), [])
  assert.deepEqual(parseHistory('["a",1,null,"b"]'), ['a', 'b'])
})

test('one walks back through earlier queries, and forth to what was being written', () => {
  const history = ['new', 'old']
  const first = recall(history, -1, 1, 'draft')
  assert.deepEqual(first, { place: 0, text: 'new' })
  assert.deepEqual(recall(history, 0, 1, 'draft'), { place: 1, text: 'old' })
  assert.equal(recall(history, 1, 1, 'draft'), undefined)
  assert.deepEqual(recall(history, 0, -1, 'draft'), { place: -1, text: 'draft' })
  assert.equal(recall(history, -1, -1, 'draft'), undefined)
})

test('the query that stands there is not offered as the one before it', () => {
  assert.deepEqual(recall(['same', 'old'], -1, 1, 'same'), { place: 1, text: 'old' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesShown, valuesShown } from '../src/chart/labels.ts'

const bins = (most: number) => Array.from({ length: most + 1 }, (_, i) => `${i * 100}`)

test('names beneath columns are whole or not there, and the last is always one of them', () => {
  assert.deepEqual(namesShown(['0', '100', '200'], 300), [true, true, true])
  for (const width of [120, 240, 480]) {
    const shown = namesShown(bins(20), width)
    const [first, ...rest] = shown.flatMap((is, i) => (is ? [i] : []))
    assert.equal(first, 0)
    assert.equal(rest.at(-1), 20)
    const apart = Math.min(...rest.map((at, i) => at - (i === 0 ? 0 : rest[i - 1]!)))
    assert.ok((apart * width) / 21 >= 4 * 6, `${width}: ${apart} columns apart`)
  }
  assert.deepEqual(namesShown([], 100), [])
})

test('values above columns are written in full, shortened, or not at all', () => {
  assert.deepEqual(valuesShown([5_312, 0], 100), ['5,312', ''])
  assert.deepEqual(valuesShown([5_312, 40], 50), ['5.3K', '40'])
  assert.deepEqual(valuesShown([5_312, 40], 20), ['', ''])
})

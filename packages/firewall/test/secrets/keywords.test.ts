import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { findKeywords } from '../../src/secrets/keywords.ts'

test('keywords are found wherever they end, in any case, also within each other', async () => {
  const letters = fc.constantFrom('a', 'b', 'c', '-')
  const keyword = fc.array(letters, { minLength: 1, maxLength: 4 }).map(chars => chars.join(''))
  const text = fc
    .array(fc.constantFrom('a', 'A', 'b', 'B', 'c', '-', 'é', 'x'), { maxLength: 40 })
    .map(chars => chars.join(''))
  await fuzz(
    'keywords are found as a search for each finds them',
    fc.property(fc.uniqueArray(keyword, { maxLength: 8 }), text, (keywords, text) => {
      const found: string[] = []
      findKeywords(keywords).each(text, 0, (keyword, end) => found.push(`${end} ${keywords[keyword]}`))
      const expected = keywords.flatMap(keyword =>
        Array.from({ length: text.length + 1 }, (_, end) => end)
          .filter(
            end => end >= keyword.length && text.slice(end - keyword.length, end).toLowerCase() === keyword,
          )
          .map(end => `${end} ${keyword}`),
      )
      assert.deepEqual(found.sort(), expected.sort())
    }),
    300,
  )
})

test('ends come in the order of the text', () => {
  const ends: number[] = []
  findKeywords(['he', 'she', 'hers', 'his']).each('ushers and his she', 0, (_, end) => ends.push(end))
  assert.deepEqual(ends, [4, 4, 6, 14, 18, 18])
})

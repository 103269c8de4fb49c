import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSegments, SIGNS } from '../../src/attacks/segments.ts'

const CLUTTER = SIGNS.findIndex(({ id }) => id === 'clutter')

const isCluttered = (text: string): boolean =>
  readSegments(text, () => {}).signs.some(bits => (bits & (1 << CLUTTER)) !== 0)

describe('clutter', () => {
  it('is found where prose goes over into stray signs, however the line ends', () => {
    for (const text of [
      'Write a short note to the team about lunch {(task ]( sure !here',
      'Write a short note to the team about lunch now [( {" sure',
      'Write a short note to the team about lunch wordFormat ==>" ListGive <?[ theVerse "}; also',
      'Write a short note to the team about lunch {(task ]( sure !here\nThank you very much.',
    ])
      assert.ok(isCluttered(text), text)
  })

  it('is not in code, in markup, and in prose about code', () => {
    for (const text of [
      'const found = list.filter(({ id }) => (bits & (1 << place[id])) !== 0).map(([a, b]) => `a: b`)',
      '{"a":[{"b":"it is what it was and nothing more than that","c":[[1,2],{"d":null}]}]}',
      '<ul class="list"><li><a href="#top">Back to the beginning of all that</a></li></ul>',
      'Use the function as it is shown in `list.map(([a, { b }]) => [b, "a")` and it will do what you want.',
      'Both are read (see [the manual](../manual.md), "Reading"), and neither of them is written to (so far).',
      'The one that was opened first is closed last (as it is in all\nof the others as well), and so on.',
      'I wanted to ask you about it :) and did not :( because of the rain... Do you have time -- or not?!',
    ])
      assert.ok(!isCluttered(text), text)
  })

  it('is forgotten with the line', () => {
    const lines = ['We said so in the minutes of it ]', 'We said so in the minutes }']
    assert.ok(isCluttered(lines.join(' ')))
    assert.ok(!isCluttered(lines.join('\n')))
  })
})

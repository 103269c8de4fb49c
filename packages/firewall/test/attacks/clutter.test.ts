import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSegments, SIGNS } from '../../src/attacks/segments.ts'

const has =
  (sign: string) =>
  (text: string): boolean => {
    const bit = 1 << SIGNS.findIndex(({ id }) => id === sign)
    return readSegments(text, () => {}).signs.some(bits => (bits & bit) !== 0)
  }
const isCluttered = has('clutter')
const leavesOpen = has('open-brackets')

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

describe('open brackets', () => {
  it('are found where they come one after the other and nothing closes them', () => {
    for (const text of [
      'often Clement Ble [ [ [ [ zeit XIV generated [',
      'spectral Freund [x] Verein electrons [ [',
      'say it now { { sure\n} }',
      'list[0] = [ [ 1 ] ]\nand then aim metric [ [ ok',
    ])
      assert.ok(leavesOpen(text), text)
  })

  it('are not what code, tables and notes have', () => {
    for (const text of [
      'const matrix = [ [ 1, 2 ], [ 3, 4 ] ]',
      'matrix = [\n  [ 1, 2 ],\n  [ 3, 4 ],\n]',
      'if ( ( a && b ) ||\n     ( c && d ) ) { { run() } }',
      '- [ ] write it down\n- [ ] read it again',
      'as was shown before [1] [2], and then again [',
    ])
      assert.ok(!leavesOpen(text), text)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { TYPES } from '../../src/attacks/rules.ts'
import { scanView } from './helpers.ts'

const PIECES = [
  'ignore ',
  'all previous ',
  'instructions',
  '<|im_start|>',
  '[INST]',
  '![a](http://x/{b})',
  'i g n o r e ',
  '忽略',
  '指令',
  '之前的',
  '\ud83d',
  '\udc00',
  '\n',
  ' ',
  "'",
  '{',
  '](',
  '1gn0r3',
  'ก',
  '́',
  '![',
  'a.b.c.d.e.',
  '0101010 1010101 ',
]
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 12 })), {
      maxLength: 60,
    })
    .map(parts => parts.join('')),
)
const view = fc.record({
  text,
  encoding: fc.constantFrom('plain', 'base64', 'hex', 'url', 'tags'),
  hidden: fc.array(
    fc.record({ kind: fc.constantFrom('zero_width', 'bidi', 'tag'), at: fc.nat(50), count: fc.nat(9) }),
    { maxLength: 2 },
  ),
})
const types = new Set<string>(TYPES.map(({ type }) => type))

describe('the scanner of prompt attacks', () => {
  it('never throws, gives valid matches, and the same ones again', () =>
    fuzz(
      'attacks: valid matches',
      fc.property(view, some => {
        const matches = scanView(some as Parameters<typeof scanView>[0])
        for (const { start, end, score, type, reason } of matches) {
          assert.ok(0 <= start && start < end && end <= some.text.length)
          assert.ok(score > 0 && score <= 1)
          assert.ok(types.has(type))
          assert.notEqual(reason, '')
        }
        assert.deepEqual(scanView(some as Parameters<typeof scanView>[0]), matches)
      }),
      400,
    ))
})

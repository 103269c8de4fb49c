import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { personalScanner } from '../../src/personal/index.ts'
import type { Match } from '../../src/types.ts'

const scanner = personalScanner()
const scan = (text: string) =>
  scanner.scan(
    { text, encoding: 'plain', hidden: [] },
    { stage: 'file', signal: new AbortController().signal },
  ) as readonly Match[]

/** Texts of the characters that grammars here are made of, and of any others. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789 .-:/+()@xXAB12abGB\n'), maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        ...'Mr. |Dear |John |van |born |SSN |phone |call |iban |GB29 |NWBK |6016 |1331 |9268 |19|123-45-6789|4111 1111 1111 1111|+44 20 |7946 0958|a@b.co|://u:p@h|12 Main St|2001:db8::1|주민 |é|𝒥|, |: |\n'.split(
          '|',
        ),
      ),
      { maxLength: 24 },
    )
    .map(parts => parts.join('')),
)

describe('the personal scanner on any text', () => {
  it('finds spans within the text, of known types, in order', async () => {
    const types = new Set(scanner.types.map(({ type }) => type))
    await fuzz(
      'personal: spans',
      fc.property(texts, text => {
        let last = 0
        for (const { start, end, score, type } of scan(text)) {
          assert.ok(
            start >= last && start < end && end <= text.length && score > 0 && score <= 1 && types.has(type),
          )
          last = start
        }
      }),
      400,
    )
  })

  it('holds back what the rest of a text can change', async () => {
    await fuzz(
      'personal: hold',
      fc.property(texts, fc.nat(200), (text, at) => {
        const piece = text.slice(0, at)
        const hold = scanner.hold?.(piece) ?? 0
        const expected = scan(text).filter(({ start }) => start < hold)
        assert.deepEqual(
          scan(piece).filter(({ start }) => start < hold),
          expected,
        )
        assert.ok(expected.every(({ end }) => end <= hold))
      }),
      400,
    )
  })
})

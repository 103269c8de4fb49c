import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { createRedaction, type RedactionOptions } from '../../src/redact/index.ts'
import { createStreamRestorer } from '../../src/stream/index.ts'
import type { Finding } from '../../src/types.ts'
import { cutAt } from './support.ts'

const finding = (type: string): Finding => ({
  scanner: 's',
  type,
  family: 'personal',
  rule: 'r',
  start: 0,
  end: 1,
  encoding: 'plain',
  score: 1,
  severity: 'High',
  reason: 'r',
  hmac: '0123456789abcdef'.repeat(2),
})

function session(values: readonly string[], options: RedactionOptions = {}) {
  const redaction = createRedaction({ key: 'k', encryptionKey: new Uint8Array(32), ...options })
  const marks = values.map(value => redaction.replacement(value, finding('email_address')))
  return { redaction, marks }
}

function restored(chunks: readonly string[], ...args: Parameters<typeof createStreamRestorer>): string {
  const restorer = createStreamRestorer(...args)
  return chunks.map(chunk => restorer.push(chunk)).join('') + restorer.end()
}

describe('a stream restorer', () => {
  test('takes thousands of values, and texts full of what a mark could begin with', () => {
    const values = Array.from({ length: 20_000 }, (_, i) => `user${i}@example.org`)
    const { redaction, marks } = session(values)
    const started = performance.now()
    const text = `${'[EMAIL_ADDRESS_ '.repeat(5_000)}${marks.join(' ')}`
    assert.equal(restored([text], redaction), redaction.restore(text))
    assert.ok(performance.now() - started < 5_000)
  })

  for (const mode of ['placeholder', 'format'] as const)
    test(`gives what restoring the whole text gives, by ${mode}`, () => {
      const values = Array.from({ length: 12 }, (_, i) => `user${i}@example.org${i % 2 === 0 ? '' : '\n"'}`)
      const { redaction, marks } = session(values, { modeOf: () => mode })
      const piece = fc.oneof(
        fc.constantFrom(
          ...marks,
          ...marks.map(mark => mark.slice(0, -1)),
          '[',
          ']',
          '[EMAIL_ADDRESS_',
          '[[',
          '{"a": "',
          '", "',
          ' ',
          '1',
        ),
        fc.string({ maxLength: 4 }),
      )
      return fuzz(
        `stream restorer ${mode}`,
        fc.property(
          fc.array(piece, { maxLength: 20 }),
          fc.array(fc.nat(500), { maxLength: 30 }),
          (pieces, cuts) => {
            const text = pieces.join('')
            assert.equal(restored(cutAt(text, cuts), redaction), redaction.restore(text))
          },
        ),
        300,
      )
    })

  test('opens what was encrypted', () => {
    const { redaction, marks } = session(['a@example.org'], { modeOf: () => 'encrypt' })
    assert.match(marks[0]!, /:enc:/)
    assert.equal(restored([...`to ${marks[0]}!`], redaction), 'to a@example.org!')
  })

  test('takes the longest mark', () => {
    const { redaction } = session(
      Array.from({ length: 12 }, (_, i) => `value ${i + 1}`),
      { modeOf: () => 'placeholder' },
    )
    assert.equal(restored([...'[EMAIL_ADDRESS_12] [EMAIL_ADDRESS_1]'], redaction), 'value 12 value 1')
  })

  test('holds back no more than a mark may take', () => {
    const { redaction } = session(['a@example.org'])
    const restorer = createStreamRestorer(redaction)
    assert.equal(restorer.push('see [1] and [EMAIL_'), 'see [1] and ')
    assert.equal(restorer.push('x'), '[EMAIL_x')
    assert.equal(restorer.push('[EMAIL_ADDRESS_1'), '')
    assert.equal(restorer.push(']'), 'a@example.org')
    assert.equal(restorer.end(), '')
  })

  test('leaves out the values of marks that are made later', () => {
    const { redaction } = session(['a@example.org'])
    const restorer = createStreamRestorer(redaction)
    const mark = redaction.replacement('b@example.org', finding('email_address'))
    assert.equal(restorer.push(`${mark} [EMAIL_ADDRESS_1]`), `${mark} a@example.org`)
  })

  test('reads marks that stand escaped in JSON, wherever it is cut', () => {
    const { redaction } = session(['a "quoted"\nname'])
    const text = '{"\\u005bEMAIL_ADDRESS_\\u0031]":"\\u005b","b":"\\n\\\\[EMAIL_ADDRESS_1\\u005D\\u00'
    for (let at = 0; at <= text.length; at++)
      assert.equal(
        restored([text.slice(0, at), text.slice(at)], redaction, { quoted: true }),
        '{"a \\"quoted\\"\\nname":"\\u005b","b":"\\n\\\\a \\"quoted\\"\\nname\\u00',
      )
  })

  test('writes values as they stand in JSON', () => {
    const { redaction } = session(['a "quoted"\nname'])
    assert.equal(
      restored(['{"to":"[EMAIL_ADDRESS_1]"}'], redaction, { quoted: true }),
      '{"to":"a \\"quoted\\"\\nname"}',
    )
  })
})

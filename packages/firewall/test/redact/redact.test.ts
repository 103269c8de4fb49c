import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createRedaction, type Finding, mergeSpans, REDACTIONS } from '../../src/index.ts'

const finding = (start: number, end: number, type = 'email_address', score = 0.9): Finding => ({
  scanner: 's',
  type,
  family: 'personal',
  rule: 'r',
  start,
  end,
  encoding: 'plain',
  score,
  severity: 'Medium',
  reason: 'r',
  hmac: '0123456789abcdef',
})
const KEYS = { key: 'key', encryptionKey: randomBytes(32) }

describe('redaction', () => {
  const text = 'From ada@example.org to bob@example.org, cc ada@example.org'
  const mails = [...text.matchAll(/\w+@example\.org/g)].map(({ 0: mail, index }) =>
    finding(index, index + mail.length),
  )

  test('puts numbered placeholders, the same for equal values, and restores them', () => {
    const redaction = createRedaction()
    const redacted = redaction.redact(text, mails)
    assert.equal(redacted, 'From [EMAIL_ADDRESS_1] to [EMAIL_ADDRESS_2], cc [EMAIL_ADDRESS_1]')
    assert.equal(redaction.restore(redacted), text)
    assert.equal(redaction.restore('Hello [EMAIL_ADDRESS_2]!'), 'Hello bob@example.org!')
  })

  test('takes no placeholder that the text has already', () => {
    const redaction = createRedaction()
    const redacted = redaction.redact('[EMAIL_ADDRESS_1] is ada@example.org', [finding(21, 36)])
    assert.equal(redacted, '[EMAIL_ADDRESS_1] is [EMAIL_ADDRESS_2]')
    assert.equal(redaction.restore(redacted), '[EMAIL_ADDRESS_1] is ada@example.org')
  })

  test('remembers what stands escaped in JSON as it reads, and escapes it in JSON alone', () => {
    const value = 'a "b"\n/c'
    for (const written of ['a \\"b\\"\\n/c', 'a \\"b\\"\\n\\/c', '\\u0061 \\u0022b\\"\\n/c']) {
      const redaction = createRedaction()
      const json = `Take {"key" : "is ${written}", "b": "c"}`
      const start = json.indexOf(written)
      const redacted = redaction.redact(json, [finding(start, start + written.length)])
      assert.equal(redacted, 'Take {"key" : "is [EMAIL_ADDRESS_1]", "b": "c"}')
      assert.equal(redaction.redact(value, [finding(0, value.length)]), '[EMAIL_ADDRESS_1]')
      assert.equal(redaction.restore('It is [EMAIL_ADDRESS_1].'), `It is ${value}.`)
      assert.equal(redaction.restore('{"x":["[EMAIL_ADDRESS_1]"]}'), JSON.stringify({ x: [value] }))
    }
  })

  test('keeps JSON what it is in every mode', () => {
    const value = 'key\n"of" some length'
    const json = JSON.stringify({ a: value })
    for (const mode of REDACTIONS) {
      const redaction = createRedaction({ modeOf: () => mode, ...KEYS })
      const { a } = JSON.parse(redaction.redact(json, [finding(6, json.length - 2)])) as { a: string }
      assert.notEqual(a, value)
      if (mode !== 'mask' && mode !== 'hash') assert.equal(redaction.restore(a), value)
    }
  })

  test('leaves backslashes alone that are no escapes, and quotes that are of no JSON', () => {
    for (const [before, value, after] of [
      ['path: "', 'C:\\Users\\jane', '"'],
      ['path = ', 'C:\\new\\jane', ''],
      ['say: "', 'one\ntwo', '"'],
    ] as const) {
      const redaction = createRedaction()
      const at = before.length
      const redacted = redaction.redact(before + value + after, [finding(at, at + value.length)])
      assert.equal(redaction.restore(redacted), before + value + after)
    }
  })

  test('masks all but the last four of a long value, and all of a short one', () => {
    const masked = (value: string) =>
      createRedaction({ modeOf: () => 'mask' }).redact(value, [finding(0, value.length)])
    assert.equal(masked('4111-1111-1111-1111'), '****-****-****-1111')
    assert.equal(masked('pin 1234'), '*** ****')
  })

  test('hashes by the finding, keeps formats, and encrypts what only the key opens', () => {
    const redacted = (mode: (typeof REDACTIONS)[number]) =>
      createRedaction({ modeOf: () => mode, ...KEYS }).redact(text, mails)
    assert.match(redacted('hash'), /^From \[EMAIL_ADDRESS:01234567\] to/)
    assert.match(redacted('format'), /^From [a-z]{3}@[a-z]{7}\.[a-z]{3} to [a-z]{3}@[a-z]{7}\.[a-z]{3}, cc/)
    const sealed = redacted('encrypt')
    assert.doesNotMatch(sealed, /example/)
    assert.equal(createRedaction(KEYS).restore(sealed), text)
    assert.equal(createRedaction({ encryptionKey: randomBytes(32) }).restore(sealed), sealed)
    assert.throws(() => createRedaction({ modeOf: () => 'encrypt' }).redact(text, mails), /needs a key/)
  })

  test('keeps no format that could stand for another value, or in a text by chance', () => {
    const redaction = createRedaction({ modeOf: () => 'format', ...KEYS })
    const pins = Array.from({ length: 300 }, (_, i) => String(1_000 + i))
    const marks = pins.map(pin => redaction.replacement(pin, finding(0, 4, 'pin')))
    assert.equal(new Set(marks).size, pins.length)
    assert.equal(redaction.restore(marks.join(' ')), pins.join(' '))
    assert.equal(redaction.restore('In 2026, 7 of 1500'), 'In 2026, 7 of 1500')
    const mark = redaction.replacement('987-65-4321', finding(0, 11, 'us_ssn'))
    assert.match(mark, /^\d{3}-\d\d-\d{4}$/)
  })

  test('leaves nothing of what overlaps, in any mode, whatever the findings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(38), fc.integer({ min: 1, max: 12 })), { maxLength: 12 }),
        fc.constantFrom(...REDACTIONS),
        (spans, mode) => {
          const digits = Array.from({ length: 40 }, (_, i) => String.fromCharCode(0x4e00 + i)).join('')
          const findings = spans.map(([start, length]) => finding(start, Math.min(40, start + length)))
          const redacted = createRedaction({ modeOf: () => mode, ...KEYS }).redact(digits, findings)
          const covered = (at: number) => findings.some(({ start, end }) => start <= at && at < end)
          if (mode !== 'mask')
            for (let at = 0; at < 40; at++) assert.equal(redacted.includes(digits[at]!), !covered(at))
          const merged = mergeSpans(findings)
          for (let i = 1; i < merged.length; i++) assert.ok(merged[i]!.start >= merged[i - 1]!.end)
        },
      ),
    )
  })

  test('with placeholders and restoring gives every text back', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 8 }))),
        (any, spans) => {
          const redaction = createRedaction()
          const findings = spans
            .map(([start, length]) => finding(start, start + length))
            .filter(({ end }) => end <= any.length)
          assert.equal(redaction.restore(redaction.redact(any, findings)), any)
        },
      ),
    )
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalize,
  canonicalLine,
  createLineDecoder,
  createRolloverScan,
  DEFAULT_LIMITS,
  type DecodedEvent,
  detectFormat,
  EVENT_FIELDS,
  FORMATS,
  normalizeEvent,
  TallyError,
} from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'

const SAMPLE = 300
const REFERENCE = Date.UTC(2024, 5, 1)

/** Pieces that headers are made of, in any order: far likelier to upset the grammar than random text. */
const piece = fc.oneof(
  fc.constantFrom(
    '2024-01-02 03:04:05,678',
    'Mar 27 13:09:37',
    '1704164645',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '{',
    '}',
    '|',
    ' - ',
    ':',
    ': ',
    ' ',
    '  ',
    '\t',
    'INFO',
    'error',
    'W',
    '[main]',
    'sshd[12]:',
    'a.b.C',
    '12',
    '0x1f',
    '"',
    '=',
    'a=b',
    'k="v',
    ',',
    '<34>',
    '<34>1 ',
    '{"a":1}',
    '{"level":"x","msg":[]}',
    '[{"a":',
    '#Fields: date time',
    '10.0.0.1',
    '::1',
    'Traceback (most recent call last):',
    '\tat x(',
    'GET / HTTP/1.1" 200 1',
    '127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "',
    '\u0000',
    '\uD800',
    '😀',
    '__proto__=1',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const line = fc.array(piece, { maxLength: 14 }).map(pieces => pieces.join('').replace(/\n/g, ' '))
const file = fc.array(line, { maxLength: 30 })

function decodeAll(lines: readonly string[], format: (typeof FORMATS)[number] | 'auto'): DecodedEvent[] {
  const decoder = createLineDecoder({ reference: REFERENCE, format })
  return [...lines.flatMap(text => decoder.push(text)), ...decoder.flush()]
}

/** Objects with the keys of events and any values: they get past the first checks. */
const eventLike = fc.dictionary(
  fc.constantFrom(...Object.keys(EVENT_FIELDS), 'x', '__proto__', 'a.b'),
  fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(-1, 1e300, Number.NaN, '0000-01-01T00:00:00Z', '9999-12-31'),
  ),
)

const context = {
  tenant: 't',
  received: '2024-06-01T00:00:00.000Z',
  newId: () => '019f0000-0000-7000-8000-000000000000',
  newNonce: () => 'AAAAAAAAAAAAAAAAAAAAAA',
  limits: DEFAULT_LIMITS,
}

test('no lines, in any format, crash the decoder, and what it gives is an event', () =>
  fuzz(
    'log formats',
    fc.property(file, fc.constantFrom('auto' as const, ...FORMATS), (lines, format) => {
      for (const { event } of decodeAll(lines, format)) {
        try {
          normalizeEvent(event, context)
        } catch (error) {
          // Only limits of the event model may refuse it, never its shape.
          assert.ok(error instanceof TallyError && /TOO_/.test(error.code), String(error))
        }
      }
    }),
    SAMPLE,
  ))

test('every line that is not blank is in exactly one event, in order', () =>
  fuzz(
    'log lines kept',
    fc.property(file, lines => {
      const { format, options } = detectFormat(lines)
      fc.pre(format !== 'json' && format !== 'csv' && options.wrapper === undefined)
      const events = decodeAll(lines, 'auto')
      const numbers = events.map(event => event.line)
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      )
      assert.equal(
        events.reduce((sum, event) => sum + event.lines, 0),
        lines.filter(text => text.trim() !== '').length,
      )
    }),
    SAMPLE,
  ))

test('what a text line says is in its event, word for word, or known as time or level', () => {
  const word = fc.stringMatching(/^[a-z]{3,8}$/)
  return fuzz(
    'log messages',
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), words => {
      const text = words.join(' ')
      const [event] = decodeAll([`2024-01-02 03:04:05,678 INFO [main] app.Service: ${text}`], 'auto')
      assert.equal(event!.event.message, text)
      assert.equal(event!.event.module, 'app.Service')
    }),
    SAMPLE,
  )
})

test('detection and the year scan take any lines', () =>
  fuzz(
    'log detection',
    fc.property(file, lines => {
      const { confidence } = detectFormat(lines)
      assert.ok(confidence >= 0 && confidence <= 1)
      const scan = createRolloverScan({ reference: REFERENCE })
      for (const text of lines) scan.push(text)
      const start = scan.start()
      assert.ok(start === undefined || Number.isFinite(start))
    }),
    SAMPLE,
  ))

test('any value at all becomes an event that canonicalises, or is refused with a code', () =>
  fuzz(
    'events',
    fc.property(fc.oneof(fc.anything({ withNullPrototype: true, maxDepth: 4 }), eventLike), value => {
      try {
        const canonical = canonicalLine(normalizeEvent(value, context))
        assert.equal(canonicalize(JSON.parse(canonical)), canonical)
      } catch (error) {
        if (!(error instanceof TallyError)) throw error
        assert.match(error.code, /^TALLY_EVENT_/)
      }
    }),
    SAMPLE,
  ))

test('a line made to be slow is not: long runs of what the expressions look for', () => {
  const hostile = [
    'a=',
    '"',
    '\\"',
    '[',
    '(',
    '<',
    'a.',
    'a:',
    '1.',
    ':',
    ': ',
    ' ',
    '\t',
    '{"a":',
    '-',
    '1',
    'a@',
    '=" ',
    '1:',
    'at ',
    '[[]',
    '(()',
    '10.0.0.',
    '|',
  ].flatMap(part => [
    part.repeat(60_000),
    `2024-01-02 03:04:05,678 ${part.repeat(60_000)}`,
    `Mar 27 13:09:37 host ${part.repeat(60_000)}`,
    `<34>1 2003-10-11T22:14:15.003Z h a p m [${part.repeat(60_000)}`,
    `1.2.3.4 - - [${part.repeat(20_000)}] "${part.repeat(20_000)}`,
  ])
  for (const text of hostile) {
    const started = performance.now()
    decodeAll([text], 'auto')
    const took = performance.now() - started
    assert.ok(took < 1000, `${JSON.stringify(text.slice(0, 60))} took ${took.toFixed(0)} ms`)
  }
})

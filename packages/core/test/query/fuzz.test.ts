import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { compileFilter, parseQuery, printQuery, TallyError, tokenizeQuery } from '../../src/index.ts'
import { query } from './arbitraries.ts'

const SAMPLE = 2_000
/** Milliseconds one query may take, with room for a busy machine. */
const SOON = 2_000

const EVENT = {
  id: '019f0000-0000-7000-8000-000000000000',
  seq: 0,
  tenant: 't',
  stream: 'log',
  time: '2026-01-31T12:00:00.000Z',
  received: '2026-01-31T12:00:00.000Z',
  level: 'INFO',
  severity_number: 9,
} as const

const PIECES = [
  ...[
    'level',
    'service',
    'attributes.',
    'message',
    'time',
    'a',
    '"',
    '\\',
    '/',
    '*',
    '(',
    ')',
    '|',
    ':',
    '=',
    '!=',
    '>=',
  ],
  ...[
    ' ',
    '-',
    ',',
    'OR',
    'AND',
    'NOT',
    'by',
    'bin(',
    '5m',
    '0.1',
    'count()',
    'sum(',
    'top',
    'sort',
    'limit',
    '😀',
    '\ud800',
  ],
  ...['(?i)', '[', '{9}', '+', '\u0000', '\n'],
]
const soup = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map(pieces => pieces.join(''))
const mutated = fc
  .tuple(query.map(printQuery), fc.nat(), fc.nat({ max: 4 }), fc.constantFrom('', ...PIECES))
  .map(([text, at, cut, piece]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + piece + text.slice(place + cut)
  })
const noise = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), soup, mutated)

/** Parses, and if that works prints, compiles and runs; anything thrown must be a TallyError of the query with a column. */
function survives(text: string): void {
  const start = performance.now()
  try {
    const parsed = parseQuery(text)
    assert.deepEqual(parseQuery(printQuery(parsed)), parsed)
    const shown = text.toWellFormed()
    compileFilter(parsed.filter)({ ...EVENT, message: shown, attributes: { a: shown } })
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
    assert.match(error.code, /^TALLY_QUERY_/)
    assert.ok(
      error.position !== undefined && error.position >= 0 && error.position <= text.length,
      error.message,
    )
  }
  const took = performance.now() - start
  assert.ok(took < SOON, `${took} ms`)
}

describe('whatever is typed', () => {
  test('parses, or is refused with a code and a column', () =>
    fuzz('query parser', fc.property(noise, survives), SAMPLE))

  test('is cut into pieces that stand in order inside the text, without an error thrown', () =>
    fuzz(
      'query tokenizer',
      fc.property(noise, text => {
        let at = 0
        for (const { start, end } of tokenizeQuery(text)) {
          assert.ok(at <= start && start <= end && end <= text.length)
          at = end
        }
      }),
      SAMPLE,
    ))

  test('ends fast when it is as long and as nasty as it may be', () => {
    const nasty = [
      '('.repeat(8_192),
      '-'.repeat(8_192),
      'a*'.repeat(4_096),
      '"'.repeat(8_192),
      '\\'.repeat(8_192),
      '/a'.repeat(4_096),
      '/ '.repeat(4_096),
      'a:'.repeat(4_096),
      'a.'.repeat(4_096),
      'a ='.repeat(2_700),
      '|'.repeat(8_192),
      `a|${'count(),'.repeat(1_000)}`,
      `a|${'-'.repeat(8_000)}`,
      `/${'(a*)*'.repeat(1_600)}/`,
      `/${'(a{0,30}){0,30}'.repeat(500)}/`,
      `/${'[^a]'.repeat(2_000)}/`,
      `/${'('.repeat(4_000)}${')'.repeat(4_000)}/`,
      `/${'a|'.repeat(4_000)}/`,
      ' '.repeat(8_192),
      'OR '.repeat(2_700),
      'a OR '.repeat(1_600),
    ]
    for (const text of nasty) survives(text)
  })

  test('ends when a quoted name stops at a dot', () => {
    for (const text of ['| top 5 a."b".>=', '| "b".%', '| count() by "".']) {
      survives(text)
      assert.ok(tokenizeQuery(text).length < 20)
    }
  })

  test('runs in linear time on long messages', () => {
    const message = 'a'.repeat(200_000)
    const event = { ...EVENT, message, attributes: { v: message } }
    for (const text of [
      '/(a*)*b/',
      '/(a|aa)+$/',
      '*a*a*a*a*a*a*a*a*b*',
      'v:*a*a*a*a*a*a*b',
      '"aaaaaaaaaaaaaaaaaaab"',
    ]) {
      const start = performance.now()
      compileFilter(parseQuery(text).filter)(event)
      assert.ok(performance.now() - start < 2_000, text)
    }
  })
})

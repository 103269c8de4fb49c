import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import {
  DERIVED_SERIES,
  derivedExpression,
  type Expression,
  parseExpression,
  printExpression,
  TallyError,
} from '../../src/index.ts'
import { expression } from './arbitraries.ts'

const SAMPLE = 2_000

const metric = (name: string, fn = 'avg', by: readonly string[] | 'all' = []) =>
  ({ kind: 'call', fn, source: { kind: 'metric', name, matchers: [] }, by }) as Expression

function faultOf(text: string): { code: string; position: number | undefined } {
  try {
    parseExpression(text)
  } catch (error) {
    assert.ok(error instanceof TallyError, `${text}: ${String(error)}`)
    return { code: error.code, position: error.position }
  }
  throw new assert.AssertionError({ message: `${text} parses` })
}

describe('an expression', () => {
  test('names a metric, quoted where its name holds other characters', () => {
    assert.deepEqual(parseExpression('cpu_usage'), { kind: 'name', name: 'cpu_usage' })
    assert.deepEqual(parseExpression('http.server.duration'), { kind: 'name', name: 'http.server.duration' })
    assert.deepEqual(parseExpression('"disk-read/bytes"'), { kind: 'name', name: 'disk-read/bytes' })
    assert.deepEqual(parseExpression('a-b'), {
      kind: 'binary',
      op: '-',
      left: { kind: 'name', name: 'a' },
      right: { kind: 'name', name: 'b' },
    })
  })

  test('takes functions, conditions on tags, and groups', () => {
    assert.deepEqual(
      parseExpression('avg(response_time{endpoint="/api/users", code!~"5.."}) by (service, "x y")'),
      {
        kind: 'call',
        fn: 'avg',
        source: {
          kind: 'metric',
          name: 'response_time',
          matchers: [
            { tag: 'endpoint', op: '=', value: '/api/users' },
            { tag: 'code', op: '!~', value: '5..' },
          ],
        },
        by: ['service', 'x y'],
      },
    )
    assert.deepEqual(parseExpression('cpu{}'), metric('cpu', 'avg', 'all'))
    assert.deepEqual(parseExpression('max(cpu) by (*)'), metric('cpu', 'max', 'all'))
    assert.deepEqual(parseExpression('p95(events("name:http.request", duration_ms)) by (http.route)'), {
      kind: 'call',
      fn: 'p95',
      source: { kind: 'events', query: 'name:http.request', field: 'duration_ms' },
      by: ['http.route'],
    })
  })

  test('binds operators as arithmetic has it, and words below', () => {
    const same = (a: string, b: string) => assert.deepEqual(parseExpression(a), parseExpression(b), a)
    same('a + b * c', 'a + (b * c)')
    same('a - b - c', '(a - b) - c')
    same('-a * b', '(-a) * b')
    same('a > 80 OR b > 80 AND c', '(a > 80) OR ((b > 80) AND c)')
    same('NOT a > 3 AND b', '(NOT (a > 3)) AND b')
    same('a ?? b > 1', '(a ?? b) > 1')
    same('a / b ?? 0', '(a / b) ?? 0')
    same('a = 1 and not b', 'a == 1 AND NOT b')
  })

  test('says where it is at fault', () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ['', 'TALLY_METRIC_EXPRESSION', 0],
      ['a +', 'TALLY_METRIC_EXPRESSION', 3],
      ['a b', 'TALLY_METRIC_EXPRESSION', 2],
      ['(a', 'TALLY_METRIC_EXPRESSION', 2],
      ['median(a)', 'TALLY_METRIC_EXPRESSION', 0],
      ['avg(a + b)', 'TALLY_METRIC_EXPRESSION', 6],
      ['avg(a) by (b, b)', 'TALLY_METRIC_EXPRESSION', 14],
      ['a{b}', 'TALLY_METRIC_EXPRESSION', 3],
      ['a{b="c}', 'TALLY_METRIC_EXPRESSION', 4],
      ['1e999', 'TALLY_METRIC_EXPRESSION', 0],
      ['5m', 'TALLY_METRIC_EXPRESSION', 0],
      ['a + NOT b', 'TALLY_METRIC_EXPRESSION', 4],
      ['events("x")', 'TALLY_METRIC_EXPRESSION', 0],
      ['last(events("x"))', 'TALLY_METRIC_EXPRESSION', 0],
      ['uniq(a)', 'TALLY_METRIC_EXPRESSION', 0],
      ['avg(events("x"))', 'TALLY_METRIC_EXPRESSION', 14],
      ['count(events("x", y))', 'TALLY_METRIC_EXPRESSION', 19],
      ['count(events("x")) by (*)', 'TALLY_METRIC_EXPRESSION', 19],
      ['a # b', 'TALLY_METRIC_EXPRESSION', 2],
      ['a{b=~"("}', 'TALLY_QUERY_REGEX', 5],
      ['count(events("level>=LOUD"))', 'TALLY_QUERY_VALUE', 21],
      ['count(events("a=\\"\\" AND"))', 'TALLY_QUERY_SYNTAX', 24],
      ['count(events("x | count()"))', 'TALLY_QUERY_PIPE', 16],
      ['count(events("")) by (nonce)', 'TALLY_QUERY_FIELD', 22],
      [`${'('.repeat(65)}a`, 'TALLY_METRIC_TOO_COMPLEX', 65],
      ['a+'.repeat(33), 'TALLY_METRIC_TOO_COMPLEX', 64],
      ['1+'.repeat(200), 'TALLY_METRIC_TOO_COMPLEX', 256],
      ['a'.repeat(8_193), 'TALLY_METRIC_TOO_COMPLEX', 8_192],
    ]
    for (const [text, code, position] of cases)
      assert.deepEqual(faultOf(text), { code, position }, text.slice(0, 80))
  })

  test('printed, parses to itself', async () => {
    await fuzz(
      'printed expressions',
      fc.property(expression, ast => {
        const text = printExpression(ast)
        const parsed = parseOrTooComplex(text)
        if (parsed !== undefined) assert.deepEqual(parsed, ast, text)
      }),
      SAMPLE,
    )
  })

  test('never fails but by a TallyError with a position inside it, whatever is written', async () => {
    const pieces = [
      ...[
        'a',
        'avg',
        'events',
        '(',
        ')',
        '{',
        '}',
        '"',
        '\\',
        '=',
        '=~',
        '!=',
        '~',
        ',',
        ' by ',
        '*',
        '1',
        '.',
        'e5',
        '-',
        '+',
      ],
      ...['OR', 'NOT ', '??', '?', '|', 'level:', '\n', '\ud800', '😀', '/', '%', '<=', '>'],
    ]
    const anything = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map(parts => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .tuple(expression.map(printExpression), fc.nat(), fc.constantFrom(...pieces), fc.nat({ max: 3 }))
        .map(([text, at, piece, cut]) => {
          const place = at % (text.length + 1)
          return text.slice(0, place) + piece + text.slice(place + cut)
        }),
    )
    await fuzz(
      'expressions of any text',
      fc.property(anything, text => {
        let ast: Expression
        try {
          ast = parseExpression(text)
        } catch (error) {
          assert.ok(error instanceof TallyError, String(error))
          assert.match(error.code, /^TALLY_(?:METRIC|QUERY)_/)
          assert.ok(error.position !== undefined && error.position >= 0 && error.position <= text.length)
          return
        }
        assert.deepEqual(parseExpression(printExpression(ast)), ast)
      }),
      SAMPLE,
    )
  })

  test('stands for every derived series of the catalogue', () => {
    assert.ok(DERIVED_SERIES.length >= 10)
    for (const { name, expression } of DERIVED_SERIES) {
      assert.deepEqual(derivedExpression(name), parseExpression(expression), name)
      assert.deepEqual(parseExpression(printExpression(derivedExpression(name)!)), derivedExpression(name))
    }
    assert.equal(derivedExpression('cpu_usage'), undefined)
    assert.equal(derivedExpression('constructor'), undefined)
  })
})

/** Trees are generated without regard to the limits of the parser. */
function parseOrTooComplex(text: string): Expression | undefined {
  try {
    return parseExpression(text)
  } catch (error) {
    if (error instanceof TallyError && error.code === 'TALLY_METRIC_TOO_COMPLEX') return undefined
    throw error
  }
}

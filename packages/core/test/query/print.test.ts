import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MAX_QUERY_LENGTH, parseQuery, printQuery } from '../../src/index.ts'
import { query } from './arbitraries.ts'

const RUNS = 1_000 * Number(process.env.TALLY_SOAK ?? 1)

describe('printing', () => {
  test('is undone by parsing', () => {
    fc.assert(
      fc.property(query, ast => {
        const text = printQuery(ast)
        fc.pre(text.length <= MAX_QUERY_LENGTH)
        assert.deepEqual(parseQuery(text), ast, text)
      }),
      { numRuns: RUNS },
    )
  })

  test('gives the shortest spelling of what was written', () => {
    const spellings = {
      'attributes.score >= 0.70': 'score>=0.7',
      'NOT (a AND b)': '-(a b)',
      'message:"a b" message:c': '"a b" c',
      'level=warn': 'level:WARNING',
      'v!="x y"': '-v:"x y"',
      'time>2026-01-31': 'time>2026-01-31T00:00:00.000Z',
      'a|count()by bin(60m),attributes.level|sort -count()|limit 5':
        'a | count() by bin(1h), attributes.level | sort -count() | limit 5',
      '| top f': '| top 10 f',
      '': '',
      '* | count()': '| count()',
      '-*': '-*',
    }
    for (const [written, printed] of Object.entries(spellings))
      assert.equal(printQuery(parseQuery(written)), printed)
  })
})

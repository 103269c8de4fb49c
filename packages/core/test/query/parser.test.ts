import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type ErrorCode,
  type Filter,
  literalTerms,
  type Pipe,
  parseQuery,
  resolveField,
  rowOptions,
  TallyError,
  toAggregation,
} from '../../src/index.ts'

const filterOf = (text: string): Filter => parseQuery(text).filter
const phrase = (text: string): Filter => ({ kind: 'phrase', field: resolveField('message'), text })

/** The query is refused with this code, at this column, in words that match. */
function refused(text: string, code: ErrorCode, position: number, message: RegExp): void {
  assert.throws(
    () => parseQuery(text),
    (error: unknown) => {
      assert.ok(error instanceof TallyError, String(error))
      assert.deepEqual([error.code, error.position], [code, position], `${text}: ${error.message}`)
      assert.match(error.message, message)
      return true
    },
  )
}

describe('a filter', () => {
  test('of juxtaposed terms is a conjunction, of which OR binds weaker', () => {
    assert.deepEqual(filterOf('a b OR c'), {
      kind: 'or',
      terms: [{ kind: 'and', terms: [phrase('a'), phrase('b')] }, phrase('c')],
    })
    assert.deepEqual(filterOf('a AND b'), filterOf('a b'))
    assert.deepEqual(filterOf('a (b c) (d)'), filterOf('a b c d'))
    assert.deepEqual(filterOf('a OR (b OR c)'), filterOf('a OR b OR c'))
  })

  test('is negated by NOT and by -, each binding to the next term', () => {
    assert.deepEqual(filterOf('NOT a b'), {
      kind: 'and',
      terms: [{ kind: 'not', term: phrase('a') }, phrase('b')],
    })
    assert.deepEqual(filterOf('-a'), filterOf('NOT a'))
    assert.deepEqual(filterOf('-(a OR b)'), { kind: 'not', term: filterOf('a OR b') })
    assert.deepEqual(filterOf('--verbose'), filterOf('NOT NOT verbose'))
  })

  test('has upper-case operators; lower-case ones are words', () => {
    assert.deepEqual(filterOf('a or b'), filterOf('"a" "or" "b"'))
    assert.deepEqual(filterOf('"OR"'), phrase('OR'))
    assert.deepEqual(filterOf('ORDER ANDROID NOTE'), filterOf('"ORDER" "ANDROID" "NOTE"'))
  })

  test('without terms, or of a lone star, is every event', () => {
    for (const text of ['', '  ', '*', '**', '* *', '(*)'])
      assert.deepEqual(filterOf(text), { kind: 'all' }, text)
    assert.deepEqual(filterOf('* a'), phrase('a'))
  })

  test('of an empty phrase asks for a message', () => {
    assert.deepEqual(filterOf('""'), { kind: 'exists', field: resolveField('message') })
    assert.deepEqual(filterOf('message:""'), filterOf('message:*'))
    assert.deepEqual(filterOf('message=""'), { kind: 'equals', field: resolveField('message'), value: '' })
  })

  test('takes names of the envelope as fields and everything else as attribute paths', () => {
    const value = 'x'
    const equals = (text: string) => (filterOf(text) as Extract<Filter, { kind: 'equals' }>).field
    assert.deepEqual(equals(`service:${value}`), { kind: 'envelope', name: 'service' })
    assert.deepEqual(equals('http.status:x'), { kind: 'attribute', path: 'http.status' })
    assert.deepEqual(equals('attributes.http.status:x'), { kind: 'attribute', path: 'http.status' })
    assert.deepEqual(equals('attributes.service:x'), { kind: 'attribute', path: 'service' })
    assert.deepEqual(equals('attributes.attributes.a:x'), { kind: 'attribute', path: 'attributes.a' })
    assert.deepEqual(equals('attributes."my key".x:x'), { kind: 'attribute', path: 'my key.x' })
    assert.deepEqual(equals('attributes."a.b":x'), { kind: 'attribute', path: 'a.b' })
    assert.deepEqual(equals('"my key":x'), { kind: 'attribute', path: 'my key' })
    assert.deepEqual(equals('attributes."":x'), { kind: 'attribute', path: '' })
    assert.deepEqual(equals('app.kubernetes.io/name:x'), {
      kind: 'attribute',
      path: 'app.kubernetes.io/name',
    })
    assert.deepEqual(equals('@timestamp:x'), { kind: 'attribute', path: '@timestamp' })
    assert.deepEqual(equals('toString:x'), { kind: 'attribute', path: 'toString' })
    assert.deepEqual(equals('NOT:x'), { kind: 'attribute', path: 'NOT' })
  })

  test('reads what cannot be a field and its value as text', () => {
    assert.deepEqual(filterOf('10:30:45'), phrase('10:30:45'))
    assert.deepEqual(filterOf('[error]:'), phrase('[error]:'))
    assert.deepEqual(filterOf('/api/v1/users'), phrase('/api/v1/users'))
    assert.deepEqual(filterOf("foo.bar, it's 50%!"), filterOf('"foo.bar," "it\'s" "50%!"'))
  })

  test('allows white space around comparisons other than the colon', () => {
    assert.deepEqual(filterOf('score >= 0.5'), filterOf('score>=0.5'))
    assert.deepEqual(filterOf('a = b c'), filterOf('a=b c'))
    assert.deepEqual(filterOf('a\t!=\n"b"'), filterOf('a!="b"'))
  })

  test('takes values up to white space, parenthesis or pipe, colons and slashes included', () => {
    const value = (text: string) => (filterOf(text) as Extract<Filter, { kind: 'equals' }>).value
    assert.equal(value('url:https://x.y/z?a=b&c:d'), 'https://x.y/z?a=b&c:d')
    assert.equal(value('path:/api/v1'), '/api/v1')
    assert.equal(value('v:-5'), '-5')
    assert.equal(value('v:OR'), 'OR')
    assert.equal(value('v:a\\ b\\*\\"'), 'a b*"')
    assert.equal(value('v:"a \\"b\\" \\\\ \\n\\t\\r *"'), 'a "b" \\ \n\t\r *')
    assert.deepEqual(filterOf('(v:a)'), filterOf('v:a'))
  })

  test('knows levels in any case and by their aliases, and streams in any case', () => {
    for (const name of ['warn', 'WARNING', 'Warn', '"warn"'])
      assert.deepEqual(filterOf(`level:${name}`), {
        kind: 'equals',
        field: { kind: 'envelope', name: 'level' },
        value: 'WARNING',
      })
    assert.deepEqual(filterOf('level>=err'), {
      kind: 'order',
      field: { kind: 'envelope', name: 'level' },
      op: '>=',
      value: { kind: 'severity', level: 'ERROR', value: 17 },
    })
    assert.deepEqual(filterOf('stream:Scan'), filterOf('stream:scan'))
    assert.deepEqual(filterOf('level:warn*'), filterOf('level:WARN*'))
  })

  test('makes times canonical, from dates, times and epoch numbers', () => {
    const canonical = filterOf('time>=2026-01-31T00:00:00.000Z')
    for (const text of [
      '2026-01-31',
      '2026-01-31T00:00',
      '2026-01-31T00:00:00Z',
      '"2026-01-31 00:00:00"',
      '2026-01-31T01:00:00+01:00',
      '1769817600',
      '1769817600000',
    ])
      assert.deepEqual(filterOf(`time>=${text}`), canonical, text)
    assert.deepEqual(filterOf('received=2026-01-31'), filterOf('received:2026-01-31T00:00:00Z'))
  })

  test('orders by number only with a bare JSON number', () => {
    const kind = (text: string) => (filterOf(text) as Extract<Filter, { kind: 'order' }>).value.kind
    for (const text of ['v>5', 'v>-5', 'v>0.5', 'v>5e2', 'v>1E-7']) assert.equal(kind(text), 'number', text)
    for (const text of ['v>"5"', 'v>05', 'v>1e999', 'v>.5', 'v>5x', 'v>1.2.3', 'v>+5'])
      assert.equal(kind(text), 'text', text)
  })

  test('counts lone surrogates as U+FFFD', () => {
    assert.deepEqual(filterOf('"\ud800"'), phrase('\ufffd'))
  })

  test('treats NUL, controls and astral characters as characters', () => {
    assert.deepEqual(filterOf('"\u0000" 😀'), { kind: 'and', terms: [phrase('\u0000'), phrase('😀')] })
  })
})

describe('what does not parse is refused at its column', () => {
  test('quotes', () => {
    refused('a "b', 'TALLY_QUERY_SYNTAX', 2, /never closed/)
    refused('v:"b', 'TALLY_QUERY_SYNTAX', 2, /never closed/)
    refused('a"b', 'TALLY_QUERY_SYNTAX', 1, /quote inside a word/)
    refused('"a"b', 'TALLY_QUERY_SYNTAX', 3, /space after the closing quote/)
    refused('"\\d"', 'TALLY_QUERY_SYNTAX', 1, /unknown escape/)
    refused('"a\\', 'TALLY_QUERY_SYNTAX', 0, /never closed/)
    refused('a\\', 'TALLY_QUERY_SYNTAX', 1, /backslash/)
  })

  test('parentheses', () => {
    refused('(a b', 'TALLY_QUERY_SYNTAX', 0, /no "\)"/)
    refused('a (b (c) d', 'TALLY_QUERY_SYNTAX', 2, /no "\)"/)
    refused('a)', 'TALLY_QUERY_SYNTAX', 1, /no "\("/)
    refused('a ()', 'TALLY_QUERY_SYNTAX', 2, /nothing between/)
    refused('(a | count())', 'TALLY_QUERY_SYNTAX', 0, /no "\)"/)
    refused('level:(a OR b)', 'TALLY_QUERY_SYNTAX', 6, /every alternative/)
  })

  test('operators', () => {
    refused('a OR', 'TALLY_QUERY_SYNTAX', 4, /filter ends/)
    refused('OR a', 'TALLY_QUERY_SYNTAX', 0, /both sides/)
    refused('a AND OR b', 'TALLY_QUERY_SYNTAX', 6, /both sides/)
    refused('a NOT', 'TALLY_QUERY_SYNTAX', 5, /filter ends/)
    refused('a - b', 'TALLY_QUERY_SYNTAX', 2, /leaves out/)
    refused(':x', 'TALLY_QUERY_SYNTAX', 0, /field must stand/)
    refused('a :x', 'TALLY_QUERY_SYNTAX', 2, /field must stand/)
    refused('a: x', 'TALLY_QUERY_SYNTAX', 2, /right after/)
    refused('a=', 'TALLY_QUERY_SYNTAX', 2, /value must stand/)
    refused('a==b', 'TALLY_QUERY_SYNTAX', 2, /no operator "=="/)
    refused('a:>5', 'TALLY_QUERY_SYNTAX', 2, /no operator ":>"/)
    assert.deepEqual(filterOf('path:~/x'), filterOf('path:"~/x"'))
    refused('a=~"b"', 'TALLY_QUERY_SYNTAX', 2, /field:\/re\//)
  })

  test('fields and values', () => {
    refused('x nonce:a', 'TALLY_QUERY_FIELD', 2, /nonce/)
    refused('attributes:a', 'TALLY_QUERY_FIELD', 0, /attributes\.status_code/)
    refused('level:bad', 'TALLY_QUERY_VALUE', 6, /TRACE, DEBUG/)
    refused('level>=5', 'TALLY_QUERY_VALUE', 7, /severity_number/)
    refused('stream:bad', 'TALLY_QUERY_VALUE', 7, /log, activity/)
    refused('time>=yesterday', 'TALLY_QUERY_VALUE', 6, /is not a time/)
    refused('time>=2026', 'TALLY_QUERY_VALUE', 6, /is not a time/)
    refused('time>=2026-02-30', 'TALLY_QUERY_VALUE', 6, /is not a time/)
    refused('a>b*', 'TALLY_QUERY_VALUE', 2, /plain value/)
    refused('a>/b/', 'TALLY_QUERY_VALUE', 2, /plain value/)
    refused('message=a*', 'TALLY_QUERY_VALUE', 8, /no wildcard/)
    refused('a /(/', 'TALLY_QUERY_REGEX', 2, /missing closing/)
    refused('v:/(?=x)/', 'TALLY_QUERY_REGEX', 2, /is not an expression/)
    refused('v:/(a)\\1/', 'TALLY_QUERY_REGEX', 2, /is not an expression/)
  })

  test('pipes', () => {
    refused('a | foo', 'TALLY_QUERY_SYNTAX', 4, /unknown pipe "foo".*count\(\).*top, sort and limit/)
    refused('a | foo()', 'TALLY_QUERY_SYNTAX', 4, /unknown aggregate "foo".*count sum/)
    refused('a |', 'TALLY_QUERY_SYNTAX', 3, /pipe is expected/)
    refused('a | | count()', 'TALLY_QUERY_SYNTAX', 4, /pipe is expected/)
    refused('| count', 'TALLY_QUERY_SYNTAX', 2, /parentheses are missing: count\(\)/)
    refused('| count(x)', 'TALLY_QUERY_SYNTAX', 8, /takes no field/)
    refused('| sum()', 'TALLY_QUERY_SYNTAX', 6, /needs a field/)
    refused('| sum(x', 'TALLY_QUERY_SYNTAX', 7, /"\)" is expected/)
    refused('| count() by', 'TALLY_QUERY_SYNTAX', 12, /needs a field/)
    refused('| count() by bin()', 'TALLY_QUERY_VALUE', 17, /bin\(5m\)/)
    refused('| count() by bin(5)', 'TALLY_QUERY_VALUE', 17, /bin\(5m\)/)
    refused('| count() by bin(v, 0)', 'TALLY_QUERY_VALUE', 20, /above 0/)
    refused('| count() by bin(v, 5m)', 'TALLY_QUERY_VALUE', 20, /above 0/)
    refused('| count() by bin(1m), bin(1h)', 'TALLY_QUERY_PIPE', 22, /one time bucket/)
    refused('| count() by bin(9999999w)', 'TALLY_QUERY_VALUE', 17, /hundred years/)
    refused('| count() by sum(x)', 'TALLY_QUERY_SYNTAX', 13, /only bin/)
    refused('| count(), count()', 'TALLY_QUERY_FIELD', 11, /twice/)
    refused('| count() by a, attributes.a', 'TALLY_QUERY_FIELD', 16, /twice/)
    refused('| count() by a | sort b', 'TALLY_QUERY_FIELD', 22, /there is a and count\(\)/)
    refused('| sort service', 'TALLY_QUERY_FIELD', 7, /there is time/)
    refused('| top 5', 'TALLY_QUERY_SYNTAX', 7, /needs a field/)
    refused('| limit 0', 'TALLY_QUERY_VALUE', 8, /1 to 100000/)
    refused('| limit 100001', 'TALLY_QUERY_VALUE', 8, /1 to 100000/)
    refused('| limit 1.5', 'TALLY_QUERY_VALUE', 8, /integer/)
    refused('| top 5 a | limit 3', 'TALLY_QUERY_PIPE', 12, /nothing may follow top/)
    refused('| limit 3 | sort time', 'TALLY_QUERY_PIPE', 12, /sort goes before/)
    refused('| limit 3 | count()', 'TALLY_QUERY_PIPE', 12, /come first/)
    refused('| count() | count()', 'TALLY_QUERY_PIPE', 12, /come first/)
    refused('| sort time | sort -time', 'TALLY_QUERY_PIPE', 14, /one sort/)
    refused('| count() by %', 'TALLY_QUERY_SYNTAX', 13, /neither a field nor a number/)
    refused('| count() by attributes."x', 'TALLY_QUERY_SYNTAX', 24, /never closed/)
    refused('| count() x', 'TALLY_QUERY_SYNTAX', 10, /"\|" is expected/)
  })

  test('in messages that stay short', () => {
    refused(`level:${'x'.repeat(5_000)}`, 'TALLY_QUERY_VALUE', 6, /^.{0,250}$/)
    refused(`| ${'x'.repeat(5_000)}`, 'TALLY_QUERY_SYNTAX', 2, /^.{0,250}$/)
  })

  test('limits', () => {
    refused('a'.repeat(8_193), 'TALLY_QUERY_TOO_COMPLEX', 8_192, /8192/)
    refused(`${'('.repeat(65)}a${')'.repeat(65)}`, 'TALLY_QUERY_TOO_COMPLEX', 64, /64 levels/)
    refused(`${'-'.repeat(65)}a`, 'TALLY_QUERY_TOO_COMPLEX', 64, /64 levels/)
    refused('a '.repeat(257), 'TALLY_QUERY_TOO_COMPLEX', 512, /256 terms/)
    const columns = Array.from({ length: 17 }, (_, i) => `f${i}`)
    refused(`| count() by ${columns.join()}`, 'TALLY_QUERY_TOO_COMPLEX', 63, /16 columns/)
    refused(`v:${'a*'.repeat(17)}`, 'TALLY_QUERY_TOO_COMPLEX', 2, /16 wildcards/)
    refused('/((a{100}){100}){100}/', 'TALLY_QUERY_REGEX', 0, /./)
    refused('/(\\pL{50}){20}/', 'TALLY_QUERY_REGEX', 0, /./)
    refused(`v:/${'a'.repeat(513)}/`, 'TALLY_QUERY_REGEX', 2, /512 characters/)
    parseQuery('a'.repeat(8_192))
    parseQuery(`${'('.repeat(64)}a${')'.repeat(64)}`)
    parseQuery('a '.repeat(256))
    parseQuery(`v:${'*'.repeat(100)}a`)
  })
})

describe('pipes', () => {
  const pipesOf = (text: string): readonly Pipe[] => parseQuery(text).pipes

  test('may be crowded or spread', () => {
    assert.deepEqual(
      pipesOf('a|count()by b,bin(5m)|sort -count()|limit 5'),
      pipesOf('a | count ( ) by b , bin( 5m ) | sort - count() | limit 5'),
    )
  })

  test('take fields that are called like their words', () => {
    const [pipe] = pipesOf('| sum(by) by by, top, count, limit')
    assert.deepEqual(
      pipe?.kind === 'aggregate' && pipe.by.map(group => group.kind === 'field' && group.field),
      ['by', 'top', 'count', 'limit'].map(path => ({ kind: 'attribute', path })),
    )
  })

  test('of a top become an aggregation of the events that have its field', () => {
    assert.deepEqual(toAggregation(parseQuery('a | top ip')), {
      filter: { kind: 'and', terms: [phrase('a'), { kind: 'exists', field: resolveField('ip') }] },
      aggregation: {
        aggregates: [{ fn: 'count' }],
        by: [{ kind: 'field', field: resolveField('ip') }],
        sort: [
          { column: 'count()', descending: true },
          { column: 'ip', descending: false },
        ],
        limit: 10,
      },
    })
  })

  test('sort by default by the time bucket, else by the first aggregate, and always by the groups', () => {
    const order = (text: string) =>
      toAggregation(parseQuery(text))!.aggregation.sort.map(key => (key.descending ? '-' : '') + key.column)
    assert.deepEqual(order('| max(v), count() by a, b'), ['-max(v)', 'a', 'b'])
    assert.deepEqual(order('| count() by a, bin(60s), b'), ['bin(1m)', 'a', 'b'])
    assert.deepEqual(order('| count() by a, b | sort -b, count()'), ['-b', 'count()', 'a'])
    assert.deepEqual(order('| count()'), ['-count()'])
  })

  test('on rows give order and limit', () => {
    assert.equal(toAggregation(parseQuery('a | sort time | limit 5')), undefined)
    assert.deepEqual(rowOptions(parseQuery('a | sort time | limit 5')), { order: 'asc', limit: 5 })
    assert.deepEqual(rowOptions(parseQuery('a')), { order: 'desc' })
    assert.throws(() => rowOptions(parseQuery('| count()')), { code: 'TALLY_QUERY_PIPE' })
  })
})

test('literal terms are what is looked for in messages, longest first, without what is excluded', () => {
  const { filter } = parseQuery(
    'error "connection refused" (time*out OR x) -debug service:api user_id:u* /re/ error',
  )
  assert.deepEqual(literalTerms(filter), ['connection refused', 'error', 'time', 'out', 'x'])
})

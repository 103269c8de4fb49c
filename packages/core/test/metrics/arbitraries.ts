import fc from 'fast-check'
import type { BinaryOperator, Expression, Grouping, TagMatcher } from '../../src/metrics/ast.ts'
import { EVENT_FUNCTIONS, METRIC_FUNCTIONS } from '../../src/metrics/ast.ts'

const text = fc.oneof(
  fc.constantFrom(
    'cpu_usage',
    'http.server.duration',
    'a:b',
    'count',
    'by',
    'OR',
    'not',
    'my metric',
    '1x',
    '"',
    '\\',
    'é\n',
  ),
  fc.string({ minLength: 1, maxLength: 5, unit: 'binary' }).map(value => value.toWellFormed()),
)
const tag = text
const names = fc.uniqueArray(tag, { maxLength: 3 })
const field = text.filter(name => name !== 'nonce' && name !== 'attributes')
const fields = fc.uniqueArray(field, { maxLength: 3 })
const grouping: fc.Arbitrary<Grouping> = fc.oneof(names, fc.constant<Grouping>('all'))
const matcher: fc.Arbitrary<TagMatcher> = fc.oneof(
  fc.record(
    { tag, op: fc.constantFrom('=' as const, '!=' as const), value: fc.oneof(text, fc.constant('')) },
    { noNullPrototype: true },
  ),
  fc.record(
    {
      tag,
      op: fc.constantFrom('=~' as const, '!~' as const),
      value: fc.constantFrom('5..', 'a|b', '', '\\d+', '"'),
    },
    { noNullPrototype: true },
  ),
)

const call: fc.Arbitrary<Expression> = fc.oneof(
  fc.tuple(fc.constantFrom(...METRIC_FUNCTIONS), text, fc.array(matcher, { maxLength: 3 }), grouping).map(
    ([fn, name, matchers, by]): Expression => ({
      kind: 'call',
      fn,
      source: { kind: 'metric', name, matchers },
      by,
    }),
  ),
  fc
    .tuple(
      fc.constantFrom(...EVENT_FUNCTIONS),
      fc.constantFrom('', 'level>=ERROR', '"a b" -service:x', 'a="\\\\"'),
      field,
      fields,
    )
    .map(
      ([fn, query, name, by]): Expression => ({
        kind: 'call',
        fn,
        source:
          fn === 'count' || fn === 'rate'
            ? { kind: 'events', query }
            : { kind: 'events', query, field: name },
        by,
      }),
    ),
)

const OPERATORS: readonly BinaryOperator[] = [
  ...(['OR', 'AND', '<', '<=', '>', '>=', '==', '!=', '??', '+', '-', '*', '/', '%'] as const),
]

/** Every tree that the parser can give. */
export const expression: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression }>(tie => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .double({ min: 0, noNaN: true, noDefaultInfinity: true })
      .map((value): Expression => ({ kind: 'number', value: value + 0 })),
    text.map((name): Expression => ({ kind: 'name', name })),
    fc.tuple(text, grouping).map(([name, by]): Expression => ({ kind: 'name', name, by })),
    call,
    fc
      .tuple(fc.constantFrom('-' as const, 'NOT' as const), tie('expression'))
      .map(([op, term]): Expression => ({ kind: 'unary', op, term })),
    fc
      .tuple(fc.constantFrom(...OPERATORS), tie('expression'), tie('expression'))
      .map(([op, left, right]): Expression => ({ kind: 'binary', op, left, right })),
  ),
})).expression

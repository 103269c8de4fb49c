import fc from 'fast-check'
import {
  type Aggregate,
  aggregateColumn,
  columnsOf,
  type Field,
  type Filter,
  type Group,
  groupColumn,
  LEVELS,
  type Pipe,
  type Query,
  resolveField,
  SEVERITY_OF_LEVEL,
  type SortKey,
  STREAMS,
  timeFromNanos,
} from '../../src/index.ts'

/**
 * Every query that the parser can give: any text, any path. The store contract has a family of its own, drawn from small pools so
 * that queries match; this one is wide, so that printing and parsing meet every character.
 */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).map(text => text.toWellFormed()),
  fc.string({
    unit: fc.constantFrom(...'abAND OR*\\/"\'()|:=<>!-.,0 1\n\t\r\u0000\u00a0é😀'),
    maxLength: 10,
  }),
  fc.constantFrom(
    'AND',
    'OR',
    'NOT',
    '5',
    '-5',
    '1e999',
    'by',
    'attributes.x',
    'level',
    '/a/',
    '//',
    '-',
    '*',
    '2026-01-31',
  ),
)
const someText = anyText.filter(text => text !== '')

const attribute = anyText.filter(path => path !== '').map((path): Field => ({ kind: 'attribute', path }))
const ENVELOPE = ['service', 'name', 'id', 'seq', 'line', 'ip', 'user_id'] as const
export const field: fc.Arbitrary<Field> = fc.oneof(
  attribute,
  fc.constant<Field>({ kind: 'attribute', path: '' }),
  fc.constantFrom(...ENVELOPE).map(name => resolveField(name)),
)
const envelope = (...names: string[]) => fc.constantFrom(...names).map(name => resolveField(name))
const MESSAGE = resolveField('message')
const LEVEL = resolveField('level')
const STREAM = resolveField('stream')

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
const time = fc.bigInt({ min: 0n, max: 9_214_646_399_999_999_999n }).map(timeFromNanos)
const operator = fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const)
const parts = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.boolean(), fc.array(text, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([left, inner, right]) => [...(left ? [''] : []), ...inner, ...(right ? [''] : [])])
    .filter(all => all.length > 1)
const source = fc.constantFrom(
  'a',
  'a b',
  '[x ]',
  '\\/',
  '\\\\',
  'a|b',
  '(x)',
  '^$',
  '(?i)É',
  '"',
  '\\d{2}',
  '.',
)

const not = (term: Filter): Filter => ({ kind: 'not', term })
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  someText.map((text): Filter => ({ kind: 'phrase', field: MESSAGE, text })),
  fc
    .tuple(fc.oneof(field, fc.constant(MESSAGE)), parts(someText))
    .map(([field, parts]): Filter => ({ kind: 'wildcard', field, parts })),
  fc.constantFrom('A', 'WARN').map((part): Filter => ({ kind: 'wildcard', field: LEVEL, parts: [part, ''] })),
  fc.oneof(field, envelope('message', 'level', 'time')).map((field): Filter => ({ kind: 'exists', field })),
  fc
    .tuple(fc.oneof(field, fc.constant(MESSAGE)), anyText)
    .map(([field, value]): Filter => ({ kind: 'equals', field, value })),
  fc.constantFrom(...LEVELS).map((value): Filter => ({ kind: 'equals', field: LEVEL, value })),
  fc.constantFrom(...STREAMS).map((value): Filter => ({ kind: 'equals', field: STREAM, value })),
  fc
    .tuple(envelope('time', 'received'), time)
    .map(([field, value]): Filter => ({ kind: 'equals', field, value })),
  fc
    .tuple(fc.oneof(field, envelope('message', 'stream')), operator, finite)
    .map(([field, op, value]): Filter => ({ kind: 'order', field, op, value: { kind: 'number', value } })),
  fc
    .tuple(fc.oneof(field, envelope('message', 'stream')), operator, anyText)
    .map(([field, op, value]): Filter => ({ kind: 'order', field, op, value: { kind: 'text', value } })),
  fc.tuple(operator, fc.constantFrom(...LEVELS)).map(
    ([op, level]): Filter => ({
      kind: 'order',
      field: LEVEL,
      op,
      value: { kind: 'severity', level, value: SEVERITY_OF_LEVEL[level] },
    }),
  ),
  fc
    .tuple(envelope('time', 'received'), operator, time)
    .map(([field, op, value]): Filter => ({ kind: 'order', field, op, value: { kind: 'time', value } })),
  fc
    .tuple(fc.oneof(field, envelope('message', 'level')), source)
    .map(([field, source]): Filter => ({ kind: 'regex', field, source })),
)

const { filter } = fc.letrec<{ filter: Filter; inner: Filter }>(tie => ({
  filter: fc.oneof(
    { weight: 9, arbitrary: tie('inner') },
    { weight: 1, arbitrary: fc.constant<Filter>({ kind: 'all' }) },
  ),
  inner: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: tie('filter').map(not) },
    {
      weight: 2,
      arbitrary: fc.array(tie('inner'), { minLength: 2, maxLength: 4 }).map(terms => join('and', terms)),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }).map(terms => join('or', terms)),
    },
  ),
}))

export { filter }

function join(kind: 'and' | 'or', terms: readonly Filter[]): Filter {
  return { kind, terms: terms.flatMap(term => (term.kind === kind ? term.terms : [term])) }
}

const anyField = fc.oneof(field, envelope('message', 'level', 'time'))
const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.constant<Aggregate>({ fn: 'count' }),
  fc
    .tuple(
      fc.constantFrom(
        'sum' as const,
        'avg' as const,
        'min' as const,
        'max' as const,
        'p50' as const,
        'p95' as const,
        'p99' as const,
        'uniq' as const,
      ),
      anyField,
    )
    .map(([fn, field]): Aggregate => ({ fn, field })),
)
const group: fc.Arbitrary<Group> = fc.oneof(
  anyField.map((field): Group => ({ kind: 'field', field })),
  fc.integer({ min: 1, max: 36_525 * 86_400 }).map((seconds): Group => ({ kind: 'time', seconds })),
  fc
    .tuple(
      anyField,
      finite.filter(width => width > 0),
    )
    .map(([field, width]): Group => ({ kind: 'number', field, width })),
)
const limit = fc.integer({ min: 1, max: 100_000 })

const tail = (columns: readonly string[]) =>
  fc
    .tuple(
      fc
        .subarray([...columns])
        .chain(chosen =>
          fc.tuple(
            ...chosen.map(column => fc.boolean().map((descending): SortKey => ({ column, descending }))),
          ),
        ),
      fc.option(limit, { nil: undefined }),
    )
    .map(([keys, limit]): Pipe[] => [
      ...(keys.length > 0 ? [{ kind: 'sort', keys } as const] : []),
      ...(limit === undefined ? [] : [{ kind: 'limit', limit } as const]),
    ])

const pipes: fc.Arbitrary<readonly Pipe[]> = fc.oneof(
  tail(['time']),
  fc.tuple(limit, anyField).map(([limit, field]): Pipe[] => [{ kind: 'top', limit, field }]),
  fc
    .tuple(
      fc.uniqueArray(aggregate, { minLength: 1, maxLength: 4, selector: aggregateColumn }),
      fc
        .uniqueArray(group, { maxLength: 4, selector: groupColumn })
        .map(by =>
          by.filter((one, i) => one.kind !== 'time' || by.findIndex(other => other.kind === 'time') === i),
        ),
    )
    .chain(([aggregates, by]) =>
      tail(columnsOf({ aggregates, by })).map(rest => [
        { kind: 'aggregate', aggregates, by } as const,
        ...rest,
      ]),
    ),
)

export const query: fc.Arbitrary<Query> = fc.record({ filter, pipes }, { noNullPrototype: true })

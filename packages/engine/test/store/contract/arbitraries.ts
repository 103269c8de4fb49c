import {
  type Aggregate,
  aggregateColumn,
  columnsOf,
  type Field,
  type Filter,
  type Group,
  groupColumn,
  type Json,
  type JsonObject,
  LEVELS,
  type OrderOperator,
  type OrderValue,
  type Pipe,
  type Query,
  resolveField,
  SEVERITY_OF_LEVEL,
  type SortKey,
  STREAMS,
} from '@tallystick/core'
import fc from 'fast-check'
import type { TimeRange } from '../../../src/ports/event-store.ts'
import type { EventPart } from './room.ts'

/**
 * Events and queries that meet: both draw from the same small pools, so that filters match some events and not all. The pools are
 * what engines get wrong: text like numbers, numbers like text, case beyond ASCII, astral characters, wildcard and SQL characters.
 */
const WORDS = [
  'connection',
  'refused',
  'Connection',
  'conn',
  'err',
  'é',
  'É',
  'naïve',
  '500',
  'user_7',
  '😀',
  '\u212a',
  'k',
  'ſ',
  's',
  'a',
  '日本',
]
const GAPS = [' ', ' ', ' ', '-', '_', '', '\n', ': ', '.', '  ', '(', '"', "'", '%', '*', '\\']
const TEXTS = [
  'a',
  'b',
  'A',
  'B',
  'ab',
  'user_7',
  'user_70',
  'a b',
  'a*b',
  'a%b',
  'a_b',
  'x\ny',
  "x'; DROP TABLE events;--",
  '"',
  '\\',
  'é',
  'e\u0301',
  'É',
  '😀',
  '\uffee',
  '\ue000',
  '',
  ' ',
  'true',
  'null',
  '[1]',
  '{x:String}',
  '?1',
  '\u0000',
]
const NUMERIC_TEXTS = [
  '500',
  '5e2',
  '0.5',
  '-1',
  '-0',
  '0',
  '1e999',
  '00',
  '1.0',
  ' 1',
  '1e21',
  '9007199254740993',
  '0.30000000000000004',
]
const NUMBERS = [0, 1, -1, 2, 500, 0.5, 0.25, 0.1, 0.3, 0.29, 1e21, 2 ** 53, 123456789012, -2.5, 1e-7, 7]
const PATHS = [
  'v',
  'status',
  'http.status',
  'a.b.c',
  'my key',
  "it's",
  'a"b',
  'service',
  'ünï',
  '',
  '__proto__',
  'absent',
]
const ENVELOPE_TEXT = ['service', 'user_id', 'category', 'name', 'entity_id', 'ip', 'module'] as const
const FRACTIONS = ['00.000Z', '00.000000001Z', '00.000001Z', '00.001Z', '01.000Z', '59.999999999Z']
const MINUTES = [
  '2026-01-31T12:00:',
  '2026-01-31T12:01:',
  '2026-01-31T12:07:',
  '2026-02-01T00:00:',
  '1999-12-31T23:59:',
]
const REGEXES = [
  'conn',
  '(?i)CONN',
  '^a',
  'd$',
  'a.b',
  '[0-9]+',
  '\\bconn\\b',
  '^$',
  '5\\d\\d',
  'é',
  '^.$',
  '(?i)é',
  'x|refused',
  '\\s',
  '[^a-z ]',
  '^[^😀]*$',
  '\\p{Lu}',
  'o{1,2}',
  'n+e',
  '\\.',
  "'",
  '(?s)x.y',
  'x.y',
  '(?m)^y$',
  '\\PN$',
]

/** Drawn often, so that literals meet values. */
const HOT_WORDS = ['connection', 'refused', 'Connection', '500']
const HOT_TEXTS = ['a', 'b', 'user_7', '500', 'A']
const HOT_NUMBERS = [0, 1, 500, 0.5]
const HOT_PATHS = ['v', 'status']

const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

const often = <T>(hot: readonly T[], all: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 2, arbitrary: oneOf(hot) }, { weight: 1, arbitrary: oneOf(all) })

const word = often(HOT_WORDS, WORDS)
const number = often(HOT_NUMBERS, NUMBERS)
const path = often(HOT_PATHS, PATHS)
const text = often(HOT_TEXTS, [...TEXTS, ...NUMERIC_TEXTS])
const message = fc
  .array(fc.tuple(oneOf(GAPS), word), { minLength: 1, maxLength: 5 })
  .map(pieces => pieces.map(([gap, word], i) => (i === 0 ? '' : gap) + word).join(''))
/** Long ones are stored in another way. */
const storedMessage = fc.oneof(
  { weight: 5, arbitrary: message },
  { weight: 1, arbitrary: fc.tuple(message, message).map(([a, b]) => `${a} ${'filler 1 '.repeat(60)}${b}`) },
)
const time = fc.tuple(oneOf(MINUTES), oneOf(FRACTIONS)).map(([minute, fraction]) => minute + fraction)

const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: number },
  { weight: 2, arbitrary: oneOf<Json>([true, false, null]) },
  { weight: 1, arbitrary: oneOf<Json>([[], [1], ['a'], ['a', 1, null, { b: 0.5 }], {}]) },
)

/** Puts a value at a path, in the flat or a nested form. */
function put(attributes: JsonObject, path: string, value: Json, cut: boolean): void {
  const dot = cut ? path.indexOf('.') : -1
  const key = dot < 0 ? path : path.slice(0, dot)
  let own: Json = value
  if (dot >= 0) {
    const below = Object.hasOwn(attributes, key) ? attributes[key] : undefined
    own = typeof below === 'object' && below !== null && !Array.isArray(below) ? below : {}
    put(own, path.slice(dot + 1), value, true)
  }
  Object.defineProperty(attributes, key, { value: own, enumerable: true, writable: true, configurable: true })
}

const attributes: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(path, scalar, fc.boolean()), { minLength: 1, maxLength: 6 })
  .map(entries => {
    const made: JsonObject = {}
    for (const [path, value, cut] of entries) if (path !== 'absent') put(made, path, value, cut)
    return made
  })

const envelopeText = text.filter(value => value !== '')

export const eventPart: fc.Arbitrary<EventPart> = fc
  .record(
    {
      time,
      received: time,
      level: oneOf(LEVELS),
      severity_number: fc.integer({ min: 1, max: 24 }),
      stream: oneOf(STREAMS),
      message: storedMessage,
      line: oneOf([0, 1, 2, 500]),
      attributes,
      ...Object.fromEntries(ENVELOPE_TEXT.map(name => [name, envelopeText])),
    },
    { requiredKeys: ['time'], noNullPrototype: true },
  )
  .map(part => part as EventPart)

const attributeField = path.map((path): Field => ({ kind: 'attribute', path }))
const textField = oneOf(ENVELOPE_TEXT).map(resolveByName)
const otherField = oneOf(['line', 'seq', 'severity_number', 'tenant']).map(resolveByName)
const fixedField = oneOf(['level', 'stream', 'time', 'received', 'message']).map(resolveByName)
const valueField = fc.oneof(
  { weight: 6, arbitrary: attributeField },
  { weight: 3, arbitrary: textField },
  { weight: 1, arbitrary: otherField },
)
const anyField = fc.oneof({ weight: 4, arbitrary: valueField }, { weight: 1, arbitrary: fixedField })

function resolveByName(name: string): Field {
  return resolveField(name)
}

const MESSAGE = resolveField('message')
const LEVEL = resolveField('level')
const STREAM = resolveField('stream')
const timeField = oneOf(['time', 'received']).map(resolveByName)
const operator = oneOf<OrderOperator>(['>', '>=', '<', '<='])

const literalText = fc.oneof(
  text,
  number.map(String),
  oneOf(['true', 'false', '[]', '["a",1,null,{"b":0.5}]']),
)
const orderValue: fc.Arbitrary<OrderValue> = fc.oneof(
  number.map((value): OrderValue => ({ kind: 'number', value })),
  literalText.map((value): OrderValue => ({ kind: 'text', value })),
)

/** Parts of a wildcard as the parser gives them: two or more, none empty inside, not all empty. */
function wildcardParts(literal: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  const piece = fc.oneof(
    literal,
    literal.map(value => [...value].slice(0, 2).join('')),
  )
  return fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: piece.map(one => [one]) },
        { weight: 1, arbitrary: fc.array(piece, { minLength: 2, maxLength: 3 }) },
      ),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([pieces, openLeft, openRight]) => [
      ...(openLeft ? [''] : []),
      ...pieces.filter(value => value !== ''),
      ...(openRight || (pieces.length === 1 && !openLeft) ? [''] : []),
    ])
    .filter(parts => parts.length > 1 && parts.some(part => part !== ''))
}

const phrase = fc.oneof(
  word,
  message.filter(value => value.length < 24),
  fc.tuple(oneOf(GAPS), word).map(([gap, word]) => gap + word),
  fc.tuple(word, oneOf(GAPS)).map(([word, gap]) => word + gap),
)

/** Every leaf that the parser can give, in its normal form. */
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 4, arbitrary: phrase.map((text): Filter => ({ kind: 'phrase', field: MESSAGE, text })) },
  {
    weight: 2,
    arbitrary: wildcardParts(phrase).map((parts): Filter => ({ kind: 'wildcard', field: MESSAGE, parts })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(valueField, wildcardParts(text))
      .map(([field, parts]): Filter => ({ kind: 'wildcard', field, parts })),
  },
  { weight: 2, arbitrary: anyField.map((field): Filter => ({ kind: 'exists', field })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(valueField, literalText)
      .map(([field, value]): Filter => ({ kind: 'equals', field, value })),
  },
  { weight: 1, arbitrary: message.map((value): Filter => ({ kind: 'equals', field: MESSAGE, value })) },
  { weight: 1, arbitrary: oneOf(LEVELS).map((value): Filter => ({ kind: 'equals', field: LEVEL, value })) },
  { weight: 1, arbitrary: oneOf(STREAMS).map((value): Filter => ({ kind: 'equals', field: STREAM, value })) },
  {
    weight: 1,
    arbitrary: fc.tuple(timeField, time).map(([field, value]): Filter => ({ kind: 'equals', field, value })),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(valueField, operator, orderValue)
      .map(([field, op, value]): Filter => ({ kind: 'order', field, op, value })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(operator, oneOf(LEVELS)).map(
      ([op, level]): Filter => ({
        kind: 'order',
        field: LEVEL,
        op,
        value: { kind: 'severity', level, value: SEVERITY_OF_LEVEL[level] },
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(timeField, operator, time)
      .map(([field, op, value]): Filter => ({ kind: 'order', field, op, value: { kind: 'time', value } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.oneof(anyField, fc.constant(MESSAGE)), oneOf(REGEXES))
      .map(([field, source]): Filter => ({ kind: 'regex', field, source })),
  },
)

/** A filter in the parser's normal form: conjunctions hold no conjunction and no "every event", disjunctions no disjunction. */
export const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter; inner: Filter }>(tie => ({
  // The first choice is the one taken at depth.
  filter: fc.oneof(
    { weight: 12, arbitrary: tie('inner') },
    { weight: 1, arbitrary: fc.constant<Filter>({ kind: 'all' }) },
  ),
  inner: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: tie('filter').map((term): Filter => ({ kind: 'not', term })) },
    {
      weight: 2,
      arbitrary: fc.array(tie('inner'), { minLength: 2, maxLength: 3 }).map(terms => joined('and', terms)),
    },
    {
      weight: 3,
      arbitrary: fc.array(tie('filter'), { minLength: 2, maxLength: 4 }).map(terms => joined('or', terms)),
    },
  ),
})).filter

function joined(kind: 'and' | 'or', terms: readonly Filter[]): Filter {
  return { kind, terms: terms.flatMap(term => (term.kind === kind ? term.terms : [term])) }
}

const numericField = fc.oneof(
  { weight: 5, arbitrary: oneOf(['v', 'status', 'http.status']).map(resolveByName) },
  { weight: 1, arbitrary: anyField },
)
const aggregate: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.constant<Aggregate>({ fn: 'count' }),
  fc
    .tuple(oneOf(['sum', 'avg', 'min', 'max', 'p50', 'p95', 'p99', 'uniq'] as const), numericField)
    .map(([fn, field]): Aggregate => ({ fn, field })),
)
const group: fc.Arbitrary<Group> = fc.oneof(
  { weight: 4, arbitrary: anyField.map((field): Group => ({ kind: 'field', field })) },
  {
    weight: 1,
    arbitrary: oneOf([1, 60, 300, 3_600, 86_400, 604_800, 7]).map(
      (seconds): Group => ({ kind: 'time', seconds }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(numericField, oneOf([0.1, 0.01, 0.25, 1, 2.5, 10, 0.3]))
      .map(([field, width]): Group => ({ kind: 'number', field, width })),
  },
)

const limit = oneOf([1, 2, 3, 5, 1_000])

/** Columns that all engines compute to the same bits, so that sorting by them is the same too. */
function exactColumns(aggregates: readonly Aggregate[], by: readonly Group[]): string[] {
  const exact = aggregates.filter(({ fn }) => fn === 'count' || fn === 'uniq' || fn === 'min' || fn === 'max')
  return [...by.map(groupColumn), ...exact.map(aggregateColumn)]
}

const aggregatePipes: fc.Arbitrary<Pipe[]> = fc
  .record({
    aggregates: fc.uniqueArray(aggregate, { minLength: 1, maxLength: 4, selector: aggregateColumn }),
    by: fc
      .uniqueArray(group, { maxLength: 3, selector: groupColumn })
      .map(groups =>
        groups.filter((one, i) => one.kind !== 'time' || groups.findIndex(g => g.kind === 'time') === i),
      ),
    directions: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    picks: fc.array(fc.nat(), { maxLength: 2 }),
    limit: fc.option(limit, { nil: undefined }),
  })
  .map(({ aggregates, by, directions, picks, limit }) => {
    const exact = exactColumns(aggregates, by)
    const chosen = [...new Set(exact.length > 0 ? picks.map(pick => exact[pick % exact.length]!) : [])]
    const timed = by.some(({ kind }) => kind === 'time')
    // Engines may differ in the last bits of sums and percentiles; a default order by one of these could differ with them.
    if (
      chosen.length === 0 &&
      !timed &&
      by.length > 0 &&
      columnsOf({ aggregates, by })[by.length] !== exact[by.length]
    )
      chosen.push(exact[0]!)
    const keys = chosen.map((column, i): SortKey => ({ column, descending: directions[i]! }))
    const pipes: Pipe[] = [{ kind: 'aggregate', aggregates, by }]
    if (keys.length > 0) pipes.push({ kind: 'sort', keys })
    if (limit !== undefined) pipes.push({ kind: 'limit', limit })
    return pipes
  })

const tablePipes: fc.Arbitrary<Pipe[]> = fc.oneof(
  { weight: 6, arbitrary: aggregatePipes },
  {
    weight: 1,
    arbitrary: fc.tuple(limit, anyField).map(([limit, field]): Pipe[] => [{ kind: 'top', limit, field }]),
  },
)

/** A query that gives a table. */
export const tableQuery: fc.Arbitrary<Query> = fc.record(
  { filter, pipes: tablePipes },
  { noNullPrototype: true },
)

const rowPipes: fc.Arbitrary<Pipe[]> = fc
  .tuple(fc.option(fc.boolean(), { nil: undefined }), fc.option(limit, { nil: undefined }))
  .map(([descending, limit]) => [
    ...(descending === undefined ? [] : [{ kind: 'sort', keys: [{ column: 'time', descending }] } as const]),
    ...(limit === undefined ? [] : [{ kind: 'limit', limit } as const]),
  ])

/** A query that gives events. */
export const rowQuery: fc.Arbitrary<Query> = fc.record({ filter, pipes: rowPipes }, { noNullPrototype: true })

export const range: fc.Arbitrary<TimeRange> = fc.record(
  { from: time, to: time },
  { requiredKeys: [], noNullPrototype: true },
)

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AggregateAnswer, TallyEvent } from '../src/api/types.ts'
import { blocksOf } from '../src/events/blocks.ts'
import { fieldsOf, fieldsWith, shortName } from '../src/events/flatten.ts'
import { caughtUp, EMPTY_RING, hasLost, joined, lastSeq, pushed } from '../src/events/ring.ts'
import {
  cellOf,
  DEFAULT_COLUMNS,
  gridOf,
  parseColumns,
  printColumns,
  summaryOf,
  toggleColumn,
} from '../src/pages/explore/columns.ts'
import { wordsOf } from '../src/pages/explore/marked.ts'
import { reusedKeys } from '../src/pages/explore/reused-keys.ts'
import { differs, documentOf, openingOf } from '../src/pages/explore/saved-search.ts'
import { linesOf, tableColumns, termOfRow } from '../src/pages/explore/table.ts'

const event = (seq: number, more: Partial<TallyEvent> = {}): TallyEvent => ({
  id: `id-${seq}`,
  seq,
  tenant: 'default',
  stream: 'log',
  time: '2026-01-31T10:00:00.000Z',
  level: 'INFO',
  ...more,
})

test('columns survive the address, whatever is in their names', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }), names => {
      const columns = [...new Set(names.map(name => name.trim()).filter(name => name !== ''))]
      fc.pre(columns.length > 0)
      assert.deepEqual(parseColumns(printColumns(columns)), columns)
    }),
  )
  assert.equal(printColumns(DEFAULT_COLUMNS), undefined)
  assert.deepEqual(parseColumns(' ,,'), DEFAULT_COLUMNS)
  assert.deepEqual(parseColumns('a\\,b,c'), ['a,b', 'c'])
})

test('a new column stands before the message', () => {
  assert.deepEqual(toggleColumn(['time', 'message'], 'ip'), ['time', 'ip', 'message'])
  assert.deepEqual(toggleColumn(['time', 'ip'], 'ip'), ['time'])
  assert.deepEqual(toggleColumn(['time'], 'ip'), ['time', 'ip'])
  assert.match(
    gridOf(['time', 'message', 'ip'], { relative: false, years: false }).template,
    /^158px minmax\(150px, 1fr\) 130px$/,
  )
})

test('a cell has the text that a query compares with', () => {
  const one = event(7, { service: 'shop', attributes: { a: { b: 1.5 }, 'x.y': true, list: [1, 'z'] } })
  assert.equal(cellOf(one, 'service'), 'shop')
  assert.equal(cellOf(one, 'seq'), '7')
  assert.equal(cellOf(one, 'attributes.a.b'), '1.5')
  assert.equal(cellOf(one, 'x.y'), 'true')
  assert.equal(cellOf(one, 'attributes.list'), '[1,"z"]')
  assert.equal(cellOf(one, 'attributes.a'), undefined)
  assert.equal(cellOf(one, 'ip'), undefined)
  assert.equal(cellOf(event(1), 'attributes.a'), undefined)
})

test('an event without a message is told by its name and entity', () => {
  assert.equal(summaryOf(event(1, { message: 'm' })), 'm')
  assert.equal(
    summaryOf(event(1, { name: 'UPDATE', entity_type: 'order', entity_id: '55' })),
    'UPDATE · order 55',
  )
  assert.equal(summaryOf(event(1)), '')
})

test('every value of an event is a row, the envelope first', () => {
  const rows = fieldsOf(
    event(3, { service: 'shop', attributes: { changes: { total: { old: 1, new: 2 } }, none: null } }),
  )
  assert.deepEqual(
    rows.filter(({ field }) => field.startsWith('attributes.')),
    [
      { field: 'attributes.changes.total.old', text: '1' },
      { field: 'attributes.changes.total.new', text: '2' },
    ],
  )
  assert.equal(rows[0]?.field, 'id')
  assert.deepEqual(fieldsWith(rows, 'SHOP'), [{ field: 'service', text: 'shop' }])
  assert.equal(fieldsWith(rows, ' ').length, rows.length)
  assert.equal(shortName('attributes.attributes.x'), 'attributes.x')
})

test('a field has a name that no other has, and that is seen', () => {
  assert.equal(shortName('stream'), 'stream')
  assert.equal(shortName('attributes.stream'), 'attributes.stream')
  assert.equal(shortName('attributes.'), '""')
})

test('an event that is not as it should be is shown as it is', () => {
  const odd = { ...event(1), time: 'never', level: { a: 1 }, attributes: 'text' } as unknown as TallyEvent
  const rows = fieldsOf({ ...odd, attributes: {} })
  assert.ok(rows.some(({ field, text }) => field === 'level' && text === '{"a":1}'))
  assert.ok(rows.some(({ field, text }) => field === 'time' && text === 'never'))
})

test('a long text is cut into blocks that are the text again, and no character is split', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '🎉', 'é'), maxLength: 40_000 }), text => {
      const blocks = blocksOf(text.repeat(2_000))
      assert.equal(blocks.map(([, block]) => block).join(''), text.repeat(2_000))
      for (const [, block] of blocks) assert.ok(block.isWellFormed())
    }),
    { numRuns: 30 },
  )
})

test('words that are looked for are marked as they stand, regex characters and all', () => {
  assert.equal(wordsOf('level:ERROR'), undefined)
  assert.equal(wordsOf(undefined), undefined)
  const words = wordsOf('"a.b" OR c')
  assert.deepEqual('x a.b y'.split(words!), ['x ', 'a.b', ' y'])
  assert.deepEqual('x aXb y'.split(words!).length, 1)
})

test('live events are newest first, bounded, and counted', () => {
  let ring = EMPTY_RING
  for (let i = 0; i < 7; i++) ring = pushed(ring, [event(2 * i), event(2 * i + 1)], 0, 5)
  assert.deepEqual(
    ring.events.map(({ seq }) => seq),
    [13, 12, 11, 10, 9],
  )
  assert.equal(ring.received, 14)
  assert.ok(hasLost(ring))
  assert.equal(pushed(ring, [event(20)], 3, 5).received, 18)
})

test('what is looked up after a gap stands at its place', () => {
  const ring = pushed(EMPTY_RING, [event(9)])
  assert.deepEqual(
    caughtUp(ring, [event(5), event(7)]).events.map(({ seq }) => seq),
    [9, 7, 5],
  )
})

test('an event that is live and found stands once, and after a gap nothing that was found follows', () => {
  const found = [event(2), event(1)]
  const ring = pushed(EMPTY_RING, [event(2), event(3)])
  assert.deepEqual(
    joined(ring, found).map(({ seq }) => seq),
    [3, 2, 1],
  )
  assert.equal(joined(EMPTY_RING, found), found)
  const small = pushed(EMPTY_RING, [event(3), event(4)], 0, 1)
  assert.deepEqual(
    joined(small, found).map(({ seq }) => seq),
    [4],
  )
  assert.equal(lastSeq(found), 2)
  assert.equal(lastSeq([]), undefined)
})

const answer = (columns: string[], rows: AggregateAnswer['rows']): AggregateAnswer => ({
  columns,
  rows,
  truncated: false,
  took_ms: 1,
})

test('a table by time is a chart: a line for each group, nothing counted as none', () => {
  const chart = linesOf(
    answer(
      ['service', 'bin(1h)', 'count()'],
      [
        ['a', '2026-01-31T10:00:00.000Z', 1],
        ['b', '2026-01-31T10:00:00.000Z', 5],
        ['a', '2026-01-31T12:00:00.000Z', 2],
      ],
    ),
  )
  assert.deepEqual(
    chart?.lines.map(({ name, points }) => [name, points.map(([, value]) => value)]),
    [
      ['b', [5, 0, 0]],
      ['a', [1, 0, 2]],
    ],
  )
})

test('a mean of nothing is a gap, and several aggregates are lines each', () => {
  const chart = linesOf(
    answer(
      ['bin(1h)', 'avg(x)', 'max(x)'],
      [
        ['2026-01-31T10:00:00.000Z', 1, 2],
        ['2026-01-31T12:00:00.000Z', 3, 4],
      ],
    ),
  )
  assert.deepEqual(
    chart?.lines.map(({ name, points }) => [name, points.map(([, value]) => value)]),
    [
      ['max(x)', [2, null, 4]],
      ['avg(x)', [1, null, 3]],
    ],
  )
})

test('a table without time, or without rows, is no chart', () => {
  assert.equal(linesOf(answer(['service', 'count()'], [['a', 1]])), undefined)
  assert.equal(linesOf(answer(['bin(score, 0.1)', 'count()'], [[0.1, 1]])), undefined)
  assert.equal(linesOf(answer(['bin(1h)', 'count()'], [])), undefined)
})

test('columns say what is in them', () => {
  assert.deepEqual(tableColumns(answer(['status', 'bin(1h)', 'count()'], [[200, 'x', 1]])), [
    { name: 'status', number: true, time: false },
    { name: 'bin(1h)', number: false, time: true },
    { name: 'count()', number: true, time: false },
  ])
})

test('a row of a table leads to its events', () => {
  const table = answer(['model', 'bin(1h)', 'bin(score, 0.1)', 'ip', 'count()'], [])
  const { terms, span } = termOfRow(table, ['g "4"', '2026-01-31T10:00:00.000Z', 0.5, null, 3], 1)
  assert.deepEqual(terms, ['model:"g \\"4\\""', 'score>=0.5 score<0.6', '-ip:*'])
  assert.deepEqual(span, {
    from: Date.parse('2026-01-31T10:00:00.000Z'),
    to: Date.parse('2026-01-31T11:00:00.000Z'),
  })
})

test('of a saved document only what the address knows is taken, and opening it sets the rest back', () => {
  const document = { q: 'a:1', columns: 'time', stream: 7, evil: '<script>', from: '' }
  assert.deepEqual(documentOf(document), { q: 'a:1', columns: 'time' })
  assert.deepEqual(documentOf(null), {})
  const opening = openingOf({ id: 'x', document })
  assert.equal(opening.q, 'a:1')
  assert.ok('stream' in opening && opening.stream === undefined)
  assert.equal(opening.saved, 'x')
  assert.ok(differs({ q: 'a' }, { q: 'b' }))
  assert.ok(!differs({ q: 'a' }, { q: 'a', stream: undefined as unknown as string }))
})

test('rows keep their keys while they stay, and after a leap the next take them over', () => {
  const first = reusedKeys(new Map(), ['a', 'b', 'c'])
  assert.deepEqual(
    [...first],
    [
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ],
  )
  const stepped = reusedKeys(first, ['b', 'c', 'd'])
  assert.deepEqual(
    [...stepped],
    [
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ],
  )
  const back = reusedKeys(stepped, ['z', 'a', 'b', 'c'])
  assert.deepEqual(
    [...back],
    [
      ['z', 4],
      ['a', 5],
      ['b', 1],
      ['c', 2],
    ],
  )
  const leapt = reusedKeys(back, ['m', 'n'])
  assert.deepEqual(
    [...leapt],
    [
      ['m', 4],
      ['n', 5],
    ],
  )
  assert.deepEqual(
    [...reusedKeys(leapt, ['s', 't', 'u'])],
    [
      ['s', 4],
      ['t', 5],
      ['u', 6],
    ],
  )
  assert.equal(reusedKeys(leapt, []).size, 0)
})

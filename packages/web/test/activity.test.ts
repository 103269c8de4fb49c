import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFilter, parseQuery, type TallyEvent } from '@tallystick/core'
import type { TallyEvent as ApiEvent } from '../src/api/types.ts'
import { type Change, changesOf, MOST } from '../src/pages/activity/changes.ts'
import { daysOf, deedOf } from '../src/pages/activity/days.ts'
import { filterOf, queryOf, subjectOf } from '../src/pages/activity/filter.ts'

const told = (attributes: unknown) =>
  changesOf(attributes).map(({ field, kind, old, new: now }: Change) => [field, kind, old, now])

test('fields with old and new values are told as added, removed or changed', () => {
  assert.deepEqual(
    told({
      changes: {
        status: { old: 'PAID', new: 'SHIPPED' },
        note: { new: 'ring twice' },
        coupon: { old: 'SPRING' },
        label: { old: 'x', new: null },
        priority: { old: false, new: true },
        same: { old: [1, { b: 2, a: 1 }], new: [1, { a: 1, b: 2 }] },
        nothing: { old: null },
        total: 12,
      },
    }),
    [
      ['status', 'changed', 'PAID', 'SHIPPED'],
      ['note', 'added', undefined, 'ring twice'],
      ['coupon', 'removed', 'SPRING', undefined],
      ['label', 'removed', 'x', undefined],
      ['priority', 'changed', false, true],
    ],
  )
})

test('an empty text and zero are values, not absence', () => {
  assert.deepEqual(told({ changes: { a: { old: '', new: 'x' }, b: { old: 1, new: 0 } } }), [
    ['a', 'changed', '', 'x'],
    ['b', 'changed', 1, 0],
  ])
})

for (const [how, attributes] of Object.entries({
  'from and to': { changes: { status: { from: 'A', to: 'B' } } },
  'before and after of a field': { changes: { status: { before: 'A', after: 'B' } } },
  pairs: { changes: { status: ['A', 'B'] } },
  'a list': { changes: [{ field: 'status', old: 'A', new: 'B' }] },
  'old_values and new_values': { old_values: { status: 'A', x: 1 }, new_values: { x: 1, status: 'B' } },
  'before and after': { before: { status: 'A' }, after: { status: 'B' } },
  'old and new': { old: { status: 'A' }, new: { status: 'B' } },
  'one field': { field: 'status', before: 'A', after: 'B' },
  'old_status and new_status': { old_status: 'A', new_status: 'B' },
  'the metadata of the activity API': { metadata: { old_status: 'A', new_status: 'B', items_count: 3 } },
}))
  test(`changes are understood as ${how}`, () => {
    assert.deepEqual(told(attributes), [['status', 'changed', 'A', 'B']])
  })

test('of objects only the fields that differ are told, by their path', () => {
  assert.deepEqual(
    told({
      changes: {
        address: {
          old: { street: 'a', geo: { x: 1, y: 2 } },
          new: { street: 'a', geo: { x: 1, y: 3 }, zip: 'z' },
        },
      },
    }),
    [
      ['address.geo.y', 'changed', 2, 3],
      ['address.zip', 'added', undefined, 'z'],
    ],
  )
})

test('what looks like a change and is none is left alone', () => {
  for (const attributes of [
    undefined,
    null,
    'changes',
    [1],
    {},
    { changes: 'many' },
    { changes: { a: 1, b: [1, 2, 3], c: null } },
    { new_customer: true },
    { before: 'yesterday' },
  ])
    assert.deepEqual(told(attributes), [])
})

test('of ten thousand fields, and of depth without end, a bounded part is told', () => {
  const fields = (value: number) =>
    Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, value]))
  assert.equal(told({ before: fields(1), after: fields(2) }).length, MOST)
  let [old, now]: unknown[] = [1, 2]
  for (let i = 0; i < 60; i++) {
    old = { a: old }
    now = { a: now }
  }
  assert.equal(told({ changes: { deep: { old, new: now } } }).length, 1)
})

const event = (fields: object) => ({ stream: 'activity', ...fields }) as unknown as TallyEvent

test('a filter finds what it names, and text in any case', () => {
  const query = queryOf(filterOf({ entity_type: 'order', q: 'SHIP "now' }), { payload: true })
  const holds = compileFilter(parseQuery(query).filter)
  assert.ok(holds(event({ entity_type: 'order', message: 'please ship "now" ' })))
  assert.ok(!holds(event({ entity_type: 'order', message: 'shipped' })))
  assert.ok(!holds(event({ entity_type: 'user', message: 'ship "now' })))
})

test('everything that ever happened to an entity is of every stream, where that is asked for', () => {
  const subject = filterOf({ entity_type: 'order', entity_id: '55' })
  const log = event({ stream: 'log', entity_type: 'order', entity_id: '55' })
  const finds = (everything: boolean) =>
    compileFilter(parseQuery(queryOf(subject, { payload: true, everything })).filter)(log)
  assert.ok(finds(true))
  assert.ok(!finds(false))
})

test('without the permission descriptions are not searched', () => {
  assert.equal(
    queryOf(filterOf({ q: 'secret', user: 'ada' }), { payload: false }),
    'stream:activity user_id:ada',
  )
})

test('an entity is told before a user, and neither without an id', () => {
  assert.deepEqual(subjectOf({ entity_id: '55', user: 'ada' }), { kind: 'entity', type: undefined, id: '55' })
  assert.deepEqual(subjectOf({ user: 'ada' }), { kind: 'user', id: 'ada' })
  assert.equal(subjectOf({ entity_type: 'order' }), undefined)
})

test('days are those of the zone that times are shown in', () => {
  const events = ['2026-01-31T23:30:00Z', '2026-01-31T22:30:00Z', '2026-01-30T12:00:00Z'].map(
    (time, i) => ({ id: String(i), time }) as ApiEvent,
  )
  const days = (zone: string) =>
    daysOf(events, time => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(time))).map(
      ({ day, events }) => [day, events.length],
    )
  assert.deepEqual(days('UTC'), [
    ['2026-01-31', 2],
    ['2026-01-30', 1],
  ])
  assert.deepEqual(days('Europe/Berlin'), [
    ['2026-02-01', 1],
    ['2026-01-31', 1],
    ['2026-01-30', 1],
  ])
})

test('a deed is known by the type or by what the attributes call action', () => {
  for (const [name, deed] of [
    ['CREATE', 'create'],
    ['order.update', 'update'],
    ['user_deleted', 'delete'],
    ['PAYMENT', 'other'],
    ['constructor', 'other'],
  ] as const)
    assert.equal(deedOf({ name }), deed, name)
  assert.equal(deedOf({ name: 'order.ship', attributes: { action: 'UPDATE' } }), 'update')
  assert.equal(deedOf({}), 'other')
})

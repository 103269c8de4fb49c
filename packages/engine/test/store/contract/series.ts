import assert from 'node:assert/strict'
import {
  type Grouping,
  gridOf,
  type MetricPoint,
  normalizePoint,
  pointLine,
  type StepLength,
  type TagMatcher,
  timeFromMs,
} from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../../../scripts/fuzz.ts'
import type { EventStore, StoreBatch } from '../../../src/ports/event-store.ts'
import type { SeriesAggregate, SeriesAnswer, SeriesRequest } from '../../../src/ports/series-store.ts'
import { openMemoryStore } from '../../../src/store/memory/index.ts'
import type { Say } from './index.ts'
import { batchOf, linesBatch, type Room, START } from './room.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
const ALL: readonly SeriesAggregate[] = [
  ...(['avg', 'min', 'max', 'sum', 'count', 'p50', 'p95', 'p99', 'last', 'increase'] as const),
]
/** Rolling up costs the columnar store some tenths of a second. */
const SCENES: Readonly<Record<EventStore['engine'], number>> = { memory: 1, sqlite: 60, clickhouse: 10 }
/** The name of the property, for a store that is the oracle itself. */
export const SERIES_ORACLE =
  'series of generated points are those of the oracle, before and after they are rolled up'

type Point = Partial<Pick<MetricPoint, 'metric' | 'value' | 'unit' | 'type' | 'tags'>> & {
  readonly at: number
}

/** Points with consecutive numbers as the indexer hands them over. */
function pointBatch(tenant: string, firstSeq: number, points: readonly Point[]): StoreBatch {
  const lines = points.map(({ at, ...point }, i) =>
    pointLine(
      normalizePoint(
        { metric: 'm', value: 1, time: timeFromMs(at), ...point },
        { tenant, received: timeFromMs(START) },
      ),
      firstSeq + i,
    ),
  )
  return {
    tenant,
    firstSeq,
    count: lines.length,
    lines: Buffer.from(lines.map(line => `${line}\n`).join('')),
  }
}

type Ask = {
  readonly metric?: string
  readonly matchers?: readonly TagMatcher[]
  readonly from?: number
  readonly to?: number
  readonly step?: StepLength
  readonly by?: Grouping
  readonly limit?: number
}

function ask(
  { store, tenant }: Pick<Room, 'store' | 'tenant'>,
  aggregates: readonly SeriesAggregate[],
  {
    metric = 'm',
    matchers = [],
    from = START,
    to = START + HOUR,
    step = 600,
    by = [],
    limit = 1_000,
  }: Ask = {},
): Promise<SeriesAnswer> {
  const request: SeriesRequest = {
    tenant,
    metric,
    matchers,
    grid: gridOf(from, to, step),
    aggregates,
    by,
    limit,
  }
  return store.series(request)
}

/** Steps by tags, times in minutes after START. */
const rows = ({ series }: SeriesAnswer) =>
  series.map(({ tags, steps }) => [
    tags,
    ...steps.map(([at, ...values]) => [(at - START) / MINUTE, ...values]),
  ])

/** Metric points: tables, series, roll-up. */
export function describeSeries(say: Say): void {
  say('points and events of one batch go their ways, and both are held', async room => {
    const events = room.events([{ message: 'a' }, { message: 'b' }, { message: 'c' }, { message: 'd' }])
    const [first, second, third, fourth] = pointBatch(room.tenant, 1, [
      { at: START },
      { at: START },
      { at: START },
      { at: START },
    ])
      .lines.toString()
      .split('\n')
    const event = (i: number) => linesBatch(room.tenant, i, [events[i]!]).lines.toString()
    const mixed = `${event(0)}${first}\n${second}\n${event(3)}${fourth}\n`
    await room.store.append([{ tenant: room.tenant, firstSeq: 0, count: 5, lines: Buffer.from(mixed) }])
    assert.ok(third !== undefined)
    assert.deepEqual(await room.search(''), [events[0], events[3]])
    assert.deepEqual((await room.aggregate('| count()')).rows, [[2]])
    assert.deepEqual(rows(await ask(room, ['count'])), [[{}, [0, 3]]])
    assert.deepEqual(await room.store.missing(room.tenant, { from: 0, to: 6 }), [{ from: 5, to: 6 }])
  })

  say('an event that speaks of a metric is no point', async room => {
    const events = await room.load({ message: '{"metric":1}', attributes: { metric: 'x', value: 1 } })
    assert.deepEqual(await room.search('metric:x'), events)
    assert.deepEqual((await ask(room, ['count'])).series, [])
  })

  say('a step has the aggregates of its points, and what has none is left out', async room => {
    await room.store.append([
      pointBatch(
        room.tenant,
        0,
        [5, 1, 3, 2, 4]
          .map((value, i) => ({ at: START + i * 1000, value }))
          .concat({ at: START + 25 * MINUTE, value: -7.5 }),
      ),
    ])
    assert.deepEqual(rows(await ask(room, ALL)), [
      [
        {},
        [0, 3, 1, 5, 15, 5, 3, 4.8, 4.96, 4, 1 + 2 + 2 + 2],
        [20, -7.5, -7.5, -7.5, -7.5, 1, -7.5, -7.5, -7.5, -7.5, -7.5],
      ],
    ])
    assert.deepEqual(rows(await ask(room, ['sum'], { metric: 'other' })), [])
    assert.deepEqual(rows(await ask(room, ['sum'], { from: START + 30 * MINUTE })), [])
  })

  say('the grid is half-open, to the nanosecond', async room => {
    const at = (fraction: string) => ({ metric: 'm', value: 1, time: `2026-01-31T${fraction}Z` })
    const lines = ['11:59:59.999999999', '12:00:00', '12:59:59.999999999', '13:00:00'].map((time, i) =>
      pointLine(normalizePoint(at(time), { tenant: room.tenant, received: timeFromMs(START) }), i),
    )
    await room.store.append([
      { tenant: room.tenant, firstSeq: 0, count: 4, lines: Buffer.from(`${lines.join('\n')}\n`) },
    ])
    assert.deepEqual(rows(await ask(room, ['count'])), [[{}, [0, 1], [50, 1]]])
  })

  say(
    'groups are told apart by tags, an absent one is left out, and the first by code point come first',
    async room => {
      await room.store.append([
        pointBatch(room.tenant, 0, [
          { at: START, value: 1, tags: { host: 'b', 'odd "key".\\': '€' } },
          { at: START, value: 2, tags: { host: 'a', 'odd "key".\\': '😀' } },
          { at: START, value: 3, tags: { host: '\uffff' } },
          { at: START, value: 4 },
          { at: START, value: 5, tags: { host: 'b' } },
        ]),
      ])
      assert.deepEqual(rows(await ask(room, ['sum'], { by: ['host'] })), [
        [{}, [0, 4]],
        [{ host: 'a' }, [0, 2]],
        [{ host: 'b' }, [0, 6]],
        [{ host: '\uffff' }, [0, 3]],
      ])
      assert.deepEqual(rows(await ask(room, ['sum'], { by: ['odd "key".\\', 'host'], limit: 3 })), [
        [{}, [0, 4]],
        [{ host: 'b' }, [0, 5]],
        [{ host: '\uffff' }, [0, 3]],
      ])
      const all = await ask(room, ['sum'], { by: 'all' })
      assert.deepEqual(
        all.series.map(({ tags }) => tags),
        [
          { host: 'a', 'odd "key".\\': '😀' },
          { host: 'b', 'odd "key".\\': '€' },
          { host: 'b' },
          { host: '\uffff' },
          {},
        ],
      )
      assert.equal(all.truncated, false)
      assert.equal((await ask(room, ['sum'], { by: ['host'], limit: 2 })).truncated, true)
    },
  )

  say('conditions on tags hold of the whole value, and an absent tag is the empty text', async room => {
    await room.store.append([
      pointBatch(
        room.tenant,
        0,
        ['500', '503', '200', '1500', 'a\nb']
          .map(code => ({ at: START, tags: { code } }))
          .concat({ at: START, tags: { code: '' } }),
      ),
    ])
    const count = async (op: TagMatcher['op'], value: string, tag = 'code') =>
      (await ask(room, ['count'], { matchers: [{ tag, op, value }] })).series[0]?.steps[0]?.[1] ?? 0
    assert.equal(await count('=', '500'), 1)
    assert.equal(await count('!=', '500'), 5)
    assert.equal(await count('=~', '5..'), 2)
    assert.equal(await count('!~', '5..'), 4)
    assert.equal(await count('=~', '500|503'), 2)
    assert.equal(await count('=~', 'a.b'), 0)
    assert.equal(await count('=~', '(?s)a.b'), 1)
    assert.equal(await count('=', ''), 1)
    assert.equal(await count('!=', ''), 5)
    assert.equal(await count('=~', '.*', 'none'), 6)
    assert.equal(await count('=', "' OR 1=1 --"), 0)
  })

  say('a counter that starts again grows from 0, and the point before the grid is looked for', async room => {
    const counter = (minute: number, value: number, host = 'a') =>
      ({ at: START + minute * MINUTE, value, type: 'counter', tags: { host } }) as const
    await room.store.append([
      pointBatch(room.tenant, 0, [
        counter(-5, 100),
        counter(1, 110),
        counter(11, 130),
        counter(12, 5),
        counter(13, 6),
        counter(35, 6),
        counter(1, 1_000, 'b'),
        counter(2, 1_001, 'b'),
        counter(45, 1, 'c'),
      ]),
    ])
    assert.deepEqual(rows(await ask(room, ['increase'])), [[{}, [0, 11], [10, 26], [30, 0], [40, null]]])
    assert.deepEqual(rows(await ask(room, ['increase'], { by: ['host'], to: START + 20 * MINUTE })), [
      [{ host: 'a' }, [0, 10], [10, 26]],
      [{ host: 'b' }, [0, 1]],
    ])
  })

  say('a series is a metric with its type, unit and tags', async room => {
    const at = START + MINUTE
    await room.store.append([
      pointBatch(room.tenant, 0, [
        { at, value: 10, unit: 's', type: 'counter' },
        { at: at + 1, value: 12, unit: 's', type: 'counter' },
        { at: at + 2, value: 1, unit: 'ms', type: 'counter' },
        { at: at + 3, value: 4, unit: 'ms', type: 'counter' },
        { at: at + 4, value: 4 },
      ]),
    ])
    assert.deepEqual(rows(await ask(room, ['increase', 'count'])), [[{}, [0, 5, 5]]])
  })

  say('metrics lists names with types, units, tags and the last time', async room => {
    await room.store.append([
      pointBatch(room.tenant, 0, [
        { metric: 'b', at: START, unit: 's', tags: { x: '1', 'odd"': '2' } },
        { metric: 'b', at: START + HOUR, unit: 'ms', type: 'counter', tags: { y: '1' } },
        { metric: 'a', at: START + 5 },
        { metric: '😀', at: START },
      ]),
    ])
    const list = (range = {}) => room.store.metrics({ tenant: room.tenant, range })
    assert.deepEqual(await list(), [
      { name: 'a', types: ['gauge'], units: [], tags: [], points: 1, last: timeFromMs(START + 5) },
      {
        name: 'b',
        types: ['counter', 'gauge'],
        units: ['ms', 's'],
        tags: ['odd"', 'x', 'y'],
        points: 2,
        last: timeFromMs(START + HOUR),
      },
      { name: '😀', types: ['gauge'], units: [], tags: [], points: 1, last: timeFromMs(START) },
    ])
    assert.deepEqual(
      (await list({ from: timeFromMs(START + 1), to: timeFromMs(START + HOUR) })).map(({ name }) => name),
      ['a'],
    )
  })

  say('numbers come back to the last bit', async room => {
    const values = [0.1 + 0.2, 5e-324, 1.7976931348623157e308, -1 / 3, 2 ** 53, 123456789012345.67]
    await room.store.append([
      pointBatch(
        room.tenant,
        0,
        values.map((value, i) => ({ at: START + i * MINUTE, value })),
      ),
    ])
    const { series } = await ask(room, ['max'], { step: 60 })
    assert.deepEqual(
      series[0]!.steps.map(([, value]) => value),
      values,
    )
  })

  say(
    'rolled-up hours keep all that can be kept, are never missing, and go when they are deleted',
    async room => {
      const { store, tenant } = room
      const points = Array.from({ length: 240 }, (_, i) => ({
        at: START + i * MINUTE,
        value: (i * 37) % 101,
        type: 'counter' as const,
        tags: { host: i % 3 === 0 ? 'a' : 'b' },
      }))
      await store.append([pointBatch(tenant, 0, points)])
      const whole = { from: START, to: START + 4 * HOUR }
      const exact: readonly SeriesAggregate[] = ['avg', 'min', 'max', 'sum', 'count', 'last', 'increase']
      const questions = [3_600, 7_200].flatMap(step =>
        ([[], ['host'], 'all'] as const).map(by => () => ask(room, exact, { ...whole, step, by })),
      )
      const before = await Promise.all(questions.map(question => question()))

      assert.equal(await store.rollUp(tenant, timeFromMs(START + 2.5 * HOUR)), 120)
      assert.equal(await store.rollUp(tenant, timeFromMs(START + 2.5 * HOUR)), 0)
      assert.equal((await store.stats()).points >= 120, true)
      for (const [i, question] of questions.entries()) sameAnswer(await question(), before[i]!)
      assert.equal((await ask(room, ['avg'], { ...whole, step: 3_600 })).approximate, false)
      assert.equal((await ask(room, ['p95'], { ...whole, step: 3_600 })).approximate, true)
      assert.equal((await ask(room, ['avg'], { ...whole, step: 600 })).approximate, true)
      assert.equal((await ask(room, ['p95'], { from: START + 2 * HOUR, to: whole.to })).approximate, false)
      const [listed] = await store.metrics({ tenant, range: {} })
      assert.deepEqual([listed!.points, listed!.tags], [240, ['host']])
      assert.deepEqual(await store.missing(tenant, { from: 0, to: 241 }), [{ from: 240, to: 241 }])

      // A point that comes late for an hour that is rolled up makes a row of its own.
      await store.append([
        pointBatch(tenant, 240, [{ at: START + MINUTE, value: 1_000, tags: { host: 'a' } }]),
      ])
      assert.equal(await store.rollUp(tenant, timeFromMs(START + 3 * HOUR)), 61)
      assert.deepEqual((await ask(room, ['max', 'count'], { ...whole, step: 14_400 })).series[0]?.steps, [
        [START, 1_000, 241],
      ])

      assert.equal(await store.deleteRollupsBefore(tenant, timeFromMs(START + HOUR)), 3)
      assert.equal(await store.deleteRollupsBefore(tenant, timeFromMs(START + HOUR)), 0)
      assert.deepEqual((await ask(room, ['count'], { ...whole, step: 14_400 })).series[0]?.steps, [
        [START, 180],
      ])
      assert.deepEqual(await store.missing(tenant, { from: 0, to: 241 }), [])
      assert.deepEqual(await store.missing(tenant, { from: 30, to: 250 }), [{ from: 241, to: 250 }])
    },
  )

  say('rolling up one tenant leaves the points of others alone', async room => {
    const theirs = `${room.tenant}x`
    for (const tenant of [room.tenant, theirs])
      await room.store.append([pointBatch(tenant, 0, [{ at: START }])])
    assert.equal(await room.store.rollUp(room.tenant, timeFromMs(START + HOUR)), 1)
    const other = { store: room.store, tenant: theirs }
    assert.equal((await ask(other, ['p50'], { step: 3_600 })).approximate, false)
    assert.deepEqual(rows(await ask(other, ['count'])), [[{}, [0, 1]]])
    assert.deepEqual((await ask({ store: room.store, tenant: 'nobody' }, ['count'])).series, [])
    assert.equal(await room.store.rollUp('nobody', timeFromMs(START)), 0)
  })

  say('deleting events leaves points, and an aborted question rejects with the reason', async room => {
    await room.store.append([
      batchOf(room.events([{ message: 'old' }])),
      pointBatch(room.tenant, 1, [{ at: START }]),
    ])
    assert.equal(await room.store.deleteBefore(room.tenant, timeFromMs(START + HOUR)), 1)
    assert.deepEqual(rows(await ask(room, ['count'])), [[{}, [0, 1]]])
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    await assert.rejects(room.store.metrics({ tenant: room.tenant, range: {}, signal }), reason)
    const request = {
      tenant: room.tenant,
      metric: 'm',
      matchers: [],
      grid: gridOf(START, START + 1, 1),
      aggregates: ALL,
      by: [],
      limit: 1,
    }
    await assert.rejects(room.store.series({ ...request, signal }), reason)
  })

  say(SERIES_ORACLE, async room => {
    let scenes = 0
    await fuzz(
      `series of the ${room.store.engine} store`,
      fc.asyncProperty(scene, async ({ points, questions, rollUps, late, forget }) => {
        const tenant = `${room.tenant}-${++scenes}`
        const stores: readonly EventStore[] = [room.store, openMemoryStore()]
        const each = async <T>(work: (store: EventStore) => Promise<T>) => Promise.all(stores.map(work))
        const same = async () => {
          for (const question of questions) {
            const [actual, expected] = await each(store =>
              ask({ store, tenant }, question.aggregates, question),
            )
            sameAnswer(actual!, expected!)
          }
          const [listed, wanted] = await each(store => store.metrics({ tenant, range: {} }))
          assert.deepEqual(listed, wanted)
        }
        await each(store => store.append([pointBatch(tenant, 0, points)]))
        await same()
        for (const before of rollUps) {
          const [actual, expected] = await each(store => store.rollUp(tenant, timeFromMs(before)))
          assert.equal(actual, expected)
          await same()
        }
        if (late.length > 0) await each(store => store.append([pointBatch(tenant, points.length, late)]))
        await same()
        const [deleted, wanted] = await each(store => store.deleteRollupsBefore(tenant, timeFromMs(forget)))
        assert.equal(deleted, wanted)
        await same()
        const [missing] = await each(store =>
          store.missing(tenant, { from: 0, to: points.length + late.length }),
        )
        assert.deepEqual(missing, [])
      }),
      SCENES[room.store.engine],
    )
  })
}

const instant = fc.integer({ min: -3 * 60, max: 6 * 60 }).map(minute => START + minute * MINUTE)
const tagged = fc.dictionary(fc.constantFrom('host', 'code', 'a b'), fc.constantFrom('x', 'y', '500', ''), {
  maxKeys: 3,
  noNullPrototype: true,
})
const point: fc.Arbitrary<Point> = fc.record(
  {
    at: instant,
    metric: fc.constantFrom('m', 'm', 'm', 'n'),
    value: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constantFrom(0.5, 1e-3, 1e12)),
    type: fc.constantFrom('gauge' as const, 'counter' as const),
    unit: fc.constantFrom('s', 'ms'),
    tags: tagged,
  },
  { requiredKeys: ['at', 'value'], noNullPrototype: true },
)
const matcher: fc.Arbitrary<TagMatcher> = fc.record({
  tag: fc.constantFrom('host', 'code', 'none'),
  op: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const),
  value: fc.constantFrom('x', '', '5..', 'x|y'),
})
const question = fc.record({
  aggregates: fc.uniqueArray(fc.constantFrom(...ALL), { minLength: 1, maxLength: 4 }),
  matchers: fc.array(matcher, { maxLength: 2 }),
  from: instant,
  length: fc.integer({ min: 1, max: 6 * 60 }),
  step: fc.constantFrom<StepLength>(60, 420, 1_800, 3_600, 7_200, 86_400, 'range'),
  by: fc.constantFrom<Grouping>([], ['host'], ['code', 'host'], ['none'], 'all'),
  limit: fc.constantFrom(1, 2, 1_000),
})
const scene = fc.record({
  points: fc.array(point, { minLength: 1, maxLength: 40 }),
  questions: fc.array(
    question.map(({ length, ...rest }) => ({ ...rest, to: rest.from + length * MINUTE })),
    { minLength: 1, maxLength: 3 },
  ),
  rollUps: fc.array(instant, { maxLength: 2 }),
  late: fc.array(point, { maxLength: 3 }),
  forget: instant,
})

/** Equal but for the last bits of sums, as the order of addition is the engine's. */
function sameAnswer(actual: SeriesAnswer, expected: SeriesAnswer): void {
  const same = (a: number | null, b: number | null) =>
    a === b ||
    (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-3))
  const close =
    actual.truncated === expected.truncated &&
    actual.approximate === expected.approximate &&
    actual.series.length === expected.series.length &&
    actual.series.every(({ tags, steps }, i) => {
      const other = expected.series[i]!
      return (
        JSON.stringify(Object.entries(tags).sort()) === JSON.stringify(Object.entries(other.tags).sort()) &&
        steps.length === other.steps.length &&
        steps.every((step, j) => step.every((value, k) => same(value, other.steps[j]![k] ?? null)))
      )
    })
  if (!close) assert.deepEqual(actual, expected)
}

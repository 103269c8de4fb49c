import assert from 'node:assert/strict'
import { type Json, LEVELS } from '@tallystick/core'
import type { Say } from './index.ts'
import type { Room } from './room.ts'

/** Aggregates, groups, buckets, order and limits. */
export function describeTables(say: Say): void {
  const values = (room: Room, ...all: (Json | undefined)[]) =>
    room.load(...all.map(v => ({ attributes: v === undefined ? {} : { v } })))

  say('count, sum, avg, min and max take what is a number', async room => {
    await values(room, 1, '2', 3.5, 'x', true, null, [9], '1e999', '')
    await room.rows('| count(), sum(v), avg(v), min(v), max(v)', [[9, 6.5, 6.5 / 3, 1, 3.5]])
  })

  say('without numbers these are null, and count and uniq are zero', async room => {
    await values(room, 'x', true)
    await room.rows('| sum(v), avg(v), min(v), max(v), p50(v), p95(v), p99(v)', [Array(7).fill(null)])
    await room.rows('nothing | count(), uniq(v), sum(v), p50(v)', [[0, 0, null, null]])
    await room.rows('nothing | count() by v', [])
  })

  say('a sum beyond the range of a double is null', async room => {
    await values(room, 1.7e308, 1.7e308)
    await room.rows('| sum(v), max(v)', [[null, 1.7e308]])
  })

  say('percentiles are exact and interpolate between closest ranks', async room => {
    await values(room, 10, 20, 30, 40)
    await room.rows('| p50(v), p95(v), p99(v)', [[25, 38.5, 39.7]])
    await room.rows('v>=40 | p50(v), p95(v), p99(v)', [[40, 40, 40]])
    await room.rows('v<=20 | p50(v), p95(v)', [[15, 19.5]])
  })

  say('percentiles of many values are exact', async room => {
    // 7919 is prime, so that the values are 0 … 1000 in a scattered order.
    await values(room, ...Array.from({ length: 1_001 }, (_, i) => (i * 7919) % 1_001))
    await room.rows('| p50(v), p95(v), p99(v), min(v), max(v), sum(v)', [[500, 950, 990, 0, 1_000, 500_500]])
  })

  say('uniq counts distinct text forms', async room => {
    await values(room, 1, '1', '1.0', true, 'true', 'a', 'A', [1], '[1]', null, '')
    await room.rows('| uniq(v)', [[7]])
  })

  say('uniq is exact for many values', async room => {
    await values(room, ...Array.from({ length: 5_000 }, (_, i) => `id-${i % 3_001}`))
    await room.rows('| uniq(v)', [[3_001]])
  })

  say('groups are text forms, an absent value is the group null', async room => {
    await values(room, 500, '500', 'x', true, [1], null, '', { a: 1 })
    await room.rows('| count() by v', [
      [null, 2],
      ['500', 2],
      ['', 1],
      ['[1]', 1],
      ['true', 1],
      ['x', 1],
    ])
  })

  say('columns are the groups and then the aggregates, as printed', async room => {
    await values(room, 1)
    const table = await room.aggregate(
      '| count(), p95(v) by service, bin(60m), bin(attributes.v, 0.10), attributes."my key"',
    )
    assert.deepEqual(table.columns, [
      'service',
      'bin(1h)',
      'bin(v, 0.1)',
      'attributes."my key"',
      'count()',
      'p95(v)',
    ])
    assert.deepEqual(table.rows, [[null, '2026-01-31T12:00:00.000Z', 1, null, 1, 1]])
    assert.equal(table.truncated, false)
  })

  say('envelope fields group by their text form', async room => {
    await room.load(
      { level: 'ERROR', line: 7, service: 'a' },
      { level: 'ERROR', severity_number: 18, line: 7 },
      { level: 'INFO', service: 'a' },
    )
    await room.rows('| count() by level', [
      ['ERROR', 2],
      ['INFO', 1],
    ])
    await room.rows('| count() by line', [
      ['7', 2],
      [null, 1],
    ])
    await room.rows('| count() by service, level', [
      [null, 'ERROR', 1],
      ['a', 'ERROR', 1],
      ['a', 'INFO', 1],
    ])
    await room.rows('| max(severity_number), sum(line), uniq(level), uniq(service), max(seq)', [
      [18, 14, 2, 1, 2],
    ])
    await room.rows('| sum(level), max(time)', [[null, null]])
    await room.rows('| count() by time | limit 1', [['2026-01-31T12:00:00.000Z', 1]])
  })

  say('time buckets are aligned to the epoch and ascending', async room => {
    const times = [
      '2026-01-31T12:04:59.999999999Z',
      '2026-01-31T12:05:00.000Z',
      '2026-01-31T12:09:00.000Z',
      '2026-01-31T11:00:00.000Z',
    ]
    await room.load(...times.map(time => ({ time })))
    await room.rows('| count() by bin(5m)', [
      ['2026-01-31T11:00:00.000Z', 1],
      ['2026-01-31T12:00:00.000Z', 1],
      ['2026-01-31T12:05:00.000Z', 2],
    ])
    await room.rows('| count() by bin(7s) | limit 1', [['2026-01-31T10:59:54.000Z', 1]])
    await room.rows('| count() by bin(1d)', [['2026-01-31T00:00:00.000Z', 4]])
    // 1970-01-01 was a Thursday.
    await room.rows('| count() by bin(1w)', [['2026-01-29T00:00:00.000Z', 4]])
    await room.rows('| count() by bin(2w)', [['2026-01-29T00:00:00.000Z', 4]])
  })

  say('time buckets of every level, either first', async room => {
    const ends = [
      '1970-01-01T00:00:00.000Z',
      '2026-01-31T12:04:59.999999999Z',
      '2261-12-31T23:59:59.999999999Z',
    ]
    await room.load(...LEVELS.flatMap(level => ends.map(time => ({ level, time }))), {
      level: 'ERROR',
      time: '2026-01-31T12:04:00.000Z',
    })
    const buckets = ['1970-01-01T00:00:00.000Z', '2026-01-31T12:00:00.000Z', '2261-12-31T23:55:00.000Z']
    const counted = (level: string, time: string) => (level === 'ERROR' && time === buckets[1] ? 2 : 1)
    await room.rows(
      '| count() by bin(5m), level',
      buckets.flatMap(time => [...LEVELS].sort().map(level => [time, level, counted(level, time)])),
    )
    await room.rows(
      'level:ERROR | count(), max(v) by level, bin(5m)',
      buckets.map(time => ['ERROR', time, counted('ERROR', time), null]),
    )
    await room.rows('| count() by level, bin(5m) | sort -count() | limit 1', [['ERROR', buckets[1]!, 2]])
  })

  say('number buckets of a tenth hold what their name says', async room => {
    await values(room, 0.3, 0.29, 0.7, '0.75', 0, '-0', -0.05, 'x', 1)
    await room.rows('| count() by bin(v, 0.1) | sort bin(v, 0.1)', [
      [null, 1],
      [-0.1, 1],
      [0, 2],
      [0.2, 1],
      [0.3, 1],
      [0.7, 2],
      [1, 1],
    ])
    await room.rows('v:0.29 | count() by bin(v, 0.01)', [[0.29, 1]])
  })

  say('number buckets of other widths are floor(value / width) · width', async room => {
    await values(room, 0, 9, 10, 25, -1, 1e21, 1e308)
    await room.rows('v<100 | count() by bin(v, 10) | sort bin(v, 10)', [
      [-10, 1],
      [0, 2],
      [10, 1],
      [20, 1],
    ])
    await room.rows('v:1e+21 | count() by bin(v, 10)', [[1e21, 1]])
    await room.rows('v:25 | count() by bin(v, 2.5)', [[25, 1]])
    await room.rows('v:1e+308 | count() by bin(v, 0.001)', [[null, 1]])
  })

  say(
    'the default order is the first aggregate descending, ties by groups ascending with null first',
    async room => {
      await values(room, 'b', 'b', 'a', 'c', undefined, 'B', '😀', '\uffee', 'é')
      await room.rows('| count() by v', [
        ['b', 2],
        [null, 1],
        ['B', 1],
        ['a', 1],
        ['c', 1],
        ['é', 1],
        ['\uffee', 1],
        ['😀', 1],
      ])
      await room.rows('| sum(v) by v | limit 2', [
        [null, null],
        ['B', null],
      ])
    },
  )

  say('the default order puts nulls of the first aggregate last', async room => {
    await room.load(
      { service: 'a', attributes: { v: 1 } },
      { service: 'b', attributes: { v: 'x' } },
      { service: 'c', attributes: { v: 2 } },
      { service: 'd', attributes: { v: -3 } },
    )
    await room.rows('| max(v), count() by service', [
      ['c', 2, 1],
      ['a', 1, 1],
      ['d', -3, 1],
      ['b', null, 1],
    ])
    await room.rows('| count(), max(v) by service | sort max(v)', [
      ['b', 1, null],
      ['d', 1, -3],
      ['a', 1, 1],
      ['c', 1, 2],
    ])
  })

  say(
    'sort takes several columns, each in its own direction, and breaks ties by the other groups',
    async room => {
      for (const [service, category] of ['bx', 'ax', 'by', 'ay', 'ax'].map(pair => [...pair]))
        await room.load({ service: service!, category: category! })
      await room.rows('| count() by service, category | sort -category, service', [
        ['a', 'y', 1],
        ['b', 'y', 1],
        ['a', 'x', 2],
        ['b', 'x', 1],
      ])
      await room.rows('| count() by service, category | sort count()', [
        ['a', 'y', 1],
        ['b', 'x', 1],
        ['b', 'y', 1],
        ['a', 'x', 2],
      ])
      await room.rows('| count() by service, category | sort -category', [
        ['a', 'y', 1],
        ['b', 'y', 1],
        ['a', 'x', 2],
        ['b', 'x', 1],
      ])
    },
  )

  say('text groups sort as text, so 100 before 20', async room => {
    await values(room, 100, 20, 3)
    await room.rows('| count() by v | sort v', [
      ['100', 1],
      ['20', 1],
      ['3', 1],
    ])
  })

  say('a limit cuts and says so', async room => {
    await values(room, 'a', 'b', 'c')
    const cut = await room.aggregate('| count() by v | limit 2')
    assert.deepEqual([cut.rows.length, cut.truncated], [2, true])
    const whole = await room.aggregate('| count() by v | limit 3')
    assert.deepEqual([whole.rows.length, whole.truncated], [3, false])
  })

  say('without a limit there are 1,000 rows', async room => {
    await values(room, ...Array.from({ length: 1_001 }, (_, i) => i))
    const table = await room.aggregate('| count() by v')
    assert.deepEqual([table.rows.length, table.truncated], [1_000, true])
    const all = await room.aggregate('| count() by v | limit 1001')
    assert.deepEqual([all.rows.length, all.truncated], [1_001, false])
  })

  say('top leaves out what has no value, most first, ties by text', async room => {
    await values(room, 'b', 'a', 'b', undefined, undefined, undefined, null, 'c')
    await room.rows('| top 2 v', [
      ['b', 2],
      ['a', 1],
    ])
    const table = await room.aggregate('| top 2 v')
    assert.deepEqual(table.columns, ['v', 'count()'])
    assert.equal(table.truncated, true)
  })

  say('a filter applies before the aggregates', async room => {
    await room.load({ message: 'x', attributes: { v: 1 } }, { message: 'y', attributes: { v: 10 } })
    await room.rows('x | count(), sum(v)', [[1, 1]])
    await room.rows('-x | count(), sum(v)', [[1, 10]])
  })

  say('aggregates reach odd keys and clashing names', async room => {
    await room.load({
      service: 'api',
      attributes: { service: 7, 'my key': { 'a"b': 3 }, "it's": 4, 'count()': 5 },
    })
    await room.rows(
      '| sum(attributes.service), sum(attributes."my key"."a\\"b"), sum(attributes."it\'s") by service',
      [['api', 7, 3, 4]],
    )
    await room.rows('| count() by attributes."count()", attributes.service', [['5', '7', 1]])
  })

  say('three groups and a time bucket work together', async room => {
    await room.load(
      { time: '2026-01-31T12:00:01.000Z', service: 'a', level: 'INFO', attributes: { v: 0.5 } },
      { time: '2026-01-31T12:01:01.000Z', service: 'a', level: 'ERROR', attributes: { v: 0.5 } },
      { time: '2026-01-31T12:00:02.000Z', level: 'INFO', attributes: { v: 2 } },
    )
    await room.rows('| count(), avg(v) by service, level, bin(1m), bin(v, 1)', [
      [null, 'INFO', '2026-01-31T12:00:00.000Z', 2, 1, 2],
      ['a', 'INFO', '2026-01-31T12:00:00.000Z', 0, 1, 0.5],
      ['a', 'ERROR', '2026-01-31T12:01:00.000Z', 0, 1, 0.5],
    ])
  })
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bucketsOf, total } from '../src/query/buckets.ts'

const MINUTE = 60_000
const time = (minutes: number) => new Date(minutes * MINUTE).toISOString()
const ANSWER = {
  columns: ['level', 'bin(1m)', 'count()'],
  rows: [
    ['ERROR', time(3), 2],
    ['INFO', time(1), 5],
    ['ERROR', time(1), 1],
    ['ODD', time(1), 9],
    ['INFO', null, 9],
  ],
  truncated: false,
  took_ms: 1,
} as const

test('rows become buckets by time, in the order of the names asked for', () => {
  const buckets = bucketsOf(ANSWER, 'level', ['INFO', 'ERROR'])
  assert.deepEqual(buckets, [
    { time: MINUTE, values: [5, 1] },
    { time: 3 * MINUTE, values: [0, 2] },
  ])
  assert.equal(total(buckets, [0, 1]), 8)
  assert.equal(total(buckets, [1]), 3)
})

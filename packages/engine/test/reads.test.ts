import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import type { Engine, Read } from '../src/index.ts'
import { readTrailOf } from '../src/index.ts'

type Recorded = {
  readonly name: string
  readonly user_id: string
  readonly session_id?: string
  readonly attributes: Readonly<Record<string, unknown>>
}

const MINUTE = 60_000
let now: number
let recorded: Recorded[]
let failing: boolean
const ingest: Engine['ingest'] = async (tenant, values) => {
  if (failing) throw new TallyError('TALLY_JOURNAL_WRITE', 'ENOSPC')
  recorded.push(...(values as Recorded[]))
  return { tenant, accepted: values.length, duplicates: 0, ids: [], errors: [] }
}
beforeEach(() => {
  now = Date.UTC(2026, 0, 31)
  recorded = []
  failing = false
})

const figures = (query: string, more: Partial<Read> = {}) => ({
  tenant: 'acme',
  actor: { name: 'ada', session: 's1' },
  reads: [{ kind: 'aggregate' as const, query, rows: 1, ...more }],
})
const repeats = () => recorded.map(({ attributes }) => attributes.repeats)
const asked = () => recorded.reduce((sum, { attributes }) => sum + 1 + Number(attributes.repeats ?? 0), 0)

describe('figures that are asked for again', () => {
  test('are recorded when their minute is over, though nobody asks any more', async t => {
    t.mock.timers.enable({ apis: ['setInterval'] })
    const trail = readTrailOf({ ingest }, { now: () => now })
    for (let i = 0; i < 5; i++) await trail.record(figures('| count()'))
    assert.deepEqual(repeats(), [undefined])
    now += MINUTE
    t.mock.timers.tick(MINUTE)
    await new Promise(resolve => setImmediate(resolve))
    assert.deepEqual(repeats(), [undefined, 3])
    assert.equal(asked(), 5)
    now += MINUTE
    t.mock.timers.tick(MINUTE)
    await trail.close()
    assert.equal(recorded.length, 2)
  })

  test('are told over the widest range of them', async () => {
    const trail = readTrailOf({ ingest }, { now: () => now })
    const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`
    for (const [from, to] of [
      [10, 11],
      [10, 12],
      [3, 4],
      [9, 20],
    ] as const)
      await trail.record(figures('| count()', { from: at(from), to: at(to) }))
    await trail.close()
    assert.deepEqual(
      recorded.map(({ attributes: { from, to } }) => [from, to]),
      [
        [at(10), at(11)],
        [at(3), at(20)],
      ],
    )
  })

  test('stay counted while the journal fails', async () => {
    const trail = readTrailOf({ ingest }, { now: () => now })
    for (let i = 0; i < 3; i++) await trail.record(figures('| count()'))
    failing = true
    now += MINUTE
    for (let i = 0; i < 2; i++)
      await assert.rejects(trail.record(figures('| count()')), { code: 'TALLY_JOURNAL_WRITE' })
    failing = false
    await trail.record(figures('| count()'))
    // What was refused was not read.
    assert.deepEqual(repeats(), [undefined, 2])
    assert.equal(asked(), 4)
  })

  test('wait for the first record, and are refused with it', async () => {
    const trail = readTrailOf({ ingest }, { now: () => now })
    failing = true
    const both = await Promise.allSettled([trail.record(figures('x')), trail.record(figures('x'))])
    assert.deepEqual(
      both.map(({ status }) => status),
      ['rejected', 'rejected'],
    )
    failing = false
    await trail.record(figures('x'))
    assert.equal(asked(), 1)
  })

  test('of another session are recorded for it', async () => {
    const trail = readTrailOf({ ingest }, { now: () => now })
    await trail.record(figures('x'))
    await trail.record({ ...figures('x'), actor: { name: 'ada', session: 's2' } })
    await trail.record({ ...figures('x'), actor: { name: 'ada', ip: '192.0.2.1', session: 's2' } })
    assert.deepEqual(
      recorded.map(({ session_id }) => session_id),
      ['s1', 's2', 's2'],
    )
  })

  test('by texts that are too long to remember are recorded each time', async () => {
    const trail = readTrailOf({ ingest }, { now: () => now })
    for (let i = 0; i < 3; i++) await trail.record(figures('x'.repeat(10_000)))
    assert.equal(recorded.length, 3)
  })
})

test('a request that asks several questions is one record, called by what left', async () => {
  const trail = readTrailOf({ ingest })
  const reading = {
    ...figures('stream:activity | count()'),
    reads: [
      { kind: 'aggregate', query: 'stream:activity | count()', rows: 1 },
      { kind: 'search', query: 'stream:activity', rows: 7 },
    ] as const,
  }
  await trail.record(reading)
  await trail.record({ ...reading, name: 'activity' })
  assert.deepEqual(
    recorded.map(({ name, attributes }) => [name, attributes]),
    ['read.search', 'read.activity'].map(name => [
      name,
      { query: 'stream:activity', other_queries: ['stream:activity | count()'], rows: 7 },
    ]),
  )
})

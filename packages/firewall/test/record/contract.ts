import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import fc from 'fast-check'
import type { RecordStore } from '../../src/record/index.ts'
import { anyRecord, NOON, sample } from './samples.ts'

export type Opened = {
  readonly store: RecordStore
  /** Until what was appended can be read; most need no waiting. */
  readonly settle?: () => Promise<void>
  readonly dispose?: () => Promise<void>
}

const DAY = 86_400_000

/** What every store of records does. `open` gives an empty one whose clock stands at `NOON`. */
export function describeRecordStore(
  name: string,
  open: () => Promise<Opened>,
  {
    forgets = true,
    knowsIds = true,
  }: {
    /** False: a ledger, which keeps what it is given. */
    readonly forgets?: boolean
    /** False: a ledger takes what it is given, and knows senders by their numbers instead. */
    readonly knowsIds?: boolean
  } = {},
): void {
  describe(`records in ${name}`, () => {
    let opened: Opened | undefined
    const fresh = async () => {
      opened = await open()
      const { store, settle = async () => {} } = opened
      return { store, settle }
    }
    afterEach(async () => {
      await opened?.store.close()
      await opened?.dispose?.()
      opened = undefined
    })

    test('come back as they were given', async () => {
      const { store, settle } = await fresh()
      const records = fc.sample(anyRecord, { numRuns: 60, seed: 7 })
      const appended = await Promise.all(records.map(record => store.append(record)))
      assert.ok(appended.every(one => one === 'kept'))
      await settle()
      const found = new Map((await store.recent(1_000)).map(record => [record.id, record]))
      assert.equal(found.size, records.length)
      for (const record of records) assert.deepEqual(found.get(record.id), record)
    })

    test('are shown newest first, so many as are asked for, of one session where that is named', async () => {
      const { store, settle } = await fresh()
      const records = [3, 1, 4, 2, 5].map(hour =>
        sample(NOON - hour * 3_600_000, { session_id: hour % 2 === 0 ? 'even' : 'odd' }),
      )
      for (const record of records) void store.append(record)
      await settle()
      const hours = async (...asked: Parameters<RecordStore['recent']>) =>
        (await store.recent(...asked)).map(({ created_at }) => (NOON - Date.parse(created_at)) / 3_600_000)
      assert.deepEqual(await hours(100), [1, 2, 3, 4, 5])
      assert.deepEqual(await hours(2), [1, 2])
      assert.deepEqual(await hours(100, { sessionId: 'odd' }), [1, 3, 5])
      assert.deepEqual(await hours(1, { sessionId: 'even' }), [2])
      assert.deepEqual(await hours(100, { sessionId: 'other' }), [])
      assert.deepEqual(await hours(0), [])
      await assert.rejects(store.recent(-1), RangeError)
      await assert.rejects(store.recent(1.5), RangeError)
    })

    test('that come twice are kept once', { skip: !knowsIds }, async () => {
      const { store, settle } = await fresh()
      const record = sample()
      assert.deepEqual(await Promise.all([store.append(record), store.append(record)]), ['kept', 'kept'])
      await settle()
      assert.equal((await store.recent(10)).length, 1)
    })

    test('are counted', async () => {
      const { store, settle } = await fresh()
      const nothing = await store.stats()
      assert.deepEqual([nothing.records, nothing.average_latency_ms, nothing.oldest], [0, null, undefined])
      for (const [hour, score, severity, environment, session_id] of [
        [1, 0.7, 'High', 'docker', 'a'],
        [2, 0.69, 'Medium', 'local', 'a'],
        [3, 1, 'Critical', 'docker', 'b'],
      ] as const)
        await store.append(
          sample(NOON - hour * 3_600_000, { score, severity, environment, session_id, latency_ms: hour }),
        )
      await store.append(sample(NOON - 4 * 3_600_000, { score: 0, severity: 'Info', latency_ms: 2 }))
      await settle()
      const { bytes: _, ...stats } = await store.stats()
      assert.deepEqual(
        { ...stats, by_severity: { ...stats.by_severity }, by_environment: { ...stats.by_environment } },
        {
          records: 4,
          oldest: '2026-01-31T08:00:00.000Z',
          newest: '2026-01-31T11:00:00.000Z',
          high_risk: 2,
          average_latency_ms: 2,
          sessions: 2,
          by_severity: { High: 1, Medium: 1, Critical: 1, Info: 1 },
          by_environment: { docker: 2, local: 2 },
          queued: 0,
          dropped: 0,
        },
      )
    })

    test('that are old are forgotten when told so, and only then', { skip: !forgets }, async () => {
      const { store } = await fresh()
      for (let days = 0; days < 8; days++) await store.append(sample(NOON - days * DAY))
      assert.equal(await store.cleanup(5, { dryRun: true }), 2)
      assert.equal((await store.recent(100)).length, 8)
      assert.equal(await store.cleanup(5), 2)
      assert.equal((await store.recent(100)).length, 6)
      assert.equal(await store.cleanup(5), 0)
      for (const days of [-1, Number.NaN, Number.POSITIVE_INFINITY])
        await assert.rejects(store.cleanup(days), RangeError)
      assert.equal(await store.cleanup(0), 5)
    })

    test('that come after the end are dropped, without a fuss', async () => {
      const { store } = await fresh()
      await store.append(sample())
      await store.close()
      await store.close()
      assert.equal(await store.append(sample()), 'dropped')
    })
  })
}

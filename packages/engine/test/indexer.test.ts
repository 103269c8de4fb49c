import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { Indexer } from '../src/index/index.ts'
import { Ingest } from '../src/ingest/index.ts'
import { type Journal, openJournal } from '../src/journal/index.ts'
import { type Clock, systemClock } from '../src/ports/clock.ts'
import type { EventStore, StoreBatch } from '../src/ports/event-store.ts'
import { openMemoryStore } from '../src/store/memory/index.ts'
import { TailHub } from '../src/tail/index.ts'

/** The first `half` lines of a batch, as a store that died in the middle would hold them. */
function torn(batch: StoreBatch): StoreBatch {
  const count = Math.floor(batch.count / 2)
  let end = 0
  for (let i = 0; i < count; i++) end = batch.lines.indexOf(10, end) + 1
  return { ...batch, count, lines: batch.lines.subarray(0, end) }
}

/** A memory store whose next `failures` appends take in a part and then fail. */
function failing(store: EventStore, failures: { left: number }): EventStore {
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'append') return (target[name as keyof EventStore] as () => unknown).bind(target)
      return async (batches: readonly StoreBatch[]) => {
        if (failures.left-- > 0) {
          const parts = batches.map(torn).filter(({ count }) => count > 0)
          await target.append(parts)
          throw new TallyError('TALLY_STORE_UNAVAILABLE', 'the store died')
        }
        await target.append(batches)
      }
    },
  })
}

async function withJournal(
  run: (journal: Journal, ingest: (tenant: string, count: number) => Promise<unknown>) => Promise<void>,
  sealInterval = 20,
): Promise<void> {
  const path = mkdtempSync(join(tmpdir(), 'tally-indexer-'))
  const journal = await openJournal(path, { clock: systemClock, sealInterval })
  const ingest = new Ingest(journal, new TailHub(), systemClock)
  try {
    await run(journal, (tenant, count) =>
      ingest.ingest(
        tenant,
        Array.from({ length: count }, (_, i) => ({ message: `m${i}` })),
      ),
    )
  } finally {
    await journal.close()
    rmSync(path, { recursive: true, force: true })
  }
}

const seqs = async (store: EventStore, tenant: string): Promise<number[]> =>
  (await store.search({ tenant, filter: { kind: 'all' }, range: {}, order: 'asc', limit: 100_000 }))
    .map(event => event.seq)
    .sort((a, b) => a - b)
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe('the indexer', () => {
  test('carries every tenant’s sealed events into the store', () =>
    withJournal(async (journal, ingest) => {
      const store = openMemoryStore()
      const indexer = new Indexer(journal, store, systemClock)
      indexer.start()
      for (let i = 0; i < 5; i++) await Promise.all([ingest('a', 70), ingest('b', 30)])
      await journal.flush()
      await indexer.flush()
      assert.deepEqual([await seqs(store, 'a'), await seqs(store, 'b')], [upTo(350), upTo(150)])
      assert.deepEqual(indexer.lag(), { events: 0, seconds: 0 })
      assert.equal(indexer.indexedSeq('a'), 350)
      await indexer.close()
    }))

  test('holds each event once after appends that failed half way, and says while it lags', () =>
    withJournal(async (journal, ingest) => {
      const store = openMemoryStore()
      const failures = { left: 2 }
      const indexer = new Indexer(journal, failing(store, failures), systemClock)
      indexer.start()
      await ingest('a', 100)
      await journal.flush()
      while (failures.left > 0) await new Promise(resolve => setTimeout(resolve, 5))
      assert.match(indexer.lag().error ?? '', /died/)
      assert.ok(indexer.lag().events > 0)
      await ingest('a', 60)
      await journal.flush()
      await indexer.flush()
      assert.deepEqual(await seqs(store, 'a'), upTo(160))
      assert.equal(indexer.lag().error, undefined)
      await indexer.close()
    }))

  test('tells a tenant of what it was acknowledged and cannot search, sealed or not, and since when', () =>
    withJournal(async (journal, ingest) => {
      let now = 1_000_000
      const clock: Clock = { ...systemClock, now: () => now }
      const store = openMemoryStore()
      let release = () => {}
      const held = new Promise<void>(resolve => {
        release = resolve
      })
      const append = store.append.bind(store)
      store.append = async batches => {
        await held
        await append(batches)
      }
      const indexer = new Indexer(journal, store, clock)
      indexer.start()
      await ingest('a', 3)
      now += 4_000
      await ingest('a', 2)
      await ingest('b', 1)
      now += 1_000
      const lags = () => ['a', 'b', 'c', undefined].map(tenant => indexer.lag(tenant))
      const behind = [
        { events: 5, seconds: 5 },
        { events: 1, seconds: 1 },
        { events: 0, seconds: 0 },
        { events: 6, seconds: 5 },
      ]
      assert.deepEqual([lags(), indexer.backlog()], [behind, 0])
      await journal.flush()
      assert.deepEqual([lags(), indexer.backlog()], [behind, 6])
      release()
      await indexer.flush()
      assert.deepEqual(
        lags(),
        behind.map(() => ({ events: 0, seconds: 0 })),
      )
      await ingest('b', 1)
      now += 2_000
      assert.deepEqual(lags()[1], { events: 1, seconds: 2 })
      await indexer.close()
    }, 600_000))

  test('lets what comes in pieces come together, and rests no longer when somebody waits', () =>
    withJournal(async (journal, ingest) => {
      const store = openMemoryStore()
      const sizes: number[] = []
      const append = store.append.bind(store)
      store.append = async batches => {
        sizes.push(batches.reduce((sum, { count }) => sum + count, 0))
        await append(batches)
      }
      const rests: (() => void)[] = []
      const clock: Clock = {
        now: systemClock.now,
        setTimeout: callback => {
          rests.push(callback)
          return { [Symbol.dispose]: () => {} }
        },
      }
      const until = async (reached: () => boolean) => {
        while (!reached()) await new Promise(resolve => setTimeout(resolve, 5))
      }
      const indexer = new Indexer(journal, store, clock)
      indexer.start()
      await ingest('a', 1)
      await until(() => rests.length === 1)
      for (const tenant of ['b', 'c', 'd']) {
        await ingest(tenant, 1)
        await journal.flush()
      }
      assert.deepEqual(sizes, [1])
      rests[0]!()
      await until(() => rests.length === 2)
      assert.deepEqual(sizes, [1, 3])
      await ingest('a', 1)
      await journal.flush()
      // No rest ends by itself here.
      await indexer.flush()
      assert.deepEqual(sizes, [1, 3, 1])
      await indexer.close()
    }))

  test('fills the holes of a store it finds half full', () =>
    withJournal(async (journal, ingest) => {
      await ingest('a', 500)
      await journal.flush()
      const store = openMemoryStore()
      for (const [from, to] of [
        [10, 50],
        [200, 201],
        [480, 500],
      ] as const)
        for await (const chunk of journal.read('a', from, to)) await store.append([{ tenant: 'a', ...chunk }])
      const indexer = new Indexer(journal, store, systemClock)
      indexer.start()
      await indexer.flush()
      assert.deepEqual(await seqs(store, 'a'), upTo(500))
      await indexer.close()
    }))

  test('knows at once that a store it finds full lacks nothing', () =>
    withJournal(async (journal, ingest) => {
      await ingest('a', 100)
      await journal.flush()
      const store = openMemoryStore()
      for await (const chunk of journal.read('a', 0, 100)) await store.append([{ tenant: 'a', ...chunk }])
      const indexer = new Indexer(journal, store, systemClock)
      indexer.start()
      await indexer.flush()
      assert.deepEqual(
        [indexer.indexed, indexer.indexedSeq('a'), (await seqs(store, 'a')).length],
        [0, 100, 100],
      )
      await indexer.close()
    }))

  test('answers a flush while events keep coming', () =>
    withJournal(async (journal, ingest) => {
      const store = openMemoryStore()
      const indexer = new Indexer(journal, store, systemClock)
      indexer.start()
      let running = true
      const busy = (async () => {
        while (running) await ingest('a', 50)
      })()
      await journal.flush()
      const sealed = journal.state('a')!.sealedSeq
      await indexer.flush()
      assert.ok(indexer.indexedSeq('a') >= sealed)
      running = false
      await busy
      await indexer.close()
    }))

  test('rebuilds while events keep arriving', () =>
    withJournal(async (journal, ingest) => {
      const store = openMemoryStore()
      const indexer = new Indexer(journal, store, systemClock)
      indexer.start()
      await ingest('a', 300)
      await Promise.all([indexer.rebuild(), ingest('a', 50), journal.flush()])
      await ingest('a', 50)
      await journal.flush()
      await indexer.flush()
      assert.deepEqual(await seqs(store, 'a'), upTo(400))
      await indexer.close()
    }))
})

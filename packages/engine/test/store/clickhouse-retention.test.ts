import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { timeFromMs } from '@tallystick/core'
import { openClickHouseStore } from '../../src/store/clickhouse/index.ts'
import { Room, START } from './contract/room.ts'

describe('deletion in ClickHouse', () => {
  test('what is deleted is not found by any index, and parts of which nothing is left give back their space', async t => {
    const store = await openClickHouseStore(await mkdtemp(join(tmpdir(), 'tally-chdb-retention-')))
    t.after(() => store.close())
    const room = new Room(store, 'a')
    const load = () =>
      room.load(
        ...Array.from({ length: 2_000 }, (_, i) => ({
          message: `needle ${crypto.randomUUID()} hay`,
          trace_id: `t${i % 10}`,
          attributes: { n: i, s: `v${i % 4}` },
        })),
      )
    await load()
    await load()
    const other = new Room(store, 'b')
    await other.messages('needle')
    const { bytes } = await store.stats()

    assert.equal(await store.deleteBefore('a', timeFromMs(START + 3_000)), 3_000)
    await room.rows('needle | count()', [[1_000]])
    await room.rows('"needle" hay | count(), min(n)', [[1_000, 1_000]])
    await room.rows('*eedl* | count()', [[1_000]])
    await room.rows('trace_id:t3 | count()', [[100]])
    await room.rows('n>=0 s:v1 | count()', [[250]])
    assert.deepEqual(
      (await room.search('needle', { limit: 2 })).map(event => event.seq),
      [3_000, 3_001],
    )
    assert.deepEqual(
      (await room.fields('hay', { names: ['level', 'attributes.n'] })).map(field => field.count),
      [1_000, 1_000],
    )
    assert.equal((await other.search('needle')).length, 1)

    assert.equal(await store.deleteBefore('a', timeFromMs(START + 4_000)), 1_000)
    assert.equal(await store.deleteBefore('b', timeFromMs(START + 4_000)), 1)
    const after = await store.stats()
    assert.equal(after.events, 0)
    assert.ok(after.bytes < bytes / 2, `${after.bytes} of ${bytes} bytes are left`)
  })
})

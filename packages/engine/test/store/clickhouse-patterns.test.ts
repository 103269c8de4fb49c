import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startEngineHost } from '../../src/store/clickhouse/chdb/host.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../src/store/clickhouse/chdb/limits.ts'
import { insertFrom } from '../../src/store/clickhouse/schema.ts'
import { createClickHouseStore } from '../../src/store/clickhouse/store.ts'
import { batchOf, Room } from './contract/room.ts'

const WORDS = 'on in at by of to up as it so we he if or an do go no my me us am be is'.split(' ')
/** Another text for each number, without a digit. */
const prose = (n: number): string =>
  `the fox ${[...n.toString(WORDS.length)].map(digit => WORDS[Number.parseInt(digit, WORDS.length)]).join(' ')} jumps`

describe('patterns of messages in ClickHouse', () => {
  test('are asked while messages repeat, and not where each says something else', async t => {
    const host = startEngineHost(
      await mkdtemp(join(tmpdir(), 'tally-chdb-patterns-')),
      DEFAULT_ENGINE_LIMITS,
      insertFrom,
    )
    t.after(() => host.close())
    await host.opened
    const asked: string[] = []
    const store = await createClickHouseStore({
      insert: (lines, into) => host.insert(lines, into),
      query: (statement, signal) => {
        asked.push(statement.sql)
        return host.query(statement, signal)
      },
    })
    const room = new Room({ ...store, close: () => host.close() }, 'a')
    const uses = async (query: string, expected: number) => {
      asked.length = 0
      await room.rows(`${query} | count()`, [[expected]])
      assert.equal((await room.search(query, { limit: 10 })).length, Math.min(expected, 10))
      const [{ count } = { count: 0 }] = await room.fields(query, { names: ['level'] })
      assert.equal(count, expected)
      return asked.filter(sql => /match\(lower\(pattern\)/.test(sql)).length
    }

    await room.messages(...Array.from({ length: 1_000 }, (_, i) => `the fox ${i} jumps over fence ${i % 7}`))
    assert.equal(await uses('"jumps over"', 1_000), 3)
    assert.equal(await uses('"the fox 7 jumps"', 1), 0)
    // Enough for a part of which the engine tells how large its columns are.
    const many = Array.from({ length: 80_000 }, (_, i) => ({ message: prose(i) }))
    await store.append([batchOf(room.events(many))])
    assert.equal(await uses('"jumps over"', 1_000), 0)
    assert.equal(await uses('"the fox"', 81_000), 0)
  })
})

import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gridOf, normalizePoint, POINT_PREFIX, pointLine, timeFromMs } from '@tallystick/core'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import { startEngineHost } from '../../src/store/clickhouse/chdb/host.ts'
import { type ClickHouseConnection, EngineError, UNREACHABLE } from '../../src/store/clickhouse/connection.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../src/store/clickhouse/index.ts'
import { Gate } from '../../src/store/clickhouse/points/gate.ts'
import { blocksOf, splitLines } from '../../src/store/clickhouse/points/split.ts'
import { insertFrom } from '../../src/store/clickhouse/schema.ts'
import { createClickHouseStore } from '../../src/store/clickhouse/store.ts'
import { START } from './contract/room.ts'

const HOUR = 3_600_000
const POINTS = 240

describe('points in ClickHouse', () => {
  for (const [when, statement] of [
    ['before its hours count', 'INSERT INTO points_rolled'],
    ['after its hours count', 'DELETE FROM points '],
  ] as const)
    test(`a roll-up that dies ${when} is brought to one side when the store is opened`, async t => {
      const directory = await mkdtemp(join(tmpdir(), 'tally-chdb-points-'))
      const host = startEngineHost(directory, DEFAULT_ENGINE_LIMITS, insertFrom)
      t.after(() => host.close())
      await host.opened
      const failing: ClickHouseConnection = {
        insert: (lines, into) => host.insert(lines, into),
        query: async (asked, signal) => {
          // Parts of which nothing would be left are dropped before the rest is marked.
          if (
            asked.sql.startsWith(statement) ||
            (/^DELETE/.test(statement) && /^ALTER TABLE points DROP/.test(asked.sql))
          )
            throw new EngineError(UNREACHABLE, 'died')
          return host.query(asked, signal)
        },
      }
      const store = await createClickHouseStore(failing)
      const lines = Array.from({ length: POINTS }, (_, i) =>
        pointLine(
          normalizePoint(
            { metric: 'm', value: i % 17, type: 'counter', time: START + i * 60_000 },
            { tenant: 'a', received: timeFromMs(START) },
          ),
          i,
        ),
      )
      await store.append([
        { tenant: 'a', firstSeq: 0, count: POINTS, lines: Buffer.from(`${lines.join('\n')}\n`) },
      ])
      const request = {
        tenant: 'a',
        metric: 'm',
        matchers: [],
        grid: gridOf(START, START + 4 * HOUR, 3_600),
        aggregates: ['sum', 'count', 'increase'],
        by: [],
        limit: 10,
      } as const
      const before = await store.series(request)
      await assert.rejects(store.rollUp('a', timeFromMs(START + 2 * HOUR)), {
        code: 'TALLY_STORE_UNAVAILABLE',
      })

      const again = await createClickHouseStore(host)
      assert.deepEqual(await again.series(request), before)
      assert.deepEqual(await again.missing('a', { from: 0, to: POINTS }), [])
      const left = statement.startsWith('INSERT') ? 120 : 0
      assert.equal(await again.rollUp('a', timeFromMs(START + 2 * HOUR)), left)
      assert.deepEqual(await again.series(request), before)
      assert.deepEqual(await again.missing('a', { from: 0, to: POINTS + 1 }), [
        { from: POINTS, to: POINTS + 1 },
      ])
    })

  test('lines are split by what they are, and lose nothing', async () => {
    const line = fc.constantFrom(
      `${POINT_PREFIX}"m","seq":1}`,
      '{"id":"x","message":"\\n{\\"metric\\":"}',
      '{"erased":{}}',
      '{"attributes":{"metric":1}}',
    )
    await fuzz(
      'split lines',
      fc.property(fc.array(line, { maxLength: 30 }), records => {
        const { points, others } = splitLines(Buffer.from(records.map(one => `${one}\n`).join('')))
        const isPoint = (text: string) => text.startsWith(POINT_PREFIX)
        const text = (pieces: readonly Buffer[]) => Buffer.concat(pieces).toString()
        assert.equal(
          text(points),
          records
            .filter(isPoint)
            .map(one => `${one}\n`)
            .join(''),
        )
        assert.equal(
          text(others),
          records
            .filter(one => !isPoint(one))
            .map(one => `${one}\n`)
            .join(''),
        )
        assert.equal(text(blocksOf(points).flat()), text(points))
      }),
      300,
    )
    const long = Buffer.from(`${POINT_PREFIX}"m"}\n`.repeat(1_000_000))
    const blocks = blocksOf([long.subarray(0, 15 * 100), long])
    assert.ok(blocks.length >= 2 && blocks.flat().every(piece => piece.at(-1) === 0x0a))
    assert.equal(
      blocks.flat().reduce((sum, { length }) => sum + length, 0),
      long.length + 1_500,
    )
  })

  test('whoever wants to be alone waits for those inside, and others wait for them', async () => {
    const gate = new Gate()
    const seen: string[] = []
    const open = Promise.withResolvers<void>()
    const first = gate.together(async () => {
      await open.promise
      seen.push('first')
    })
    await new Promise(resolve => setImmediate(resolve))
    const alone = gate.alone(async () => {
      seen.push('alone')
      throw new Error('failed')
    })
    const second = gate.together(async () => void seen.push('second'))
    await new Promise(resolve => setImmediate(resolve))
    assert.deepEqual(seen, [])
    open.resolve()
    await assert.rejects(alone, /failed/)
    await Promise.all([first, second])
    assert.deepEqual(seen, ['first', 'alone', 'second'])
  })
})

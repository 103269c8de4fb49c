import assert from 'node:assert/strict'
import { printQuery, rowOptions, toAggregation } from '@tallystick/core'
import fc from 'fast-check'
import type { EventStore, Position } from '../../../src/ports/event-store.ts'
import { openMemoryStore } from '../../../src/store/memory/index.ts'
import { eventPart, range, rowQuery, tableQuery } from './arbitraries.ts'
import type { Say } from './index.ts'
import { assertRows, batchOf, Room } from './room.ts'

/** Runs of each property; TALLY_SOAK multiplies them. */
const RUNS = 60 * Number(process.env.TALLY_SOAK ?? 0.5)

/** The name of the property, for a store that is the oracle itself. */
export const ORACLE = 'every query of a generated family gives the same rows and aggregates as the oracle'

const scene = fc.record({
  events: fc.array(eventPart, { maxLength: 25 }),
  range: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: range }),
  rows: fc.array(rowQuery, { minLength: 4, maxLength: 4 }),
  tables: fc.array(tableQuery, { minLength: 3, maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 30 }),
  after: fc.option(fc.nat({ max: 24 }), { nil: undefined }),
})

export function describeOracle(say: Say): void {
  say(ORACLE, async room => {
    let scenes = 0
    await fc.assert(
      fc.asyncProperty(scene, async ({ events: parts, range, rows, tables, limit, after: index }) => {
        const inside = new Room(room.store, `${room.tenant}-${++scenes}`)
        const events = inside.events(parts)
        const { tenant } = inside
        const oracle = openMemoryStore()
        const stores = [room.store, oracle] as const
        if (events.length > 0) for (const store of stores) await store.append([batchOf(events)])
        const ask = <T>(question: (store: EventStore) => Promise<T>) => Promise.all(stores.map(question))
        const position = index === undefined ? undefined : events[index]
        const after: Position | undefined = position && { time: position.time, seq: position.seq }

        for (const query of rows) {
          const options = rowOptions(query)
          const { filter } = query
          const request = { tenant, filter, range, order: options.order, limit: options.limit ?? limit }
          const [actual, expected] = await ask(store => store.search(after ? { ...request, after } : request))
          assert.deepEqual(actual, expected, printQuery(query))
        }
        for (const query of tables) {
          const [actual, expected] = await ask(store =>
            store.aggregate({ tenant, range, ...toAggregation(query)! }),
          )
          const shown = printQuery(query)
          assert.deepEqual(actual!.columns, expected!.columns, shown)
          assertRows(actual!.rows, expected!.rows, shown)
          assert.equal(actual!.truncated, expected!.truncated, shown)
        }
        const { filter } = rows[0]!
        const [actual, expected] = await ask(store => store.fields({ tenant, filter, range, top: 3 }))
        assert.deepEqual(actual, expected, `fields of ${printQuery(rows[0]!)}`)
      }),
      { numRuns: RUNS },
    )
  })
}

import { after, before, describe, test } from 'node:test'
import type { EventStore } from '../../../src/ports/event-store.ts'
import { describeFidelity } from './fidelity.ts'
import { describeFields } from './fields.ts'
import { describeLifecycle } from './lifecycle.ts'
import { describeOracle } from './oracle.ts'
import { Room } from './room.ts'
import { describeRows } from './rows.ts'
import { describeSeries } from './series.ts'
import { describeTables } from './tables.ts'
import { describeTimes } from './times.ts'
import { describeValues } from './values.ts'
import { describeWords } from './words.ts'

/** Adds a case: a sentence about the store, shown in a room of its own. */
export type Say = (sentence: string, show: (room: Room) => Promise<void>) => void

/**
 * The contract of an event store: the port's docstrings and docs/design/002-query-language.md as sentences, and a property that
 * holds the store against the in-memory oracle. One store serves all cases; each has a tenant of its own.
 */
export function describeEventStore(
  name: string,
  newStore: () => Promise<EventStore>,
  {
    skip = [],
  }: { readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[] } = {},
): void {
  const reasons = new Map(
    skip.flatMap(({ reason, tests }) => tests.map(sentence => [sentence, reason] as const)),
  )

  describe(`${name} event store`, () => {
    let store: EventStore
    let rooms = 0
    before(async () => {
      store = await newStore()
    })
    after(() => store.close())

    const say: Say = (sentence, show) => {
      const reason = reasons.get(sentence)
      reasons.delete(sentence)
      test(sentence, { skip: reason ?? false }, () => show(new Room(store, `room-${++rooms}`)))
    }
    for (const part of PARTS) part(say)
    if (reasons.size > 0) throw new Error(`no such test to skip: ${[...reasons.keys()].join(', ')}`)
  })
}

const PARTS = [
  describeWords,
  describeValues,
  describeTimes,
  describeRows,
  describeTables,
  describeFields,
  describeFidelity,
  describeOracle,
  describeSeries,
  // Last, since it clears the store.
  describeLifecycle,
]

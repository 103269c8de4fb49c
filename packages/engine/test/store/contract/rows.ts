import assert from 'node:assert/strict'
import type { TallyEvent } from '@tallystick/core'
import type { Position } from '../../../src/ports/event-store.ts'
import type { Say } from './index.ts'
import { Room } from './room.ts'

const SAME = '2026-01-31T12:00:00.000Z'
const seqs = (events: readonly TallyEvent[]) => events.map(event => event.seq)

/** Order, limits and positions of rows; who sees them. */
export function describeRows(say: Say): void {
  say('events of one time are ordered by seq, in the direction asked', async room => {
    await room.load({ time: SAME }, { time: '2026-01-31T11:00:00.000Z' }, { time: SAME }, { time: SAME })
    assert.deepEqual(seqs(await room.search('', { order: 'asc' })), [1, 0, 2, 3])
    assert.deepEqual(seqs(await room.search('', { order: 'desc' })), [3, 2, 0, 1])
  })

  say('a limit gives the first rows of the order', async room => {
    await room.messages('a', 'b', 'a', 'b', 'a')
    assert.deepEqual(seqs(await room.search('', { limit: 2, order: 'asc' })), [0, 1])
    assert.deepEqual(seqs(await room.search('', { limit: 2, order: 'desc' })), [4, 3])
    assert.deepEqual(seqs(await room.search('a', { limit: 2, order: 'desc' })), [4, 2])
    assert.deepEqual(seqs(await room.search('a', { limit: 100 })), [0, 2, 4])
  })

  say('an offset leaves out the first rows of the order, of those that match', async room => {
    await room.messages('a', 'b', 'a', 'b', 'a')
    assert.deepEqual(seqs(await room.search('', { offset: 2, order: 'asc' })), [2, 3, 4])
    assert.deepEqual(seqs(await room.search('', { offset: 1, limit: 2, order: 'desc' })), [3, 2])
    assert.deepEqual(seqs(await room.search('a', { offset: 1, limit: 1, order: 'desc' })), [2])
    assert.deepEqual(await room.search('a', { offset: 3 }), [])
    assert.deepEqual(await room.search('', { offset: 2_147_483_647 }), [])
    const [first] = await room.search('')
    const after = { time: first!.time, seq: first!.seq }
    assert.deepEqual(seqs(await room.search('', { after, offset: 1, limit: 2 })), [2, 3])
  })

  for (const order of ['asc', 'desc'] as const) {
    say(`paging ${order} over 1,000 events of one time skips and repeats nothing`, async room => {
      const events = await room.load(
        { time: '2026-01-31T11:59:59.999999999Z' },
        ...Array.from({ length: 1_000 }, (_, i) => ({
          time: SAME,
          message: i % 3 === 0 ? 'third' : 'other',
        })),
        { time: '2026-01-31T12:00:00.000000001Z' },
      )
      const all = order === 'asc' ? seqs(events) : seqs(events).reverse()
      assert.deepEqual(await page(room, '', order, 97), all)
      const third = all.filter(seq => (seq - 1) % 3 === 0 && seq >= 1 && seq <= 1_000)
      assert.deepEqual(await page(room, 'third', order, 50), third)
    })
  }

  say('a position need not be that of an event', async room => {
    await room.load({ time: SAME }, { time: SAME }, { time: SAME })
    const after = (seq: number, time = SAME, order: 'asc' | 'desc' = 'asc') =>
      room.search('', { after: { time, seq }, order }).then(seqs)
    assert.deepEqual(await after(1), [2])
    assert.deepEqual(await after(1, SAME, 'desc'), [0])
    assert.deepEqual(await after(99), [])
    assert.deepEqual(await after(99, SAME, 'desc'), [2, 1, 0])
    assert.deepEqual(await after(0, '2026-01-31T11:59:59.999999999Z'), [0, 1, 2])
    assert.deepEqual(await after(99, '2026-01-31T12:00:00.000000001Z', 'desc'), [2, 1, 0])
    assert.deepEqual(await after(0, '2026-01-31T12:00:00.000000001Z'), [])
  })

  say('a position and a range hold together', async room => {
    await room.messages('a', 'b', 'c', 'd')
    const [, second, third] = await room.search('')
    const found = await room.search('', {
      after: { time: second!.time, seq: second!.seq },
      range: { to: '2026-01-31T12:00:00.003Z' },
    })
    assert.deepEqual(found, [third])
  })

  say('a tenant sees nothing of another', async room => {
    const neighbour = new Room(room.store, `${room.tenant}x`)
    const [mine] = await room.load({ message: 'secret', attributes: { v: 1 } })
    const [theirs] = await neighbour.load({ message: 'secret', attributes: { v: 2 } }, { message: 'other' })
    assert.deepEqual(await room.search('secret'), [mine])
    assert.deepEqual(await room.search(`tenant:${neighbour.tenant} OR secret OR *`), [mine])
    assert.deepEqual((await room.aggregate('| count(), max(v)')).rows, [[1, 1]])
    assert.deepEqual(
      (await room.fields('', { names: ['attributes.v', 'message'] })).flatMap(field => field.top),
      [
        { value: 'secret', count: 1 },
        { value: '1', count: 1 },
      ],
    )
    assert.equal(await room.store.get(room.tenant, theirs!.id), undefined)
    assert.deepEqual(await room.store.missing(room.tenant, { from: 0, to: 2 }), [{ from: 1, to: 2 }])
    assert.equal(await room.store.deleteBefore(room.tenant, '2100-01-01T00:00:00.000Z'), 1)
    assert.equal((await neighbour.search('')).length, 2)
  })

  say('a tenant that has nothing gets nothing, and no error', async room => {
    assert.deepEqual(await room.search(''), [])
    assert.deepEqual((await room.aggregate('| count() by service')).rows, [])
    assert.deepEqual((await room.aggregate('| count()')).rows, [[0]])
    assert.deepEqual(await room.fields(), [])
    assert.equal(await room.store.get(room.tenant, '019f0000-0000-7000-8000-000000000000'), undefined)
    assert.deepEqual(await room.store.missing(room.tenant, { from: 0, to: 3 }), [{ from: 0, to: 3 }])
    assert.equal(await room.store.deleteBefore(room.tenant, '2100-01-01T00:00:00.000Z'), 0)
  })
}

/** Every row, a page at a time, each after the last of the one before. */
async function page(room: Room, query: string, order: 'asc' | 'desc', limit: number): Promise<number[]> {
  const found: number[] = []
  let after: Position | undefined
  for (;;) {
    const events = await room.search(query, { order, limit, ...(after ? { after } : {}) })
    found.push(...seqs(events))
    const last = events.at(-1)
    if (!last || events.length < limit) return found
    after = { time: last.time, seq: last.seq }
  }
}

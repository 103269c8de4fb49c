import assert from 'node:assert/strict'
import { canonicalize, type JsonObject, parseQuery } from '@tallystick/core'
import type { Say } from './index.ts'
import { batchOf, linesBatch, Room } from './room.ts'

const LATE = '2100-01-01T00:00:00.000Z'

/** Appending, gaps, single events, deletion, clearing, figures, cancelling. */
export function describeLifecycle(say: Say): void {
  say('appended events are visible at once', async room => {
    for (let i = 0; i < 5; i++) {
      await room.load({ message: `m${i}` })
      assert.equal((await room.search('')).length, i + 1)
      assert.deepEqual((await room.aggregate('| count()')).rows, [[i + 1]])
    }
  })

  say('one append takes batches of several tenants, in any order of numbers', async room => {
    const other = new Room(room.store, `${room.tenant}y`)
    const mine = room.events(Array.from({ length: 6 }, (_, i) => ({ message: `m${i}` })))
    await room.store.append([
      batchOf(mine.slice(3)),
      batchOf(other.events([{ message: 'theirs' }])),
      batchOf(mine.slice(0, 3)),
    ])
    assert.deepEqual(await room.search(''), mine)
    assert.equal((await other.search('')).length, 1)
  })

  say('an append of nothing is nothing', async room => {
    await room.store.append([])
    assert.deepEqual(await room.search(''), [])
  })

  say('tombstones are skipped', async room => {
    const [first, second, third] = room.events([{ message: 'a' }, { message: 'b' }, { message: 'c' }])
    const tombstone: JsonObject = {
      erased: { at: first!.time, by: 'officer', leaf: 'AAAA', policy: 'gdpr', reason: 'asked' },
      seq: second!.seq,
      tenant: room.tenant,
    }
    await room.store.append([linesBatch(room.tenant, 0, [first!, tombstone, third!])])
    assert.deepEqual(await room.search(''), [first, third])
    assert.deepEqual((await room.aggregate('| count()')).rows, [[2]])
  })

  say('an event whose attributes speak of erasure is no tombstone', async room => {
    const events = await room.load({ message: '{"erased":1}', attributes: { erased: { at: 'x' } } })
    assert.deepEqual(await room.search('erased'), events)
  })

  say('missing names what a range lacks, ascending and disjoint', async room => {
    const events = room.events(Array.from({ length: 20 }, () => ({})))
    const missing = (from: number, to: number) => room.store.missing(room.tenant, { from, to })
    assert.deepEqual(await missing(0, 20), [{ from: 0, to: 20 }])
    await room.store.append([batchOf(events.slice(5, 10)), batchOf(events.slice(12, 13))])
    assert.deepEqual(await missing(0, 20), [
      { from: 0, to: 5 },
      { from: 10, to: 12 },
      { from: 13, to: 20 },
    ])
    assert.deepEqual(await missing(6, 9), [])
    assert.deepEqual(await missing(7, 12), [{ from: 10, to: 12 }])
    assert.deepEqual(await missing(12, 13), [])
    assert.deepEqual(await missing(13, 14), [{ from: 13, to: 14 }])
    assert.deepEqual(await missing(30, 40), [{ from: 30, to: 40 }])
    assert.deepEqual(await missing(5, 5), [])
    for (const gap of await missing(0, 20)) await room.store.append([batchOf(events.slice(gap.from, gap.to))])
    assert.deepEqual(await missing(0, 20), [])
    assert.deepEqual(await room.search(''), events)
  })

  say('get finds an event by its id alone, the first recorded where an id came twice', async room => {
    const id = '019f0000-0000-7000-8000-00000000abcd'
    const [first] = await room.load({ id, message: 'first', time: '2026-01-31T12:00:05.000Z' })
    await room.load({ id, message: 'second', time: '2026-01-31T12:00:00.000Z' }, { message: 'other' })
    assert.deepEqual(await room.store.get(room.tenant, id), first)
    assert.equal(await room.store.get(room.tenant, '019f0000-0000-7000-8000-00000000abce'), undefined)
    for (const odd of ['', 'x', "' OR 1=1 --", '019F0000-0000-7000-8000-00000000ABCD'])
      assert.equal(await room.store.get(room.tenant, odd), undefined)
  })

  say('deleteBefore deletes what is older, to the nanosecond, and says how much', async room => {
    const second = '2026-01-31T12:00:00'
    const fractions = ['.000Z', '.001Z', '.001000001Z', '.001000002Z']
    await room.load(...fractions.map(fraction => ({ name: fraction, time: second + fraction })))
    assert.equal(await room.store.deleteBefore(room.tenant, `${second}.000Z`), 0)
    assert.equal(await room.store.deleteBefore(room.tenant, `${second}.001000001Z`), 2)
    await room.picks('', ...fractions.slice(2))
    assert.deepEqual((await room.aggregate('| count()')).rows, [[2]])
    assert.deepEqual(await room.store.missing(room.tenant, { from: 0, to: 4 }), [{ from: 0, to: 2 }])
    assert.equal(await room.store.deleteBefore(room.tenant, `${second}.001000001Z`), 0)
    assert.equal(await room.store.deleteBefore(room.tenant, LATE), 2)
    assert.deepEqual(await room.search(''), [])
    await room.load({ name: 'again' })
    await room.picks('', 'again')
  })

  say('an aborted request rejects with the reason of its signal', async room => {
    await room.messages('a')
    const reason = new Error('the client went away')
    const signal = AbortSignal.abort(reason)
    const { filter } = parseQuery('')
    const request = { tenant: room.tenant, filter, range: {}, signal }
    await assert.rejects(room.search('', { signal }), error => error === reason)
    await assert.rejects(room.aggregate('| count()', { signal }), error => error === reason)
    await assert.rejects(room.store.fields({ ...request, top: 1 }), error => error === reason)
  })

  say('requests that are aborted on the way settle soon, and the store goes on', async room => {
    await room.load(
      ...Array.from({ length: 5_000 }, (_, i) => ({ message: `event ${i}`, attributes: { v: i } })),
    )
    const controller = new AbortController()
    const pending = Array.from({ length: 8 }, () =>
      Promise.allSettled([
        room.search('/e.*t/ -nothing', { signal: controller.signal }),
        room.aggregate('| p99(v), uniq(v) by message', { signal: controller.signal }),
      ]),
    )
    setTimeout(() => controller.abort(new Error('gone')), 5)
    for (const outcome of (await Promise.all(pending)).flat()) {
      if (outcome.status === 'rejected') assert.equal((outcome.reason as Error).message, 'gone')
    }
    assert.deepEqual((await room.aggregate('| count()')).rows, [[5_000]])
  })

  say('searches, tables and appends at the same time do not disturb each other', async room => {
    await room.messages('a', 'b')
    const results = await Promise.all([
      ...Array.from({ length: 10 }, () => room.search('a').then(found => found.length)),
      ...Array.from({ length: 10 }, () => room.aggregate('b | count()').then(table => table.rows[0]![0])),
      ...Array.from({ length: 5 }, () => room.load({ message: 'c' }).then(() => 1)),
    ])
    assert.deepEqual(results, Array(25).fill(1))
    assert.deepEqual((await room.aggregate('c | count()')).rows, [[5]])
  })

  say('ten thousand events in one batch are in', async room => {
    const events = room.events(
      Array.from({ length: 10_000 }, (_, i) => ({ message: `event ${i}`, attributes: { i } })),
    )
    await room.store.append([batchOf(events)])
    await room.rows('| count(), sum(i), uniq(i)', [[10_000, 49_995_000, 10_000]])
    assert.deepEqual(await room.store.missing(room.tenant, { from: 0, to: 10_001 }), [
      { from: 10_000, to: 10_001 },
    ])
    assert.deepEqual(await room.search('9999'), [events[9_999]])
    assert.equal(canonicalize((await room.search('', { limit: 10_000 }))[5_000]), canonicalize(events[5_000]))
  })

  say('stats count events and name the first and last time of each tenant', async room => {
    await room.load(
      { time: '2026-01-31T12:00:00.000000002Z' },
      { time: '2026-01-31T12:00:00.000000001Z' },
      { time: '2026-02-01T00:00:00.000Z' },
    )
    const stats = await room.store.stats()
    assert.deepEqual(
      stats.tenants.find(({ tenant }) => tenant === room.tenant),
      {
        tenant: room.tenant,
        events: 3,
        first: '2026-01-31T12:00:00.000000001Z',
        last: '2026-02-01T00:00:00.000Z',
      },
    )
    assert.equal(
      stats.events,
      stats.tenants.reduce((total, { events }) => total + events, 0),
    )
    assert.ok(stats.bytes > 0)
  })

  say('stats tell rows and bytes of each table', async room => {
    await room.messages(...Array.from({ length: 2_000 }, (_, i) => `message ${i} of a table with a size`))
    const { events, bytes, tables } = await room.store.stats()
    const table = tables.find(({ name }) => /^events?$/.test(name))
    assert.equal(table?.rows, events)
    assert.ok(table.bytes > 0)
    assert.ok(tables.length > 1)
    for (const { name, rows, bytes: own } of tables) {
      assert.match(name, /^\w+$/)
      assert.ok(Number.isInteger(rows) && Number.isInteger(own) && own <= bytes, `${name} ${rows} ${own}`)
    }
  })

  say('clear drops every event of every tenant, and the store goes on', async room => {
    const other = new Room(room.store, `${room.tenant}z`)
    await room.messages('a')
    await other.messages('b')
    await room.store.clear()
    assert.deepEqual(await room.search(''), [])
    assert.deepEqual(await other.search(''), [])
    assert.equal((await room.store.stats()).events, 0)
    assert.deepEqual(await room.store.missing(room.tenant, { from: 0, to: 1 }), [{ from: 0, to: 1 }])
    await room.messages('c')
    await room.finds('', ['c'])
  })
}

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { parseQuery, toAggregation } from '@tallystick/core'
import type { EventStore } from '../../src/ports/event-store.ts'
import { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from '../../src/store/sqlite/index.ts'
import { batchOf, completeEvent, type EventPart } from './contract/room.ts'

const tenant = 'acme'
const KILLS = 4 * Number(process.env.TALLY_SOAK ?? 1)

let directory: string
let opened: SqliteStore[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tally-sqlite-'))
  opened = []
})

afterEach(async () => {
  for (const store of opened) await store.close()
  rmSync(directory, { recursive: true })
})

const open = async (options: SqliteStoreOptions = {}) => {
  const store = await openSqliteStore(directory, options)
  opened.push(store)
  return store
}

const load = (store: EventStore, count: number, part: (i: number) => EventPart, from = 0) =>
  store.append([
    batchOf(Array.from({ length: count }, (_, i) => completeEvent(tenant, from + i, part(from + i)))),
  ])

const rows = (store: EventStore, query: string, signal?: AbortSignal) =>
  store
    .aggregate({ tenant, range: {}, ...toAggregation(parseQuery(query))!, ...(signal ? { signal } : {}) })
    .then(table => table.rows)

const search = (store: EventStore, query: string, limit = 10_000) =>
  store.search({ tenant, filter: parseQuery(query).filter, range: {}, order: 'asc', limit })

/** Takes long unless it is given up: every message is searched for so many expressions. */
const heavy = (expressions: number) =>
  `${Array.from({ length: expressions }, (_, i) => `-/x{${i}}y[a-z]*z$/`).join(' ')} | count() by message`

describe('the SQLite store and its threads', () => {
  test('acknowledged events survive kill -9, each once', async () => {
    let acknowledged = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'sqlite-appender.ts'), directory, String(acknowledged)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const before = acknowledged
      child.stdout.setEncoding('utf8')
      child.stdout.on('data', (text: string) => {
        acknowledged = Number(text.trimEnd().split('\n').at(-1))
      })
      await once(child.stdout, 'data')
      await new Promise(resolve => setTimeout(resolve, Math.random() * 150))
      child.kill('SIGKILL')
      await once(child, 'close')
      assert.ok(acknowledged > before)

      const store = await openSqliteStore(directory)
      assert.deepEqual(await store.missing(tenant, { from: 0, to: acknowledged }), [])
      const all = `seq<${acknowledged}`
      assert.deepEqual(await rows(store, `${all} | count(), uniq(seq), uniq(id)`), [
        [acknowledged, acknowledged, acknowledged],
      ])
      assert.deepEqual(await rows(store, `${all} arrived | count()`), [[acknowledged]])
      assert.equal((await search(store, String(acknowledged - 1))).length, 1)
      await store.close()
    }
  })

  test('an event that is appended again is there once, and found once by its words', async () => {
    const store = await open()
    await load(store, 10, i => ({ message: `event ${i}` }))
    await load(store, 10, i => ({ message: `event ${i}` }), 5)
    assert.deepEqual(await rows(store, 'event | count(), uniq(seq)'), [[15, 15]])
    assert.equal((await search(store, 'event')).length, 15)
  })

  test('words are found through the index when they are rare and by time when they are common', async () => {
    const store = await open()
    await load(store, 12_000, i => ({
      message: `common ${i % 3 === 0 ? 'third party' : 'thing'}${i % 4_000 === 7 ? ' needle' : ''}`,
    }))
    assert.deepEqual(
      (await search(store, 'needle')).map(event => event.seq),
      [7, 4_007, 8_007],
    )
    assert.deepEqual(
      (await search(store, 'common "third party"', 3)).map(event => event.seq),
      [0, 3, 6],
    )
    assert.deepEqual(await rows(store, 'common | count()'), [[12_000]])
    assert.deepEqual(await rows(store, 'common -thir* | count()'), [[8_000]])
    assert.deepEqual(await rows(store, '"common thing" OR needle | count()'), [[8_001]])
    assert.deepEqual(await rows(store, '"common-thing" | count()'), [[0]])
  })

  test('a heavy query holds up neither the caller nor other queries nor appends', async () => {
    const store = await open({ readers: 2 })
    await load(store, 20_000, i => ({ message: `event ${i}` }))
    const controller = new AbortController()
    let settled = false
    const outcome = rows(store, heavy(250), controller.signal)
      .catch(error => error)
      .finally(() => {
        settled = true
      })
    for (let i = 0; i < 5; i++) {
      assert.equal((await search(store, '', 10)).length, 10)
      await load(store, 10, () => ({}), 20_000 + 10 * i)
    }
    assert.equal(settled, false)
    const reason = new Error('enough')
    controller.abort(reason)
    assert.equal(await outcome, reason)
  })

  test('a query that is given up frees its thread', async () => {
    const store = await open({ readers: 1 })
    await load(store, 20_000, i => ({ message: `event ${i}` }))
    const controller = new AbortController()
    const queries = [1, 2].map(() => rows(store, heavy(250), controller.signal))
    const started = performance.now()
    setTimeout(() => controller.abort(new Error('gone')), 20)
    for (const query of queries) await assert.rejects(query, /gone/)
    assert.deepEqual(await rows(store, '| count()'), [[20_000]])
    const freed = performance.now()
    await rows(store, heavy(250))
    const whole = performance.now() - freed
    assert.ok(freed - started < whole / 2, `freed after ${freed - started} ms of ${whole}`)
  })

  test('a query that takes too long is ended with TALLY_QUERY_TIMEOUT', async () => {
    const timers = new Set<() => void>()
    const clock = {
      now: () => 0,
      setTimeout: (callback: () => void, milliseconds: number) => {
        assert.equal(milliseconds, 5_000)
        timers.add(callback)
        return { [Symbol.dispose]: () => timers.delete(callback) }
      },
    }
    const store = await open({ readers: 1, queryTimeoutMs: 5_000, clock })
    await load(store, 20_000, i => ({ message: `event ${i}` }))
    const queries = [rows(store, heavy(250)), rows(store, heavy(250))]
    for (const elapse of timers) elapse()
    for (const query of queries) await assert.rejects(query, { code: 'TALLY_QUERY_TIMEOUT' })
    assert.equal(timers.size, 0)
    assert.deepEqual(await rows(store, '| count()'), [[20_000]])
  })

  test('a thread that runs out of memory is replaced, and only its query fails', async () => {
    const store = await open({ readers: 1, readerHeapMb: 24 })
    const long = 'x'.repeat(60_000)
    await load(store, 1_500, i => ({
      attributes: { [`key${i}`]: Array.from({ length: 900 }, (_, j) => i + j), long },
    }))
    await assert.rejects(search(store, ''), { code: 'TALLY_QUERY_MEMORY' })
    assert.equal((await search(store, '', 3)).length, 3)
    assert.deepEqual(store.state(), { up: true, restarts: 1 })
  })

  test('values that are too many to hold are counted all the same', async () => {
    const store = await open()
    const long = 'x'.repeat(60_000)
    await load(store, 400, i => ({ attributes: { v: i % 100 === 0 ? 'same' : `${long}${i}`, few: i % 2 } }))
    const fields = await store.fields({
      tenant,
      filter: { kind: 'all' },
      range: {},
      top: 2,
      names: ['attributes.v', 'attributes.few'],
    })
    assert.deepEqual(fields, [
      {
        name: 'attributes.few',
        type: 'number',
        count: 400,
        top: [
          { value: '0', count: 200 },
          { value: '1', count: 200 },
        ],
      },
      {
        name: 'attributes.v',
        type: 'string',
        count: 400,
        top: [
          { value: 'same', count: 4 },
          { value: `${long}1`, count: 1 },
        ],
      },
    ])
  })

  test('fields that are too many to hold are refused', async () => {
    const store = await open()
    const part = (i: number) => ({
      attributes: Object.fromEntries(Array.from({ length: 1_000 }, (_, j) => [`k${i}_${j}`, 1])),
    })
    for (let i = 0; i < 10; i++) await load(store, 15, part, 15 * i)
    await assert.rejects(store.fields({ tenant, filter: { kind: 'all' }, range: {}, top: 1 }), {
      code: 'TALLY_QUERY_MEMORY',
    })
  })

  test('a store of another layout is made anew', async () => {
    const store = await open()
    await load(store, 5, () => ({}))
    await store.close()
    const db = new DatabaseSync(join(directory, 'events.db'))
    db.exec('PRAGMA user_version = 999; DROP TABLE event')
    db.close()
    const again = await open()
    assert.deepEqual(await again.missing(tenant, { from: 0, to: 5 }), [{ from: 0, to: 5 }])
    await load(again, 5, () => ({}))
    assert.deepEqual(await rows(again, '| count()'), [[5]])
  })

  test('a damaged file is refused with what to do', async () => {
    writeFileSync(join(directory, 'events.db'), 'not a database '.repeat(100))
    await assert.rejects(openSqliteStore(directory), {
      code: 'TALLY_STORE_UNAVAILABLE',
      message: /delete it/,
    })
  })

  test('damage met on the way is an error of the query', async () => {
    const store = await open()
    await load(store, 2_000, i => ({ message: `event ${i}` }))
    await store.close()
    const bytes = readFileSync(join(directory, 'events.db'))
    // All but the first pages, which hold the schema and are read when the store is opened.
    bytes.fill(0xa5, 40 * 4_096)
    writeFileSync(join(directory, 'events.db'), bytes)
    const again = await open()
    await assert.rejects(search(again, ''), { code: 'TALLY_STORE_UNAVAILABLE' })
  })

  test('closing ends queries under way, and later calls are refused', async () => {
    const store = await open()
    await load(store, 20_000, i => ({ message: `event ${i}` }))
    const query = assert.rejects(rows(store, heavy(250)))
    await store.close()
    await query
    await assert.rejects(search(store, ''), { code: 'TALLY_STORE_UNAVAILABLE' })
    await assert.rejects(
      load(store, 1, () => ({})),
      { code: 'TALLY_STORE_UNAVAILABLE' },
    )
    assert.equal(store.state().up, false)
    await store.close()
  })

  test('an open store keeps no process alive', async () => {
    const module = new URL('../../src/store/sqlite/index.ts', import.meta.url).href
    const source = `
      const { openSqliteStore } = await import(${JSON.stringify(module)})
      const store = await openSqliteStore(${JSON.stringify(directory)})
      console.log((await store.stats()).events)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [code] = await once(child, 'close')
    assert.equal(code, 0)
  })
})

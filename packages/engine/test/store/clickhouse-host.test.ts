import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Filter, parseQuery, toAggregation } from '@tallystick/core'
import type { EventStore, StoreBatch } from '../../src/ports/event-store.ts'
import { type EngineHost, startEngineHost } from '../../src/store/clickhouse/chdb/host.ts'
import { DEFAULT_ENGINE_LIMITS } from '../../src/store/clickhouse/chdb/limits.ts'
import { EngineError, type Statement, UNREACHABLE } from '../../src/store/clickhouse/connection.ts'
import { summarizeFields } from '../../src/store/clickhouse/fields.ts'
import {
  type ClickHouseStoreOptions,
  isChdbAvailable,
  openClickHouseStore,
} from '../../src/store/clickhouse/index.ts'
import { insertFrom } from '../../src/store/clickhouse/schema.ts'
import { batchOf, completeEvent, Room } from './contract/room.ts'

/** A store that is closed after the test, whatever becomes of it. */
async function openStore(t: TestContext, directory?: string, options: ClickHouseStoreOptions = {}) {
  const store = await openClickHouseStore(directory ?? (await newDirectory()), options)
  t.after(() => store.close())
  return store
}

async function startHost(t: TestContext, directory?: string, pingMs?: number): Promise<EngineHost> {
  const host = startEngineHost(directory ?? (await newDirectory()), DEFAULT_ENGINE_LIMITS, insertFrom, pingMs)
  t.after(() => host.close())
  await host.opened
  return host
}

const newDirectory = () => mkdtemp(join(tmpdir(), 'tally-chdb-host-'))
const unavailable = { code: 'TALLY_STORE_UNAVAILABLE' }

function batch(tenant: string, from: number, to: number): StoreBatch {
  const events = Array.from({ length: to - from }, (_, i) =>
    completeEvent(tenant, from + i, { message: `event ${from + i}`, attributes: { n: from + i } }),
  )
  return batchOf(events)
}

async function count(store: EventStore, tenant: string, query = ''): Promise<unknown> {
  const { filter, aggregation } = toAggregation(parseQuery(`${query} | count(), uniq(seq)`))!
  const table = await store.aggregate({ tenant, filter, aggregation, range: {} })
  return table.rows[0]
}

/** Until it holds, or fails after ten seconds. */
async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; !(await holds()); await sleep(20))
    assert.ok(Date.now() < end, `in vain: ${what}`)
}

/** Asks until the engine answers. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      assert.equal((error as { code?: unknown }).code, unavailable.code)
      await sleep(20)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('the engine host of ClickHouse', () => {
  test('chDB loads on this machine', async () => {
    assert.equal(await isChdbAvailable(), true)
  })

  test('killed at random moments of inserts and queries, it loses and doubles nothing, and missing tells the truth', async t => {
    const store = await openStore(t)
    const [total, step] = [60_000, 3_000]
    let kills = 0
    let todo = [{ from: 0, to: total }]
    const asking = (async () => {
      while (todo.length > 0)
        await count(store, 'a').catch(error => assert.equal(error.code, unavailable.code))
    })()
    while (todo.length > 0) {
      const { from, to } = todo[0]!
      const next = Math.min(to, from + step)
      const killing = kills < 8 && sleep(Math.random() * 60)
      const appended = store.append([batch('a', from, next)])
      if (killing) {
        await killing
        const pid = store.enginePid()
        if (pid !== undefined) {
          process.kill(pid, 'SIGKILL')
          kills += 1
        }
      }
      await appended.catch(error => assert.equal(error.code, unavailable.code))
      todo = await answered(() => store.missing('a', { from: 0, to: total }))
    }
    await asking
    assert.equal(kills, 8)
    assert.equal(store.state().restarts, 8)
    assert.deepEqual(await count(store, 'a'), [total, total])
  })

  test('a call under way when it dies rejects, the next one waits for its successor', async t => {
    const host = await startHost(t)
    const long = host.query({
      sql: 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 0',
      parameters: {},
    })
    await sleep(100)
    process.kill(host.pid!, 'SIGKILL')
    await assert.rejects(long, error => error instanceof EngineError && error.code === UNREACHABLE)
    assert.equal(host.state().up, false)
    assert.match(host.state().error!, /SIGKILL/)
    assert.deepEqual(await host.query({ sql: 'SELECT 1', parameters: {} }), [[1]])
    assert.deepEqual(host.state(), { up: true, restarts: 1 })
    await host.close()
    await assert.rejects(host.query({ sql: 'SELECT 1', parameters: {} }), /the store is closed/)
  })

  test('stopped, as a hang would have it, it is ended and started again', async t => {
    const host = await startHost(t, undefined, 100)
    const first = host.pid!
    process.kill(first, 'SIGSTOP')
    await eventually(() => host.state().restarts === 1 && host.state().up, 'a new engine is up')
    assert.ok(!isAlive(first))
    assert.deepEqual(await host.query({ sql: 'SELECT 1', parameters: {} }), [[1]])
  })

  test('an aborted query stops running', async t => {
    const host = await startHost(t)
    const controller = new AbortController()
    const long = host.query(
      { sql: 'SELECT count() FROM numbers(100000000000) WHERE sipHash64(number) = 0', parameters: {} },
      controller.signal,
    )
    const others = async () => {
      const rows = await host.query({
        sql: `SELECT count() FROM system.processes WHERE position(query, 'sipHash' || '64') > 0`,
        parameters: {},
      })
      return rows[0]![0] as number
    }
    await eventually(async () => (await others()) === 1, 'the query runs')
    controller.abort(new Error('no longer wanted'))
    await assert.rejects(long, /no longer wanted/)
    await eventually(async () => (await others()) === 0, 'the query has stopped')
  })

  test('parameters of queries at the same time are not mixed up', async t => {
    const host = await startHost(t)
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        host.query({
          sql: 'SELECT {a:String}, {b:UInt64}, count() FROM numbers({n:UInt64})',
          parameters: { a: `text ${i}`, b: String(i), n: String(i * 1_000) },
        }),
      ),
    )
    assert.deepEqual(
      answers,
      Array.from({ length: 200 }, (_, i) => [[`text ${i}`, i, i * 1_000]]),
    )
  })

  test('what stands beside answers comes after them, and nothing else does', async t => {
    const host = await startHost(t)
    const asked: Statement[] = []
    const priority = async (settings?: string) =>
      (
        await host.query({
          sql: "SELECT getSetting('priority')",
          parameters: {},
          ...(settings && { settings }),
        })
      )[0]
    const listening = {
      query: async (statement: Statement) => {
        asked.push(statement)
        return /^SELECT count/.test(statement.sql) ? [[5, 5]] : []
      },
      insert: () => assert.fail('nothing is inserted'),
    }
    const filter: Filter = { kind: 'all' }
    const request = { tenant: 'acme', filter, range: {}, top: 5 }
    await summarizeFields(listening, request, { typesOf: () => ['Int64'] })
    await summarizeFields(
      listening,
      { ...request, names: ['level', 'attributes.n'] },
      { typesOf: () => ['Int64'] },
    )
    assert.ok(asked.length >= 5)
    for (const { settings } of asked) assert.deepEqual(await priority(settings), [2])
    assert.deepEqual(await priority(), [1])
  })

  test('a query beyond its limits is refused by name', async t => {
    const directory = await newDirectory()
    const hasty = await openStore(t, directory, { querySeconds: 0.2 })
    await hasty.append([batch('a', 0, 100_000)])
    const terms = Array.from({ length: 150 }, (_, i) => `/(e|v|n|t|${i}).*(${i}|x)+.*[a-z]{3,9}(y|z)$/`)
    await assert.rejects(new Room(hasty, 'a').aggregate(`${terms.join(' OR ')} | count()`), {
      code: 'TALLY_QUERY_TIMEOUT',
    })
    await hasty.close()
    const narrow = await openStore(t, directory, { queryMemory: 8 * 1024 * 1024 })
    await assert.rejects(new Room(narrow, 'a').aggregate('| uniq(message), uniq(id), uniq(n)'), {
      code: 'TALLY_QUERY_MEMORY',
    })
    assert.equal((await new Room(narrow, 'a').search('', { limit: 10 })).length, 10)
  })

  test('it ends when its parent is killed, and the directory opens again with everything acknowledged', async t => {
    const directory = await newDirectory()
    const parent = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'clickhouse-parent.ts'), directory],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [said] = (await once(parent.stdout, 'data')) as [Buffer]
    const { pid, appended } = JSON.parse(said.toString()) as { pid: number; appended: number }
    assert.ok(isAlive(pid))
    parent.kill('SIGKILL')
    // While the orphan may still be closing.
    const store = await openStore(t, directory)
    assert.deepEqual(await store.missing('a', { from: 0, to: appended }), [])
    await eventually(() => !isAlive(pid), 'the orphan has ended')
  })

  test('a directory is opened by one engine at a time', async t => {
    const directory = await newDirectory()
    const first = await openStore(t, directory)
    await first.append([batch('a', 0, 10)])
    let opened = false
    const second = openStore(t, directory).finally(() => {
      opened = true
    })
    await sleep(1_000)
    assert.equal(opened, false)
    await first.close()
    const store = await second
    assert.deepEqual(await count(store, 'a'), [10, 10])
  })

  test('a trickle of small appends stays a handful of parts', async t => {
    const directory = await newDirectory()
    const store = await openStore(t, directory)
    for (let seq = 0; seq < 300; seq++) await store.append([batch('a', seq, seq + 1)])
    await store.close()
    const host = await startHost(t, directory)
    const parts = () =>
      host.query({
        sql: `SELECT count() FROM system.parts WHERE table = 'events' AND active`,
        parameters: {},
      })
    await eventually(async () => ((await parts())[0]![0] as number) < 20, 'parts are merged')
  })
})

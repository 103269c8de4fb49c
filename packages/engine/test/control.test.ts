import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '@tallystick/core'
import {
  CONTROL_FILE,
  migrate,
  openControlDatabase,
  openControlStore,
  schemaStatus,
} from '../src/control/index.ts'
import type { Clock } from '../src/ports/clock.ts'
import type { ControlStore, Scope } from '../src/ports/control-store.ts'

const START = Date.UTC(2026, 0, 31, 12)

/** Time that moves when told. */
function virtualClock() {
  let now = START
  const timers = new Set<{ at: number; callback: () => void }>()
  const clock: Clock = {
    now: () => now,
    setTimeout: (callback, milliseconds) => {
      const timer = { at: now + milliseconds, callback }
      timers.add(timer)
      return { [Symbol.dispose]: () => timers.delete(timer) }
    },
  }
  return {
    clock,
    pass(milliseconds: number) {
      now += milliseconds
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer)
        timer.callback()
      }
    },
  }
}

const coded = (code: ErrorCode) => ({ name: 'TallyError', code })

let directory: string
let time: ReturnType<typeof virtualClock>
const opened: ControlStore[] = []

const open = async () => {
  const store = await openControlStore(directory, { clock: time.clock })
  opened.push(store)
  return store
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tally-control-'))
  time = virtualClock()
})

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  rmSync(directory, { recursive: true })
})

describe('tenants', () => {
  test('are listed by name, with the time they were made', async () => {
    const store = await open()
    await store.createTenant('beta')
    time.pass(1_000)
    await store.createTenant('acme')
    assert.deepEqual(await store.tenants(), [
      { name: 'acme', created: '2026-01-31T12:00:01.000Z' },
      { name: 'beta', created: '2026-01-31T12:00:00.000Z' },
    ])
    assert.equal((await store.tenant('acme'))?.name, 'acme')
    assert.equal(await store.tenant('nobody'), undefined)
  })

  test('need a name that can be a folder and part of a log origin', async () => {
    const store = await open()
    for (const bad of ['', '-a', '_a', 'A', 'a b', '../x', 'a/b', 'ä', 'a\n', 'a'.repeat(64)])
      await assert.rejects(store.createTenant(bad), coded('TALLY_TENANT_INVALID'), JSON.stringify(bad))
    for (const good of ['a', '0', 'a-b_c', 'a'.repeat(63)]) await store.createTenant(good)
  })

  test('made by two connections at once exist once', async () => {
    const stores = [await open(), await open()]
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]!.createTenant('acme')),
    )
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const result of results)
      if (result.status === 'rejected') assert.equal(result.reason.code, 'TALLY_TENANT_EXISTS')
    assert.equal((await stores[0]!.tenants()).length, 1)
  })
})

describe('API keys', () => {
  const make = (store: ControlStore, extra: { expires?: string; scopes?: Scope[] } = {}) =>
    store.createKey({ tenant: 'acme', name: 'ci', scopes: ['read'], ...extra })

  const withTenant = async () => {
    const store = await open()
    await store.createTenant('acme')
    return store
  }

  test('authenticate by their secret, which is never stored', async () => {
    const store = await withTenant()
    const { key, secret } = await make(store, { scopes: ['read', 'ingest', 'read'] })
    assert.match(secret, /^tally_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
    assert.deepEqual(key.scopes, ['ingest', 'read'])
    assert.deepEqual(await store.authenticate(secret), {
      ...key,
      lastUsed: '2026-01-31T12:00:00.000Z',
    })
    await store.close()
    const bytes = readFileSync(join(directory, CONTROL_FILE))
    assert.ok(bytes.includes(key.id))
    assert.ok(!bytes.includes(secret.slice(-43)))
    assert.deepEqual((await (await open()).authenticate(secret))?.id, key.id)
  })

  test('do not authenticate when any character differs', async () => {
    const store = await withTenant()
    const { secret } = await make(store)
    for (let i = 0; i < secret.length; i++) {
      const other = secret[i] === '0' ? '1' : '0'
      const forged = secret.slice(0, i) + other + secret.slice(i + 1)
      assert.equal(await store.authenticate(forged), undefined, `character ${i}`)
    }
    for (const nonsense of ['', 'tally_', `${secret}x`, ` ${secret}`, 'x'.repeat(100_000)])
      assert.equal(await store.authenticate(nonsense), undefined)
  })

  test('stop working at the instant they expire', async () => {
    const store = await withTenant()
    const { key, secret } = await make(store, { expires: '2026-01-31T13:00:01+01:00' })
    assert.equal(key.expires, '2026-01-31T12:00:01.000Z')
    time.pass(999)
    assert.ok(await store.authenticate(secret))
    time.pass(1)
    assert.equal(await store.authenticate(secret), undefined)
  })

  test('stop working at once when revoked, here and through another connection', async () => {
    const [here, there] = [await withTenant(), await open()]
    const { key, secret } = await make(here)
    assert.ok(await here.authenticate(secret))
    assert.ok(await there.authenticate(secret))
    await there.revokeKey(key.id)
    assert.equal(await there.authenticate(secret), undefined)
    assert.equal(await here.authenticate(secret), undefined)
  })

  test('keep the time of their first revocation', async () => {
    const store = await withTenant()
    const { key } = await make(store)
    await store.revokeKey(key.id)
    time.pass(5_000)
    await store.revokeKey(key.id)
    assert.equal((await store.keys())[0]?.revoked, '2026-01-31T12:00:00.000Z')
    await assert.rejects(store.revokeKey('0123456789abcdef'), coded('TALLY_KEY_NOT_FOUND'))
  })

  test('are listed per tenant', async () => {
    const store = await withTenant()
    await store.createTenant('beta')
    const { key } = await make(store)
    const other = await store.createKey({ tenant: 'beta', name: 'b', scopes: ['admin'] })
    assert.deepEqual(await store.keys('acme'), [key])
    assert.deepEqual(await store.keys('beta'), [other.key])
    assert.equal((await store.keys()).length, 2)
  })

  test('remember when they were last used, written at most once a minute', async () => {
    const store = await withTenant()
    const { secret } = await make(store)
    const onDisk = () => {
      const db = new DatabaseSync(join(directory, CONTROL_FILE), { readOnly: true })
      const row = db.prepare('SELECT last_used FROM api_key').get()
      db.close()
      return row?.last_used
    }
    await store.authenticate(secret)
    time.pass(30_000)
    await store.authenticate(secret)
    assert.equal(onDisk(), null)
    assert.equal((await store.keys())[0]?.lastUsed, '2026-01-31T12:00:30.000Z')
    time.pass(30_000)
    assert.equal(onDisk(), '2026-01-31T12:00:30.000Z')
    time.pass(10_000)
    await store.authenticate(secret)
    await store.close()
    assert.equal(onDisk(), '2026-01-31T12:01:10.000Z')
  })

  test('are refused for unknown tenants, scopes, names and times', async () => {
    const store = await withTenant()
    const key = { tenant: 'acme', name: 'ci', scopes: ['read'] as Scope[] }
    await assert.rejects(store.createKey({ ...key, tenant: 'none' }), coded('TALLY_TENANT_NOT_FOUND'))
    for (const bad of [
      { scopes: [] },
      { scopes: ['root' as Scope] },
      { name: '' },
      { name: 'a\u0000b' },
      { name: 'n'.repeat(129) },
      { expires: 'tomorrow' },
    ])
      await assert.rejects(
        store.createKey({ ...key, ...bad }),
        coded('TALLY_REQUEST_INVALID'),
        JSON.stringify(bad),
      )
  })

  test('authenticate in microseconds', async () => {
    const store = await withTenant()
    for (let i = 0; i < 200; i++) await make(store)
    const { secret } = await make(store)
    await store.authenticate(secret)
    const started = performance.now()
    for (let i = 0; i < 2_000; i++) await store.authenticate(secret)
    const microseconds = (performance.now() - started) / 2
    assert.ok(microseconds < 500, `${microseconds} µs each`)
  })
})

describe('settings', () => {
  test('are replaced whole and survive a restart', async () => {
    const store = await open()
    assert.equal(await store.setting('origin'), undefined)
    await store.setSetting('origin', 'one')
    await store.setSetting('origin', 'two\u0000€')
    await store.close()
    assert.equal(await (await open()).setting('origin'), 'two\u0000€')
  })
})

describe('the control database', () => {
  const file = () => join(directory, CONTROL_FILE)

  test('is readable by its owner alone, side files included', async () => {
    writeFileSync(file(), '')
    chmodSync(file(), 0o644)
    const store = await open()
    await store.createTenant('acme')
    for (const suffix of ['', '-wal', '-shm'])
      assert.equal(statSync(file() + suffix).mode & 0o777, 0o600, suffix)
  })

  test('goes down and up again, keeping what the lower version knows', async () => {
    const store = await open()
    await store.createTenant('acme')
    await store.setSetting('origin', 'kept')
    await store.createKey({ tenant: 'acme', name: 'lost', scopes: ['read'] })
    await store.close()

    const db = openControlDatabase(directory)
    assert.equal(migrate(db, time.clock, 1).version, 1)
    assert.deepEqual(
      schemaStatus(db).migrations.map(({ applied }) => applied !== undefined),
      [true, ...Array.from({ length: schemaStatus(db).latest - 1 }, () => false)],
    )
    db.close()

    const again = await open()
    assert.equal((await again.tenants()).length, 1)
    assert.equal(await again.setting('origin'), 'kept')
    assert.deepEqual(await again.keys(), [])
    assert.ok(await again.createKey({ tenant: 'acme', name: 'new', scopes: ['read'] }))
  })

  test('goes down to nothing, and every step down undoes its step up', () => {
    const db = openControlDatabase(directory)
    const objects = () =>
      db.prepare(`SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name`).all()
    const after: unknown[] = []
    const { latest } = schemaStatus(db)
    for (let version = 0; version <= latest; version++) {
      migrate(db, time.clock, version)
      after[version] = objects()
    }
    for (let version = latest; version >= 1; version--) {
      migrate(db, time.clock, version)
      assert.deepEqual(objects(), after[version])
    }
    assert.equal(migrate(db, time.clock, 0).version, 0)
    assert.throws(() => migrate(db, time.clock, latest + 1), coded('TALLY_REQUEST_INVALID'))
    db.close()
  })

  test('keeps its version when a migration fails half-way', () => {
    const db = openControlDatabase(directory)
    const broken = [
      { version: 1, name: 'good', up: 'CREATE TABLE a (x)', down: 'DROP TABLE a' },
      { version: 2, name: 'bad', up: 'CREATE TABLE b (x); CREATE TABLE a (x)', down: 'DROP TABLE b' },
    ]
    assert.throws(() => migrate(db, time.clock, 2, broken), /table a already exists/)
    assert.equal(schemaStatus(db, broken).version, 1)
    assert.equal(db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'b'`).get(), undefined)
    db.close()
  })

  test('of a newer program is refused and left alone', async () => {
    await (await open()).close()
    const db = openControlDatabase(directory)
    db.exec(`INSERT INTO schema_version VALUES (99, 'from the future', '2030-01-01T00:00:00.000Z')`)
    db.close()
    const before = readFileSync(file())
    await assert.rejects(open(), coded('TALLY_CONTROL_VERSION'))
    assert.deepEqual(readFileSync(file()), before)
  })

  test('that is not a database, or has a damaged page, is refused with a typed error', async () => {
    writeFileSync(
      file(),
      'this is not a database, but it is long enough to have a header of 100 bytes '.repeat(3),
    )
    await assert.rejects(open(), coded('TALLY_CONTROL_CORRUPT'))
    rmSync(file())

    const store = await open()
    for (let i = 0; i < 500; i++) await store.createTenant(`tenant-${i}`)
    await store.close()
    const bytes = readFileSync(file())
    bytes.fill(0xa5, 4096 + 100)
    writeFileSync(file(), bytes)
    await assert.rejects(open(), coded('TALLY_CONTROL_CORRUPT'))

    truncateSync(file(), 4096)
    await assert.rejects(open(), coded('TALLY_CONTROL_CORRUPT'))
  })

  test('cannot be used once closed', async () => {
    const store = await open()
    await store.close()
    await store.close()
    await assert.rejects(store.tenants(), coded('TALLY_CONTROL_UNAVAILABLE'))
  })

  test('opened by several threads at once is migrated once', async () => {
    const source = `
      const { workerData } = require('node:worker_threads')
      import(workerData.module).then(async ({ openControlStore }) => {
        const clock = { now: () => 0, setTimeout: () => ({ [Symbol.dispose]() {} }) }
        const store = await openControlStore(workerData.directory, { clock })
        await store.createTenant('t' + workerData.index)
        await store.close()
      })`
    const module = new URL('../src/control/index.ts', import.meta.url).href
    const workers = [0, 1, 2, 3].map(
      index => new Worker(source, { eval: true, workerData: { module, directory, index } }),
    )
    const exits = await Promise.all(workers.map(worker => once(worker, 'exit')))
    assert.deepEqual(exits.flat(), [0, 0, 0, 0])
    const store = await open()
    assert.deepEqual(
      (await store.tenants()).map(({ name }) => name),
      ['t0', 't1', 't2', 't3'],
    )
  })
})

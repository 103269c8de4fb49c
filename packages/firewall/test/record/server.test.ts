import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { openEngine, type Scope } from '@tallystick/engine'
import { createTallystick } from '@tallystick/sdk'
import { startServer } from '@tallystick/server'
import { type OnProblem, openServerRecords } from '../../src/record/index.ts'
import { describeRecordStore } from './contract.ts'
import { sample } from './samples.ts'

/** A server, an application that has a key of it, and the application's record there. */
async function scene(scopes: readonly Scope[] = ['ingest', 'read'], onProblem: OnProblem = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tally-server-records-'))
  const engine = await openEngine(join(folder, 'data'), { store: 'memory' })
  await engine.control.createTenant('acme')
  const { secret } = await engine.control.createKey({ tenant: 'acme', name: 'app', scopes })
  const server = await startServer(engine, { log: 'off', port: 0 })
  const tallystick = createTallystick(
    {
      profile: 'testing',
      consoleEnabled: false,
      directory: join(folder, 'app'),
      url: server.url,
      key: secret,
    },
    { env: {}, exitHandlers: false },
  )
  return {
    engine,
    tallystick,
    store: openServerRecords({ tallystick, onProblem }),
    settle: async () => {
      await tallystick.flush(5_000)
      await engine.flush()
    },
    dispose: async () => {
      await tallystick.shutdown(1_000)
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describeRecordStore('a server', () => scene(), { forgets: false, knowsIds: false })

describe('the record at a server', () => {
  const setUp = async (t: TestContext, ...asked: Parameters<typeof scene>) => {
    const opened = await scene(...asked)
    t.after(() => opened.dispose())
    return opened
  }

  test('is of the stream scan, provable, and answers queries by score and severity', async t => {
    const { store, settle, engine } = await setUp(t)
    await store.append(sample(undefined, { severity: 'High', score: 0.9 }))
    await store.append(sample(undefined, { severity: 'Low', score: 0.2 }))
    await settle()
    const table = await engine.aggregate('acme', 'stream:scan score>=0.7 | count() by severity')
    assert.deepEqual(table.rows, [['High', 1]])
    const { events } = await engine.search('acme', 'stream:scan severity:High')
    assert.match(String(events[0]?.nonce), /^[\w-]{22}$/)
    await engine.prove('acme', events[0]!.id)
  })

  test('is not shortened from an application, nor read with a key that may only send', async t => {
    const { store, settle } = await setUp(t, ['ingest'])
    await store.append(sample())
    await settle()
    await assert.rejects(store.cleanup(30), { code: 'TALLY_RECORD_UNSUPPORTED' })
    await assert.rejects(store.recent(1), { code: 'TALLY_AUTH_SCOPE' })
    await assert.rejects(store.stats(), { code: 'TALLY_AUTH_SCOPE' })
  })

  test('takes no more once the lane cannot keep it, and says so once', async t => {
    const problems: string[] = []
    const { store, tallystick } = await setUp(t, ['ingest'], ({ message }) => problems.push(message))
    assert.equal(await store.append(sample()), 'kept')
    await tallystick.shutdown(1_000)
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => store.append(sample()))), [
      'dropped',
      'dropped',
      'dropped',
    ])
    assert.equal(problems.length, 1)
  })

  test('is durable before the server knows of it', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'tally-server-records-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const tallystick = createTallystick(
      { profile: 'testing', consoleEnabled: false, directory: folder, url: 'http://127.0.0.1:9', key: 'k' },
      { env: {}, exitHandlers: false },
    )
    const store = openServerRecords({ tallystick })
    assert.equal(await store.append(sample()), 'kept')
    await assert.rejects(store.recent(1), { code: 'TALLY_SERVER_UNREACHABLE' })
    const { evidence } = await tallystick.shutdown(50)
    assert.equal(evidence?.pending, 1)
  })
})

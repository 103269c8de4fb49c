import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, test } from 'node:test'
import { parseQuery, STREAMS } from '@tallystick/core'
import { openSqliteStore, type SqliteStore } from '../../src/store/sqlite/index.ts'
import { batchOf, completeEvent } from './contract/room.ts'

const TENANT = 'acme'
let directory: string
let store: SqliteStore
let raw: DatabaseSync

/** One event of each stream, numbered as the streams are. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tally-guards-'))
  store = await openSqliteStore(directory)
  await store.append([
    batchOf(STREAMS.map((stream, i) => completeEvent(TENANT, i, { stream, message: `of ${stream}` }))),
  ])
  raw = new DatabaseSync(join(directory, 'events.db'), { timeout: 5_000 })
})
afterEach(async () => {
  raw.close()
  await store.close()
  rmSync(directory, { recursive: true })
})

const messages = async () =>
  (
    await store.search({ tenant: TENANT, filter: parseQuery('').filter, range: {}, order: 'asc', limit: 100 })
  ).map(({ message }) => message)
const ALL = STREAMS.map(stream => `of ${stream}`)
const LOG = 0

test('events of audited streams cannot be changed with SQL, by row or all at once', async () => {
  for (let stream = 1; stream < STREAMS.length; stream++)
    for (const set of [
      `message = 'altered'`,
      'time = 0',
      `stream = ${LOG}`,
      'n = n + 100',
      `user_id = 'nobody'`,
    ])
      assert.throws(() => raw.exec(`UPDATE event SET ${set} WHERE stream = ${stream}`), /never changed/)
  assert.throws(() => raw.exec(`UPDATE event SET message = 'altered'`), /never changed/)
  assert.throws(() => raw.exec(`UPDATE OR REPLACE event SET message = 'altered'`), /never changed/)
  assert.deepEqual(await messages(), ALL)
})

test('events of audited streams cannot be deleted with SQL, by row or all at once', async () => {
  for (let stream = 1; stream < STREAMS.length; stream++)
    assert.throws(() => raw.exec(`DELETE FROM event WHERE stream = ${stream}`), /retention only/)
  assert.throws(() => raw.exec('DELETE FROM event'), /retention only/)
  assert.deepEqual(await messages(), ALL)
})

test('nor be replaced, nor given a second time', async () => {
  const columns = `n, tenant, time, received, level, severity_number, stream, id, message`
  const insert = (how: string) =>
    raw.exec(
      `${how} INTO event (${columns}) SELECT n, tenant, time, received, level, severity_number, ${LOG}, id, 'forged' FROM event WHERE stream > ${LOG}`,
    )
  insert('REPLACE')
  insert('INSERT OR REPLACE')
  insert('INSERT OR IGNORE')
  assert.deepEqual(await messages(), ALL)
})

test('log lines can be deleted by whoever may open the file', async () => {
  raw.exec(`DELETE FROM event WHERE stream = ${LOG}`)
  assert.deepEqual(await messages(), ALL.slice(1))
})

test('retention deletes them, and the door is shut behind it', async () => {
  assert.equal(await store.deleteBefore(TENANT, '2026-01-31T12:00:00.003Z'), 3)
  assert.deepEqual(await messages(), ALL.slice(3))
  assert.throws(() => raw.exec('DELETE FROM event'), /retention only/)
  assert.equal(raw.prepare('SELECT count(*) AS open FROM retention_window').get()?.open, 0)
  await store.clear()
  assert.deepEqual(await messages(), [])
  await store.append([batchOf([completeEvent(TENANT, 0, { stream: 'audit' })])])
  assert.throws(() => raw.exec('DELETE FROM event'), /retention only/)
})

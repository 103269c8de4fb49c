import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type OnProblem, openSqliteRecords, type SqliteRecordOptions } from '../../src/record/index.ts'
import { describeRecordStore } from './contract.ts'
import { NOON, sample } from './samples.ts'

function temporaryDirectory(t?: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-scans-'))
  t?.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describeRecordStore('SQLite', async () => {
  const directory = temporaryDirectory()
  return {
    store: openSqliteRecords({ file: join(directory, 'scans.db'), now: () => NOON, retentionDays: 0 }),
    dispose: async () => rmSync(directory, { recursive: true }),
  }
})

function open(t: TestContext, file: string, options: Partial<SqliteRecordOptions> = {}) {
  const store = openSqliteRecords({ file, ...options })
  t.after(() => store.close())
  return store
}

function start(t: TestContext, file: string, how: string): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv.filter(option => !option.startsWith('--test')),
      join(import.meta.dirname, 'appender.ts'),
      file,
      how,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  t.after(() => child.kill('SIGKILL'))
  return child
}

describe('the file of the local record', () => {
  test('is its owner’s alone, and so are the files beside it', async t => {
    const directory = join(temporaryDirectory(t), 'a', 'b')
    const store = open(t, join(directory, 'scans.db'))
    await store.append(sample(Date.now()))
    for (const name of readdirSync(directory))
      assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name)
    assert.equal(statSync(directory).mode & 0o777, 0o700)
  })

  test('is not made before it is needed', t => {
    const directory = temporaryDirectory(t)
    open(t, join(directory, 'scans.db'))
    assert.deepEqual(readdirSync(directory), [])
  })

  test('of the version before feedback keeps its scans, and takes feedback', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const first = openSqliteRecords({ file, retentionDays: 0 })
    const record = sample()
    await first.append(record)
    await first.close()
    const db = new DatabaseSync(file)
    db.exec('DROP TABLE feedback; PRAGMA user_version = 1')
    db.close()
    const store = open(t, file, { retentionDays: 0 })
    assert.deepEqual(await store.recent(1), [record])
    await store.giveFeedback({ scan: record.id, verdict: 'true_positive' })
    assert.equal((await store.accuracy()).detection_accuracy, 1)
  })

  test('of a newer version is left alone', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 99')
    db.close()
    const problems: string[] = []
    const store = open(t, file, { onProblem: ({ message }) => problems.push(message) })
    await assert.rejects(store.recent(1), { code: 'TALLY_RECORD_STORE', message: /version 99/ })
    void store.append(sample())
    await sleep(50)
    assert.equal(problems.length, 1)
  })

  test('that is none is told, and the scan that came with it goes on', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    writeFileSync(
      file,
      'a letter to somebody, and not a short one at that: it has more than a hundred bytes, as the header has.',
    )
    const problems: string[] = []
    const store = open(t, file, { onProblem: ({ message }) => problems.push(message) })
    void store.append(sample())
    await assert.rejects(store.stats(), { code: 'TALLY_RECORD_STORE' })
    assert.match(problems[0] ?? '', /not a database/)
  })

  test('forgets by itself what is more than thirty days old', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const first = openSqliteRecords({ file, retentionDays: 0 })
    for (const days of [0, 29, 31, 400]) await first.append(sample(Date.now() - days * 86_400_000))
    await first.close()
    const second = open(t, file)
    await second.recent(1)
    await sleep(20)
    assert.equal((await second.recent(10)).length, 2)
  })
})

describe('feedback', () => {
  test('counts by the last word on each scan, and goes with the scan', async t => {
    const store = open(t, join(temporaryDirectory(t), 'scans.db'), { now: () => NOON, retentionDays: 0 })
    const scans = [0, 1, 2, 40].map(days => sample(NOON - days * 86_400_000))
    for (const record of scans) await store.append(record)
    assert.deepEqual(await store.accuracy(), {
      reviewed: 0,
      false_positives: 0,
      true_positives: 0,
      false_negatives: 0,
      false_positive_rate: null,
      detection_accuracy: null,
    })
    const verdicts = ['false_positive', 'true_positive', 'false_negative', 'false_positive'] as const
    for (const [i, verdict] of verdicts.entries())
      await store.giveFeedback({ scan: scans[i]!.id.toUpperCase(), verdict, comment: 'looked at' })
    const rates = async () => {
      const { reviewed, false_positive_rate, detection_accuracy } = await store.accuracy()
      return [reviewed, false_positive_rate, detection_accuracy]
    }
    assert.deepEqual(await rates(), [4, 2 / 3, 1 / 4])
    await store.giveFeedback({ scan: scans[0]!.id, verdict: 'true_positive' })
    assert.deepEqual(await rates(), [4, 1 / 3, 2 / 4])
    assert.equal(await store.cleanup(30), 1)
    assert.deepEqual(await rates(), [3, 0, 2 / 3])
    const unknown = { scan: '019f0000-0000-7000-8000-000000000000', verdict: 'true_positive' } as const
    await assert.rejects(store.giveFeedback(unknown), { code: 'TALLY_SCAN_NOT_FOUND' })
  })
})

describe('writing', () => {
  test('waits for nobody: append returns before the record is written', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const store = open(t, file)
    const kept = store.append(sample(Date.now()))
    assert.throws(() => statSync(file), { code: 'ENOENT' })
    assert.equal(await kept, 'kept')
  })

  test('takes so many records and no more, counts the rest and tells it once', async t => {
    const problems: Parameters<OnProblem>[0][] = []
    const store = open(t, join(temporaryDirectory(t), 'scans.db'), {
      capacity: 10,
      onProblem: problem => problems.push(problem),
    })
    const appended = await Promise.all(Array.from({ length: 25 }, () => store.append(sample(Date.now()))))
    assert.deepEqual(
      appended.map(one => one === 'kept'),
      Array.from({ length: 25 }, (_, i) => i < 10),
    )
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['dropped'],
    )
    const { records, dropped } = await store.stats()
    assert.deepEqual([records, dropped], [10, 15])
    assert.equal(await store.append(sample(Date.now())), 'kept')
  })

  test('is tried again while another program holds the file, and the event loop turns meanwhile', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const problems: string[] = []
    const store = open(t, file, { onProblem: ({ kind }) => problems.push(kind) })
    await store.append(sample(Date.now()))
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const kept = store.append(sample(Date.now()))
    const started = performance.now()
    for (let turn = 0; turn < 20; turn++) await sleep(5)
    const took = performance.now() - started
    assert.ok(took < 4_000, `20 turns took ${took.toFixed(0)} ms`)
    other.exec('COMMIT')
    other.close()
    assert.equal(await kept, 'kept')
    assert.deepEqual(problems, [])
  })

  test('goes on once a folder that could not be written can be', {
    skip: process.getuid?.() === 0,
  }, async t => {
    const folder = join(temporaryDirectory(t), 'locked')
    mkdirSync(folder, { mode: 0o500 })
    const problems: string[] = []
    const store = open(t, join(folder, 'scans.db'), { onProblem: ({ kind }) => problems.push(kind) })
    const kept = store.append(sample(Date.now()))
    await sleep(50)
    chmodSync(folder, 0o700)
    assert.equal(await kept, 'kept')
    assert.deepEqual(problems, ['unwritable', 'recovered'])
  })

  test('goes on once a file in the way of the folder is gone', async t => {
    const folder = join(temporaryDirectory(t), 'folder')
    writeFileSync(folder, '')
    const problems: string[] = []
    const store = open(t, join(folder, 'scans.db'), { onProblem: ({ kind }) => problems.push(kind) })
    const kept = store.append(sample(Date.now()))
    await sleep(50)
    rmSync(folder)
    assert.equal(await kept, 'kept')
    assert.deepEqual(problems, ['unwritable', 'recovered'])
  })
})

describe('programs', () => {
  test('that write to one file at once lose nothing', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const children = Array.from({ length: 3 }, () => start(t, file, 'end'))
    const store = open(t, file)
    const ended = Promise.all(children.map(child => once(child, 'close')))
    let own = 0
    for (let i = 0; i < 200; i++) if ((await store.append(sample(Date.now()))) === 'kept') own++
    assert.deepEqual(await ended, [
      [0, null],
      [0, null],
      [0, null],
    ])
    assert.equal(own, 200)
    assert.equal((await store.stats()).records, 3 * 300 + 200)
  })

  test('that call process.exit leave what they recorded before', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    await once(start(t, file, 'exit'), 'close')
    assert.equal((await open(t, file).stats()).records, 200)
  })

  test('that are killed leave everything that was kept, in a file that is whole', async t => {
    const file = join(temporaryDirectory(t), 'scans.db')
    const kept: string[] = []
    for (let round = 0; round < 5; round++) {
      const child = start(t, file, 'forever')
      let output = ''
      child.stdout!.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
      await once(child.stdout!, 'data')
      await sleep(20 + Math.random() * 120)
      child.kill('SIGKILL')
      await once(child, 'close')
      // A last line may be cut off.
      kept.push(...output.split('\n').slice(0, -1))
    }
    const db = new DatabaseSync(file)
    t.after(() => db.close())
    assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok')
    const there = new Set(
      db
        .prepare('SELECT id FROM scans')
        .all()
        .map(({ id }) => String(id)),
    )
    assert.ok(kept.length > 20, `${kept.length} records were kept`)
    assert.deepEqual(
      kept.filter(id => !there.has(id)),
      [],
    )
  })
})

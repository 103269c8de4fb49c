import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { type Engine, openEngine } from '../src/index.ts'
import { openJournal } from '../src/journal/index.ts'

describe('verification of an engine’s own files', () => {
  let directory: string
  let engine: Engine

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tally-verify-'))
    engine = await openEngine(directory, { store: 'memory' })
  })

  afterEach(async () => {
    await engine.close()
    await rm(directory, { recursive: true, force: true })
  })

  const record = async (count: number, tenant = 'default') => {
    await engine.ingest(
      tenant,
      Array.from({ length: count }, (_, i) => ({ message: `event ${i}`, stream: 'audit' })),
    )
    await engine.flush('sealed')
  }

  test('says that what was written stands, and how much', async () => {
    await record(5_000)
    let told = 0
    const report = await engine.verify('default', {
      onProgress: lines => {
        told = lines
      },
    })
    assert.equal(report.exitCode, 0)
    assert.equal(report.counts.verified, 5_000)
    assert.ok(told > 0)
  })

  test('names a line that was altered on the disk', async () => {
    await record(100)
    const folder = join(directory, 'journal', 'default')
    const [segment] = (await readdir(folder)).filter(name => name.endsWith('.ndjson'))
    const path = join(folder, segment!)
    await writeFile(path, (await readFile(path, 'utf8')).replace('event 41', 'event 14'))
    const report = await engine.verify('default')
    assert.equal(report.exitCode, 1)
    assert.ok(report.findings.length > 0)
  })

  test('sees only the tenant that was named', async () => {
    await engine.control.createTenant('acme')
    await record(10)
    await record(20, 'acme')
    assert.equal((await engine.verify('acme')).counts.verified, 20)
  })

  test('does not accuse an engine that is writing', async () => {
    let writing = true
    const writer = (async () => {
      while (writing) await engine.ingest('default', [{ message: 'now' }])
    })()
    for (let i = 0; i < 5; i++) assert.deepEqual((await engine.verify('default')).findings, [])
    writing = false
    await writer
  })

  test('ends with the engine', async () => {
    await record(20_000)
    const verifying = assert.rejects(engine.verify('default'), { code: 'TALLY_JOURNAL_CLOSED' })
    await engine.close()
    await verifying
  })
})

describe('closed segments', () => {
  test('are read, and a frame that does not decode is told', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'tally-verify-'))
    try {
      const journal = await openJournal(directory, { segmentBytes: 50_000 })
      let engine: Engine | undefined
      try {
        for (let batch = 0; batch < 30; batch++) {
          await journal.append({
            tenant: 'default',
            count: 100,
            received: 1_767_225_600_000,
            encode: first => {
              const lines = Array.from(
                { length: 100 },
                (_, i) => `{"message":"${'x'.repeat(40)}","seq":${first + i},"tenant":"default"}\n`,
              )
              return Buffer.from(lines.join(''))
            },
          })
          await journal.flush()
        }
      } finally {
        await journal.close()
      }
      engine = await openEngine(directory, { store: 'memory' })
      try {
        assert.deepEqual((await engine.verify('default')).findings, [])
        const folder = join(directory, 'journal', 'default')
        const closed = (await readdir(folder)).filter(name => name.endsWith('.zst'))
        assert.ok(closed.length > 0, 'a segment was closed')
        const path = join(folder, closed[0]!)
        const bytes = await readFile(path)
        bytes[20]! ^= 0xff
        await writeFile(path, bytes)
        assert.equal((await engine.verify('default')).exitCode, 1)
        await writeFile(path, bytes.subarray(0, bytes.length - 5))
        assert.equal((await engine.verify('default')).exitCode, 1)
      } finally {
        await engine.close()
      }
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })
})

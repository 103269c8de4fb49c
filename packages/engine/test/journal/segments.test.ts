import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { type FileHandle, open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import fc from 'fast-check'
import type { Journal } from '../../src/journal/index.ts'
import { cutToSealed, endOfClosed } from '../../src/journal/segment/tail.ts'
import { VirtualClock } from './clock.ts'
import {
  append,
  auditDirectory,
  decodeFrames,
  encodeLines,
  open,
  readAll,
  temporaryDirectory,
  temporaryDirectoryInMemory,
} from './helpers.ts'
import { realisticLines } from './lines.ts'

/** Waits until all but the open segment of a tenant are compressed. */
async function compressed(directory: string, closed: number): Promise<string[]> {
  for (;;) {
    const names = readdirSync(directory).sort()
    if (names.filter(name => name.endsWith('.ndjson.zst')).length === closed && names.length <= closed + 1)
      return names
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

async function appendRealistic(journal: Journal, count: number): Promise<void> {
  const lines = realisticLines(count, 'a')
  await journal.append({
    tenant: 'a',
    count,
    received: 0,
    encode: first => Buffer.from(lines.map((line, i) => line(first + i)).join('')),
  })
  await journal.flush()
}

async function closedSegment(t: TestContext) {
  const directory = temporaryDirectory(t)
  const journal = await open(t, directory, { segmentBytes: 3_000_000 })
  for (let i = 0; i < 4; i++) await appendRealistic(journal, 4000)
  await append(journal, 'a', 1)
  await journal.flush()
  const folder = join(directory, 'journal', 'a')
  const [name] = await compressed(folder, 2)
  return { directory, journal, folder, path: join(folder, name!) }
}

describe('a full segment', () => {
  test('is replaced by frames of whole lines with a seek table that fits', async t => {
    const { journal, path, folder, directory } = await closedSegment(t)
    const text = decodeFrames(readFileSync(path)).toString()
    const lines = await readAll(journal, 'a')
    assert.equal(
      text,
      lines
        .slice(0, 8000)
        .map(line => `${line}\n`)
        .join(''),
    )
    assert.equal(await endOfClosed(path), 8000)
    const plain = lines.reduce((sum, line) => sum + line.length + 1, 0)
    const stored = readdirSync(folder).reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0)
    assert.equal(journal.stats().journalBytes, stored)
    assert.ok(stored < plain / 5, `${stored} of ${plain} bytes`)
    await journal.close()
    await auditDirectory(directory)
  })

  test('is read by zstd as it is', {
    skip: spawnSync('zstd', ['--version']).error ? 'no zstd program on this machine' : false,
  }, async t => {
    const { journal, path } = await closedSegment(t)
    const { stdout, status } = spawnSync('zstd', ['-dc', path], { maxBuffer: 1 << 26 })
    assert.equal(status, 0)
    const lines = await readAll(journal, 'a', 0, 8000)
    assert.equal(stdout.toString(), lines.map(line => `${line}\n`).join(''))
  })

  test('gives any range through the seek table', async t => {
    const { journal } = await closedSegment(t)
    const all = await readAll(journal, 'a')
    await fc.assert(
      fc.asyncProperty(
        fc.nat(all.length),
        fc.nat(3000),
        fc.integer({ min: 1, max: 1 << 21 }),
        async (from, count, chunkBytes) => {
          assert.deepEqual(
            await readAll(journal, 'a', from, from + count, chunkBytes),
            all.slice(from, from + count),
          )
        },
      ),
      { numRuns: 40 },
    )
  })

  test('whose bytes were changed is refused, not misread', async t => {
    const { journal, path } = await closedSegment(t)
    const file = readFileSync(path)
    file[Math.floor(file.length / 3)]! ^= 1
    writeFileSync(path, file)
    await assert.rejects(readAll(journal, 'a'), { code: 'TALLY_JOURNAL_CORRUPT' })
  })

  test('is closed by age too', async t => {
    const directory = temporaryDirectory(t)
    const clock = new VirtualClock()
    const journal = await open(t, directory, { clock, segmentAge: 3_600_000 })
    await append(journal, 'a', 3)
    await journal.flush()
    // However long the sealing thread takes to look at the clock: it only does when it is moved.
    const folder = join(directory, 'journal', 'a')
    while (readdirSync(folder).join() !== '0000000000000000.ndjson.zst') {
      clock.advance(60_000)
      await new Promise(resolve => setTimeout(resolve, 2))
    }
    await append(journal, 'a', 2)
    await journal.flush()
    assert.equal((await readAll(journal, 'a')).length, 5)
    await journal.close()
    await auditDirectory(directory)
  })
})

/** What was asked of the disk by reads of this process while it ran. */
async function bytesAsked(t: TestContext, directory: string, run: () => Promise<unknown>): Promise<number> {
  await using any = await openFile(directory)
  const reading = t.mock.method(Object.getPrototypeOf(any) as FileHandle, 'read')
  await run()
  const bytes = reading.mock.calls.reduce((sum, call) => sum + Number([...call.arguments][2]), 0)
  reading.mock.restore()
  return bytes
}

describe('an open segment', () => {
  test('gives any range, whether it is known where lines stand or not', async t => {
    const directory = temporaryDirectory(t)
    let journal = await open(t, directory)
    for (let i = 0; i < 6; i++) await appendRealistic(journal, 2000)
    // One that no read fits into.
    await append(journal, 'a', 1, { padding: 'x'.repeat(300_000) })
    await appendRealistic(journal, 2000)
    const all = await readAll(journal, 'a')
    await journal.close()
    journal = await open(t, directory)
    await fc.assert(
      fc.asyncProperty(fc.nat(all.length - 1), fc.nat(50), async (from, count) => {
        assert.deepEqual(await readAll(journal, 'a', from, from + count, 1), all.slice(from, from + count))
      }),
      { numRuns: 100 },
    )
  })

  test('is not read from its start for its last line, however many tenants there are', async t => {
    const directory = temporaryDirectoryInMemory(t)
    const names = Array.from({ length: 300 }, (_, i) => `t${i}`)
    const journal = await open(t, directory)
    const write = async (count: number) => {
      for (const name of names) await append(journal, name, count, { padding: 'x'.repeat(1_000) })
      await journal.flush()
    }
    const read = async (from: number) => {
      for (const name of names) assert.equal((await readAll(journal, name, from)).length, 1)
    }
    await write(100)
    await write(1)
    await read(100)
    await write(1)
    const asked = await bytesAsked(t, directory, () => read(101))
    assert.ok(asked < names.length * 2_000, `${asked} bytes`)
  })

  test('of megabytes is not either, after a start', async t => {
    const directory = temporaryDirectory(t)
    const before = await open(t, directory)
    for (let i = 0; i < 10; i++) await appendRealistic(before, 4000)
    await before.close()
    const journal = await open(t, directory)
    const size = statSync(join(directory, 'journal', 'a', '0000000000000000.ndjson')).size
    const asked = await bytesAsked(t, directory, () => readAll(journal, 'a', 39_999))
    assert.ok(asked < size / 10, `${asked} of ${size} bytes`)
  })
})

describe('an open segment after a crash', () => {
  const lines = encodeLines('a', 10)(5)
  const ends = [...lines].flatMap((byte, i) => (byte === 10 ? [i + 1] : []))

  test('is cut to its sealed lines at whatever byte the writing ended', t => {
    const path = join(temporaryDirectory(t), '0000000000000005.ndjson')
    for (let length = ends[5]!; length <= lines.length; length++) {
      writeFileSync(path, lines.subarray(0, length))
      assert.equal(cutToSealed(path, 5, 11, 15), ends[5])
      assert.deepEqual(readFileSync(path), lines.subarray(0, ends[5]))
    }
  })

  test('is removed when none of its lines is sealed', t => {
    const path = join(temporaryDirectory(t), '0000000000000005.ndjson')
    writeFileSync(path, lines)
    assert.equal(cutToSealed(path, 5, 5, 15), 0)
    assert.ok(!existsSync(path))
  })

  test('is left alone and refused when sealed lines are missing, or others stand where none can', t => {
    const path = join(temporaryDirectory(t), '0000000000000005.ndjson')
    writeFileSync(path, lines)
    assert.throws(() => cutToSealed(path, 5, 16, 20), { code: 'TALLY_JOURNAL_CORRUPT' })
    assert.throws(() => cutToSealed(path, 5, 11, 14), {
      code: 'TALLY_JOURNAL_CORRUPT',
      message: /rolled back/,
    })
    assert.throws(() => cutToSealed(path, 5, 5, 0), { code: 'TALLY_JOURNAL_CORRUPT' })
    assert.deepEqual(readFileSync(path), lines)
  })
})

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { type CreateWalFile, createWalFile, type WalFile } from '../../src/journal/wal/files.ts'
import { readFrames } from '../../src/journal/wal/frame.ts'
import { Wal, type WalFrame } from '../../src/journal/wal/wal.ts'
import { VirtualClock } from './clock.ts'
import { encodeLines, temporaryDirectory } from './helpers.ts'

type Outcome = 'durable' | string

/** Real files whose operations fail, or stop half-way, when the test says so. */
function faultyFiles() {
  const faults: { write?: { after: number; code: string }; sync?: string; truncate?: string } = {}
  const counts = { syncs: 0, files: 0 }
  const fail = (code: string | undefined) => {
    if (code !== undefined) throw Object.assign(new Error(`${code}: simulated`), { code })
  }
  const create: CreateWalFile = async (directory, path) => {
    counts.files++
    const file = await createWalFile(directory, path)
    const faulty: WalFile = {
      ...file,
      async writev(buffers, position) {
        const { write } = faults
        if (write === undefined) return file.writev(buffers, position)
        const bytes = Buffer.concat(buffers).subarray(0, write.after)
        if (bytes.length === 0) fail(write.code)
        write.after -= bytes.length
        return file.writev([bytes], position)
      },
      async sync() {
        counts.syncs++
        fail(faults.sync)
        await file.sync()
      },
      async truncate(length) {
        fail(faults.truncate)
        await file.truncate(length)
      },
    }
    return faulty
  }
  return { faults, counts, create }
}

function openWal(t: TestContext, options: { maxFileBytes?: number } = {}) {
  const directory = temporaryDirectory(t)
  const clock = new VirtualClock()
  const files = faultyFiles()
  const waiting = new Map<WalFrame, (outcome: Outcome) => void>()
  const settle = (frames: readonly WalFrame[], outcome: Outcome) => {
    for (const frame of frames) waiting.get(frame)!(outcome)
  }
  const wal = new Wal<WalFrame>({
    directory,
    create: files.create,
    clock,
    crash: () => {},
    maxFileBytes: options.maxFileBytes ?? 1 << 20,
    files: [],
    onDurable: frames => settle(frames, 'durable'),
    onRefused: (frames, error) => settle(frames, error.code),
  })
  let seq = 0
  const append = (count = 1, padding = '') => {
    const frame = {
      tenant: 'acme',
      firstSeq: seq,
      count,
      received: 0,
      lines: encodeLines('acme', count, 'e', padding)(seq),
    }
    seq += count
    return new Promise<Outcome>(resolve => {
      waiting.set(frame, resolve)
      wal.append(frame)
    })
  }
  /** First numbers of the frames on the disk, as a start would find them. */
  const onDisk = () =>
    readdirSync(directory)
      .sort()
      .map(name => {
        const { frames, rest } = readFrames(readFileSync(join(directory, name)))
        assert.equal(rest, 'none')
        return frames.map(({ header }) => header.first_seq)
      })
  /** Lets the log try to write again. */
  const retry = async () => {
    clock.advance(5_000)
    await wal.drained()
  }
  return { wal, append, onDisk, retry, setSeq: (next: number) => (seq = next), ...files }
}

describe('the write-ahead log', () => {
  test('makes frames that arrive together durable by one sync', async t => {
    const { append, onDisk, counts, wal } = openWal(t)
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => append()))
    assert.deepEqual(new Set(outcomes), new Set(['durable']))
    assert.equal(counts.syncs, 1)
    assert.equal(onDisk()[0]!.length, 50)
    await wal.close()
  })

  test('gathers what arrives during a sync into the next group', async t => {
    const { append, counts, wal } = openWal(t)
    const first = append()
    await new Promise(resolve => setImmediate(resolve))
    const rest = Array.from({ length: 20 }, () => append())
    await Promise.all([first, ...rest])
    assert.equal(counts.syncs, 2)
    await wal.close()
  })

  test('begins a new file when one is full, and removes the oldest whose frames are sealed', async t => {
    const { wal, append, onDisk } = openWal(t, { maxFileBytes: 1000 })
    for (let i = 0; i < 4; i++) await append(1, 'x'.repeat(600))
    assert.deepEqual(onDisk(), [[0], [1], [2], [3]])
    assert.deepEqual(
      wal.removable(() => false),
      [],
    )
    await wal.remove(wal.removable((_, end) => end <= 2))
    assert.deepEqual(onDisk(), [[2], [3]])
    await wal.close()
    await wal.remove(wal.removable(() => true))
    assert.deepEqual(onDisk(), [])
  })

  test('keeps a sealed file that stands behind one that is not', async t => {
    const { wal, append } = openWal(t, { maxFileBytes: 100 })
    for (let i = 0; i < 3; i++) await append(1, 'x'.repeat(100))
    assert.deepEqual(
      wal.removable((_, end) => end !== 1),
      [],
    )
    await wal.close()
  })

  for (const written of [0, 1, 70, 150, 300])
    test(`a disk that fills up after ${written} bytes costs only what was not acknowledged`, async t => {
      const { wal, append, onDisk, retry, faults, setSeq } = openWal(t)
      assert.equal(await append(), 'durable')
      faults.write = { after: written, code: 'ENOSPC' }
      assert.deepEqual(
        await Promise.all([append(), append(), append()]),
        Array(3).fill('TALLY_JOURNAL_WRITE'),
      )
      assert.ok(wal.refusal instanceof TallyError)
      assert.match(wal.refusal.message, /ENOSPC/)
      assert.deepEqual(onDisk(), [[0]], 'nothing that was refused can come back')
      await retry()
      assert.ok(wal.refusal, 'the disk is still full')
      delete faults.write
      await retry()
      assert.equal(wal.refusal, undefined)
      setSeq(1)
      assert.equal(await append(), 'durable')
      assert.deepEqual(onDisk(), [[0, 1]])
      await wal.close()
    })

  test('after a failed sync goes on in a new file, with the old one cut to what is durable', async t => {
    const { wal, append, onDisk, retry, faults, setSeq, counts } = openWal(t)
    assert.equal(await append(), 'durable')
    faults.sync = 'EIO'
    const group = [append(), append()]
    await new Promise(resolve => setImmediate(resolve))
    const later = append()
    assert.deepEqual(await Promise.all([...group, later]), Array(3).fill('TALLY_JOURNAL_WRITE'))
    await retry()
    assert.match(wal.refusal!.message, /EIO/)
    delete faults.sync
    await retry()
    assert.equal(wal.refusal, undefined)
    setSeq(1)
    assert.equal(await append(), 'durable')
    assert.equal(counts.files, 2)
    assert.deepEqual(onDisk(), [[0], [1]])
    await wal.close()
  })

  test('does not go on before refused frames are off the disk', async t => {
    const { wal, append, onDisk, retry, faults, setSeq } = openWal(t)
    assert.equal(await append(), 'durable')
    Object.assign(faults, { sync: 'EIO', truncate: 'EIO' })
    assert.equal(await append(), 'TALLY_JOURNAL_WRITE')
    assert.deepEqual(onDisk(), [[0, 1]], 'the refused frame cannot be removed yet')
    delete faults.sync
    await retry()
    assert.ok(wal.refusal)
    delete faults.truncate
    await retry()
    assert.equal(wal.refusal, undefined)
    setSeq(1)
    await append()
    assert.deepEqual(onDisk(), [[0], [1]])
    await wal.close()
  })
})

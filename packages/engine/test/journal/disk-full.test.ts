import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { type Journal, openJournal } from '../../src/journal/index.ts'
import { VirtualClock } from './clock.ts'
import { append, auditDirectory, open } from './helpers.ts'

/** A file system of 4 MiB of its own, or why there can be none. */
function smallDisk(t: TestContext): { directory: string } | { reason: string } {
  const directory = mkdtempSync(join(tmpdir(), 'small-disk-'))
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory])
  t.after(() => {
    if (status === 0) spawnSync('umount', ['-l', directory])
    rmSync(directory, { recursive: true })
  })
  return status === 0 ? { directory } : { reason: `NOT RUN, no small file system can be mounted: ${stderr}` }
}

/** Takes all space but about `rest` bytes. */
function fill(directory: string, rest: number): void {
  const { bavail, bsize } = statfsSync(directory)
  writeFileSync(join(directory, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - rest)))
}

/** Appends until something is refused; returns how many were acknowledged and the refusal. */
async function appendUntilRefused(journal: Journal, name: string, padding: string) {
  for (let i = 0; ; i++) {
    try {
      await append(journal, 'a', 1, { name: `${name}-${i}`, padding })
    } catch (error) {
      return { count: i, error: error as { code: string } }
    }
  }
}

async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 20))
}

describe('a full disk', () => {
  for (const rest of [0, 5_000, 100_000])
    test(`with ${rest} bytes left refuses events, loses none, and takes them again when there is space`, async t => {
      const disk = smallDisk(t)
      if ('reason' in disk) return t.skip(disk.reason)
      const { directory } = disk
      const journal = await open(t, join(directory, 'data'), { sealInterval: 50 })
      await append(journal, 'a', 10, { name: 'first' })
      fill(directory, rest)
      const refused = await appendUntilRefused(journal, 'second', 'x'.repeat(3000))
      assert.equal(refused.error.code, 'TALLY_JOURNAL_WRITE')
      assert.match(journal.stats().writeError!, /ENOSPC/)
      assert.equal(journal.state('a')!.nextSeq, 10 + refused.count)
      await new Promise(resolve => setTimeout(resolve, 300))
      await assert.rejects(append(journal, 'a', 1), { code: 'TALLY_JOURNAL_WRITE' })

      rmSync(join(directory, 'filler'))
      await eventually(() => journal.stats().writeError === undefined)
      assert.deepEqual(await append(journal, 'a', 5, { name: 'third' }), {
        tenant: 'a',
        firstSeq: 10 + refused.count,
        count: 5,
      })
      await journal.flush()
      await eventually(() => journal.stats().sealError === undefined)
      await journal.close()
      const ids = (await auditDirectory(join(directory, 'data')))
        .get('a')!
        .map(line => (JSON.parse(line) as { id: string }).id)
      assert.deepEqual(ids, [
        ...Array.from({ length: 10 }, (_, i) => `first-${i}`),
        ...Array.from({ length: refused.count }, (_, i) => `second-${i}-0`),
        ...Array.from({ length: 5 }, (_, i) => `third-${i}`),
      ])
    })

  test('that fills up while the sealer writes holds back the seal, not the record', async t => {
    const disk = smallDisk(t)
    if ('reason' in disk) return t.skip(disk.reason)
    const { directory } = disk
    const data = join(directory, 'data')
    const journal = await openJournal(data, { sealInterval: 3_600_000 })
    for (let i = 0; i < 10; i++) await append(journal, 'a', 10, { name: `${i}`, padding: 'x'.repeat(5000) })
    fill(directory, 200_000)
    await assert.rejects(journal.flush(), { code: 'TALLY_JOURNAL_WRITE', message: /ENOSPC/ })
    assert.match(journal.stats().sealError!, /ENOSPC/)
    assert.equal(journal.stats().unsealed, 100)
    await assert.rejects(journal.close(), { code: 'TALLY_JOURNAL_WRITE' })
    // The next start has no space either: it opens, and seals when there is some.
    const next = await open(t, data, { sealInterval: 50 })
    assert.equal(next.state('a')!.nextSeq, 100)
    rmSync(join(directory, 'filler'))
    await eventually(() => next.stats().unsealed === 0)
    await next.close()
    assert.equal((await auditDirectory(data)).get('a')!.length, 100)
  })

  test('while a segment grows old leaves no line in it that was not sealed', async t => {
    const disk = smallDisk(t)
    if ('reason' in disk) return t.skip(disk.reason)
    const { directory } = disk
    const data = join(directory, 'data')
    const clock = new VirtualClock()
    const journal = await open(t, data, { clock, sealInterval: 3_600_000, segmentAge: 60_000 })
    await append(journal, 'a', 10, { name: 'first' })
    await journal.flush()
    for (let i = 0; i < 10; i++) await append(journal, 'a', 10, { name: `${i}`, padding: 'x'.repeat(5000) })
    fill(directory, 200_000)
    await assert.rejects(journal.flush(), { code: 'TALLY_JOURNAL_WRITE' })
    rmSync(join(directory, 'filler'))
    clock.advance(120_000)
    await journal.flush()
    await append(journal, 'a', 10, { name: 'last' })
    await journal.close()
    assert.equal((await auditDirectory(data)).get('a')!.length, 120)
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { TallyServer } from '../bench/lib/server.ts'
import { journalEvents } from './lib/journal.ts'
import { verify } from './lib/tally.ts'

const MEGABYTE = 1024 * 1024
const BATCH = 200

/** A file system of its own, or undefined where none can be mounted. */
function smallDisk(t: TestContext): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tally-disk-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=192m', 'tmpfs', folder])
  t.after(() => {
    if (status === 0) spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return status === 0 ? folder : undefined
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await holds()); ) {
    assert.ok(Date.now() < deadline, what)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

for (const store of ['sqlite', 'chdb'])
  test(`a server on ${store} whose disk is full refuses with a code, loses nothing acknowledged, and goes on when there is room`, {
    timeout: 240_000,
  }, async t => {
    const disk = smallDisk(t)
    if (disk === undefined) return t.skip('NOT RUN: no small file system can be mounted (only root may)')
    const [filler, rest] = [join(disk, 'filler'), join(disk, 'rest')]
    await using server = await TallyServer.start({ directory: disk, store })
    const headers = { authorization: `Bearer ${server.key}` }

    let next = 0
    const acknowledged: number[] = []
    const send = async (): Promise<{ status: number; code: string | undefined }> => {
      const numbers = Array.from({ length: BATCH }, () => next++)
      // Random text does not compress.
      const event = (n: number) => ({ message: crypto.randomUUID() + crypto.randomUUID(), attributes: { n } })
      const response = await fetch(`${server.url}/api/v1/events`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/x-ndjson' },
        body: numbers.map(n => JSON.stringify(event(n))).join('\n'),
      })
      const { error } = (await response.json()) as { error?: { code: string } }
      if (response.status === 200) acknowledged.push(...numbers)
      return { status: response.status, code: error?.code }
    }

    for (let i = 0; i < 5; i++) assert.equal((await send()).status, 200)
    writeFileSync(filler, Buffer.alloc(freeBytes(disk) - 6 * MEGABYTE))
    let refusals = 0
    for (let i = 0; i < 2_000 && refusals < 20; i++) {
      const answer = await send()
      if (answer.status === 200) continue
      refusals++
      assert.deepEqual(answer, { status: 503, code: 'TALLY_JOURNAL_WRITE' })
    }
    assert.equal(refusals, 20, 'the disk fills up')
    const health = await fetch(`${server.url}/health`, { headers })
    const { details } = (await health.json()) as {
      details: { journal: { writable: boolean }; problems: string[] }
    }
    assert.deepEqual([health.status, details.journal.writable], [503, false])
    assert.ok(details.problems.length > 0)

    // Not a byte for the sealer, the index and the control plane either, for a while.
    writeFileSync(rest, Buffer.alloc(freeBytes(disk)))
    await new Promise(resolve => setTimeout(resolve, 3_000))
    assert.equal((await send()).code, 'TALLY_JOURNAL_WRITE')
    // Who reads what is recorded before it is given, which is not possible now.
    const search = await fetch(`${server.url}/api/v1/search`, { headers })
    assert.equal(search.status, 503)
    assert.ok(!(await search.text()).includes('"events"'))

    rmSync(rest)
    rmSync(filler)
    await until(async () => (await send()).status === 200, 'ingest goes on by itself')
    for (let i = 0; i < 5; i++) assert.equal((await send()).status, 200)
    type Table = { rows: number[][] }
    const count = async () =>
      (await server.json<Table>(`/api/v1/aggregate?q=${encodeURIComponent('stream:log | count(), uniq(n)')}`))
        .rows[0]
    await until(
      async () => (await count().catch(() => undefined))?.[0] === acknowledged.length,
      'the index catches up',
    )
    assert.deepEqual(await count(), [acknowledged.length, acknowledged.length])
    assert.equal(await server.stop(), 0)

    const recorded: number[] = []
    for await (const { stream, attributes } of journalEvents(server.data))
      if (stream === 'log') recorded.push(attributes!.n as number)
    assert.deepEqual(recorded, acknowledged)
    assert.equal(verify(server.data).code, 0)
  })

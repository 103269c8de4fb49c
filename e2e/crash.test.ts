import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { TallyServer } from '../bench/lib/server.ts'
import { journalEvents } from './lib/journal.ts'
import { verify } from './lib/tally.ts'

/** Kills in all; npm test samples, npm run soak does 200. */
const KILLS = 10 * Number(process.env.TALLY_SOAK ?? '0.3')
/** Kills on one directory before a fresh one is taken. */
const PER_DIRECTORY = 10
const BATCH = 100

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Sends numbered events until the server is gone; `acknowledged` holds the numbers it answered for. */
async function load(
  server: TallyServer,
  numbers: { next: number },
  acknowledged: Set<number>,
  stopped: { now: boolean },
): Promise<void> {
  while (!stopped.now) {
    const first = numbers.next
    numbers.next += BATCH
    const body = Array.from(
      { length: BATCH },
      (_, i) => `${JSON.stringify({ message: `event ${first + i}`, attributes: { n: first + i } })}\n`,
    ).join('')
    try {
      const response = await fetch(`${server.url}/api/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/x-ndjson' },
        body,
      })
      if (response.status === 200) for (let i = 0; i < BATCH; i++) acknowledged.add(first + i)
      await response.arrayBuffer()
    } catch {
      // The server died under this request: no acknowledgement, no claim.
    }
  }
}

async function killed(server: TallyServer, victim: 'server' | 'engine host' | 'both'): Promise<void> {
  const hosts = server.hosts()
  if (victim !== 'server') for (const host of hosts) process.kill(host, 'SIGKILL')
  if (victim === 'engine host') await sleep(200)
  await server.stop('SIGKILL')
  for (let i = 0; hosts.some(alive) && i < 500; i++) await sleep(10)
  assert.ok(!hosts.some(alive), 'the engine host ends with its server')
}

/** The record, the ledger and the index hold the same events, each once, and all that were acknowledged. */
async function assertWhole(server: TallyServer, acknowledged: ReadonlySet<number>): Promise<void> {
  type Stats = { tenants: { tenant: string; events: number; sealed: number; indexed: number }[] }
  for (;;) {
    const row = (await server.json<Stats>('/api/v1/stats')).tenants.find(({ tenant }) => tenant === 'default')
    if (row === undefined) {
      // Killed before anything was taken in.
      assert.equal(acknowledged.size, 0)
      return
    }
    if (row.events === row.sealed && row.sealed === row.indexed) break
    await sleep(50)
  }
  const seen = new Set<number>()
  let [lines, count] = [0, 0]
  for await (const event of journalEvents(server.data)) {
    assert.equal(event.seq, lines++, 'sequence numbers are consecutive')
    // Who asked for figures below is on the record too.
    if (event.stream === 'audit') continue
    count++
    const n = event.attributes!.n as number
    assert.ok(!seen.has(n), `event ${n} stands twice in the journal`)
    seen.add(n)
  }
  for (const n of acknowledged) assert.ok(seen.has(n), `acknowledged event ${n} is not in the journal`)
  const q = encodeURIComponent('stream:log | count(), uniq(n)')
  const { rows } = await server.json<{ rows: number[][] }>(`/api/v1/aggregate?q=${q}`)
  assert.deepEqual(rows[0], [count, count], 'the index holds each event of the journal once')
  const checked = verify(server.data)
  assert.equal(checked.code, 0, `verify beside the running server: ${checked.stdout}${checked.stderr}`)
}

test(`what was acknowledged survives ${KILLS} kills at random moments under load, once`, {
  timeout: KILLS * 30_000,
}, async () => {
  const victims = ['server', 'engine host', 'both'] as const
  for (let done = 0; done < KILLS; ) {
    const directory = mkdtempSync(join(tmpdir(), 'tally-crash-'))
    const acknowledged = new Set<number>()
    const numbers = { next: 0 }
    try {
      for (let i = 0; i < PER_DIRECTORY && done < KILLS; i++, done++) {
        const server = await TallyServer.start({ directory })
        const stopped = { now: false }
        const loads = [
          load(server, numbers, acknowledged, stopped),
          load(server, numbers, acknowledged, stopped),
        ]
        await sleep(100 + Math.random() * 1400)
        await killed(server, victims[done % victims.length]!)
        stopped.now = true
        await Promise.all(loads)
        // Killed in its first moments it has no record yet, and nothing to be wrong.
        if (existsSync(join(server.data, 'ledger', 'default', 'checkpoint'))) {
          const dead = verify(server.data)
          assert.equal(dead.code, 0, `verify of the killed directory: ${dead.stdout}${dead.stderr}`)
        }
        await using again = await TallyServer.start({ directory })
        await assertWhole(again, acknowledged)
        assert.equal(await again.stop(), 0)
      }
      assert.ok(acknowledged.size > 0)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  }
})

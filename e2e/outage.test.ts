import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TallyServer } from '../bench/lib/server.ts'
import { verify } from './lib/tally.ts'

/** Seconds the store stands still; npm run soak makes it two minutes. */
const OUTAGE_SECONDS = process.env.TALLY_SOAK === undefined ? 6 : 120

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name)
    } catch (error) {
      // It ended between being seen and being signalled.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
}

test(`ingest goes on while the store is stopped for ${OUTAGE_SECONDS} s, health says so, and the index catches up`, {
  timeout: 600_000,
}, async () => {
  await using server = await TallyServer.start()
  type Health = { ready: boolean; behind_seconds: number; details: { problems: string[] } }
  const health = async (): Promise<Health> =>
    (
      await fetch(`${server.url}/health`, { headers: { authorization: `Bearer ${server.key}` } })
    ).json() as Promise<Health>
  let sent = 0
  const send = async (): Promise<void> => {
    const body = Array.from(
      { length: 500 },
      () => `${JSON.stringify({ message: 'during the outage', attributes: { n: sent++ } })}\n`,
    ).join('')
    const response = await fetch(`${server.url}/api/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/x-ndjson' },
      body,
    })
    assert.equal(response.status, 200)
    await response.arrayBuffer()
  }
  await send()
  assert.ok(server.hosts().length > 0, 'the store runs in a process of its own')
  const until = Date.now() + OUTAGE_SECONDS * 1000
  while (Date.now() < until) {
    // A store that does not answer is killed and started anew after a while: the new one stands still as well.
    signal(server.hosts(), 'SIGSTOP')
    await send()
    await sleep(50)
  }
  const during = await health()
  assert.ok(during.behind_seconds >= OUTAGE_SECONDS / 2, `behind_seconds is ${during.behind_seconds}`)
  assert.ok(during.details.problems.length > 0, 'the problem is named')
  signal(server.hosts(), 'SIGCONT')
  type Stats = { tenants: { tenant: string; events: number; indexed: number }[] }
  for (let i = 0; i < 1200; i++) {
    const row = (await server.json<Stats>('/api/v1/stats')).tenants.find(
      ({ tenant }) => tenant === 'default',
    )!
    if (row.indexed === sent) break
    await sleep(50)
  }
  const { rows } = await server.json<{ rows: number[][] }>(
    `/api/v1/aggregate?q=${encodeURIComponent('stream:log | count(), uniq(n)')}`,
  )
  assert.deepEqual(rows[0], [sent, sent])
  assert.deepEqual((await health()).details.problems, [])
  assert.equal(verify(server.data).code, 0)
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openEngine } from '@tallystick/engine'

/** npm run soak makes it a thousand. */
const TENANTS = process.env.TALLY_SOAK === undefined ? 100 : 1000
/** From the acknowledgement of an event until it is under a signed checkpoint and searchable, with room for a busy machine. */
const SOON_MS = 30_000 + TENANTS * 50

test(`one tenant that never stops sending keeps none of ${TENANTS} others from being sealed and found`, {
  timeout: 180_000,
}, async t => {
  const directory = mkdtempSync(join(tmpdir(), 'tally-tenants-'))
  const engine = await openEngine(join(directory, 'data'), { store: 'sqlite' })
  t.after(async () => {
    await engine.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const names = Array.from({ length: TENANTS }, (_, i) => `t${i}`)
  for (const name of ['greedy', ...names]) await engine.control.createTenant(name)

  let greedy = 0
  let stopped = false
  const greed = (async () => {
    const batch = Array.from({ length: 500 }, (_, i) => ({ message: `more ${i}`, attributes: { i } }))
    while (!stopped) {
      await engine.ingest('greedy', batch)
      greedy += batch.length
      await new Promise(resolve => setImmediate(resolve))
    }
  })()

  let slowest = 0
  const started = performance.now()
  for (const name of names) {
    const asked = performance.now()
    await engine.ingest(name, [{ message: `the only event of ${name}` }])
    slowest = Math.max(slowest, performance.now() - asked)
  }
  const acknowledged = performance.now()
  const waiting = new Set(names)
  while (waiting.size > 0) {
    assert.ok(performance.now() - acknowledged < SOON_MS, `${waiting.size} tenants are still waiting`)
    for (const { tenant, sealed, indexed } of (await engine.stats()).tenants)
      if (sealed >= 1 && indexed >= 1) waiting.delete(tenant)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  const took = performance.now() - acknowledged
  stopped = true
  await greed
  t.diagnostic(
    `acknowledged ${TENANTS} in ${(acknowledged - started).toFixed(0)} ms (slowest ${slowest.toFixed(0)} ms), all sealed and indexed ${took.toFixed(0)} ms later, beside ${greedy} events of one`,
  )
  for (const name of [names[0]!, names.at(-1)!])
    assert.equal(
      (await engine.search(name, '', { limit: 10 })).events[0]!.message,
      `the only event of ${name}`,
    )
})

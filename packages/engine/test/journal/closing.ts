/**
 * Closes a journal while the checkpoints of many tenants are being renewed: `closing.ts <directory>`. Nothing but the journal keeps this process
 * alive; it prints `closed` when the journal is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { openJournal } from '../../src/journal/index.ts'
import { VirtualClock } from './clock.ts'
import { encodeLines } from './helpers.ts'

const TENANTS = 60
const RENEW_MS = 60_000

const clock = new VirtualClock()
const journal = await openJournal(process.argv[2]!, { clock, renewInterval: RENEW_MS })
for (let i = 0; i < TENANTS; i++) {
  const tenant = `tenant-${i}`
  const encode = encodeLines(tenant, 1, String(i), '')
  await journal.append({ tenant, count: 1, received: clock.now(), encode })
}
await journal.flush()
// Checkpoints are looked through sixty times in each interval; the last time all of them have become old.
for (let look = 1; look < 60; look++) {
  clock.advance(RENEW_MS / 60)
  await sleep(10)
}
clock.advance(RENEW_MS / 60)
await journal.close()
console.log('closed')

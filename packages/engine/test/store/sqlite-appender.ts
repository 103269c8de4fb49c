import { openSqliteStore } from '../../src/store/sqlite/index.ts'
import { batchOf, completeEvent } from './contract/room.ts'

/** A process to be killed: appends batches of 50 events and prints the number that is acknowledged, until it dies. */
const [directory, from] = process.argv.slice(2)
const store = await openSqliteStore(directory!)
for (let seq = Number(from); ; seq += 50) {
  const events = Array.from({ length: 50 }, (_, i) =>
    completeEvent('acme', seq + i, {
      message: `event number ${seq + i} arrived`,
      attributes: { seq: seq + i },
    }),
  )
  await store.append([batchOf(events)])
  process.stdout.write(`${seq + 50}\n`)
}

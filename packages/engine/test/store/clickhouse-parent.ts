/** A server that appends to the store in the directory given, says what it did, and goes on appending until it is killed. */
import { openClickHouseStore } from '../../src/store/clickhouse/index.ts'
import { batchOf, completeEvent } from './contract/room.ts'

const store = await openClickHouseStore(process.argv[2]!)
const append = (from: number) =>
  store.append([
    batchOf(
      Array.from({ length: 1_000 }, (_, i) => completeEvent('a', from + i, { message: `${from + i}` })),
    ),
  ])
await append(0)
console.log(JSON.stringify({ pid: store.enginePid(), appended: 1_000 }))
for (let from = 1_000; ; from += 1_000) await append(from)

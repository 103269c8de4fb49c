/** Cold start: from spawning `tally serve` on an empty directory to the first acknowledged event. */
import { IngestClient } from './lib/client.ts'
import { TallyServer } from './lib/server.ts'

const started = performance.now()
await using server = await TallyServer.start()
using client = new IngestClient(server, 1)
await client.post(Buffer.from('{"message":"first"}\n'))
const firstAck = performance.now() - started
await new Promise(resolve => setTimeout(resolve, 6000))
console.log(
  JSON.stringify({
    coldStartToFirstAckMs: firstAck,
    idle: server.usage().map(({ role, bytes }) => ({ role, bytes })),
  }),
)

/** Fills a data directory with generated events through a server, for the benchmarks that read. */
import { parseArgs } from 'node:util'
import { IngestClient } from './lib/client.ts'
import { asSent, createGenerator } from './lib/generator.ts'
import { TallyServer } from './lib/server.ts'

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    events: { type: 'string', default: '5000000' },
    store: { type: 'string', default: 'auto' },
  },
})
const EVENTS = Number(values.events)
const BATCH = 1000

await using server = await TallyServer.start({ directory: values.directory!, store: values.store })
using client = new IngestClient(server, 4)
const generator = createGenerator()
let left = EVENTS
const started = performance.now()
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (left > 0) {
      const count = Math.min(BATCH, left)
      left -= count
      let text = ''
      for (let i = 0; i < count; i++) text += `${JSON.stringify(asSent(generator.next()))}\n`
      await client.post(Buffer.from(text))
    }
  }),
)
type Stats = { tenants: { tenant: string; indexed: number }[] }
for (;;) {
  const row = (await server.json<Stats>('/api/v1/stats')).tenants.find(({ tenant }) => tenant === 'default')
  if ((row?.indexed ?? 0) >= EVENTS) break
  await new Promise(resolve => setTimeout(resolve, 200))
}
console.log(JSON.stringify({ events: EVENTS, seconds: (performance.now() - started) / 1000 }))

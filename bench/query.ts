/**
 * Queries over HTTP against a loaded directory: those of docs/design/003-columnar-layout.md and the 10th page. Each runs `--runs` times in
 * turn with the others, after one warm-up round, so that a noisy moment hits them all.
 */
import { parseArgs } from 'node:util'
import { percentile } from './lib/figures.ts'
import { TallyServer } from './lib/server.ts'

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    runs: { type: 'string', default: '20' },
    store: { type: 'string', default: 'auto' },
  },
})

type Page = { events: { trace_id?: string }[]; cursor?: string }

await using server = await TallyServer.start({ directory: values.directory!, store: values.store })
const search = (q: string, limit = 100, cursor?: string): Promise<Page> =>
  server.json<Page>(
    `/api/v1/search?${new URLSearchParams({ q, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) })}`,
  )
const aggregate = (q: string): Promise<unknown> =>
  server.json(`/api/v1/aggregate?${new URLSearchParams({ q })}`)

while (!(await fetch(`${server.url}/health/ready`)).ok) await new Promise(resolve => setTimeout(resolve, 50))
const { count, trace } = await (async () => {
  const { rows } = (await aggregate('| count()')) as { rows: number[][] }
  const { events } = await search('trace_id:*')
  return { count: rows[0]![0]!, trace: events[50]!.trace_id! }
})()

async function tenthPage(): Promise<void> {
  let page = await search('level>=WARNING')
  for (let i = 2; i <= 10; i++) page = await search('level>=WARNING', 100, page.cursor)
}

const QUERIES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['histogram by severity', () => aggregate('| count() by level, bin(1h)')],
  ['count of a two-word phrase', () => aggregate('"connection refused" | count()')],
  ['rare word, latest 100', () => search('quarantined')],
  ['latest 100 of all', () => search('')],
  ['one trace id', () => search(`trace_id:${trace}`)],
  ['filter on an attribute', () => aggregate('attributes.status_code=503 | count()')],
  ['p95 of an attribute by another', () => aggregate('| p95(duration_ms) by region')],
  ['errors, pages 1 to 10', tenthPage],
]

const times = new Map(QUERIES.map(([name]) => [name, [] as number[]]))
for (let run = -1; run < Number(values.runs); run++) {
  for (const [name, query] of QUERIES) {
    const started = performance.now()
    await query()
    if (run >= 0) times.get(name)!.push(performance.now() - started)
  }
}
console.log(
  JSON.stringify({
    events: count,
    queries: QUERIES.map(([name]) => ({
      name,
      p50: percentile(times.get(name)!, 0.5),
      p95: percentile(times.get(name)!, 0.95),
    })),
  }),
)

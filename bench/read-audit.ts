/**
 * What it costs to record who read what (docs/design/014-read-audit.md): the same questions over HTTP to one engine, through a server that records reads
 * and one that does not, in turn, so that a noisy moment hits both. Prints milliseconds at p50 and p95, and seconds of whole exports.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openEngine, type StoreChoice } from '@tallystick/engine'
import { buildServer } from '@tallystick/server'
import { median, percentile, table } from './lib/figures.ts'
import { asSent, createGenerator } from './lib/generator.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '300' },
    store: { type: 'string', default: 'auto' },
  },
})

const directory = mkdtempSync(join(tmpdir(), 'tally-read-audit-'))
const engine = await openEngine(directory, { store: values.store as StoreChoice })
if ((await engine.control.tenant('default')) === undefined) await engine.control.createTenant('default')
const { secret } = await engine.control.createKey({ tenant: 'default', name: 'bench', scopes: ['read'] })
const generator = createGenerator()
for (let sent = 0; sent < Number(values.events); sent += 1_000)
  await engine.ingest(
    'default',
    Array.from({ length: 1_000 }, () => asSent(generator.next())),
  )
await engine.flush()

const apps = await Promise.all(
  [false, true].map(async auditReads => {
    const app = buildServer(engine, { log: 'off', auditReads })
    return { app, url: await app.listen({ host: '127.0.0.1', port: 0 }) }
  }),
)
const ask = async (url: string): Promise<number> => {
  const started = performance.now()
  const response = await fetch(url, { headers: { authorization: `Bearer ${secret}` } })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return performance.now() - started
}

const { events } = await engine.search('default', 'stream:log', { limit: 1 })
const path = (route: string, q: string) => `/api/v1/${route}?${new URLSearchParams({ q })}`
const QUESTIONS: readonly (readonly [name: string, path: string])[] = [
  ['latest 100 of all', path('search', 'stream:log')],
  ['rare word, latest 100', path('search', 'quarantined')],
  ['warnings of a service, latest 100', path('search', 'level>=WARNING service:gateway')],
  ['one event', `/api/v1/events/${events[0]!.id}`],
  ['histogram by level (polled)', path('aggregate', '| count() by level, bin(1h)')],
]
const EXPORT = path('export', 'stream:log')
const EXPORTS = 5

const times = new Map<string, number[][]>()
const note = (name: string, which: number, ms: number) => {
  const both = times.get(name) ?? [[], []]
  times.set(name, both)
  both[which]!.push(ms)
}
// Which goes first changes with every round.
const turns = (run: number) => (run % 2 === 0 ? [0, 1] : [1, 0])
for (let run = -10; run < Number(values.runs); run++)
  for (const [name, question] of QUESTIONS)
    for (const which of turns(run)) {
      const ms = await ask(apps[which]!.url + question)
      if (run >= 0) note(name, which, ms)
    }
const exports: number[][] = [[], []]
for (let run = -1; run < EXPORTS; run++)
  for (const which of turns(run)) {
    const ms = await ask(apps[which]!.url + EXPORT)
    if (run >= 0) exports[which]!.push(ms)
  }

const shown = (ms: number) => ms.toFixed(2)
console.log(`${values.events} events, ${engine.health().store.engine}, ${values.runs} runs; milliseconds`)
console.log(
  table(
    ['', 'p50 without', 'p50 with', 'p95 without', 'p95 with'],
    [...times].map(([name, [without = [], recorded = []]]) => [
      name,
      shown(median(without)),
      shown(median(recorded)),
      shown(percentile(without, 0.95)),
      shown(percentile(recorded, 0.95)),
    ]),
  ),
)
console.log(
  `export of all, median s: ${exports.map(ms => (median(ms) / 1_000).toFixed(2)).join(' without, ')} with`,
)
for (const { app } of apps) await app.close()
await engine.close()
rmSync(directory, { recursive: true, force: true })

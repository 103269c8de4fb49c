/**
 * What the proxy costs: time to the first token, and streams per second, with and without it in the same run. Upstream, proxy and client are
 * processes of their own. `node scripts/run.mjs bench/proxy.ts [--streams N]`; the last line is JSON.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Upstream } from '../e2e/lib/upstream.ts'
import { percentile, table } from './lib/figures.ts'
import { TallyServer } from './lib/server.ts'

const { values } = parseArgs({
  options: { streams: { type: 'string', default: '400' }, upstream: { type: 'boolean', default: false } },
})

const PROSE =
  'The quarterly report is nearly done, and most of the figures look better than we had expected in spring. Ask the team for details before Friday. '
/** Deltas of about three words, so that the first of them can be released: what the proxy adds is its own time, not what it waits for. */
const DELTA = 16
const PACE_MS = 40
const REPEATS = 4
/** About what one paced stream takes. */
const STREAM_MS = 50 + PACE_MS * ((PROSE.length * REPEATS) / DELTA)

if (values.upstream) {
  const upstream = await Upstream.start()
  upstream.remember = false
  upstream.script = ({ headers }) => ({
    choices: [{ content: PROSE.repeat(REPEATS) }],
    delta: DELTA,
    ...(headers['x-pace'] === undefined ? {} : { pauseMs: Number(headers['x-pace']), waitMs: 50 }),
  })
  console.log(upstream.url)
} else await measure()

type Stream = { readonly firstMs: number; readonly totalMs: number }

/** One streamed chat; milliseconds to the first content, and to the end. */
function chat(base: string, agent: Agent, headers: Readonly<Record<string, string>>): Promise<Stream> {
  const body = JSON.stringify({
    model: 'local-1',
    stream: true,
    messages: [{ role: 'user', content: `Summarise this: ${PROSE}` }],
  })
  return new Promise((resolve, reject) => {
    const started = performance.now()
    let firstMs = Number.NaN
    const outgoing = request(`${base}/chat/completions`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    })
    outgoing.on('response', response => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
      response.on('data', (chunk: Buffer) => {
        if (Number.isNaN(firstMs) && chunk.includes('"content":"T')) firstMs = performance.now() - started
      })
      response.on('end', () => resolve({ firstMs, totalMs: performance.now() - started }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

type Run = { readonly streams: Stream[]; readonly seconds: number }

/** `count` streams, `width` of them at a time, as fast as they go. */
async function run(
  base: string,
  count: number,
  width: number,
  headers: Readonly<Record<string, string>>,
): Promise<Run> {
  using agent = agentOf(width)
  const streams: Stream[] = []
  const started = performance.now()
  let left = count
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (left-- > 0) streams.push(await chat(base, agent, headers))
    }),
  )
  return { streams, seconds: (performance.now() - started) / 1_000 }
}

/** `count` streams that arrive one after the other, so that about `width` of them run at once. */
async function arrive(
  base: string,
  count: number,
  width: number,
  headers: Readonly<Record<string, string>>,
): Promise<Stream[]> {
  using agent = agentOf(Number.POSITIVE_INFINITY)
  const streams: Promise<Stream>[] = []
  const started = performance.now()
  for (let i = 0; i < count; i++) {
    const due = started + (i * STREAM_MS) / width
    await new Promise(resolve => setTimeout(resolve, Math.max(0, due - performance.now())))
    streams.push(chat(base, agent, headers))
  }
  return await Promise.all(streams)
}

function agentOf(maxSockets: number): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets })
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() })
}

async function measure(): Promise<void> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), '--upstream'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const [line] = (await once(child.stdout!.setEncoding('utf8'), 'data')) as [string]
  const upstream = line.trim()
  process.env.OPENAI_BASE_URL = upstream
  try {
    await using server = await TallyServer.start({ store: 'sqlite' })
    const proxied = `${server.url}/v1`
    const key = { 'x-tally-key': server.key }
    const count = Number(values.streams)
    await run(proxied, 50, 10, key)

    const first: Record<string, { direct: number; proxied: number }> = {}
    const rows: (string | number)[][] = []
    for (const width of [1, 10, 50]) {
      // In turn, so that whatever else the machine does meets both.
      const sample = { direct: [] as number[], proxied: [] as number[] }
      for (let round = 0; round < 4; round++) {
        const size = Math.max(width, Math.ceil(count / (width === 1 ? 20 : 4)))
        for (const [name, base, headers] of [
          ['direct', upstream, {}],
          ['proxied', proxied, key],
        ] as const) {
          const streams = await arrive(base, size, width, { 'x-pace': String(PACE_MS), ...headers })
          sample[name].push(...streams.map(({ firstMs }) => firstMs))
        }
      }
      const [direct, through] = [percentile(sample.direct, 0.95), percentile(sample.proxied, 0.95)]
      first[width] = { direct, proxied: through }
      rows.push([
        `about ${width} at a time`,
        percentile(sample.direct, 0.5).toFixed(1),
        percentile(sample.proxied, 0.5).toFixed(1),
        direct.toFixed(1),
        through.toFixed(1),
        (through - direct).toFixed(1),
      ])
    }
    console.log(
      `\n${table(['time to first token, ms', 'p50 direct', 'p50 proxied', 'p95 direct', 'p95 proxied', 'added'], rows)}`,
    )

    const rates: { direct: number; proxied: number }[] = []
    const before = cpuOf(server)
    for (let round = 0; round < 3; round++)
      rates.push({
        direct: count / (await run(upstream, count, 50, {})).seconds,
        proxied: count / (await run(proxied, count, 50, key)).seconds,
      })
    const cpu = (cpuOf(server) - before) / (3 * count)
    const rate = (name: 'direct' | 'proxied') =>
      percentile(
        rates.map(one => one[name]),
        0.5,
      )
    console.log(
      `\n${table(
        ['streams of 580 characters, 50 at a time, as fast as they go', ''],
        [
          ['direct, streams/s', rate('direct').toFixed(0)],
          ['proxied, streams/s', rate('proxied').toFixed(0)],
          ['CPU of the server for each, ms', (cpu * 1_000).toFixed(1)],
        ],
      )}`,
    )
    console.log(JSON.stringify({ first, rates, cpuMsPerStream: cpu * 1_000 }))
  } finally {
    child.kill()
  }
}

function cpuOf(server: TallyServer): number {
  return server.usage().reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
}

/**
 * `POST /v1/check` as a gateway sees it: a fixed rate of checks, each of another of 1,000 tenants with a policy and a key of their own. The load is
 * open: a check is due when it is due, whatever the answers do, and its latency counts from then. Beside it, what one write and sync of the disk
 * takes alone and while the checks run, for a check waits for one: no answer can be quicker than the disk. Then the same load on a server that does
 * nothing but parse, write, sync and answer: what this machine and these clients come to by themselves.
 *
 * node scripts/run.mjs bench/check.ts [--rate 500] [--seconds 20] [--tenants 1000] [--store sqlite]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { percentile } from './lib/figures.ts'
import { announcedUrl, TallyServer } from './lib/server.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    tenants: { type: 'string', default: '1000' },
    store: { type: 'string', default: 'auto' },
  },
})
const RATE = Number(values.rate)
const SECONDS = Number(values.seconds)
const TENANTS = Number(values.tenants)
const WARM_UP_SECONDS = 5
const SETTING_UP_AT_ONCE = 16

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

type Answer = { readonly status: number; readonly text: string }

function send(url: string, method: string, key: string, body: object): Promise<Answer> {
  const text = JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      agent,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      },
    })
    outgoing.on('response', response => {
      let answer = ''
      response.setEncoding('utf8').on('data', part => {
        answer += part
      })
      response.on('end', () => resolve({ status: response.statusCode!, text: answer }))
    })
    outgoing.on('error', reject)
    outgoing.end(text)
  })
}

async function sent<T>(url: string, method: string, key: string, body: object): Promise<T> {
  const { status, text } = await send(url, method, key, body)
  if (status >= 300) throw new Error(`${method} ${url}: ${status} ${text}`)
  return JSON.parse(text) as T
}

/** A policy of ten rules, some of which apply, with a number of its own so that no two are the same. */
const policyOf = (tenant: number): string => `name: policy-${tenant}
deny_at: 0.7
constants:
  models: [gpt-4o, gpt-4o-mini, claude-x, model-${tenant}]
  uses: [employment, credit_scoring, law_enforcement, migration, justice]
rules:
  - {id: model, when: "!(model in constants.models)", risk: 0.3, reason: unknown model}
  - {id: family, when: 'model.matches("^(gpt|claude)-")', risk: 0.05, reason: family}
  - {id: pii, when: "has(metadata.contains_pii) && metadata.contains_pii != false", risk: 0.3, reason: personal data}
  - {id: use, when: "has(metadata.use_case) && metadata.use_case in constants.uses", risk: 0.6, reason: high risk}
  - {id: purpose, when: "!has(metadata.purpose)", risk: 0.2, reason: no purpose}
  - {id: region, when: 'has(metadata.region) && !metadata.region.startsWith("eu-")', risk: 0.2, reason: region}
  - {id: amount, when: "has(metadata.amount) && metadata.amount > ${tenant}.0", risk: metadata.amount / 100000.0, reason: amount}
  - {id: tags, when: 'has(metadata.tags) && metadata.tags.exists(t, t == "sensitive")', risk: 0.4, reason: tagged}
  - {id: night, when: "now.getHours() < 5", risk: 0.05, reason: at night}
  - {id: train, when: 'operation == "train"', effect: deny, reason: no training}
`

const bodyOf = (i: number): object => ({
  model: ['gpt-4o', 'gpt-4o-mini', 'claude-x', 'other'][i % 4],
  operation: ['chat', 'embedding', 'chat', 'train', 'chat'][i % 5],
  metadata: {
    purpose: 'customer-support',
    contains_pii: i % 3 === 0,
    region: i % 2 === 0 ? 'eu-west-1' : 'us-east-1',
    amount: (i * 37) % 5_000,
    tags: ['internal', i % 7 === 0 ? 'sensitive' : 'plain'],
  },
})

async function setUp({ url, key }: TallyServer): Promise<string[]> {
  const keys: string[] = []
  let next = 0
  const one = async (): Promise<void> => {
    for (let i = next++; i < TENANTS; i = next++) {
      const tenant = `customer-${i}`
      await sent(`${url}/api/v1/tenants`, 'POST', key, { name: tenant })
      const { secret } = await sent<{ secret: string }>(`${url}/api/v1/keys`, 'POST', key, {
        tenant,
        name: 'bench',
        scopes: ['admin'],
      })
      await sent(`${url}/api/v1/policies`, 'PUT', secret, { source: policyOf(i) })
      keys[i] = secret
    }
  }
  await Promise.all(Array.from({ length: SETTING_UP_AT_ONCE }, one))
  return keys
}

/** Milliseconds of writing and syncing 4 KiB, a few times a second; in the thread pool, so that no check waits here for it. */
async function syncs(directory: string, seconds: number): Promise<number[]> {
  const path = join(directory, 'sync.probe')
  const page = Buffer.alloc(4_096, 1)
  const sample: number[] = []
  const file = await open(path, 'w')
  try {
    for (const end = performance.now() + seconds * 1_000; performance.now() < end; await sleep(100)) {
      const started = performance.now()
      await file.write(page, 0, page.length, 0)
      await file.datasync()
      sample.push(performance.now() - started)
    }
  } finally {
    await file.close()
    rmSync(path)
  }
  return sample
}

/** Checks at the rate for so long; latencies from when each was due, and from when it was sent. */
async function load(url: string, keys: readonly string[], seconds: number) {
  const fromDue: number[] = []
  const fromSent: number[] = []
  const statuses = new Map<number, number>()
  const pending: Promise<void>[] = []
  const began = performance.now()
  for (let i = 0; i < RATE * seconds; i++) {
    const due = began + (i * 1_000) / RATE
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now() - 1))
    const sentAt = performance.now()
    // A stride that meets every tenant before any again, in no order that a cache likes.
    const key = keys[(i * 619) % keys.length]!
    pending.push(
      send(`${url}/v1/check`, 'POST', key, bodyOf(i)).then(({ status }) => {
        const now = performance.now()
        fromDue.push(now - due)
        fromSent.push(now - sentAt)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }),
    )
  }
  await Promise.all(pending)
  return { fromDue, fromSent, statuses, perSecond: (RATE * seconds * 1_000) / (performance.now() - began) }
}

const shares = (sample: readonly number[]) => ({
  p50: percentile(sample, 0.5),
  p95: percentile(sample, 0.95),
  p99: percentile(sample, 0.99),
  max: percentile(sample, 1),
})

/** The same load on a server that does nothing but answer durably. */
async function loadBare(keys: readonly string[]) {
  const directory = mkdtempSync(join(tmpdir(), 'tally-bare-'))
  const script = fileURLToPath(new URL('lib/bare.ts', import.meta.url))
  const child = spawn(process.execPath, [script, directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const url = await announcedUrl(child)
    await load(url, keys, WARM_UP_SECONDS)
    return await load(url, keys, SECONDS)
  } finally {
    child.kill()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function loadTally() {
  await using server = await TallyServer.start({ store: values.store })
  const keys = await setUp(server)
  const syncAloneMs = shares(await syncs(server.directory, 3))
  await load(server.url, keys, WARM_UP_SECONDS)
  const before = server.usage()
  const [measured, syncing] = await Promise.all([
    load(server.url, keys, SECONDS),
    syncs(server.directory, SECONDS),
  ])
  const processes = server.usage().map(({ role, cpuSeconds, bytes }, i) => ({
    role,
    cpuSeconds: cpuSeconds - (before[i]?.cpuSeconds ?? 0),
    bytes,
  }))
  return { keys, measured, syncAloneMs, syncUnderLoadMs: shares(syncing), processes }
}

const { keys, measured, syncAloneMs, syncUnderLoadMs, processes } = await loadTally()
const bare = await loadBare(keys)
agent.destroy()
console.log(
  JSON.stringify({
    tenants: TENANTS,
    checks: RATE * SECONDS,
    perSecond: measured.perSecond,
    statuses: Object.fromEntries(measured.statuses),
    fromDueMs: shares(measured.fromDue),
    fromSentMs: shares(measured.fromSent),
    bareFromDueMs: shares(bare.fromDue),
    syncAloneMs,
    syncUnderLoadMs,
    processes,
  }),
)

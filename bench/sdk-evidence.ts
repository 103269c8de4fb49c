/**
 * npm run bench -- sdk-evidence, or: node scripts/run.mjs bench/sdk-evidence.ts [--events N] [--rounds N]
 *
 * The evidence lane beside its physical limits, in the same run and on the same disk: `fdatasync` after one record, and after as many as the lane
 * put into a group; making the bytes of an event without writing them. Callers await each receipt before their next event. Rounds alternate.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Evidence, openEvidence } from '../packages/sdk/src/evidence/index.ts'
import { createEncoder } from '../packages/sdk/src/evidence/record.ts'
import { createFile } from '../packages/sdk/src/evidence/spool-file.ts'
import { createScrubber } from '../packages/sdk/src/scrub/index.ts'
import { systemClock } from '../packages/sdk/src/ship/index.ts'
import { median, percentile, table } from './lib/figures.ts'
import { TallyServer } from './lib/server.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '3' } },
})
const EVENTS = Number(values.events)
const ROUNDS = Number(values.rounds)

/** As an application's audit trail is: some ids, a sentence, a little metadata. About 400 bytes of JSON. */
const eventOf = (n: number) => ({
  stream: 'activity',
  level: 'AUDIT',
  name: 'order.update',
  message: `Order ${n} changed from PENDING to PROCESSING`,
  user_id: `user_${n % 1000}`,
  request_id: `req-${n}`,
  entity_type: 'order',
  entity_id: String(n),
  attributes: {
    metadata: { old_status: 'PENDING', new_status: 'PROCESSING', items_count: n % 7, region: 'eu-1' },
  },
})

const root = mkdtempSync(join(tmpdir(), 'tally-bench-evidence-'))
let folders = 0

/** Commits per second of groups of so many bytes, each written and synced before the next. */
async function syncs(bytes: number, count: number): Promise<number> {
  const file = await open(join(root, `raw-${folders++}`), 'w')
  const data = Buffer.alloc(bytes, 'x')
  const started = performance.now()
  for (let i = 0; i < count; i++) {
    await file.write(data, 0, bytes, i * bytes)
    await file.datasync()
  }
  const seconds = (performance.now() - started) / 1000
  await file.close()
  return count / seconds
}

/** CPU of all threads of this process per event: what other programs do meanwhile does not show in it. */
function cpuSince(start: NodeJS.CpuUsage, events: number): number {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / events
}

function encoding(): { cpuMicroseconds: number; bytes: number } {
  const encode = createEncoder({
    scrubber: createScrubber({}),
    defaults: { service: 'shop' },
    clock: systemClock,
  })
  let bytes = 0
  const used = process.cpuUsage()
  for (let n = 0; n < EVENTS; n++) bytes += encode(eventOf(n)).line.length
  return { cpuMicroseconds: cpuSince(used, EVENTS), bytes: bytes / EVENTS }
}

type Run = {
  perSecond: number
  cpuMicroseconds: number
  p50: number
  p99: number
  recordsPerSync: number
  longestStallMs: number
}

/** So many callers, each of whom awaits its receipt before the next event. */
async function appending(
  callers: number,
  events: number,
  target: { url: string; key: string },
): Promise<Run & { evidence: Evidence }> {
  let commits = 0
  const evidence = openEvidence({
    directory: join(root, `spool-${folders++}`),
    target,
    scrubber: createScrubber({}),
    defaults: { service: 'shop' },
    limits: { spoolBytes: 2 ** 30 },
    create: async path => {
      const file = await createFile(path)
      return {
        ...file,
        sync: () => {
          commits++
          return file.sync()
        },
      }
    },
  })
  const waits: number[] = []
  let next = 0
  let stall = 0
  let last = performance.now()
  const pulse = setInterval(() => {
    stall = Math.max(stall, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  const caller = async (): Promise<void> => {
    while (next < events) {
      const started = performance.now()
      await evidence.append(eventOf(next++))
      waits.push(performance.now() - started)
    }
  }
  const used = process.cpuUsage()
  const started = performance.now()
  await Promise.all(Array.from({ length: callers }, caller))
  const seconds = (performance.now() - started) / 1000
  const cpuMicroseconds = cpuSince(used, events)
  clearInterval(pulse)
  return {
    evidence,
    perSecond: events / seconds,
    cpuMicroseconds,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    recordsPerSync: events / commits,
    longestStallMs: stall,
  }
}

const NOWHERE = { url: 'http://127.0.0.1:9', key: 'none' }
const CALLERS = [1, 100, 1_000, 5_000]
const rounds: {
  encode: ReturnType<typeof encoding>
  runs: Run[]
  syncsOfGroup: number
  syncsOfOne: number
  shipped: Run & { arrivedPerSecond: number }
}[] = []

await using server = await TallyServer.start()
try {
  for (let round = 0; round < ROUNDS; round++) {
    const encode = encoding()
    const syncsOfOne = await syncs(Math.round(encode.bytes), 1_000)
    const runs: Run[] = []
    for (const callers of CALLERS) {
      const { evidence, ...run } = await appending(callers, callers === 1 ? EVENTS / 50 : EVENTS, NOWHERE)
      await evidence.close(0)
      runs.push(run)
    }
    const syncsOfGroup = await syncs(Math.round(encode.bytes * runs.at(-1)!.recordsPerSync), 300)
    const started = performance.now()
    const { evidence, ...run } = await appending(1_000, EVENTS, server)
    const report = await evidence.close(60_000)
    if (report.sent !== EVENTS)
      throw new Error(`${report.sent} of ${EVENTS} arrived: ${report.reasons.join()}`)
    const arrivedPerSecond = EVENTS / ((performance.now() - started) / 1000)
    rounds.push({ encode, runs, syncsOfGroup, syncsOfOne, shipped: { ...run, arrivedPerSecond } })
  }
} finally {
  rmSync(root, { recursive: true, force: true })
}

type Round = (typeof rounds)[number]
const whole = (pick: (round: Round) => number): string =>
  Math.round(median(rounds.map(pick))).toLocaleString('en')
const tenths = (pick: (round: Round) => number): string => median(rounds.map(pick)).toFixed(1)
const row = (name: string, pick: (round: Round) => Run): string[] => [
  name,
  whole(round => pick(round).perSecond),
  tenths(round => pick(round).cpuMicroseconds),
  tenths(round => pick(round).p50),
  tenths(round => pick(round).p99),
  whole(round => pick(round).recordsPerSync),
  tenths(round => pick(round).longestStallMs),
]
const title = `evidence lane, ${EVENTS} events of ${whole(r => r.encode.bytes)} B, median of ${ROUNDS}`
console.log(
  table(
    [title, 'events/s', 'CPU µs/event', 'receipt p50 ms', 'p99 ms', 'records/sync', 'longest stall ms'],
    [
      ['limit: one fdatasync per record', whole(r => r.syncsOfOne), '', '', '', '1', ''],
      [
        'limit: fdatasync of groups as 5,000 callers make them',
        whole(r => r.syncsOfGroup * r.runs.at(-1)!.recordsPerSync),
        '',
        '',
        '',
        whole(r => r.runs.at(-1)!.recordsPerSync),
        '',
      ],
      [
        'limit: making the bytes, one core',
        whole(r => 1e6 / r.encode.cpuMicroseconds),
        tenths(r => r.encode.cpuMicroseconds),
        '',
        '',
        '',
        '',
      ],
      ...CALLERS.map((callers, i) => row(`${callers.toLocaleString('en')} callers`, r => r.runs[i]!)),
      row('1,000 callers, shipped meanwhile', r => r.shipped),
      [
        '  … until the server has acknowledged all',
        whole(r => r.shipped.arrivedPerSecond),
        '',
        '',
        '',
        '',
        '',
      ],
    ],
  ),
)
console.log(JSON.stringify(rounds))

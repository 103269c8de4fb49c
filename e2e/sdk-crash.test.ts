import assert from 'node:assert/strict'
import { fork, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { TallyEvent } from '@tallystick/core'
import { table } from '../bench/lib/figures.ts'
import { TallyServer } from '../bench/lib/server.ts'
import { openEvidence, receiptHash } from '../packages/sdk/src/evidence/index.ts'
import { createScrubber } from '../packages/sdk/src/scrub/index.ts'
import { createShipper } from '../packages/sdk/src/ship/index.ts'
import type { AppSettings, Death, Lane } from './lib/dying-app.ts'
import { Forwarder } from './lib/forwarder.ts'
import { journalEvents } from './lib/journal.ts'

/** SIGKILLs at random points; npm test samples. */
const KILLS = process.env.TALLY_SOAK === undefined ? 4 : 100
/** Of the lanes that promise nothing. */
const DEATHS: readonly Death[] =
  process.env.TALLY_SOAK === undefined ? ['exit', 'SIGKILL'] : ['end', 'exit', 'throw', 'SIGTERM', 'SIGKILL']
const APP = fileURLToPath(new URL('lib/dying-app.ts', import.meta.url))
const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
const scrubber = createScrubber({})

/** What the callers in a dead application were told. */
type Told = {
  readonly acknowledged: ReadonlyMap<
    number,
    { readonly id?: string; readonly writer?: string; readonly sequence: number }
  >
  readonly rejected: ReadonlySet<number>
}

describe('an application that dies', () => {
  let root: string
  let server: TallyServer
  let forwarder: Forwarder
  let runs = 0
  const rows: string[][] = []

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'tally-sdk-crash-'))
    server = await TallyServer.start({ directory: join(root, 'server') })
    forwarder = await Forwarder.start(server.url)
  })
  after(async () => {
    await forwarder.stop()
    await server.stop()
    rmSync(root, { recursive: true, force: true })
    if (rows.length > 0)
      console.log(`\n${table(['lane', 'death', 'told the caller', 'found', 'lost', 'doubled'], rows)}\n`)
  })

  const newFolder = (): string => {
    const path = join(root, `run-${++runs}`)
    mkdirSync(path)
    return path
  }

  /** Runs an application to its death; its records are numbered `runs` × 1,000,000 and on. */
  async function die(
    lane: Lane,
    death: Death,
    options: {
      readonly path: string
      /** Random when left out. */
      readonly lifeMs?: number
      readonly rejections?: number
      readonly during?: (lifeMs: number) => Promise<void>
    },
  ): Promise<Told> {
    const acks = join(root, `acks-${runs}`)
    const lifeMs = options.lifeMs ?? 60 + Math.random() * 400
    const settings: AppSettings = {
      lane,
      death,
      lifeMs,
      acks,
      path: options.path,
      url: forwarder.url,
      key: server.key,
      from: runs * 1_000_000,
      ...(options.rejections === undefined ? {} : { rejections: options.rejections }),
    }
    const child = fork(APP, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const exited = new Promise(resolve => child.once('exit', resolve))
    await Promise.race([new Promise(resolve => child.once('message', resolve)), exited])
    child.disconnect()
    const during = options.during?.(lifeMs)
    if (death === 'SIGKILL' || death === 'SIGTERM') {
      await sleep(lifeMs)
      child.kill(death)
    }
    await exited
    await during
    return toldIn(acks)
  }

  /** The numbers of this run that the server holds, and how often; everything it has taken in is read. */
  async function held(): Promise<Map<number, TallyEvent[]>> {
    type Stats = { tenants: { tenant: string; events: number; sealed: number }[] }
    for (;;) {
      const row = (await server.json<Stats>('/api/v1/stats')).tenants.find(
        ({ tenant }) => tenant === 'default',
      )
      if (row === undefined || row.events === row.sealed) break
      await sleep(20)
    }
    const found = new Map<number, TallyEvent[]>()
    const from = runs * 1_000_000
    for await (const event of journalEvents(server.data)) {
      const n = event.attributes?.n
      if (typeof n !== 'number' || n < from || n >= from + 1_000_000) continue
      found.set(n, [...(found.get(n) ?? []), event])
    }
    return found
  }

  /** What the next process with this spool does. */
  async function shipRest(path: string): Promise<void> {
    const evidence = openEvidence({
      directory: path,
      target: { url: forwarder.url, key: server.key },
      scrubber,
    })
    const report = await evidence.close(20_000)
    assert.equal(report.pending, 0, report.reasons.join())
    assert.deepEqual(readdirSync(join(path, 'writers')), [], 'the spool is empty')
  }

  async function assertWhole({ acknowledged, rejected }: Told, death: string): Promise<void> {
    const found = await held()
    const last = new Map<string, number>()
    for (const [n, { id, writer, sequence }] of acknowledged) {
      const events = found.get(n)
      assert.ok(events !== undefined, `event ${n} (${writer} ${sequence}) was acknowledged and is lost`)
      assert.equal(events[0]!.id, id)
      last.set(writer!, Math.max(sequence, last.get(writer!) ?? 0))
    }
    for (const [n, events] of found) {
      assert.equal(events.length, 1, `event ${n} stands ${events.length} times in the record`)
      assert.ok(!rejected.has(n), `event ${n} was rejected and is in the record`)
    }
    for (const [writer, sequence] of last) {
      const known = await server.json<{ sequence: number }>(`/api/v1/writers/${writer}`)
      assert.ok(known.sequence >= sequence, `the server has writer ${writer} up to ${known.sequence}`)
    }
    rows.push(['Tallystick evidence', death, String(acknowledged.size), String(found.size), '0', '0'])
    assert.ok(acknowledged.size > 0, 'it had time to do something')
  }

  for (const death of ['end', 'exit', 'throw', 'rejection', 'SIGTERM'] as const)
    test(`by ${death} loses no evidence it had a receipt for, and doubles none`, async () => {
      const path = newFolder()
      const told = await die('evidence', death, { path })
      await shipRest(path)
      await assertWhole(told, death)
    })

  test(`by SIGKILL at ${KILLS} random points, while connections break, loses none and doubles none`, {
    timeout: KILLS * 15_000,
  }, async () => {
    const path = newFolder()
    const all = new Map<number, { id?: string; writer?: string; sequence: number }>()
    for (let i = 0; i < KILLS; i++) {
      runs++
      const told = await die('evidence', 'SIGKILL', {
        path,
        during: async lifeMs => {
          await sleep(Math.random() * lifeMs)
          forwarder.cut()
        },
      })
      for (const [n, receipt] of told.acknowledged) all.set(n, receipt)
      // Every third spool waits for a later process.
      if (i % 3 < 2) await shipRest(path)
      if (i % 3 < 2) await assertWhole(told, `SIGKILL ${i + 1}`)
    }
    await shipRest(path)
    const ids = new Map<string, number>()
    for await (const { id } of journalEvents(server.data)) ids.set(id, (ids.get(id) ?? 0) + 1)
    for (const { id } of all.values()) assert.equal(ids.get(id!), 1)
  })

  test('together with the server loses none and doubles none', { timeout: 120_000 }, async () => {
    const path = newFolder()
    const told = await die('evidence', 'SIGKILL', {
      path,
      during: async lifeMs => {
        await sleep(lifeMs * 0.7)
        forwarder.target = undefined
        await server.stop('SIGKILL')
      },
    })
    server = await TallyServer.start({ directory: join(root, 'server') })
    forwarder.target = server.url
    await shipRest(path)
    await assertWhole(told, 'SIGKILL, server SIGKILL')
  })

  test('while the server is down for its whole life loses none and doubles none', async () => {
    const path = newFolder()
    forwarder.target = undefined
    forwarder.cut()
    const told = await die('evidence', 'exit', { path })
    forwarder.target = server.url
    await shipRest(path)
    await assertWhole(told, 'exit, server down')
  })

  test('with a full disk under its spool is told so, loses nothing it had a receipt for, and delivers nothing it had not', async t => {
    const path = newFolder()
    const mounted =
      process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path])
    if (mounted === false || mounted.status !== 0) {
      t.skip('needs root, to mount a file system of 1 MiB')
      return
    }
    try {
      forwarder.target = undefined
      forwarder.cut()
      const told = await die('evidence', 'end', { path, rejections: 50, lifeMs: 30_000 })
      assert.ok(told.rejected.size >= 50)
      forwarder.target = server.url
      await shipRest(path)
      await assertWhole(told, `end, disk full: ${told.rejected.size} rejected`)
    } finally {
      forwarder.target = server.url
      spawnSync('umount', [path])
    }
  })

  test('leaves events whose receipts can be checked against the record', async () => {
    const path = newFolder()
    const evidence = openEvidence({
      directory: path,
      target: { url: forwarder.url, key: server.key },
      scrubber,
    })
    const receipt = await evidence.append({
      stream: 'security',
      message: 'checked',
      attributes: { n: runs * 1_000_000 },
    })
    assert.equal((await evidence.close(5_000)).sent, 1)
    const [[event]] = [...(await held()).values()] as [[TallyEvent]]
    assert.equal(event.id, receipt.id)
    assert.equal(receiptHash(event), receipt.hash)
  })

  for (const lane of ['speech', 'pino/http', 'pino/file', 'winston/file'] as const)
    for (const death of DEATHS)
      test(`with ${lane}, by ${death}: what its callers were told, and what is found`, async t => {
        const path = lane.endsWith('/file') ? join(newFolder(), 'app.log') : newFolder()
        const { acknowledged } = await die(lane, death, { path })
        if (lane === 'speech') {
          const next = createShipper({
            url: forwarder.url,
            key: server.key,
            offline: { directory: path, bytes: 1 << 24 },
          })
          await next.close(10_000)
        }
        const counts = lane.endsWith('/file')
          ? countsIn(path)
          : new Map(Array.from(await held(), ([n, { length }]) => [n, length]))
        const found = [...acknowledged.keys()].filter(n => counts.has(n)).length
        const doubled = [...counts.values()].filter(count => count > 1).length
        const name = lane === 'speech' ? 'Tallystick speech' : lane
        rows.push([
          name,
          death,
          String(acknowledged.size),
          String(found),
          String(acknowledged.size - found),
          String(doubled),
        ])
        t.diagnostic(`${found} of ${acknowledged.size}`)
        if (lane === 'speech') {
          assert.equal(doubled, 0)
          if (death !== 'SIGKILL') assert.equal(found, acknowledged.size, 'it had a last moment')
        }
      })
})

function toldIn(acks: string): Told {
  const acknowledged = new Map<number, { id?: string; writer?: string; sequence: number }>()
  const rejected = new Set<number>()
  if (existsSync(acks))
    for (const line of readFileSync(acks, 'utf8').split('\n')) {
      const [what, n, id, writer, sequence] = line.split(' ')
      if (what === 'rejected') rejected.add(Number(n))
      else if (what === 'ack')
        acknowledged.set(Number(n), {
          ...(id === undefined ? {} : { id }),
          ...(writer === undefined ? {} : { writer }),
          sequence: Number(sequence ?? 0),
        })
    }
  return { acknowledged, rejected }
}

/** How often each number stands in a file of JSON lines. */
function countsIn(path: string): Map<number, number> {
  const counts = new Map<number, number>()
  if (!existsSync(path)) return counts
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const n = /"n":(\d+)/.exec(line)?.[1]
    if (n !== undefined && line.endsWith('}')) counts.set(Number(n), (counts.get(Number(n)) ?? 0) + 1)
  }
  return counts
}

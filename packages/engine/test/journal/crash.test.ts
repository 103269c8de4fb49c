import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type JournalOptions, openJournal } from '../../src/journal/index.ts'
import { auditDirectory, SOAK, temporaryDirectory } from './helpers.ts'

type Ack = [tenant: string, firstSeq: number, id: string, count: number, writer: string, last: number]

type LoadOptions = JournalOptions & { readonly appends?: number }

const FLAGS = ['--disable-warning=ExperimentalWarning']
const LOAD = fileURLToPath(new URL('load.ts', import.meta.url))
const CLOSING = fileURLToPath(new URL('closing.ts', import.meta.url))
/** Small limits, so that every kind of step happens many times in a short run. */
const BUSY = {
  sealInterval: 20,
  batchEvents: 100,
  segmentBytes: 400_000,
  walFileBytes: 500_000,
  renewInterval: 600,
}

/** Starts the load in a process of its own. */
function startLoad(directory: string, run: number, options: LoadOptions = {}) {
  const child = spawn(process.execPath, [...FLAGS, LOAD, directory, String(run), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', text => {
    errors += text
  })
  return { child, exited: once(child, 'exit'), errors: () => errors }
}

/** Runs the load to its end and returns what it acknowledged. `onLine` is told of each line, the first being that it has opened. */
async function runLoad(
  directory: string,
  run: number,
  options: LoadOptions,
  onLine: (child: ChildProcess) => void = () => {},
) {
  const { child, exited, errors } = startLoad(directory, run, options)
  const acks: Ack[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    onLine(child)
    // The last line may be torn by the kill; then the acknowledgement never reached the client.
    if (line.startsWith('[') && line.endsWith(']')) acks.push(JSON.parse(line) as Ack)
  }
  await exited
  assert.equal(errors(), '')
  return { acks, signal: child.signalCode }
}

/** Opens after a crash, seals, and holds the record against everything that was ever acknowledged. */
async function checkRecord(directory: string, acks: readonly Ack[]): Promise<void> {
  const journal = await openJournal(directory)
  const positions = new Map(acks.map(([tenant, , , , writer, last]) => [`${tenant}/${writer}`, last]))
  for (const [key, last] of positions) {
    const [tenant = '', writer = ''] = key.split('/')
    assert.ok(journal.writerSequence(tenant, writer)! >= last, `${key} is remembered up to ${last}`)
  }
  await journal.close()
  assert.deepEqual(readdirSync(join(directory, 'wal')), [])
  const record = await auditDirectory(directory)
  for (const [tenant, lines] of record) {
    const ids = lines.map(line => (JSON.parse(line) as { id: string }).id)
    assert.equal(new Set(ids).size, ids.length, `${tenant}: no event stands twice`)
    for (const [of, firstSeq, id, count] of acks)
      if (of === tenant)
        assert.deepEqual(
          ids.slice(firstSeq, firstSeq + count),
          Array.from({ length: count }, (_, i) => `${id}-${i}`),
          `${tenant}: append ${id} stands where it was acknowledged`,
        )
  }
}

describe('a process that is killed', () => {
  const rounds = SOAK || 4
  test(`under load, ${rounds} times, loses and doubles nothing that it acknowledged`, async t => {
    let directory = ''
    let all: Ack[] = []
    for (let run = 0; run < rounds; run++) {
      if (run % 20 === 0) {
        directory = temporaryDirectory(t)
        all = []
      }
      // A different moment each time: while it appends, seals, trims, closes segments.
      const delay = Math.floor(Math.random() * 400)
      t.diagnostic(`run ${run}: killed ${delay} ms after its first acknowledgement`)
      let armed = false
      const { acks, signal } = await runLoad(directory, run, BUSY, child => {
        if (!armed) setTimeout(() => child.kill('SIGKILL'), delay)
        armed = true
      })
      assert.equal(signal, 'SIGKILL')
      all.push(...acks)
      // Every other time the next process has to recover what this one left.
      if (run % 2 === 1 || run === rounds - 1) await checkRecord(directory, all)
    }
    assert.ok(all.length > 0, 'something was acknowledged')
  })

  const points = [
    'wal.written',
    'wal.synced',
    'segment.made',
    'segment.written',
    'segment.written#5',
    'segment.synced',
    'blocks.written',
    'blocks.written#3',
    'blocks.synced',
    'ledger.tile',
    'ledger.tile#7',
    'ledger.tiles',
    'checkpoint.written',
    'checkpoint.written#4',
    'checkpoint.renamed',
    'checkpoint.synced',
    'checkpoint.synced#6',
    'close.written',
    'close.renamed',
    'close.removed',
    'trim.saved',
    'trim.removed',
  ]
  test('at any step of writing comes back whole, and goes on to die at the next', async t => {
    const directory = temporaryDirectory(t)
    const acks: Ack[] = []
    for (const [run, crashPoint] of points.entries()) {
      const result = await runLoad(directory, run, { ...BUSY, hooks: { crashPoint } })
      assert.equal(result.signal, 'SIGKILL', `${crashPoint} was reached`)
      acks.push(...result.acks)
      // Otherwise the next process recovers.
      if (run % 3 === 2) await checkRecord(directory, acks)
    }
    const { acks: last, signal } = await runLoad(directory, points.length, { ...BUSY, appends: 20 })
    assert.equal(signal, null)
    await checkRecord(directory, [...acks, ...last])
  })
})

test('a process that closes its journal lives until that is closed, also while checkpoints are renewed', async t => {
  const child = spawn(process.execPath, [...FLAGS, CLOSING, temporaryDirectory(t)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let printed = ''
  for await (const text of child.stdout) printed += String(text)
  assert.deepEqual(await exited, [0, null])
  assert.equal(printed, 'closed\n')
})

describe('a process that dies while it recovers', () => {
  test('leaves a directory that the next one can recover', async t => {
    const directory = temporaryDirectory(t)
    const { acks } = await runLoad(directory, 0, {
      ...BUSY,
      sealInterval: 60_000,
      hooks: { crashPoint: 'wal.synced#40' },
    })
    for (const crashPoint of [
      'segment.made',
      'segment.written',
      'ledger.tile',
      'checkpoint.written',
      'checkpoint.renamed',
    ]) {
      const { signal } = await runLoad(directory, 1, { ...BUSY, appends: 0, hooks: { crashPoint } })
      assert.equal(signal, 'SIGKILL')
    }
    await checkRecord(directory, acks)
  })
})

describe('two processes', () => {
  test('cannot have one directory: the second is told who has it', async t => {
    const directory = temporaryDirectory(t)
    const journal = await openJournal(directory)
    t.after(() => journal.close())
    await assert.rejects(openJournal(directory), { code: 'TALLY_JOURNAL_LOCKED' })
    const { child, exited, errors } = startLoad(directory, 0)
    await exited
    assert.equal(child.exitCode, 1)
    assert.match(errors(), new RegExp(`is open in process ${process.pid} on `))
    assert.match(errors(), /TALLY_JOURNAL_LOCKED/)
  })

  test('that start at once: one wins, and when it is killed it leaves nothing in the way', async t => {
    const directory = temporaryDirectory(t)
    for (let round = 0; round < 3; round++) {
      const loads = Array.from({ length: 3 }, (_, i) => startLoad(directory, 10 * round + i))
      t.after(() => {
        for (const { child } of loads) child.kill('SIGKILL')
      })
      await new Promise<void>(resolve => {
        let alive = loads.length
        for (const { child } of loads) child.once('exit', () => --alive === 1 && resolve())
      })
      const [winner, ...others] = loads.filter(({ child }) => child.exitCode === null)
      assert.ok(winner)
      assert.deepEqual(others, [])
      for (const { child, errors } of loads)
        if (child !== winner.child)
          assert.match(errors(), new RegExp(`is open in process ${winner.child.pid} on `))
      winner.child.kill('SIGKILL')
      await winner.exited
    }
    await checkRecord(directory, [])
  })
})

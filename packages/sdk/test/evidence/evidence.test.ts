import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Evidence, type EvidenceOptions, openEvidence, type Receipt } from '../../src/evidence/index.ts'
import { type CreateFile, createFile } from '../../src/evidence/spool-file.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import type { Problem } from '../../src/ship/index.ts'
import { AnsweringServer, type Received, takeAll } from '../ship/answering-server.ts'
import { until, VirtualClock } from '../ship/virtual-clock.ts'

const OTHER_PROCESS = fileURLToPath(new URL('other-process.ts', import.meta.url))

type Setup = {
  readonly server: AnsweringServer
  readonly directory: string
  readonly problems: Problem[]
  readonly open: (options?: Partial<EvidenceOptions>) => Evidence
}

async function setUp(t: TestContext): Promise<Setup> {
  const server = await AnsweringServer.start()
  const directory = mkdtempSync(join(tmpdir(), 'tally-evidence-'))
  const problems: Problem[] = []
  const opened: Evidence[] = []
  t.after(async () => {
    for (const evidence of opened) await evidence.close(0)
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  return {
    server,
    directory,
    problems,
    open: options => {
      const evidence = openEvidence({
        directory,
        target: { url: server.url, key: 'k' },
        scrubber: createScrubber({}),
        onProblem: problem => problems.push(problem),
        random: () => 0,
        ...options,
        limits: { lingerMs: 1, ...options?.limits },
      })
      opened.push(evidence)
      return evidence
    },
  }
}

const event = (n: number) => ({ stream: 'activity', name: 'test', attributes: { n } })
const append = (evidence: Evidence, count: number, from = 0): Promise<Receipt[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => evidence.append(event(from + i))))
const numberOf = (line: string): number => (JSON.parse(line) as { attributes: { n: number } }).attributes.n
const idOf = (line: string): string => (JSON.parse(line) as { id: string }).id
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const foldersIn = (directory: string): string[] => readdirSync(join(directory, 'writers'))
const spoolFiles = (directory: string): string[] =>
  foldersIn(directory).flatMap(folder =>
    readdirSync(join(directory, 'writers', folder))
      .filter(name => name.endsWith('.spool'))
      .map(name => join(directory, 'writers', folder, name)),
  )

/** The (writer, sequence) of every line that arrived, once each, in order. */
function arrivals(received: readonly Received[]): Map<string, string> {
  return new Map(
    received.flatMap(({ writer, sequence, lines }) =>
      lines.map((line, i) => [`${writer} ${sequence + i}`, line] as const),
    ),
  )
}

describe('evidence', () => {
  test('gives receipts numbered without gaps, and ships what they promise under these numbers', async t => {
    const { server, open, directory } = await setUp(t)
    const evidence = open()
    const receipts = await append(evidence, 500)
    assert.deepEqual(
      receipts.map(({ sequence }) => sequence),
      range(0, 500),
    )
    const report = await evidence.flush(5_000)
    assert.deepEqual([report.offered, report.sent, report.pending], [500, 500, 0])
    const arrived = arrivals(server.received)
    for (const { writer, sequence, id } of receipts)
      assert.equal(idOf(arrived.get(`${writer} ${sequence}`)!), id)
    await evidence.close(1_000)
    assert.deepEqual(foldersIn(directory), [], 'nothing is left on the disk')
  })

  test('makes what arrives together durable together', async t => {
    const { open } = await setUp(t)
    let syncs = 0
    const create: CreateFile = async path => {
      const file = await createFile(path)
      return {
        ...file,
        sync: () => {
          syncs++
          return file.sync()
        },
      }
    }
    const evidence = open({ create })
    await append(evidence, 1_000)
    assert.equal(syncs, 1)
    for (let i = 0; i < 10; i++) await evidence.append(event(i))
    assert.equal(syncs, 11)
  })

  test('is not acknowledged before the sync has come back', async t => {
    const { open } = await setUp(t)
    let release: (() => void) | undefined
    const create: CreateFile = async path => {
      const file = await createFile(path)
      return {
        ...file,
        sync: async () => {
          await new Promise<void>(resolve => {
            release = resolve
          })
          await file.sync()
        },
      }
    }
    const evidence = open({ create })
    let receipt: Receipt | undefined
    const appended = evidence.append(event(1)).then(given => {
      receipt = given
    })
    await until(() => release !== undefined, 'the sync has begun')
    await new Promise(resolve => setTimeout(resolve, 20))
    assert.equal(receipt, undefined)
    release!()
    await appended
    assert.equal(receipt!.sequence, 0)
  })

  for (const fault of ['write', 'sync'] as const)
    test(`whose ${fault} fails is rejected, and nothing of it is ever delivered; what follows is`, async t => {
      const { server, open, directory } = await setUp(t)
      let failing = false
      let writesAfterFault = 0
      const create: CreateFile = async path => {
        const file = await createFile(path)
        let faulty = false
        return {
          ...file,
          write: async (data, position) => {
            if (faulty) writesAfterFault++
            // A disk that is full takes a part.
            await file.write(
              failing && fault === 'write' ? data.subarray(0, data.length / 2) : data,
              position,
            )
            if (failing && fault === 'write') throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
          },
          sync: async () => {
            if (failing && fault === 'sync') {
              faulty = true
              failing = false
              throw Object.assign(new Error('i/o error'), { code: 'EIO' })
            }
            await file.sync()
          },
        }
      }
      const evidence = open({ create })
      await append(evidence, 3)
      failing = true
      await assert.rejects(evidence.append(event(100)), { code: 'TALLY_EVIDENCE_SPOOL' })
      failing = false
      const [after] = await append(evidence, 1, 3)
      assert.equal(after!.sequence, 3, 'its number is given again')
      if (fault === 'sync')
        assert.equal(writesAfterFault, 0, 'a file whose sync failed is never written again')
      await evidence.flush(5_000)
      assert.deepEqual([...arrivals(server.received).values()].map(numberOf), [0, 1, 2, 3])
      assert.ok(!spoolFiles(directory).some(path => readFileSync(path).includes('"n":100')))
    })

  test('is rejected when the spool is full, and taken again when there is room', async t => {
    const { server, open } = await setUp(t)
    const evidence = open({ limits: { spoolBytes: 20_000 } })
    server.answer = () => ({ status: 503, body: {} })
    let taken = 0
    await assert.rejects(
      async () => {
        for (; ; taken++) await evidence.append(event(taken))
      },
      { code: 'TALLY_EVIDENCE_FULL' },
    )
    assert.ok(taken > 50)
    server.answer = takeAll
    assert.equal((await evidence.flush(5_000)).sent, taken)
    await append(evidence, 20, taken)
    await evidence.flush(5_000)
    assert.deepEqual([...arrivals(server.received).values()].map(numberOf), range(0, taken + 20))
  })

  test('that a closed lane is given is rejected', async t => {
    const { open } = await setUp(t)
    const evidence = open()
    await evidence.close(0)
    await assert.rejects(evidence.append(event(1)), { code: 'TALLY_EVIDENCE_CLOSED' })
  })

  test('survives a server that is away for the whole run, and is shipped by the next process', async t => {
    const { server, open, directory } = await setUp(t)
    await server.stop()
    const first = open()
    const receipts = await append(first, 300)
    const report = await first.close(100)
    assert.deepEqual([report.pending, report.sent], [300, 0])
    await server.listen()
    const second = open()
    const report2 = await second.flush(5_000)
    assert.deepEqual([report2.offered, report2.sent, report2.pending], [300, 300, 0])
    const arrived = arrivals(server.received)
    assert.equal(arrived.size, 300)
    for (const { writer, sequence, id } of receipts)
      assert.equal(idOf(arrived.get(`${writer} ${sequence}`)!), id)
    await second.close(1_000)
    assert.deepEqual(foldersIn(directory), [])
  })

  test('of several running at once in one directory is shipped by each itself', async t => {
    const { server, open, directory } = await setUp(t)
    server.answer = () => ({ status: 503, body: {} })
    const lanes = [open(), open(), open()]
    const receipts = await Promise.all(lanes.map((lane, i) => append(lane, 100, i * 100)))
    await Promise.all(lanes.map(lane => lane.flush(50)))
    assert.equal(foldersIn(directory).length, 3)
    server.answer = takeAll
    server.received.length = 0
    for (const report of await Promise.all(lanes.map(lane => lane.flush(5_000))))
      assert.deepEqual([report.offered, report.sent], [100, 100])
    assert.equal(server.lines.length, 300, 'each once')
    assert.equal(new Set(receipts.flat().map(({ writer }) => writer)).size, 3)
  })

  test('of a running process is left to it, and taken over as soon as it is killed', async t => {
    const { server, open, directory } = await setUp(t)
    server.answer = () => ({ status: 503, body: {} })
    const child = fork(OTHER_PROCESS, [directory, server.url], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    t.after(() => child.kill('SIGKILL'))
    const [receipt] = (await once(child, 'message')) as [Receipt]
    const early = open()
    assert.equal((await early.flush(1_000)).offered, 0)
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    server.received.length = 0
    server.answer = takeAll
    const late = open()
    assert.equal((await late.flush(5_000)).sent, 1)
    assert.equal(idOf(server.lines[0]!), receipt.id)
  })

  test('of a process that ends meanwhile is taken over within a minute', async t => {
    const { server, open } = await setUp(t)
    const clock = new VirtualClock()
    const waiting = open({ clock })
    await until(() => clock.waiting.includes(60_000), 'it has looked once')
    server.answer = () => ({ status: 503, body: {} })
    const ending = open()
    await append(ending, 5)
    await ending.close(0)
    server.answer = takeAll
    clock.advance(60_000)
    await until(() => waiting.report().sent === 5, 'the spool is shipped')
  })

  test('is not acknowledged by a process whose folder was taken over; it goes on under another name', async t => {
    const { server, open, directory } = await setUp(t)
    server.answer = () => ({ status: 503, body: {} })
    const evidence = open()
    const [before] = await append(evidence, 1)
    const [folder] = foldersIn(directory)
    const taken = join(directory, 'writers', `${folder!.split('.')[0]}.another`)
    renameSync(join(directory, 'writers', folder!), taken)
    await assert.rejects(evidence.append(event(1)), { code: 'TALLY_EVIDENCE_SPOOL' })
    const [after] = await append(evidence, 1, 2)
    assert.notEqual(after!.writer, before!.writer)
    assert.equal(after!.sequence, 0)
    assert.equal(evidence.report().offered, 1, 'the rest is the other process’s')
    server.answer = takeAll
    // The other has no holder file: it is dead, and its folder comes back.
    const next = open()
    await Promise.all([next.flush(5_000), evidence.flush(5_000)])
    assert.ok([...arrivals(server.received).values()].map(numberOf).includes(0))
  })

  test('that the server refuses is kept in a folder, and told; its neighbours arrive', async t => {
    const { server, open, directory, problems } = await setUp(t)
    server.answer = ({ lines }) => {
      const errors = lines.flatMap((line, index) =>
        numberOf(line) % 10 === 3
          ? [{ index, code: 'TALLY_EVENT_TOO_LARGE', message: 'too large', help: '' }]
          : [],
      )
      return {
        status: errors.length === 0 ? 200 : 207,
        body: { accepted: lines.length - errors.length, duplicates: 0, errors },
      }
    }
    const evidence = open()
    const receipts = await append(evidence, 30)
    const report = await evidence.flush(5_000)
    assert.deepEqual([report.sent, report.refused, report.pending], [27, 3, 0])
    const names = readdirSync(join(directory, 'refused')).sort()
    assert.equal(names.length, 3)
    const kept = JSON.parse(readFileSync(join(directory, 'refused', names[0]!), 'utf8')) as Record<
      string,
      unknown
    >
    assert.deepEqual(
      [kept.writer, kept.sequence, kept.code, idOf(kept.line as string)],
      [receipts[3]!.writer, 3, 'TALLY_EVENT_TOO_LARGE', receipts[3]!.id],
    )
    assert.equal(
      problems
        .filter(({ kind }) => kind === 'refused')
        .reduce((sum, { details }) => sum + Number(details.records), 0),
      3,
    )
  })

  test('that the server misses is told, unless it refused it', async t => {
    const { server, open, problems } = await setUp(t)
    const evidence = open()
    server.answer = ({ lines }) => ({
      status: 400,
      body: {
        accepted: 0,
        duplicates: 0,
        errors: lines.map((_, index) => ({ index, code: 'TALLY_EVENT_TOO_LARGE', message: 'm', help: '' })),
        error: { code: 'TALLY_EVENT_TOO_LARGE', message: 'm' },
      },
    })
    await append(evidence, 2)
    await evidence.flush(5_000)
    const gap = (from: number, to: number) => (request: Received) => {
      server.answer = takeAll
      return {
        status: 200,
        body: { accepted: request.lines.length, duplicates: 0, errors: [], gap: { from, to } },
      }
    }
    server.answer = gap(0, 2)
    await append(evidence, 1, 2)
    await evidence.flush(5_000)
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['refused'],
    )
    server.answer = gap(0, 3)
    await append(evidence, 1, 3)
    await evidence.flush(5_000)
    assert.deepEqual(
      problems.map(({ kind, details }) => [kind, details.missing ?? 0]),
      [
        ['refused', 0],
        ['gap', 1],
      ],
    )
  })

  test('of a dead process is read up to the torn tail, beyond which nothing was promised', async t => {
    const { server, open, directory } = await setUp(t)
    await server.stop()
    const first = open()
    await append(first, 10)
    await first.close(0)
    const [file] = spoolFiles(directory)
    const whole = readFileSync(file!)
    appendFileSync(file!, whole.subarray(0, whole.length - 1))
    await server.listen()
    const second = open()
    const report = await second.flush(5_000)
    assert.deepEqual([report.offered, report.sent], [10, 10])
    assert.deepEqual(server.lines.map(numberOf), range(0, 10))
  })

  test('that was durable and can no longer be read is told, its file kept, and the rest shipped', async t => {
    const { server, open, directory, problems } = await setUp(t)
    await server.stop()
    const first = open()
    for (let n = 0; n < 5; n++) await first.append(event(n))
    await first.close(0)
    const [file] = spoolFiles(directory)
    const bytes = readFileSync(file!)
    bytes[bytes.indexOf('"n":2') + 4]! ^= 1
    writeFileSync(file!, bytes)
    await server.listen()
    const second = open()
    await second.flush(5_000)
    assert.deepEqual(server.lines.map(numberOf), [0, 1, 3, 4])
    assert.deepEqual(
      [...arrivals(server.received).keys()].map(key => Number(key.split(' ')[1])),
      [0, 1, 3, 4],
      'numbers stay',
    )
    assert.deepEqual(
      problems
        .filter(({ kind }) => kind === 'damaged')
        .map(({ details }) => existsSync(String(details.file))),
      [true],
    )
  })

  test('continues where the server had acknowledged, when the process before was stopped in between', async t => {
    const { server, open } = await setUp(t)
    const first = open({ limits: { groupRecords: 10, batchRecords: 10 } })
    server.answer = request => (request.sequence < 30 ? takeAll(request) : { status: 503, body: {} })
    await append(first, 100)
    await until(() => first.report().sent === 30, 'three batches')
    await first.close(0)
    server.received.length = 0
    server.answer = takeAll
    const second = open()
    const report = await second.flush(5_000)
    assert.deepEqual([report.offered, report.sent], [70, 70])
    // What the closed process had begun to send may arrive after it has gone, and is then sent again.
    assert.deepEqual([...arrivals(server.received).values()].map(numberOf), range(30, 100))
  })

  test('whose spool somebody removes is told of, and goes on in a new one', async t => {
    const { server, open, directory, problems } = await setUp(t)
    const evidence = open()
    server.answer = () => ({ status: 503, body: {} })
    await append(evidence, 3)
    await until(() => server.received.length > 0, 'an attempt')
    rmSync(directory, { recursive: true })
    await assert.rejects(evidence.append(event(3)), { code: 'TALLY_EVIDENCE_SPOOL' })
    await append(evidence, 2, 4)
    server.answer = takeAll
    const report = await evidence.flush(5_000)
    assert.deepEqual([report.sent, report.pending], [2, 0])
    assert.deepEqual(
      problems.filter(({ kind }) => kind === 'spool').map(({ details }) => details.records),
      [3],
    )
  })

  test('waits in files that are removed as they are shipped', async t => {
    const { server, open, directory } = await setUp(t)
    server.answer = () => ({ status: 503, body: {} })
    const evidence = open({ limits: { spoolBytes: 400_000, groupRecords: 100 } })
    await append(evidence, 1_000)
    const files = spoolFiles(directory).length
    assert.ok(files >= 2, `${files} files`)
    server.answer = takeAll
    await evidence.flush(5_000)
    await until(() => spoolFiles(directory).length === 1, 'full files are removed')
    assert.deepEqual(server.lines.slice(-1_000).map(numberOf), range(0, 1_000))
  })
})

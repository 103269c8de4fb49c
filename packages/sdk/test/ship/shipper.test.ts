import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { createShipper, type Problem, type ShipperOptions } from '../../src/ship/index.ts'
import { type Answer, AnsweringServer, type Received, takeAll } from './answering-server.ts'
import { until, VirtualClock } from './virtual-clock.ts'

type Options = Partial<Omit<ShipperOptions, 'url' | 'key'>>

async function start(t: TestContext, options: Options = {}, answer?: (request: Received) => Answer) {
  const server = await AnsweringServer.start(answer)
  const problems: Problem[] = []
  const shipper = createShipper({
    url: server.url,
    key: 'k',
    onProblem: problem => problems.push(problem),
    ...options,
    limits: { lingerMs: 5, ...options.limits },
  })
  t.after(async () => {
    await shipper.close(0)
    await server.stop()
  })
  return { server, shipper, problems }
}

const line = (n: number): string => JSON.stringify({ message: `line ${n}` })
const textOf = (said: string): string => (JSON.parse(said) as { message: string }).message
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe('the shipper', () => {
  test('sends lines in order, in numbered batches, compressed, and metrics to an address of their own', async t => {
    const { server, shipper } = await start(t, { limits: { batchLines: 100 } })
    for (const n of numbers(250)) shipper.offer(line(n))
    shipper.metric('{"metric":"m","value":1}')
    const report = await shipper.flush(5_000)
    assert.deepEqual(
      { ...report, reasons: [] },
      { offered: 251, sent: 251, pending: 0, shed: 0, refused: 0, reasons: [] },
    )
    const speech = server.received.filter(({ path }) => path.startsWith('/api/v1/events'))
    assert.deepEqual(
      speech.map(({ sequence, lines }) => [sequence, lines.length]),
      [
        [0, 100],
        [100, 100],
        [200, 50],
      ],
    )
    assert.deepEqual(
      speech.flatMap(({ lines }) => lines),
      numbers(250).map(line),
    )
    assert.equal(new Set(speech.map(({ writer }) => writer)).size, 1)
    assert.match(speech[0]!.headers['content-encoding']!, /zstd|gzip/)
    assert.equal(speech[0]!.headers.authorization, 'Bearer k')
    assert.deepEqual(
      server.received.filter(({ path }) => path === '/api/v1/metrics').flatMap(({ lines }) => lines),
      ['{"metric":"m","value":1}'],
    )
  })

  test('sends a record of several lines as one, and nothing for an empty one', async t => {
    const { server, shipper } = await start(t)
    for (const text of [JSON.stringify({ a: 1, b: 2 }, null, 2), '', ' \n\t', line(1)]) shipper.offer(text)
    const { sent, refused, pending } = await shipper.flush(5_000)
    assert.deepEqual([sent, refused, pending], [2, 2, 0])
    assert.deepEqual(
      server.lines.map(text => JSON.parse(text)),
      [{ a: 1, b: 2 }, { message: 'line 1' }],
    )
  })

  test('resends a batch whose answer was lost under the same numbers', async t => {
    let cut = true
    const { server, shipper } = await start(t, { random: () => 0 }, request => {
      if (!cut) return takeAll(request)
      cut = false
      return 'cut'
    })
    shipper.offer(line(1))
    assert.equal((await shipper.flush(5_000)).sent, 1)
    const [first, again] = server.received
    assert.deepEqual([again!.writer, again!.sequence], [first!.writer, first!.sequence])
  })

  test('waits as Retry-After says, else exponentially longer', async t => {
    const clock = new VirtualClock()
    let answer: Answer = { status: 503, body: {}, headers: { 'retry-after': '7' } }
    const { server, shipper } = await start(t, { clock, random: () => 0.5 }, request =>
      answer === 'cut' || answer.status !== 200 ? answer : takeAll(request),
    )
    shipper.offer(line(1))
    clock.advance(5)
    const failedTimes = async (count: number) => {
      await until(() => server.received.length === count && clock.waiting.length > 0, `attempt ${count}`)
      return clock.waiting[0]
    }
    assert.equal(await failedTimes(1), 7_000 * 1.125)
    clock.advance(7_000 * 1.125 - 1)
    assert.equal(server.received.length, 1)
    answer = { status: 500, body: {} }
    clock.advance(1)
    // Half of 250 ms × 2^n, up to 30 s.
    for (const [attempt, wait] of [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000].entries()) {
      assert.equal(await failedTimes(attempt + 2), wait)
      clock.advance(wait)
    }
  })

  test('isolates what the server cannot digest, delivers the rest, and tells of it', async t => {
    const { server, shipper, problems } = await start(t, { limits: { batchLines: 64 } }, request =>
      request.lines.some(said => said.includes('line 37'))
        ? { status: 413, body: { error: { code: 'TALLY_INGEST_TOO_LARGE', message: 'too large' } } }
        : takeAll(request),
    )
    const taken: string[] = []
    const answer = server.answer
    server.answer = request => {
      const said = answer(request)
      if (said !== 'cut' && said.status === 200) taken.push(...request.lines)
      return said
    }
    for (const n of numbers(64)) shipper.offer(line(n))
    await shipper.flush(5_000)
    const report = await shipper.flush(5_000)
    assert.deepEqual(
      taken.filter(said => said.includes('line')).filter(said => !said.includes('tallystick')),
      numbers(64)
        .filter(n => n !== 37)
        .map(line),
    )
    assert.deepEqual(
      [report.refused, report.pending, report.sent],
      [1, 0, 64],
      '63 lines and the report of the loss',
    )
    assert.deepEqual(
      problems.map(({ kind, details }) => [kind, details.records]),
      [['refused', 1]],
    )
    assert.ok(taken.some(said => said.includes('tallystick.speech.refused')))
  })

  test('counts the lines that an answer names as refused, and no others', async t => {
    const { shipper } = await start(t, {}, request =>
      request.lines.length === 1
        ? takeAll(request)
        : {
            status: 207,
            body: {
              accepted: 2,
              duplicates: 0,
              errors: [{ index: 1, code: 'TALLY_EVENT_FIELD_TYPE', message: 'level', help: '' }],
            },
          },
    )
    for (const n of numbers(3)) shipper.offer(line(n))
    await shipper.flush(5_000)
    const { refused, reasons } = await shipper.flush(5_000)
    assert.deepEqual([refused, reasons], [1, ['TALLY_EVENT_FIELD_TYPE: level']])
  })

  for (const [what, bad] of [
    [
      'a key that is not known',
      { status: 401, body: { error: { code: 'TALLY_AUTH_INVALID', message: 'unknown' } } },
    ],
    ['a proxy that answers 200 itself', { status: 200, body: '<html>Please log in</html>' }],
    ['a proxy that answers 400 itself', { status: 400, body: '<html>Bad request</html>' }],
    [
      'an address where nothing is',
      { status: 404, body: { error: { code: 'TALLY_NOT_FOUND', message: 'no' } } },
    ],
  ] as const)
    test(`keeps everything at ${what}, says so once, and says when it is over`, async t => {
      let wrong = true
      const { server, shipper, problems } = await start(t, { random: () => 0 }, request =>
        wrong ? bad : takeAll(request),
      )
      for (const n of numbers(10)) shipper.offer(line(n))
      await until(() => server.received.length > 3, 'several attempts')
      const report = shipper.report().speech
      assert.deepEqual([report.pending, report.shed, report.refused], [10, 0, 0])
      assert.equal(report.reasons.length, 1)
      wrong = false
      assert.equal((await shipper.flush(5_000)).sent, 10)
      assert.deepEqual(
        problems.map(({ kind }) => kind),
        ['barred', 'recovered'],
      )
    })

  test('drops the oldest when too much waits, and tells the server how many once it is back', async t => {
    let down = true
    const { server, shipper, problems } = await start(
      t,
      { random: () => 0, limits: { queueBytes: 10_000, batchLines: 10 }, identity: { service: 'shop' } },
      request => (down ? { status: 503, body: {} } : takeAll(request)),
    )
    for (const n of numbers(1_000)) shipper.offer(line(n))
    const { shed, pending } = shipper.report().speech
    assert.ok(shed > 500 && shed + pending === 1_000)
    await until(() => server.received.length > 0, 'an attempt')
    down = false
    await shipper.flush(5_000)
    const report = await shipper.flush(5_000)
    assert.equal(report.sent, 1_000 - shed + 1)
    assert.equal(textOf(server.lines.at(-2)!), 'line 999')
    const told = JSON.parse(server.lines.at(-1)!) as { name: string; service: string; attributes: object }
    assert.deepEqual(
      [told.name, told.service, told.attributes],
      ['tallystick.speech.shed', 'shop', { records: shed, total: shed }],
    )
    assert.equal(problems.filter(({ kind }) => kind === 'shed').length, 1)
  })

  test('always says of every line whether it was sent, waits, was shed, or was refused', async t => {
    const answers = fc.constantFrom<Answer | 'take' | 'refuse'>(
      'take',
      'refuse',
      'cut',
      { status: 503, body: {} },
      { status: 413, body: 'no' },
      { status: 401, body: {} },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(answers, { maxLength: 12 }),
        fc.integer({ min: 1, max: 80 }),
        async (script, count) => {
          const left = [...script]
          const taken = new Set<number>()
          const server = await AnsweringServer.start(request => {
            const next = left.shift() ?? 'take'
            if (next === 'refuse')
              return {
                status: 400,
                body: {
                  accepted: 0,
                  duplicates: 0,
                  errors: request.lines.map((_, index) => ({ index, code: 'C', message: 'm', help: 'h' })),
                },
              }
            if (next !== 'take') return next
            for (let i = 0; i < request.lines.length; i++) taken.add(request.sequence + i)
            return takeAll(request)
          })
          const shipper = createShipper({
            url: server.url,
            key: 'k',
            random: () => 0,
            limits: { lingerMs: 1, batchLines: 7, queueBytes: 1_000 },
          })
          for (const n of numbers(count)) shipper.offer(line(n))
          const report = await shipper.flush(5_000)
          assert.equal(report.offered, report.sent + report.pending + report.shed + report.refused)
          const end = await shipper.close(5_000)
          assert.equal(end.pending, 0)
          assert.equal(end.offered, end.sent + end.shed + end.refused)
          assert.equal(end.sent, taken.size)
          await server.stop()
        },
      ),
      { numRuns: 25 },
    )
    t.diagnostic('25 scripts')
  })

  test('flush says what waits when the server does not answer, in the time it was given', async t => {
    const { server, shipper } = await start(t)
    await server.stop()
    for (const n of numbers(5)) shipper.offer(line(n))
    const started = performance.now()
    const report = await shipper.flush(300)
    assert.ok(performance.now() - started < 1_500)
    assert.deepEqual([report.pending, report.sent], [5, 0])
    assert.match(report.reasons[0]!, /ECONNREFUSED/)
    const end = await shipper.close(0)
    assert.deepEqual([end.pending, end.shed], [0, 5], 'without a spool they are lost, and counted so')
    await server.listen()
  })

  test('can be closed at any moment of a request', { timeout: 20_000 }, async t => {
    const server = await AnsweringServer.start(() => ({ status: 503, body: {} }))
    t.after(() => server.stop())
    for (let turns = 0; turns < 150; turns++) {
      const shipper = createShipper({ url: server.url, key: 'k', random: () => 0, limits: { lingerMs: 0 } })
      // Large enough to be compressed, or not.
      for (const n of numbers(turns % 2 === 0 ? 1 : 60)) shipper.offer(line(n))
      const flushed = shipper.flush(2)
      for (let i = 0; i < turns % 30; i++) await new Promise(resolve => setImmediate(resolve))
      const { pending, shed, offered } = await shipper.close(0)
      assert.deepEqual([pending, shed], [0, offered])
      await flushed
    }
  })

  test('does not keep an application alive that is done, whatever waits', () => {
    const module = fileURLToPath(new URL('../../src/ship/index.ts', import.meta.url))
    const started = performance.now()
    const { status } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { createShipper } from ${JSON.stringify(module)}
         const shipper = createShipper({ url: 'http://127.0.0.1:9', key: 'k', limits: { lingerMs: 1 } })
         for (let i = 0; i < 10; i++) { shipper.offer('{}'); shipper.metric('{}') }
         setTimeout(() => {}, 50)`,
      ],
      { timeout: 20_000 },
    )
    assert.equal(status, 0)
    assert.ok(performance.now() - started < 5_000)
  })
})

describe('the offline spool', () => {
  const folder = (t: TestContext): string => {
    const directory = mkdtempSync(join(tmpdir(), 'tally-offline-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    return directory
  }
  const filesIn = (directory: string): string[] =>
    readdirSync(join(directory, 'writers'), { recursive: true })
      .map(String)
      .filter(name => name.endsWith('.ndjson'))

  test('carries speech over the end of the process to the next one, in order', async t => {
    const offline = { directory: folder(t), bytes: 1_000_000 }
    const { server, shipper } = await start(t, { offline, limits: { batchLines: 10 } })
    await server.stop()
    for (const n of numbers(25)) shipper.offer(line(n))
    const end = await shipper.close(50)
    assert.deepEqual([end.pending, end.shed], [25, 0])
    assert.equal(filesIn(offline.directory).length, 3)
    await server.listen()
    const next = createShipper({ url: server.url, key: 'k', offline, limits: { lingerMs: 1 } })
    next.offer(line(25))
    await until(() => server.lines.length === 26, 'all lines')
    assert.deepEqual(server.lines, numbers(26).map(line))
    const report = await next.close(1_000)
    assert.deepEqual([report.offered, report.sent], [26, 26])
    assert.equal(filesIn(offline.directory).length, 0)
    assert.equal(server.received[0]!.writer, server.received[1]!.writer)
  })

  test('takes what waits in the last moment of a process', async t => {
    const offline = { directory: folder(t), bytes: 1_000_000 }
    const { server, shipper } = await start(t, { offline, limits: { batchLines: 10 } }, () => 'cut')
    for (const n of numbers(15)) shipper.offer(line(n))
    await until(() => server.received.length > 0, 'a batch on its way')
    for (const n of numbers(10)) shipper.offer(line(15 + n))
    shipper.flushSync()
    server.answer = takeAll
    server.received.length = 0
    const next = createShipper({ url: server.url, key: 'k', offline, limits: { lingerMs: 1 } })
    await until(() => server.lines.length >= 25, 'all lines')
    assert.deepEqual(server.lines, numbers(25).map(line))
    assert.equal((await next.close(1_000)).sent, 25)
  })

  test('takes what has no room in memory, loses the oldest beyond its own, and counts', async t => {
    let down = true
    const offline = { directory: folder(t), bytes: 20_000 }
    const { server, shipper } = await start(
      t,
      { offline, random: () => 0, limits: { queueBytes: 10_000, batchLines: 50 } },
      request => (down ? { status: 503, body: {} } : takeAll(request)),
    )
    for (const n of numbers(3_000)) {
      shipper.offer(line(n))
      if (n % 20 === 0) await new Promise(resolve => setTimeout(resolve, 1))
    }
    const before = shipper.report().speech
    assert.ok(before.shed > 1_000 && before.pending > 600, `${before.shed} shed, ${before.pending} wait`)
    const attempts = server.received.length
    down = false
    await until(() => shipper.report().speech.pending === 0, 'all arrived')
    const arrived = server.received
      .slice(attempts)
      .flatMap(({ lines }) => lines)
      .filter(said => !said.includes('tallystick.'))
      .map(textOf)
    assert.deepEqual(arrived, [...new Set(arrived)], 'none twice')
    const order = arrived.map(text => Number(text.split(' ')[1]))
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      'in order',
    )
    assert.equal(order.at(-1), 2_999)
    const { sent, shed, offered } = shipper.report().speech
    assert.equal(sent + shed, offered)
  })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type FileOptions, fileDestination } from '../../src/destinations/index.ts'
import { jsonFormat } from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech, type Logger, type Speech } from '../../src/speech/index.ts'

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-file-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function logTo(options: Omit<FileOptions, 'format'>): { speech: Speech; log: Logger } {
  const speech = createSpeech({
    scrubber: createScrubber(),
    destinations: [fileDestination({ ...options, format: jsonFormat() })],
  })
  return { speech, log: speech.getLogger('f') }
}

const messages = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map(line => (JSON.parse(line) as { message: string }).message)

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

test('lines are in the file at the end of the turn, without a flush', async t => {
  const path = join(directory(t), 'logs', 'app.log')
  const { speech, log } = logTo({ path })
  log.info('one')
  log.info('two')
  await turn()
  await turn()
  assert.deepEqual(messages(readFileSync(path, 'utf8')), ['one', 'two'])
  assert.equal(statSync(path).mode & 0o777, 0o640)
  const report = await speech.close(100)
  assert.deepEqual(report, { complete: true, destinations: [{ destination: 'file', pending: 0, shed: 0 }] })
  log.info('too late')
  const after = await speech.flush(100)
  assert.equal(after.destinations[0]!.shed, 1)
  assert.equal(after.complete, false)
})

test('the size is kept, every line is in exactly one file, and none is torn', async t => {
  const folder = directory(t)
  const { speech, log } = logTo({ path: join(folder, 'app.log'), maxBytes: 20_000 })
  const sent = Array.from({ length: 2_000 }, (_, i) => `message ${i}`)
  for (const message of sent) log.info(message)
  await speech.close(100)
  const files = readdirSync(folder).sort((a, b) =>
    a === 'app.log' ? 1 : b === 'app.log' ? -1 : a < b ? -1 : 1,
  )
  assert.ok(files.length > 5)
  for (const name of files) assert.ok(statSync(join(folder, name)).size <= 20_000)
  const kept = files.flatMap(name => messages(readFileSync(join(folder, name), 'utf8')))
  assert.deepEqual(kept.sort(), sent.sort())
})

test('a new hour or day starts a new file, also after a restart', async t => {
  const folder = directory(t)
  const path = join(folder, 'app.log')
  let now = Date.now()
  const first = logTo({ path, every: 'hour', now: () => now })
  first.log.info('this hour')
  await first.speech.flush(100)
  now += 3_600_000
  first.log.info('next hour')
  await first.speech.close(100)
  assert.equal(readdirSync(folder).length, 2)
  assert.deepEqual(messages(readFileSync(path, 'utf8')), ['next hour'])
  now += 3 * 86_400_000
  const second = logTo({ path, every: 'day', now: () => now })
  second.log.info('days later')
  await second.speech.close(100)
  assert.equal(readdirSync(folder).length, 3)
  assert.deepEqual(messages(readFileSync(path, 'utf8')), ['days later'])
})

for (const [compress, suffix, expand] of [
  ['gzip', '.gz', gunzipSync],
  ['zstd', '.zst', zstdDecompressSync],
] as const)
  test(`rotated files are compressed with ${compress}, what a crash left too, and the oldest are removed`, async t => {
    const folder = directory(t)
    const path = join(folder, 'app.log')
    writeFileSync(join(folder, 'app.2020-01-01T00-00-00-000Z.log'), 'oldest\n')
    writeFileSync(join(folder, 'app.2021-01-01T00-00-00-000Z.log'), 'left by a crash\n')
    writeFileSync(join(folder, 'app.other.log'), 'not ours\n')
    const { speech, log } = logTo({ path, maxBytes: 1_000, compress, keep: { files: 3 } })
    for (const message of ['a', 'b', 'c']) {
      log.info(message.repeat(900))
      await turn()
      await turn()
    }
    const deadline = Date.now() + 10_000
    const done = (): boolean => readdirSync(folder).filter(name => name.endsWith(suffix)).length === 3
    while (!done() && Date.now() < deadline) await sleep(50)
    await speech.close(100)
    const files = readdirSync(folder)
      .filter(name => name.endsWith(suffix))
      .sort()
    assert.equal(files.length, 3)
    assert.equal(files[0], `app.2021-01-01T00-00-00-000Z.log${suffix}`)
    assert.equal(expand(readFileSync(join(folder, files[0]!))).toString(), 'left by a crash\n')
    assert.deepEqual(messages(expand(readFileSync(join(folder, files[2]!))).toString()), ['b'.repeat(900)])
    assert.equal(existsSync(join(folder, 'app.2020-01-01T00-00-00-000Z.log')), false)
    assert.deepEqual(
      readdirSync(folder)
        .filter(name => !name.endsWith(suffix))
        .sort(),
      ['app.log', 'app.other.log'],
    )
  })

test('a file that is moved or removed from outside is made anew', async t => {
  const folder = directory(t)
  const path = join(folder, 'app.log')
  let now = Date.now()
  const { speech, log } = logTo({ path, now: () => now })
  log.info('one')
  await speech.flush(100)
  renameSync(path, join(folder, 'moved'))
  now += 2_001
  log.info('two')
  await speech.close(100)
  assert.deepEqual(messages(readFileSync(path, 'utf8')), ['two'])
})

describe('what cannot be written', () => {
  test('to a full disk is counted, and said when there is room', {
    skip: !existsSync('/dev/full'),
  }, async () => {
    const { speech, log } = logTo({ path: '/dev/full' })
    log.info('one')
    log.info('two')
    const report = await speech.flush(100)
    assert.equal(report.complete, false)
    assert.deepEqual([report.destinations[0]!.shed, report.destinations[0]!.pending], [2, 0])
    assert.match(report.destinations[0]!.problem!, /ENOSPC/)
    await speech.close(100)
  })

  test('because the path is a folder is counted and warned of once', async t => {
    const folder = directory(t)
    const warned = once(process, 'warning')
    const { speech, log } = logTo({ path: folder })
    log.info('one')
    assert.equal((await speech.flush(100)).destinations[0]!.shed, 1)
    const [warning] = (await warned) as [Error & { code: string }]
    assert.equal(warning.code, 'TALLY_LOG_FILE')
    await speech.close(100)
  })
})

test('a SIGKILL takes the lines of the running turn at most, and leaves no torn line behind a whole one', async t => {
  const folder = directory(t)
  const path = join(folder, 'app.log')
  const rounds = 5 * Number(process.env.TALLY_SOAK ?? 1)
  for (let round = 0; round < rounds; round++) {
    rmSync(path, { force: true })
    const child = spawn(
      process.execPath,
      [
        ...process.execArgv.filter(a => !a.startsWith('--test')),
        join(import.meta.dirname, 'write-forever.ts'),
        path,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let said = ''
    child.stdout.on('data', (data: Buffer) => {
      said = data.toString()
    })
    await once(child.stdout, 'data')
    await sleep(50 + Math.random() * 200)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const confirmed = Number(said.trim().split('\n').at(-1))
    const lines = readFileSync(path, 'utf8').split('\n')
    const whole = lines.slice(0, -1).map(line => Number((JSON.parse(line) as { message: string }).message))
    assert.ok(confirmed > 0)
    assert.ok(
      whole.length >= confirmed,
      `${whole.length} lines in the file, ${confirmed} were written in earlier turns`,
    )
    assert.deepEqual(
      whole,
      whole.map((_, i) => i + 1),
    )
  }
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import {
  createDatabaseLogger,
  createSealer,
  currentEnvironment,
  hashInput,
  openMemoryRecords,
  recordingFromEnvironment,
  sealKeyOf,
} from '../../src/record/index.ts'
import { NOON, sample } from './samples.ts'

const key = Buffer.alloc(32, 1)
const logger = (more: Partial<Parameters<typeof createDatabaseLogger>[0]> = {}) =>
  createDatabaseLogger({
    store: openMemoryRecords({ now: () => NOON }),
    hash: key,
    environment: 'docker',
    now: () => NOON,
    ...more,
  })

function temporaryDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'tally-logger-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

describe('logScanResult', () => {
  test('takes what source 000 gives it, and keeps the hash in place of the text', async () => {
    const log = logger()
    await log.logScanResult({
      text: 'input text',
      result: { score: 0.8, flags: ['presidio'] },
      sessionId: 'session-123',
      userAgent: 'my-app/1.0',
      ipAddress: '192.168.1.100',
    })
    const [record] = await log.getRecentScans(100)
    const { id: _, ...rest } = record!
    assert.deepEqual(rest, {
      created_at: '2026-01-31T12:00:00.000Z',
      session_id: 'session-123',
      user_agent: 'my-app/1.0',
      ip_address: '192.168.1.100',
      environment: 'docker',
      scanners: [],
      stage: 'input',
      input_hash: hashInput('input text', key),
      score: 0.8,
      severity: 'High',
      flags: ['presidio'],
      reasons: [],
      is_encrypted: false,
      outcome: 'flagged',
      action: 'allow',
      failures: [],
      latency_ms: 0,
    })
  })

  test('drops what is no scan, and tells why once, without throwing or rejecting', async () => {
    const problems: string[] = []
    const log = logger({
      onProblem: ({ kind, message }) => {
        problems.push(`${kind}: ${message}`)
        throw new Error('the listener fails')
      },
    })
    const result = { score: 0.8, flags: [] }
    const none: readonly (readonly [scan: unknown, why: RegExp])[] = [
      [undefined, /a scan is an object/],
      [{}, /result is an object/],
      [{ result }, /a scan has a text, or a result with its input_hash/],
      [{ text: 'x', result: { ...result, score: 8 } }, /score is a number from 0 to 1/],
      [{ text: 'x', result: { ...result, flags: 'x' } }, /flags is a list of names/],
      [{ text: 'x', result: { ...result, score: '0.5' } }, /score is a number/],
      [{ text: 7, result }, /the text of a scan is a text/],
      [{ text: 'x', result, sessionId: {} }, /sessionId is a text, not object/],
      [{ text: 'x', result: { ...result, id: 7 } }, /./],
    ]
    for (const [scan, why] of none) {
      assert.equal(await log.logScanResult(scan as never), 'dropped')
      assert.equal(await log.logScanResult(scan as never), 'dropped')
      assert.match(problems.at(-1)!, why)
    }
    assert.equal(await log.logFailedScan({} as never), 'dropped')
    assert.equal(problems.length, none.length + 1)
    const { records, dropped } = await log.stats()
    assert.deepEqual([records, dropped], [0, none.length * 2 + 1])
  })

  test('takes the numbers that JavaScript has for ids, and nothing for null', async () => {
    const log = logger()
    const result = { score: 0.8, flags: [] }
    assert.equal(
      await log.logScanResult({ text: 'x', result, sessionId: 5, ipAddress: null } as never),
      'kept',
    )
    const [record] = await log.getRecentScans()
    assert.deepEqual([record?.session_id, record?.ip_address], ['5', undefined])
  })

  test('encrypts the breakdown where there is a key, and shows it to who has that', async () => {
    const store = openMemoryRecords()
    const sealer = createSealer({ tenant: 't', current: sealKeyOf(randomBytes(32).toString('base64')) })
    const { reasons } = sample()
    await logger({ store, sealer }).logScanResult({
      text: 'x',
      result: { score: 0.8, flags: ['us_ssn'], reasons: reasons! },
    })
    const [closed] = await logger({ store }).getRecentScans()
    assert.deepEqual([closed?.is_encrypted, closed?.reasons], [true, undefined])
    assert.ok(!JSON.stringify(closed).includes('nine digits'))
    assert.deepEqual((await logger({ store, sealer }).getRecentScans())[0]?.reasons, reasons)
  })

  test('has a word for scans that broke', async () => {
    const log = logger()
    await log.logFailedScan({
      sessionId: 's',
      failed: {
        id: sample().id,
        stage: 'output',
        input_hash: hashInput('secret', key),
        error: new RangeError('secret'),
        latency_ms: 3,
        action: 'block',
      },
    })
    const [record] = await log.getRecentScans()
    assert.deepEqual(
      [record?.outcome, record?.error, record?.action, record?.stage, record?.session_id],
      ['failed', 'RangeError', 'block', 'output', 's'],
    )
  })
})

test('old records are cleaned up after thirty days, unless told otherwise', async () => {
  const log = logger()
  for (const days of [1, 10, 29, 31]) void log.store.append(sample(NOON - days * 86_400_000))
  assert.equal(await log.cleanupOldRecords(undefined, { dryRun: true }), 1)
  assert.equal(await log.cleanupOldRecords(), 1)
  assert.equal(await log.cleanupOldRecords(5), 2)
  assert.equal((await log.stats()).records, 1)
})

test('without any setting there is a local file; nothing in its folder holds what was scanned', async t => {
  const directory = temporaryDirectory(t)
  const file = join(directory, 'scans.db')
  const log = createDatabaseLogger(
    recordingFromEnvironment({
      TALLYSTICK_FIREWALL_DB: file,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    }),
  )
  assert.equal(log.store.target, file)
  assert.equal(log.environment, currentEnvironment())
  const text = `a sentence that nobody else wrote ${randomBytes(8).toString('hex')}`
  await log.logScanResult({ text, result: { score: 1, flags: ['x'] }, sessionId: 's' })
  const [record] = await log.getRecentScans(1)
  assert.deepEqual([record?.is_encrypted, record?.reasons], [true, []])
  for (const name of readdirSync(directory))
    assert.ok(!readFileSync(join(directory, name)).includes(text.slice(0, 20)), name)
  await log.close()
  assert.deepEqual(readdirSync(directory).sort(), ['scans.db', 'scans.db.key'])
})

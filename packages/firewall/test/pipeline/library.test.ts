import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import { TallyError } from '@tallystick/core'
import { createSealer, openMemoryRecords, Pipeline, type Scanner } from '../../src/index.ts'

const TEXT = 'My SSN is 123-45-6789'

describe('a pipeline', () => {
  test('says what a text holds, and records it without the text', async () => {
    const store = openMemoryRecords()
    const pipeline = new Pipeline({ store, hashKey: randomBytes(32), environment: 'test' })
    const result = await pipeline.run(TEXT, { sessionId: 's1', userAgent: 'app/1.0', ipAddress: '192.0.2.1' })
    assert.deepEqual(
      [result.flags, result.severity, result.action, result.outcome],
      [['us_ssn'], 'High', 'redact', 'flagged'],
    )
    assert.ok(result.score >= 0.7 && result.latency_ms > 0)
    const [record] = await store.recent(1)
    assert.equal(record?.id, result.id)
    assert.deepEqual(
      [record?.session_id, record?.user_agent, record?.ip_address, record?.environment, record?.input_hash],
      ['s1', 'app/1.0', '192.0.2.1', 'test', result.input_hash],
    )
    assert.match(record?.policy ?? '', /^default@[0-9a-f]{16}$/)
    assert.doesNotMatch(JSON.stringify([record, result]), /123-45/)
  })

  test('finds what stands behind an escape of JSON, and nothing of the escape', async () => {
    const pipeline = new Pipeline({ store: openMemoryRecords(), hashKey: randomBytes(32) })
    const text = String.raw`{"rows":["Ann\n123-45-6789\tjane@some-company.io\u003cbob\u0040some-company.io\u003e"]}`
    const { findings } = await pipeline.run(text)
    assert.deepEqual(
      findings
        .filter(({ family }) => family === 'personal')
        .map(({ type, start, end }) => [type, text.slice(start, end)]),
      [
        ['us_ssn', '123-45-6789'],
        ['email', 'jane@some-company.io'],
        ['email', String.raw`bob\u0040some-company.io`],
      ],
    )
  })

  test('records a scan that was given up as failed, and rejects', async () => {
    const store = openMemoryRecords()
    const pipeline = new Pipeline({ store, hashKey: randomBytes(32) })
    await assert.rejects(pipeline.run(TEXT, { signal: AbortSignal.abort(new Error('gone')) }), /gone/)
    const [record] = await store.recent(1)
    assert.deepEqual([record?.outcome, record?.action, record?.error], ['failed', 'block', 'Error'])
  })

  test('records what a scanner failed at, and never calls that clean', async () => {
    const store = openMemoryRecords()
    const broken: Scanner = {
      id: 'broken',
      version: '1',
      stages: ['input'],
      types: [],
      scan() {
        throw new Error(TEXT)
      },
    }
    const pipeline = new Pipeline({ store, hashKey: randomBytes(32), scanners: [broken] })
    await pipeline.run('hello')
    const [record] = await store.recent(1)
    assert.deepEqual([record?.outcome, record?.action], ['incomplete', 'block'])
    assert.deepEqual(record?.failures, [
      { scanner: 'broken', stage: 'input', kind: 'threw', message: 'threw Error' },
    ])
  })

  test('hashes the same text the same under one key, and otherwise under another', async () => {
    const hashOf = async (hashKey: Uint8Array, text = TEXT) =>
      (await new Pipeline({ enableLogging: false, hashKey }).run(text)).input_hash
    const key = randomBytes(32)
    assert.equal(await hashOf(key), await hashOf(key))
    assert.notEqual(await hashOf(key), await hashOf(randomBytes(32)))
    assert.notEqual(await hashOf(key), await hashOf(key, 'another'))
  })

  test('encrypts the breakdown that it records, for its scan alone', async () => {
    const store = openMemoryRecords()
    const sealer = createSealer({
      tenant: 'acme',
      current: { id: '0123456789abcdef', secret: randomBytes(32) },
    })
    const pipeline = new Pipeline({ store, hashKey: randomBytes(32), sealer })
    const { id, reasons } = await pipeline.run(TEXT)
    const [record] = await store.recent(1)
    assert.deepEqual([record?.is_encrypted, record?.reasons], [true, undefined])
    assert.deepEqual(sealer.open(id, record!.encrypted_reasons!), reasons)
  })

  test('takes values out as the policy says, type by type', async () => {
    const policy = { types: { us_ssn: { redaction: 'mask' as const } } }
    const pipeline = new Pipeline({ enableLogging: false, policy })
    const text = `${TEXT}, mail ada@example.org`
    const { findings } = await pipeline.run(text)
    assert.equal(pipeline.redaction().redact(text, findings), 'My SSN is ***-**-****, mail [EMAIL_1]')
  })

  test('takes numbers for ids and nothing for null, and refuses anything else before it scans', async () => {
    const store = openMemoryRecords()
    const pipeline = new Pipeline({ store, hashKey: randomBytes(32) })
    const { flags } = await pipeline.run(TEXT, { sessionId: 5, userAgent: null, ipAddress: 7 } as never)
    assert.deepEqual(flags, ['us_ssn'])
    const [record] = await store.recent(1)
    assert.deepEqual([record?.session_id, record?.user_agent, record?.ip_address], ['5', undefined, '7'])
    for (const [options, why] of [
      [{ sessionId: {} }, /sessionId is a text, not object/],
      [{ userAgent: ['x'] }, /userAgent is a text, not a list/],
      [{ ipAddress: true }, /ipAddress is a text, not boolean/],
      [{ stage: 'inptu' }, /stage is one of input, output, file/],
    ] as const)
      await assert.rejects(
        pipeline.run(TEXT, options as never),
        (error: unknown) => error instanceof TypeError && why.test(error.message),
      )
    assert.equal((await store.stats()).records, 1)
  })

  test('concludes what was detected, whatever is handed in as who asked', async () => {
    const store = openMemoryRecords()
    const pipeline = new Pipeline({ store, hashKey: randomBytes(32) })
    const detection = await pipeline.detector.detect(TEXT, { stage: 'output' })
    const asked = { sessionId: {}, ipAddress: 7, started: performance.now() } as never
    assert.deepEqual(pipeline.conclude(TEXT, detection, asked).flags, ['us_ssn'])
    const [record] = await store.recent(1)
    assert.deepEqual([record?.session_id, record?.ip_address], [undefined, '7'])
  })

  test('refuses a policy about types or scanners that are none, and names the nearest', () => {
    const shop: Scanner = {
      id: 'shop',
      version: '1',
      stages: ['input'],
      types: [{ type: 'order_number', family: 'personal', title: 'Order number', severity: 'Low' }],
      scan: () => [],
    }
    const about = (type: string, scanners?: readonly Scanner[]) =>
      new Pipeline({
        enableLogging: false,
        policy: { types: { [type]: { action: 'block' } } },
        ...(scanners && { scanners }),
      })
    const refused = (why: RegExp) => (error: unknown) =>
      error instanceof TallyError && error.code === 'TALLY_CONFIG_INVALID' && why.test(error.message)
    assert.throws(
      () => about('us_snn'),
      refused(/types\.us_snn: no scanner finds this type; did you mean us_ssn\?$/),
    )
    assert.throws(() => about('nothing_like_it_at_all'), refused(/no scanner finds this type$/))
    assert.throws(() => about('order_number'), refused(/order_number/))
    assert.throws(() => about('order_nummer', [shop]), refused(/did you mean order_number\?/))
    // One policy may serve pipelines with fewer scanners.
    for (const type of ['order_number', 'us_ssn']) about(type, [shop])

    const without = (id: string) =>
      new Pipeline({ enableLogging: false, policy: { scanners: { [id]: { off: true } } }, scanners: [shop] })
    assert.throws(
      () => without('attack'),
      refused(/scanners\.attack: no scanner has this id; did you mean attacks\?$/),
    )
    for (const id of ['shop', 'attacks']) without(id)
  })

  test('refuses what is no text', async () => {
    const pipeline = new Pipeline({ enableLogging: false })
    await assert.rejects(pipeline.run(undefined as unknown as string), TypeError)
    assert.equal((await pipeline.run('')).outcome, 'clean')
  })
})

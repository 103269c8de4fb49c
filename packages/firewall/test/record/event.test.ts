import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createNonceGenerator,
  DEFAULT_LIMITS,
  normalizeEvent,
  parseQuery,
  type TallyEvent,
} from '@tallystick/core'
import { createScrubber } from '@tallystick/sdk'
import fc from 'fast-check'
import {
  eventOfScan,
  recordOf,
  recordOfFailure,
  type ScanRecord,
  scanOfEvent,
} from '../../src/record/index.ts'
import type { ScanResult } from '../../src/types.ts'
import { anyRecord, sample } from './samples.ts'

/** What a server makes of an event. */
const stored = (event: object): TallyEvent =>
  normalizeEvent(event as Record<string, unknown>, {
    tenant: 'acme',
    received: '2026-01-31T12:00:00.000Z',
    newId: () => '019f0000-0000-7000-8000-000000000000',
    newNonce: createNonceGenerator(bytes => bytes),
    limits: DEFAULT_LIMITS,
  }).event

const compact = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a record as an event', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(anyRecord, record => {
        assert.deepEqual(compact(scanOfEvent(stored(eventOfScan(record)))), record)
      }),
      { numRuns: 300 },
    )
  })

  test('is not mistaken for something secret by the scrubber of the SDK', () => {
    const scrubber = createScrubber()
    const scrub = (value: unknown): unknown => {
      if (typeof value === 'string') return scrubber.text(value)
      if (Array.isArray(value)) return value.map(scrub)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, scrubber.key(key) ? '[REDACTED]' : scrub(inner)]),
      )
    }
    for (const record of [
      sample(undefined, { flags: ['password', 'api_key', 'aws_access_key'], session_id: 's-1' }),
      sample(undefined, {
        is_encrypted: true,
        encrypted_reasons: `v1.${'0a'.repeat(8)}.${Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 97) & 255)).toString('base64url')}`,
      }),
    ]) {
      const event = eventOfScan(record)
      assert.deepEqual(scrub(event), compact(event))
    }
  })

  test('has its figures where a query names them bare', () => {
    const event = stored(eventOfScan(sample(undefined, { session_id: 's', ip_address: '192.0.2.1' })))
    assert.deepEqual(
      [event.stream, event.name, event.session_id, event.ip, event.environment],
      ['scan', 'scan', 's', '192.0.2.1', 'local'],
    )
    for (const name of ['score', 'severity', 'latency_ms', 'input_hash', 'stage', 'action', 'outcome']) {
      assert.ok(event.attributes?.[name] !== undefined, name)
      // Not shadowed by a field of the envelope.
      const { filter } = parseQuery(`${name}:x`)
      assert.equal('field' in filter && filter.field.kind, 'attribute', name)
    }
  })

  test('is as loud as it is severe', () => {
    const level = (more: Partial<ScanRecord>) => {
      const { level: name, severity_number } = stored(eventOfScan(sample(undefined, more)))
      return [name, severity_number]
    }
    assert.deepEqual(level({ severity: 'Critical' }), ['SECURITY', 21])
    assert.deepEqual(level({ severity: 'High' }), ['SECURITY', 17])
    assert.deepEqual(level({ severity: 'Medium' }), ['WARNING', 13])
    assert.deepEqual(level({ severity: 'Low' }), ['INFO', 10])
    assert.deepEqual(level({ severity: 'Info' }), ['INFO', 9])
    assert.deepEqual(level({ severity: 'Info', outcome: 'incomplete' }), ['WARNING', 13])
    assert.deepEqual(level({ outcome: 'failed', error: 'RangeError' }), ['ERROR', 17])
  })

  test('is only read where there is one', () => {
    const event = stored(eventOfScan(sample()))
    const { attributes, ...envelope } = event
    assert.equal(scanOfEvent(envelope as TallyEvent), undefined)
    assert.equal(scanOfEvent({ ...event, stream: 'log' }), undefined)
    assert.equal(scanOfEvent({ ...event, name: 'scan.feedback' }), undefined)
    for (const [name, value] of [
      ['score', '0.5'],
      ['severity', 'Severe'],
      ['stage', undefined],
      ['flags', 'us_ssn'],
      ['flags', [1]],
      ['reasons', 'x'],
      ['policy', 1],
      ['line_count', '1'],
    ] as const)
      assert.equal(
        scanOfEvent({ ...event, attributes: { ...attributes, [name]: value } as never }),
        undefined,
        name,
      )
  })

  test('is read from any attributes, or not', () => {
    const { attributes, ...envelope } = stored(eventOfScan(sample()))
    fc.assert(
      fc.property(
        fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.constant({})),
        fc.subarray(Object.keys(attributes ?? {})),
        fc.jsonValue(),
        (other, names, value) => {
          const altered = Object.fromEntries(names.map(name => [name, value]))
          const read = scanOfEvent({
            ...envelope,
            attributes: { ...attributes, ...other, ...altered },
          } as TallyEvent)
          if (read === undefined) return
          assert.equal(typeof read.score, 'number')
          assert.ok(read.flags.every(flag => typeof flag === 'string'))
        },
      ),
    )
  })
})

describe('a record', () => {
  const TEXT = 'the quick brown fox, born 1970-01-01'
  const result: ScanResult = {
    id: sample().id,
    stage: 'input',
    score: 0.8,
    severity: 'High',
    flags: ['date_of_birth'],
    reasons: [],
    findings: [
      {
        scanner: 'personal',
        type: 'date_of_birth',
        family: 'personal',
        rule: 'personal/date-of-birth',
        start: 26,
        end: 36,
        encoding: 'plain',
        score: 0.8,
        severity: 'High',
        reason: 'a date beside "born"',
        hmac: 'ab'.repeat(16),
      },
    ],
    outcome: 'flagged',
    action: 'redact',
    failures: [],
    input_hash: 'cd'.repeat(32),
    latency_ms: 1,
  }

  test('has the time of its id, and neither text nor places', () => {
    const record = recordOf(result, {
      environment: 'docker',
      sessionId: 's',
      userAgent: '',
      ipAddress: undefined,
    })
    assert.equal(record.created_at, '2026-01-31T12:00:00.000Z')
    assert.deepEqual(
      Object.keys(record).filter(key => /text|finding|start|end|user_agent|ip/.test(key)),
      [],
    )
    assert.ok(!JSON.stringify(record).includes('1970'))
  })

  test('cuts what a client says of itself to what an event can hold', () => {
    const long = 'ü'.repeat(5_000)
    const record = recordOf(result, {
      environment: 'local',
      sessionId: long,
      userAgent: long,
      ipAddress: long,
    })
    assert.deepEqual(
      [record.session_id?.length, record.user_agent?.length, record.ip_address?.length],
      [1_024, 2_048, 64],
    )
    stored(eventOfScan(record))
  })

  test('of a scan that broke names the kind of the error, never its message', () => {
    const failed = { id: result.id, stage: 'input', input_hash: 'x', latency_ms: 1, action: 'block' } as const
    const kind = (error: unknown) => recordOfFailure({ ...failed, error }, { environment: 'local' }).error
    assert.equal(kind(new RangeError(TEXT)), 'RangeError')
    assert.equal(kind(Object.assign(new Error(TEXT), { code: 'ENOSPC' })), 'ENOSPC')
    assert.equal(kind(Object.assign(new Error(TEXT), { code: TEXT })), 'Error')
    assert.equal(kind(TEXT), 'string')
    const record = recordOfFailure({ ...failed, error: new Error(TEXT) }, { environment: 'local' })
    assert.equal(record.outcome, 'failed')
    assert.ok(!JSON.stringify(eventOfScan(record)).includes('fox'))
  })
})

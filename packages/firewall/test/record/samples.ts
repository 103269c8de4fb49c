import { createHash } from 'node:crypto'
import { createIdGenerator } from '@tallystick/core'
import fc from 'fast-check'
import type { ScanRecord } from '../../src/record/index.ts'
import { ACTIONS, SEVERITIES, STAGES } from '../../src/types.ts'

let fill = 0
const newId = createIdGenerator(bytes => bytes.fill(++fill & 0xff))

/** 2026-01-31T12:00:00Z */
export const NOON = Date.UTC(2026, 0, 31, 12)

/** A record of a scan at a time. */
export function sample(at: number = NOON, more: Partial<ScanRecord> = {}): ScanRecord {
  const id = newId(at)
  return {
    id,
    created_at: new Date(at).toISOString(),
    stage: 'input',
    input_hash: createHash('sha256').update(id).digest('hex'),
    score: 0.5,
    severity: 'Medium',
    flags: ['us_ssn'],
    reasons: [
      {
        type: 'us_ssn',
        scanner: 'personal',
        severity: 'High',
        count: 1,
        score: 0.9,
        weight: 0.9,
        reason: 'nine digits as of a US social security number',
      },
    ],
    is_encrypted: false,
    outcome: 'flagged',
    action: 'redact',
    failures: [],
    policy: 'default@0123456789abcdef',
    scanners: ['personal@1', 'secrets@1'],
    latency_ms: 1.25,
    environment: 'local',
    ...more,
  }
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const share = fc.double({ min: 0, max: 1, noNaN: true }).map(value => value + 0)
const name = fc.stringMatching(/^[a-z][a-z_]{2,20}$/)

/** Any record, with what may be absent absent at times. */
export const anyRecord: fc.Arbitrary<ScanRecord> = fc
  .record({
    at: fc.integer({ min: NOON - 86_400_000, max: NOON }),
    stage: fc.constantFrom(...STAGES),
    session_id: optional(text),
    input_hash: fc.stringMatching(/^[0-9a-f]{64}$/),
    score: share,
    severity: fc.constantFrom(...SEVERITIES),
    flags: fc.array(name, { maxLength: 5 }),
    sealed: optional(fc.stringMatching(/^v1\.[0-9a-f]{16}\.[A-Za-z0-9_-]{40,400}$/)),
    reasons: fc.array(
      fc.record({
        type: name,
        scanner: name,
        severity: fc.constantFrom(...SEVERITIES),
        count: fc.nat(),
        score: share,
        weight: share,
        reason: text,
      }),
      { maxLength: 4 },
    ),
    outcome: fc.constantFrom('clean', 'flagged', 'incomplete', 'failed'),
    action: fc.constantFrom('allow', ...ACTIONS),
    failures: fc.array(
      fc.record({
        scanner: name,
        stage: fc.constantFrom(...STAGES),
        kind: fc.constantFrom('threw', 'deadline', 'bad_match'),
        message: text,
      }),
      { maxLength: 3 },
    ),
    policy: optional(text),
    scanners: fc.array(fc.tuple(name, fc.nat()).map(([id, version]) => `${id}@${version}`)),
    latency_ms: fc.double({ min: 0, max: 1e6, noNaN: true }).map(value => value + 0),
    environment: name,
    user_agent: optional(text),
    ip_address: optional(fc.ipV6()),
    error: optional(name),
    repo: optional(text),
    file_path: optional(text),
    detector: optional(name),
    line_count: optional(fc.nat()),
    avg_line_len: optional(fc.double({ min: 0, max: 1e6, noNaN: true }).map(value => value + 0)),
    max_line_len: optional(fc.nat()),
  })
  .map(({ at, sealed, reasons, ...rest }) => {
    const breakdown =
      sealed === undefined
        ? { reasons, is_encrypted: false }
        : { encrypted_reasons: sealed, is_encrypted: true }
    const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
    return { ...sample(at), reasons: undefined, policy: undefined, ...present, ...breakdown }
  })
  .map(record => JSON.parse(JSON.stringify(record)) as ScanRecord)

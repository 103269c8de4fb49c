import assert from 'node:assert/strict'
import { createHash, randomBytes, randomFillSync } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  createNonceGenerator,
  DEFAULT_LIMITS,
  type JsonObject,
  normalizeEvent,
  STREAMS,
  type TallyEvent,
} from '@tallystick/core'
import fc from 'fast-check'
import { receiptHash } from '../../src/evidence/index.ts'
import { createEncoder } from '../../src/evidence/record.ts'
import type { Scrubber } from '../../src/scrub/index.ts'
import { systemClock } from '../../src/ship/index.ts'

const SECRET = randomBytes(18).toString('hex')
/** Knows one secret: what the detectors find is tested where they are; here counts that everything passes them. */
const scrubber: Scrubber = {
  key: name => name === 'api_key' || name === 'Authorization',
  text: value => value.replaceAll(SECRET, '[SCRUBBED]'),
}
const encode = createEncoder({ scrubber, defaults: { service: 'shop' }, clock: systemClock })
const parse = (line: Buffer): JsonObject => JSON.parse(line.toString()) as JsonObject

/** What a server makes of the line. */
function stored(line: Buffer): TallyEvent {
  const { event } = normalizeEvent(parse(line), {
    tenant: 'acme',
    received: '2026-01-31T12:00:00.123Z',
    newId: () => assert.fail('the client made the id'),
    newNonce: createNonceGenerator(randomFillSync),
    limits: DEFAULT_LIMITS,
  })
  return { ...event, seq: 41 }
}

describe('the bytes of evidence', () => {
  test('are what the receipt’s hash is of, and the stored event gives the same hash', () => {
    const event = fc.record(
      {
        stream: fc.constantFrom(...STREAMS),
        message: fc.string({ unit: 'binary' }),
        user_id: fc.oneof(fc.string(), fc.integer()),
        entity_id: fc.string(),
        level: fc.constantFrom('INFO', 'warn', 'AUDIT'),
        attributes: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
        other: fc.jsonValue(),
      },
      { requiredKeys: ['stream'] },
    )
    fc.assert(
      fc.property(event, given => {
        const { id, line, hash } = encode(given)
        const leaf = createHash('sha256').update('\0').update(line.subarray(0, -1)).digest('base64')
        assert.equal(hash, leaf)
        assert.equal(line.at(-1), 0x0a)
        const kept = stored(line)
        assert.equal(kept.id, id)
        assert.equal(receiptHash(kept), hash)
        assert.notEqual(receiptHash({ ...kept, message: 'another' }), hash)
      }),
      { numRuns: 300 },
    )
  })

  test('hold no secret, whatever it stands in', () => {
    const { line } = encode({
      message: `token ${SECRET}`,
      user_agent: `curl ${SECRET}`,
      api_key: SECRET,
      attributes: {
        headers: new Map([['Authorization', `Bearer ${SECRET}`]]),
        error: new Error(`failed with ${SECRET}`, { cause: { api_key: SECRET } }),
        list: [new Set([SECRET])],
        [SECRET]: 1,
      },
    })
    assert.ok(!line.includes(SECRET))
    assert.equal((parse(line).attributes as JsonObject).api_key, '[REDACTED]')
  })

  test('take what JSON does not have, and lose nothing of it', () => {
    const { line } = encode({
      name: 'x',
      time: new Date('2026-01-31T12:00:00.123Z'),
      attributes: { big: 2n ** 70n, nan: Number.NaN, when: new Date(0), none: undefined, f: () => 1 },
    })
    const { attributes, time, service } = parse(line)
    assert.deepEqual(attributes, {
      big: '1180591620717411303424',
      nan: 'NaN',
      when: '1970-01-01T00:00:00.000Z',
    })
    assert.deepEqual([time, service], ['2026-01-31T12:00:00.123Z', 'shop'])
  })

  for (const [what, event, code] of [
    ['a reserved field', { seq: 1 }, 'TALLY_EVENT_FIELD_RESERVED'],
    ['an unknown stream', { stream: 'nowhere' }, 'TALLY_EVENT_FIELD_TYPE'],
    ['a time that is none', { time: 'yesterday' }, 'TALLY_EVENT_TIME_INVALID'],
    ['too long a name', { name: 'x'.repeat(300) }, 'TALLY_EVENT_FIELD_TOO_LONG'],
    ['a circle', circle(), 'TALLY_EVENT_TOO_DEEP'],
  ] as const)
    test(`are refused to the caller’s face for ${what}`, () => {
      assert.throws(() => encode(event), { code })
    })
})

function circle(): Record<string, unknown> {
  const attributes: Record<string, unknown> = {}
  attributes.self = attributes
  return { attributes }
}

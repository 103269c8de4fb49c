import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  activityOf,
  CONTEXT_FIELDS,
  createLineDecoder,
  DEFAULT_LIMITS,
  entryOf,
  eventOf,
  eventOfActivity,
  isStructuredEntry,
  type JsonObject,
  LEVELS,
  normalizeEvent,
  STREAMS,
  type StructuredEntry,
  type TallyEvent,
} from '../../src/index.ts'

const NOW = '2026-01-31T12:00:00.000Z'

/** A taken-in event without what Tallystick assigns. */
function normal(value: unknown) {
  const { event } = normalizeEvent(value, {
    tenant: 'acme',
    received: NOW,
    newId: () => '019f0000-0000-7000-8000-000000000000',
    newNonce: () => 'AAAAAAAAAAAAAAAAAAAAAA',
    limits: DEFAULT_LIMITS,
  })
  const { seq: _seq, tenant: _tenant, received: _received, nonce: _nonce, ...rest } = event
  return JSON.parse(JSON.stringify(rest)) as Omit<TallyEvent, 'seq' | 'tenant' | 'received'>
}

const decode = (line: string) => {
  const decoder = createLineDecoder({ reference: Date.parse(NOW), format: 'ndjson' })
  return [...decoder.push(line), ...decoder.flush()].map(({ event }) => event)
}

/** The entry of the source document. */
const ENTRY: StructuredEntry = {
  timestamp: '2024-01-15T10:30:45.123Z',
  level: 'INFO',
  category: 'api',
  message: 'User authenticated successfully',
  module: 'auth_service',
  function: 'authenticate_user',
  line: 142,
  context: { request_id: 'req_123456', user_id: 'user_789', ip_address: '192.168.1.100' },
  metadata: { auth_method: 'password', duration_ms: 45 },
  performance_data: { response_time: 0.045, memory_usage: 128.5 },
}

describe('the structured format', () => {
  test('is the one of the source document, member for member', () => {
    const event = eventOf(ENTRY)
    assert.deepEqual(event, {
      time: '2024-01-15T10:30:45.123Z',
      level: 'INFO',
      category: 'api',
      message: 'User authenticated successfully',
      module: 'auth_service',
      function: 'authenticate_user',
      line: 142,
      request_id: 'req_123456',
      user_id: 'user_789',
      ip: '192.168.1.100',
      attributes: {
        metadata: { auth_method: 'password', duration_ms: 45 },
        performance_data: { response_time: 0.045, memory_usage: 128.5 },
      },
    })
    const { id, ...entry } = entryOf(normal(event))
    assert.equal(id, '019f0000-0000-7000-8000-000000000000')
    assert.deepEqual(entry, ENTRY)
    assert.deepEqual(Object.keys(entry), Object.keys(ENTRY))
  })

  test('keeps what is no field of the envelope together, and what does not fit one', () => {
    const long = 'x'.repeat(1_025)
    const event = eventOf({
      ...ENTRY,
      context: { user_id: long, session_id: 7, region: 'eu', entity_id: { a: 1 } },
      fields: { context: 1, metadata: 2, order: { total: 3 } },
    })
    assert.equal(event.user_id, undefined)
    assert.equal(event.session_id, '7')
    assert.deepEqual(event.attributes?.context, { user_id: long, region: 'eu', entity_id: { a: 1 } })
    assert.deepEqual(event.attributes?.context_, 1)
    assert.deepEqual(event.attributes?.metadata_, 2)
    assert.deepEqual(event.attributes?.order, { total: 3 })
  })

  const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonObject[string]>
  const key = fc.oneof(
    fc.constantFrom(
      ...Object.keys(CONTEXT_FIELDS),
      ...[
        'context',
        'metadata',
        'performance_data',
        'error',
        'fields',
        'message',
        'level',
        '__proto__',
        'a.b',
        '',
      ],
    ),
    fc.string({ maxLength: 4 }),
  )
  const object = fc
    .array(fc.tuple(key, fc.oneof(json, fc.dictionary(key, json, { maxKeys: 3 }))), { maxLength: 5 })
    .map(Object.fromEntries<JsonObject[string]>)
  const text = fc.oneof(fc.string(), fc.constantFrom('5', 'ünï', '{"a":1}', ' '))
  const texts = (names: readonly string[]) => Object.fromEntries(names.map(name => [name, text]))

  const events = fc.record(
    {
      time: fc.constantFrom('2024-01-15T10:30:45.123Z', '2024-01-15T10:30:45.123456789Z'),
      level: fc.constantFrom(...LEVELS),
      severity_number: fc.integer({ min: 1, max: 24 }),
      stream: fc.constantFrom(...STREAMS),
      line: fc.nat(),
      ...texts(['category', 'service', 'environment', 'module', 'function', 'name', 'message']),
      ...texts(Object.values(CONTEXT_FIELDS)),
      attributes: object,
    },
    { requiredKeys: ['time', 'level'] },
  )

  test('loses nothing of any event', () => {
    fc.assert(
      fc.property(events, input => {
        const event = normal(input)
        assert.deepEqual(normal(eventOf(entryOf(event))), event)
      }),
      { numRuns: 1_000 },
    )
  })

  test('and a line of it is imported to the very same event', () => {
    fc.assert(
      fc.property(events, input => {
        const event = normal(input)
        const entry = entryOf(event)
        // Without any member of its own an entry is like the records of other loggers.
        fc.pre(isStructuredEntry(entry))
        const [imported] = decode(JSON.stringify(entry))
        assert.deepEqual(normal(imported), event)
      }),
      { numRuns: 300 },
    )
  })

  const entries = fc.record(
    {
      timestamp: fc.constant('2024-01-15T10:30:45.123Z'),
      level: fc.constantFrom(...LEVELS),
      ...texts(['category', 'service', 'environment', 'function', 'name', 'message']),
      module: text,
      line: fc.nat(),
      context: object,
      metadata: json,
      performance_data: json,
      error: json,
      fields: object,
      stream: fc.constantFrom(...STREAMS),
    },
    { requiredKeys: ['timestamp', 'level', 'module'] },
  )

  test('means the same after any number of turns', () => {
    fc.assert(
      fc.property(entries, entry => {
        assert.ok(isStructuredEntry(entry))
        const once = normal(eventOf(entry as StructuredEntry))
        assert.deepEqual(normal(eventOf(entryOf(once))), once)
        assert.deepEqual(normal(decode(JSON.stringify(entry))[0]), once)
      }),
      { numRuns: 500 },
    )
  })

  test('is not believed of other loggers’ records', () => {
    for (const record of [
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'info', message: 'winston', module: 'x' },
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'INFO', message: 'no member of its own' },
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'INFO', module: 'x', hostname: 'another member' },
      { timestamp: '2024-01-15 10:30:45', level: 'INFO', module: 'local time' },
      { timestamp: '2024-13-15T10:30:45.123Z', level: 'INFO', module: 'no date' },
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'INFO', module: 5 },
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'INFO', module: 'x', line: -1 },
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'INFO', module: 'x', context: [] },
      { timestamp: '2024-01-15T10:30:45.123Z', level: 'INFO', module: 'x', id: 'mine' },
      [],
      null,
      'text',
    ])
      assert.equal(isStructuredEntry(record), false, JSON.stringify(record))
  })
})

describe('an activity', () => {
  const given = {
    event_type: 'UPDATE',
    entity_type: 'order',
    entity_id: 55,
    user_id: 'admin',
    description: 'Updated order status to SHIPPED',
    metadata: { old_status: 'PROCESSING', new_status: 'SHIPPED' },
  }

  test('comes back as it was given, with the next number', () => {
    const event = { ...normal(eventOfActivity(given)), seq: 500 } as TallyEvent
    assert.equal(event.stream, 'activity')
    assert.equal(event.name, 'UPDATE')
    assert.deepEqual(activityOf(event), {
      id: 501,
      timestamp: NOW,
      ...given,
      entity_id: '55',
      ip_address: null,
      user_agent: null,
    })
  })

  test('shows every attribute of an event that came another way', () => {
    const shown = (attributes: JsonObject) => activityOf({ seq: 0, attributes } as TallyEvent).metadata
    assert.deepEqual(shown({ total: 5 }), { total: 5 })
    assert.deepEqual(shown({ total: 5, metadata: { a: 1 } }), { total: 5, a: 1 })
    assert.deepEqual(shown({ total: 5, metadata: 'x' }), { total: 5, metadata: 'x' })
    assert.equal(activityOf({ seq: 0 } as TallyEvent).metadata, null)
  })
})

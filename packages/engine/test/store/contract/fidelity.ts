import assert from 'node:assert/strict'
import type { JsonObject } from '@tallystick/core'
import type { Say } from './index.ts'
import type { EventPart } from './room.ts'

/** Events come back as they were appended. */
export function describeFidelity(say: Say): void {
  const sameBack = (sentence: string, ...parts: EventPart[]) =>
    say(sentence, async room => {
      const events = await room.load(...parts)
      assert.deepEqual(await room.search('', { order: 'asc' }), events)
      for (const event of events.slice(0, 5))
        assert.deepEqual(await room.store.get(room.tenant, event.id), event)
    })
  const attributes = (...all: JsonObject[]) => all.map(one => ({ attributes: one }))

  sameBack('an event with every field comes back whole', {
    stream: 'audit',
    time: '2026-01-31T12:00:00.123456789Z',
    received: '2026-01-31T12:00:01.000001Z',
    level: 'CRITICAL',
    severity_number: 23,
    category: 'security',
    service: 'api',
    environment: 'prod',
    module: 'auth',
    function: 'login',
    line: 42,
    name: 'login.failure',
    message: 'no such user',
    user_id: 'u',
    session_id: 's',
    request_id: 'r',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    ip: '2001:db8::1',
    user_agent: 'curl/8',
    entity_type: 'user',
    entity_id: 'e',
    attributes: { a: 1 },
    nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
  })
  sameBack('an event with nothing but what is required comes back without more', {})
  sameBack('line 0 is not absent', { line: 0 }, { line: Number.MAX_SAFE_INTEGER })
  sameBack(
    'nested objects, empty ones, nulls and arrays of mixed types come back',
    ...attributes(
      { a: { b: { c: { d: [1, 'x', null, true, { e: [] }, [[]]] } } } },
      { empty: {}, none: null, list: [], deep: { empty: {}, none: null } },
      { 'a.b': 1, a: { b: 2, 'c.d': { e: 3 } } },
      {},
    ),
  )
  sameBack(
    'numbers come back to the last bit',
    ...attributes(
      {
        v: [
          0,
          -0,
          1,
          -1,
          0.1,
          0.1 + 0.2,
          1e21,
          1e-7,
          5e-324,
          1.7976931348623157e308,
          2 ** 53,
          2 ** 53 + 2,
          -(2 ** 63),
          2 ** 64,
        ],
      },
      {
        a: 1e21,
        b: -0,
        c: Number('12345678901234567890'),
        d: 4.35,
        e: 1e300,
        f: Number('9007199254740993'),
        g: 100,
        h: -1.5,
      },
    ),
  )
  sameBack(
    'types are kept apart: 1, "1", true, "true", null, "null", [] and "[]"',
    ...attributes(
      { v: 1 },
      { v: '1' },
      { v: true },
      { v: 'true' },
      { v: null },
      { v: 'null' },
      { v: [] },
      { v: '[]' },
      { v: '' },
      { v: {} },
      { v: '{}' },
    ),
  )
  sameBack(
    'odd keys come back',
    ...attributes(
      JSON.parse(
        `{"__proto__":{"polluted":1},"constructor":1,"toString":2,"my key":1,"a.b":2,"a":{"b":3},"":4,"it's":5,"a\\"b":6,"ключ":7,"😀":8,"a\\\\b":9,"10":1,"9":2,"\\n":3,"\\u0001":4}`,
      ) as JsonObject,
      JSON.parse('{"a":{"__proto__":1,"":{"":{"":1}}}}') as JsonObject,
    ),
  )
  sameBack(
    'text comes back: unicode, control characters, line ends, escapes and what looks like SQL or JSON',
    ...[
      'é',
      'e\u0301',
      '日本語',
      '😀👩‍👩‍👧',
      '\uffff',
      '\u2028\u2029',
      '\t\r\n\b\f',
      '\u0001\u001f\u007f',
      '\\n \\u0041',
      `'"\``,
      "'; DROP TABLE x;--",
      '{"a":1}',
      '%s %d $x {{y}}',
      ' padded ',
      '\ufeffbom',
      '\\',
    ].map(text => ({ message: text, service: text, attributes: { v: text, [text]: text, list: [text] } })),
  )
  sameBack('the character NUL comes back', { message: 'a\u0000b', attributes: { v: '\u0000', 'k\u0000': 1 } })
  sameBack('texts of 64 KB come back', {
    message: 'm'.repeat(65_536),
    attributes: { v: '😀'.repeat(16_384), list: Array.from({ length: 5_000 }, (_, i) => i) },
  })
  sameBack(
    'an event with a thousand attributes comes back',
    ...attributes(
      Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`key${i}`, i % 2 ? i : `v${i}`])),
    ),
  )
  sameBack(
    'attributes nested 60 deep come back',
    ...attributes(JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`) as JsonObject),
  )

  say('the character NUL is matched like any other', async room => {
    await room.labelled({ nul: { v: 'a\u0000b' }, short: { v: 'a' }, other: { v: 'a\u0000c' } })
    await room.picks('v:"a\u0000b"', 'nul')
    await room.picks('v:a', 'short')
    await room.picks('v:a*b', 'nul')
    await room.picks('v>a', 'nul', 'other')
    await room.rows('| uniq(v)', [[3]])
    await room.messages('x\u0000needle')
    await room.finds('needle', ['x\u0000needle'])
  })

  say('a value of 64 KB is compared whole', async room => {
    const long = 'x'.repeat(65_535)
    await room.labelled({ a: { v: `${long}a` }, b: { v: `${long}b` } })
    await room.picks('v:*a', 'a')
    await room.picks('v:/b$/', 'b')
    await room.rows('| uniq(v), count()', [[2, 2]])
  })
}

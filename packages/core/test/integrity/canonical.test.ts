import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { TallyError } from '../../src/errors.ts'
import { canonicalize } from '../../src/integrity/canonical.ts'

const refused = (value: unknown) =>
  assert.throws(
    () => canonicalize(value),
    error => error instanceof TallyError && error.code === 'TALLY_CANONICAL_VALUE',
  )

/** RFC 8785 said another way: sort the entries, print each part with JSON.stringify. */
function reference(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${reference(inner)}`).join(',')}}`
}

describe('canonical JSON', () => {
  test('sorts keys by UTF-16 code units, at every depth', () => {
    assert.equal(
      canonicalize({ b: 1, a: { d: 1, c: [{ f: 0, e: 0 }] } }),
      '{"a":{"c":[{"e":0,"f":0}],"d":1},"b":1}',
    )
    // U+1F600 is D83D DE00 in UTF-16 and so sorts before U+FB33, though its code point is larger.
    assert.equal(canonicalize({ '\ufb33': 1, '\u{1f600}': 2 }), '{"\u{1f600}":2,"\ufb33":1}')
  })

  test('orders integer-like keys as text although JavaScript lists them first and by number', () => {
    assert.equal(canonicalize({ 10: 1, 9: 2, '': 3, a: 4, '-1': 5 }), '{"":3,"-1":5,"10":1,"9":2,"a":4}')
    assert.equal(canonicalize({ 1: 1, 2: 2, a: 3 }), '{"1":1,"2":2,"a":3}')
  })

  test('keeps a key named __proto__', () => {
    const value = JSON.parse('{"b":1,"__proto__":{"z":1,"a":2}}') as unknown
    assert.equal(canonicalize(value), '{"__proto__":{"a":2,"z":1},"b":1}')
  })

  test('prints numbers as ECMAScript does', () => {
    assert.equal(
      canonicalize([-0, 1e21, 1e-7, JSON.parse('333333333.33333329'), 4.5, 2e-3]),
      '[0,1e+21,1e-7,333333333.3333333,4.5,0.002]',
    )
  })

  test('refuses what is not JSON', () => {
    for (const value of [
      undefined,
      () => 1,
      Symbol('x'),
      1n,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Date(0),
      new Map(),
      new Uint8Array(1),
    ]) {
      refused(value)
      refused([value])
      refused({ a: value })
    }
    refused({ toJSON: () => 1 })
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    refused([1, , 2])
  })

  test('refuses lone surrogates in text and in keys', () => {
    refused('\ud800')
    refused(['a\udc00'])
    refused({ '\ud800': 1 })
    refused({ b: 1, '\udfff': 1 })
  })

  test('refuses cycles and nesting beyond its limit instead of overflowing the stack', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    refused(cycle)
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = [deep]
    refused(deep)
    let allowed: unknown = 1
    for (let i = 0; i < 1000; i++) allowed = { b: allowed, a: 0 }
    assert.ok(canonicalize(allowed).startsWith('{"a":0,"b":{'))
  })

  test('agrees with the definition on every JSON value, and reads back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), value => {
        const text = canonicalize(value)
        assert.equal(text, reference(value))
        assert.equal(canonicalize(JSON.parse(text)), text)
      }),
    )
  })
})

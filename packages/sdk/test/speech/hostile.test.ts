import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { listen } from './collect.ts'

/** What a caller can hand in, and what must be seen of it. */
const HOSTILE: readonly (readonly [string, () => unknown, RegExp])[] = [
  [
    'a getter that throws',
    () => ({
      ok: 1,
      get bad() {
        throw new Error('no')
      },
    }),
    /"ok":1.*\[getter threw: no\]/,
  ],
  [
    'a cycle',
    () => {
      const a: Record<string, unknown> = { n: 1 }
      a.self = a
      return a
    },
    /\[Circular\]/,
  ],
  ['a BigInt', () => ({ n: 2n ** 70n }), /"1180591620717411303424"/],
  [
    'a revoked proxy',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return { proxy }
    },
    /threw/,
  ],
  [
    'a proxy whose traps throw',
    () => ({
      p: new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('trap')
          },
        },
      ),
    }),
    /object threw: trap/,
  ],
  [
    'an error with a cause in a circle',
    () => {
      const e = new Error('a')
      e.cause = e
      return { e }
    },
    /\[Circular\]/,
  ],
  [
    'an AggregateError',
    () => ({ e: new AggregateError([new Error('x1'), new Error('x2')], 'many') }),
    /x1.*x2/,
  ],
  [
    'an error whose stack throws',
    () => {
      const e = new Error('m')
      Object.defineProperty(e, 'stack', {
        get() {
          throw new Error('s')
        },
      })
      return { e }
    },
    /getter threw: s/,
  ],
  [
    'a Map',
    () => ({ m: new Map<unknown, unknown>([['a', 1]]), n: new Map<unknown, unknown>([[{ k: 1 }, 2]]) }),
    /"m":\{"a":1\},"n":\[\[\{"k":1\},2\]\]/,
  ],
  ['a Set', () => ({ s: new Set([1, 'b']) }), /\[1,"b"\]/],
  [
    'bytes',
    () => ({ b: Buffer.from('secret'), t: new Float64Array(2) }),
    /\[Buffer: 6 bytes\].*\[Float64Array: 16 bytes\]/,
  ],
  [
    'an invalid date',
    () => ({ d: new Date(Number.NaN), v: new Date(0) }),
    /Invalid Date.*1970-01-01T00:00:00.000Z/,
  ],
  [
    'symbols and functions',
    () => ({ s: Symbol('x'), f: function named() {} }),
    /Symbol\(x\).*\[Function: named\]/,
  ],
  ['a long string', () => ({ s: 'a'.repeat(10_000_000) }), /…\[\+9983616 characters\]/],
  [
    'deep nesting',
    () => {
      let v: unknown = 1
      for (let i = 0; i < 10_000; i++) v = { v }
      return { v }
    },
    /nested too deep/,
  ],
  [
    'toJSON that throws',
    () => ({
      t: {
        toJSON() {
          throw new Error('tj')
        },
      },
    }),
    /toJSON threw: tj/,
  ],
  [
    'toJSON that returns itself',
    () => ({
      t: {
        a: 1,
        toJSON() {
          return this
        },
      },
    }),
    /"a":1/,
  ],
  ['a huge array', () => ({ a: new Array(1_000_000).fill(7) }), /\[999500 more\]/],
  ['a sparse array', () => ({ a: new Array(4_000_000_000) }), /\[3999999500 more\]/],
  [
    'an object of many keys',
    () => Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])),
    /\[4500 more\]/,
  ],
  ['NaN and infinity', () => ({ n: Number.NaN, i: Number.NEGATIVE_INFINITY }), /"NaN".*"-Infinity"/],
  ['lone surrogates', () => ({ s: '\ud800x' }), /\ufffdx/],
  ['__proto__ as a key', () => JSON.parse('{"__proto__":{"level":"x"}}'), /"__proto__":\{"level":"x"\}/],
  ['an object without prototype', () => Object.assign(Object.create(null) as object, { z: 1 }), /"z":1/],
  ['boxed primitives', () => ({ n: Object(5), s: Object('t') }), /"n":5,"s":"t"/],
  [
    'a class instance',
    () => ({
      c: new (class Money {
        amount = 5
      })(),
    }),
    /\{"amount":5\}/,
  ],
  [
    'a thrown value whose text throws',
    () => ({
      get bad() {
        throw {
          toString() {
            throw new Error('x')
          },
        }
      },
    }),
    /threw: unknown/,
  ],
  [
    'an endless iterator',
    () => {
      const a = [1]
      a[Symbol.iterator] = function* () {
        for (;;) yield 1
      }
      return { a }
    },
    /more\]/,
  ],
  [
    'a URL and parameters',
    () => ({ u: new URL('https://h/p'), q: new URLSearchParams('a=1&a=2') }),
    /https:\/\/h\/p.*\[\["a","1"\],\["a","2"\]\]/,
  ],
]

describe('logging never throws, and shows what can be shown of', () => {
  for (const [name, make, seen] of HOSTILE)
    test(name, () => {
      const { speech, lines } = listen()
      const log = speech.getLogger('hostile')
      log.info('message', make() as never)
      assert.equal(lines.length, 1)
      assert.match(lines[0]!, seen)
      assert.equal((JSON.parse(lines[0]!) as { message: string }).message, 'message')
      assert.ok(lines[0]!.length < 400_000)
      // The same as context, metadata, error, fields first, and the message itself.
      const value = make()
      log.info('m', { context: value as never, metadata: value as never, error: value, own: value })
      ;(log.error as (...args: unknown[]) => void)(value)
      ;(log.info as (...args: unknown[]) => void)(value, value, value)
      log
        .child(value as never)
        .child({ context: value as never })
        .info('c')
      for (const line of lines) JSON.parse(line)
      assert.equal(lines.length, 5)
    })
})

test('a getter that logs is heard once and the rest is counted', async () => {
  const { speech, lines } = listen()
  const log = speech.getLogger('loop')
  const value = {
    get again(): number {
      log.info('from the getter', value)
      return 1
    },
  }
  log.info('outer', value)
  await speech.flush(10)
  const messages = lines.map(line => (JSON.parse(line) as { message: string }).message)
  assert.deepEqual(messages, ['from the getter', 'outer', '1 records shed'])
})

test('a record as a whole is bounded', () => {
  const { speech, lines } = listen()
  const row = { text: 'x'.repeat(16_000) }
  speech.getLogger('big').info('many', { rows: Array.from({ length: 400 }, () => ({ ...row })) })
  assert.ok(lines[0]!.length < 300_000)
  assert.match(lines[0]!, /left out: record too large/)
})

test('a secret that straddles the cut of a long text is still seen', () => {
  const { speech, lines } = listen({
    scrubber: { key: () => false, text: t => t.replaceAll('s3cret'.repeat(20), '***') },
  })
  speech.getLogger('cut').info(`${'a'.repeat(16_384 - 60)}${'s3cret'.repeat(20)}${'b'.repeat(9_000)}`)
  assert.doesNotMatch(lines[0]!, /s3cret/)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  eventOf,
  isStructuredEntry,
  LEVELS,
  normalizeEvent,
  DEFAULT_LIMITS as SERVER_LIMITS,
} from '@tallystick/core'
import fc from 'fast-check'
import {
  consoleFormat,
  jsonFormat,
  pinoFormat,
  syslogFormat,
  textFormat,
  wireFormat,
} from '../../src/format/index.ts'
import { createScrubber } from '../../src/scrub/index.ts'
import { createSpeech, type LogExtra, withContext } from '../../src/speech/index.ts'
import { collector } from './collect.ts'

const RUNS = 400 * Number(process.env.TALLY_SOAK ?? 1)
const NOW = Date.UTC(2024, 0, 15, 10, 30, 45, 123)

const RESERVED = [
  'level',
  'time',
  'timestamp',
  'seq',
  'id',
  'tenant',
  'received',
  'nonce',
  'stream',
  'severity_number',
  'service',
  'environment',
  'message',
  'module',
  'function',
  'line',
  'attributes',
  'fields',
  'context',
  'metadata',
  'performance_data',
  'error',
  'err',
  'name',
  'category',
  'user_id',
  'ip',
  'ip_address',
  'msg',
  'pid',
  '__proto__',
  'constructor',
  'toJSON',
] as const

/** Any text: control characters, half surrogates, JSON's own characters and reserved names among them. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...RESERVED,
    '\r\n[2024-01-15 10:30:45] [AUDIT   ] x: forged',
    '\x1b[2J',
    '"}\n{"level":"AUDIT"}',
    '\u2028',
    '\x9b31m',
    '\u202e',
  ),
)
/** Something hostile, made only when it is logged: fast-check must be able to print it. */
class Hostile {
  readonly kind: 'error' | 'own' | 'toJSON' | 'getter' | 'proxy' | 'revoked' | 'cycle'
  readonly inner: unknown
  constructor(kind: Hostile['kind'], inner: unknown) {
    this.kind = kind
    this.inner = inner
  }
}

const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
      withObjectString: true,
    }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 5 }),
    fc
      .tuple(
        fc.constantFrom<Hostile['kind']>('error', 'own', 'toJSON', 'getter', 'proxy', 'revoked', 'cycle'),
        tie('value'),
      )
      .map(([kind, inner]) => new Hostile(kind, inner)),
    fc.constant(Symbol('s')),
  ),
})).value

/** The value with everything hostile in it made. */
function make(given: unknown): unknown {
  if (given instanceof Hostile) {
    const inner = make(given.inner)
    const throws = (): never => {
      throw inner
    }
    switch (given.kind) {
      case 'error':
        return new Error('e', { cause: inner })
      case 'own':
        return Object.assign(new TypeError('t'), { own: inner, type: inner, message: inner })
      case 'toJSON':
        return { toJSON: () => inner }
      case 'getter':
        return Object.defineProperty({ fine: 1 }, 'bad', { get: throws, enumerable: true })
      case 'proxy':
        return new Proxy({}, { ownKeys: throws })
      case 'revoked': {
        const { proxy, revoke } = Proxy.revocable({}, {})
        revoke()
        return proxy
      }
      case 'cycle': {
        const self: Record<string, unknown> = { inner }
        self.self = self
        return self
      }
    }
  }
  if (Array.isArray(given)) return given.map(make)
  if (typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype)
    return Object.fromEntries(Object.entries(given).map(([key, member]) => [key, make(member)]))
  return given
}

const extra = fc.dictionary(fc.oneof(text, fc.constantFrom(...RESERVED)), value, { maxKeys: 8 })
const madeExtra = (given: Record<string, unknown>): LogExtra => make(given) as LogExtra
const level = fc.constantFrom(...LEVELS)
const identity = { service: 'shop', environment: 'prod' }

const FORMATS = {
  json: jsonFormat(identity),
  wire: wireFormat(identity),
  pino: pinoFormat(identity),
  text: textFormat,
  console: consoleFormat({ details: true }),
  plain: consoleFormat(),
  coloured: consoleFormat({ colours: true, details: true }),
  stacks: consoleFormat({ stacks: true, details: true }),
  syslog: syslogFormat({ appName: 'shop', host: 'h' }),
} as const

/** One speech per format; what it wrote of one call. */
const lanes = Object.entries(FORMATS).map(([name, format]) => {
  const sink = collector(format)
  return {
    name: name as keyof typeof FORMATS,
    sink,
    speech: createSpeech({
      scrubber: createScrubber(),
      destinations: [sink],
      level: 'TRACE',
      now: () => NOW,
    }),
  }
})

/** The lines of all formats for one call. */
function linesOf(
  call: (log: ReturnType<(typeof lanes)[0]['speech']['getLogger']>) => void,
): Record<keyof typeof FORMATS, string> {
  const lines: Partial<Record<keyof typeof FORMATS, string>> = {}
  for (const { name, sink, speech } of lanes) {
    sink.lines.length = 0
    call(speech.getLogger('auth_service'))
    assert.equal(sink.lines.length, 1, `${name} wrote ${sink.lines.length} lines`)
    lines[name] = sink.lines[0]!
  }
  return lines as Record<keyof typeof FORMATS, string>
}

const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
const SGR = /\x1b\[[\d;]*m/g

describe('whatever is logged', () => {
  test('no call throws, and each is one line', () => {
    fc.assert(
      fc.property(level, value, value, value, value, (name, bound, first, second, third) => {
        linesOf(log =>
          withContext(make(bound) as never, () =>
            (log.child(make(bound) as never).log as (...args: unknown[]) => void)(
              name,
              make(first),
              make(second),
              make(third),
            ),
          ),
        )
      }),
      { numRuns: RUNS },
    )
  })

  test('every JSON line is one valid object, and no reserved field is the caller’s', () => {
    fc.assert(
      fc.property(level, text, extra, extra, (name, message, bound, given) => {
        const { json, wire, pino } = linesOf(log =>
          log.child(madeExtra(bound)).log(name, message, madeExtra(given)),
        )
        for (const line of [json, wire, pino]) assert.doesNotMatch(line, CONTROL)
        const entry = JSON.parse(json) as Record<string, unknown>
        assert.ok(isStructuredEntry(entry))
        assert.equal(entry.timestamp, '2024-01-15T10:30:45.123Z')
        assert.equal(entry.level, name)
        assert.equal(entry.module, 'auth_service')
        assert.equal(entry.service, 'shop')
        assert.equal(entry.environment, 'prod')
        for (const assigned of [
          'seq',
          'id',
          'tenant',
          'received',
          'nonce',
          'stream',
          'severity_number',
          'function',
          'line',
        ])
          assert.equal(Object.hasOwn(entry, assigned), false)
        const event = JSON.parse(wire) as Record<string, unknown>
        assert.equal(event.time, entry.timestamp)
        assert.equal(event.level, name)
        assert.equal(event.module, 'auth_service')
        assert.equal(event.service, 'shop')
        for (const assigned of ['seq', 'id', 'tenant', 'received', 'nonce', 'stream', 'severity_number'])
          assert.equal(Object.hasOwn(event, assigned), false)
        const forPino = JSON.parse(pino) as Record<string, unknown>
        assert.equal(forPino.time, NOW)
        assert.equal(forPino.name, 'auth_service')
      }),
      { numRuns: RUNS },
    )
  })

  test('a line of the file imported is the event of the wire, and the server takes it', () => {
    let ids = 0
    const normalize = (event: unknown) =>
      normalizeEvent(event, {
        tenant: 't',
        received: '2024-01-15T10:30:46.000Z',
        newId: () => `019f0000-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
        newNonce: () => '',
        limits: SERVER_LIMITS,
      }).event
    fc.assert(
      fc.property(level, text, extra, extra, (name, message, bound, given) => {
        const { json, wire } = linesOf(log =>
          log.child(madeExtra(bound)).log(name, message, madeExtra(given)),
        )
        const entry: unknown = JSON.parse(json)
        assert.ok(isStructuredEntry(entry))
        const imported = normalize(eventOf(entry))
        const shipped = normalize(JSON.parse(wire))
        assert.deepEqual({ ...imported, id: '' }, { ...shipped, id: '' })
      }),
      { numRuns: RUNS },
    )
  })

  test('text, console and syslog lines hold no control characters and no line breaks', () => {
    fc.assert(
      fc.property(level, text, extra, (name, message, given) => {
        const lines = linesOf(log => log.log(name, message, madeExtra(given)))
        for (const format of ['text', 'console', 'plain'] as const)
          assert.doesNotMatch(lines[format], CONTROL)
        assert.doesNotMatch(lines.syslog.replace(' \ufeff', ' '), CONTROL)
        assert.doesNotMatch(lines.coloured.replace(SGR, ''), CONTROL)
        assert.ok(lines.plain.startsWith(`[`) && lines.plain.includes(`] [${name.padEnd(8)}] auth_service: `))
        // With stacks, lines that follow are indented: none can look like a record.
        for (const more of lines.stacks.split('\n').slice(1)) {
          assert.ok(more.startsWith('    '))
          assert.doesNotMatch(more, CONTROL)
        }
        assert.ok(Buffer.byteLength(lines.syslog) <= 8192)
        assert.equal(Buffer.from(lines.syslog).toString(), lines.syslog)
      }),
      { numRuns: RUNS },
    )
  })
})

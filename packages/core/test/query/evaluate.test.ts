import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  attributeAt,
  compareText,
  evaluateAggregation,
  flattenAttributes,
  type Json,
  type JsonObject,
  messageWildcardMatcher,
  numberBucket,
  numberOf,
  parseDuration,
  parseQuery,
  phraseMatcher,
  printDuration,
  type TallyEvent,
  textOf,
  timeBucket,
  timeFromMs,
  timeToMs,
  toAggregation,
  wildcardMatcher,
} from '../../src/index.ts'

/** Few characters, so that random texts meet: token characters of all kinds, and separators. */
const shortText = fc.string({ unit: fc.constantFrom(...'aAbk1é\u212a😀 _-.*\n'), maxLength: 8 })
const key = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 3 })
const { json } = fc.letrec<{ json: Json }>(tie => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, 1, 'x', true, [], [1]),
    fc.dictionary(key, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const attributes = fc.dictionary(key, json, { maxKeys: 5, noNullPrototype: true })

function event(part: Partial<TallyEvent>): TallyEvent {
  return {
    id: '019f0000-0000-7000-8000-000000000000',
    seq: 0,
    tenant: 't',
    stream: 'log',
    time: '2026-01-31T12:00:00.000Z',
    received: '2026-01-31T12:00:00.000Z',
    level: 'INFO',
    severity_number: 9,
    ...part,
  }
}

describe('a phrase', () => {
  /** The rule of docs/design/002 word for word, by bytes as SQL engines see them. */
  function holds(text: string, phrase: string): boolean {
    const fold = (value: string) =>
      Buffer.from(value).map(byte => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte))
    const isToken = (byte: number | undefined) =>
      byte !== undefined && (byte >= 0x80 || /[0-9A-Za-z]/.test(String.fromCharCode(byte)))
    const bytes = Buffer.from(fold(text))
    const wanted = Buffer.from(fold(phrase))
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) {
      const end = at + wanted.length
      const cutLeft = isToken(wanted[0]) && isToken(bytes[at - 1])
      const cutRight = isToken(wanted.at(-1)) && isToken(bytes[end])
      if (!cutLeft && !cutRight) return true
    }
    return false
  }

  test('is held by a text exactly when some occurrence cuts no token', () => {
    fc.assert(
      fc.property(
        shortText,
        shortText.filter(phrase => phrase !== ''),
        (text, phrase) => {
          for (const one of [text, text + phrase, `${text} ${phrase}${text}`])
            assert.equal(phraseMatcher(phrase)(one), holds(one, phrase), JSON.stringify([one, phrase]))
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('with closed ends is what a wildcard without stars would be', () => {
    fc.assert(
      fc.property(
        shortText,
        shortText.filter(phrase => phrase !== ''),
        (text, phrase) => assert.equal(messageWildcardMatcher([phrase])(text), phraseMatcher(phrase)(text)),
      ),
    )
  })
})

describe('a wildcard', () => {
  const parts = fc.array(shortText, { minLength: 2, maxLength: 4 })

  test('matches a whole value as the expression does in which a star is .*', () => {
    fc.assert(
      fc.property(parts, shortText, (parts, extra) => {
        const pattern = new RegExp(`^${parts.map(part => part.replace(/\W/gu, '\\$&')).join('.*')}$`, 's')
        for (const text of [extra, parts.join(''), parts.join(extra), extra + parts.join(extra)])
          assert.equal(wildcardMatcher(parts)(text), pattern.test(text), JSON.stringify([parts, text]))
      }),
      { numRuns: 2_000 },
    )
  })

  test('in a message with both ends open is order without boundaries', () => {
    fc.assert(
      fc.property(parts, shortText, (parts, extra) => {
        const open = ['', ...parts.filter(part => part !== ''), '']
        const lower = (text: string) => text.replace(/[A-Z]/g, letter => letter.toLowerCase())
        for (const text of [extra, parts.join(''), parts.join(extra)])
          assert.equal(messageWildcardMatcher(open)(text), wildcardMatcher(open.map(lower))(lower(text)))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('attributes', () => {
  test('are found by path as the flattened ones are', () => {
    fc.assert(
      fc.property(attributes, key, (object, other) => {
        const flat = flattenAttributes(object)
        for (const path of [...flat.keys(), other, `${other}.a`])
          assert.deepEqual(attributeAt(object, path), flat.get(path), path)
      }),
      { numRuns: 3_000 },
    )
  })

  test('flatten the same however their keys are ordered', () => {
    const reversed = (value: Json): Json =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, below]) => [name, reversed(below)]),
          )
    fc.assert(
      fc.property(attributes, object => {
        const sorted = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
        assert.deepEqual(
          sorted(flattenAttributes(reversed(object) as JsonObject)),
          sorted(flattenAttributes(object)),
        )
      }),
    )
  })

  test('of integer-like and inherited names are found', () => {
    const object = JSON.parse('{"10":1,"9":{"2":3},"9.2":4,"__proto__":{"x":5}}') as JsonObject
    assert.deepEqual(
      ['10', '9.2', '__proto__.x', 'toString', '__proto__'].map(path => attributeAt(object, path)),
      [1, 3, 5, undefined, undefined],
    )
  })
})

describe('values', () => {
  test('compare as texts by the order of their UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 5 }).map(value => value.toWellFormed())
    fc.assert(
      fc.property(text, text, text, (prefix, a, b) => {
        const order = Buffer.compare(Buffer.from(prefix + a), Buffer.from(prefix + b))
        assert.equal(Math.sign(compareText(prefix + a, prefix + b)), order)
      }),
      { numRuns: 2_000 },
    )
  })

  test('are numbers when JSON says so and a double can hold them', () => {
    for (const text of ['0', '-0', '500', '5e2', '0.5', '-1E-7', '1e308'])
      assert.equal(numberOf(text), Number(text) + 0)
    for (const text of [
      '',
      ' 1',
      '1 ',
      '+1',
      '01',
      '1.',
      '.1',
      '0x1',
      '1e999',
      'NaN',
      'Infinity',
      '1_0',
      '1\n',
      '١',
    ])
      assert.equal(numberOf(text), undefined, JSON.stringify(text))
    assert.ok(Object.is(numberOf('-0'), 0))
  })

  test('have text forms that read back as the same number', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        value => numberOf(textOf(value)) === value,
      ),
    )
  })
})

describe('buckets', () => {
  test('of a time hold it and are aligned to the epoch', () => {
    const time = fc.integer({ min: 0, max: 9_214_646_399_999 }).map(timeFromMs)
    fc.assert(
      fc.property(time, fc.integer({ min: 1, max: 10_000_000 }), (when, seconds) => {
        const start = timeToMs(timeBucket(when, seconds))
        const offset = timeToMs(when) - start
        assert.ok(offset >= 0 && offset < seconds * 1000)
        assert.equal(start % (seconds * 1000), 0)
      }),
    )
  })

  test('of a tenth, a hundredth or a thousandth begin with each of their multiples', () => {
    for (const k of [10, 100, 1_000])
      for (let n = -3 * k; n <= 3 * k; n++) assert.equal(numberBucket(n / k, 1 / k), n / k + 0)
  })

  test('of any width hold their number, as nearly as doubles go', () => {
    const width = fc.oneof(
      fc.constantFrom(0.1, 0.25, 1, 2.5, 10, 1000),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), width, (value, width) => {
        const start = numberBucket(value, width)!
        const slack = 1e-9 * (Math.abs(value) + width)
        assert.ok(start <= value + slack && value < start + width + slack, `${start}`)
      }),
    )
  })

  test('beyond the range of a double are null', () => {
    assert.equal(numberBucket(1e308, 1e-3), null)
    assert.equal(numberBucket(1, 5e-324), null)
  })

  test('have durations that print in their largest unit', () => {
    const printed = { '60s': '1m', '90s': '90s', '120m': '2h', '24h': '1d', '14d': '2w', '8d': '8d' }
    for (const [written, largest] of Object.entries(printed)) {
      const seconds = parseDuration(written)!
      assert.equal(printDuration(seconds), largest)
      assert.equal(parseDuration(largest), seconds)
    }
    for (const text of ['5', 'm', '0m', '-5m', '5.5m', '05m', '5M', '5y'])
      assert.equal(parseDuration(text), undefined)
  })
})

describe('an aggregation', () => {
  const run = (query: string, events: readonly TallyEvent[]) => {
    const { filter, aggregation } = toAggregation(parseQuery(query))!
    return evaluateAggregation(events, filter, aggregation)
  }

  test('gives percentiles and counts per minute', () => {
    const at = (second: number, service: string, duration_ms: number) =>
      event({ time: timeFromMs(Date.UTC(2026, 0, 31, 12, 0, second)), service, attributes: { duration_ms } })
    const events = [at(1, 'gateway', 10), at(2, 'gateway', 30), at(61, 'gateway', 5), at(3, 'other', 1)]
    assert.deepEqual(run('service:gateway | p95(duration_ms), count() by bin(1m)', events), {
      columns: ['bin(1m)', 'p95(duration_ms)', 'count()'],
      rows: [
        ['2026-01-31T12:00:00.000Z', 29, 2],
        ['2026-01-31T12:01:00.000Z', 5, 1],
      ],
      truncated: false,
    })
  })

  test('loses no event: counts by any groups sum to the count of all', () => {
    const events = fc.array(attributes.map(one => event({ attributes: one })))
    fc.assert(
      fc.property(events, events => {
        const total = run('| count() by a, a.b, bin(b, 0.1) | limit 100000', events)
          .rows.map(row => row[3] as number)
          .reduce((a, b) => a + b, 0)
        assert.equal(total, events.length)
      }),
    )
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from '../../../../scripts/fuzz.ts'
import {
  canonicalize,
  normalizePoint,
  POINT_PREFIX,
  parseLine,
  pointLine,
  TallyError,
} from '../../src/index.ts'

const CONTEXT = { tenant: 'acme', received: '2026-01-31T12:00:00.000Z' }
const line = (value: unknown, seq = 7) => pointLine(normalizePoint(value, CONTEXT), seq)

describe('a point', () => {
  test('becomes its canonical line', () => {
    assert.equal(
      line({
        metric: 'response_time',
        value: 0.045,
        unit: 's',
        time: 1_769_860_800,
        tags: { method: 'GET', endpoint: '/api/users', status: 200, cached: false, empty: '', none: null },
      }),
      '{"metric":"response_time","received":"2026-01-31T12:00:00.000Z","seq":7,"tags":{"cached":"false","endpoint":"/api/users","method":"GET","status":"200"},"tenant":"acme","time":"2026-01-31T12:00:00.000Z","type":"gauge","unit":"s","value":0.045}',
    )
    assert.equal(
      line({ name: 'requests_total', value: -0, type: 'counter' }),
      '{"metric":"requests_total","received":"2026-01-31T12:00:00.000Z","seq":7,"tenant":"acme","time":"2026-01-31T12:00:00.000Z","type":"counter","value":0}',
    )
  })

  test('is refused with a code of its own', () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [undefined, 'TALLY_METRIC_NOT_OBJECT'],
      [[], 'TALLY_METRIC_NOT_OBJECT'],
      [{ value: 1 }, 'TALLY_METRIC_NAME'],
      [{ metric: '', value: 1 }, 'TALLY_METRIC_NAME'],
      [{ metric: 'a', name: 'b', value: 1 }, 'TALLY_METRIC_NAME'],
      [{ metric: 'a\nb', value: 1 }, 'TALLY_METRIC_NAME'],
      [{ metric: 'a'.repeat(257), value: 1 }, 'TALLY_METRIC_NAME'],
      [{ metric: 'a' }, 'TALLY_METRIC_VALUE'],
      [{ metric: 'a', value: '1' }, 'TALLY_METRIC_VALUE'],
      [{ metric: 'a', value: Number.POSITIVE_INFINITY }, 'TALLY_METRIC_VALUE'],
      [{ metric: 'a', value: -1, type: 'counter' }, 'TALLY_METRIC_VALUE'],
      [{ metric: 'a', value: 1, type: 'histogram' }, 'TALLY_METRIC_FIELD'],
      [{ metric: 'a', value: 1, unit: 5 }, 'TALLY_METRIC_FIELD'],
      [{ metric: 'a', value: 1, unit: 'x'.repeat(65) }, 'TALLY_METRIC_FIELD'],
      [{ metric: 'a', value: 1, service: 'x' }, 'TALLY_METRIC_FIELD'],
      [{ metric: 'a', value: 1, seq: 4 }, 'TALLY_METRIC_FIELD'],
      [{ metric: 'a', value: 1, tags: [] }, 'TALLY_METRIC_TAGS'],
      [{ metric: 'a', value: 1, tags: { a: {} } }, 'TALLY_METRIC_TAGS'],
      [{ metric: 'a', value: 1, tags: { '': 'x' } }, 'TALLY_METRIC_TAGS'],
      [{ metric: 'a', value: 1, tags: { a: 'x'.repeat(513) } }, 'TALLY_METRIC_TAGS'],
      [
        {
          metric: 'a',
          value: 1,
          tags: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`t${i}`, 'x'])),
        },
        'TALLY_METRIC_TAGS',
      ],
      [{ metric: 'a', value: 1, time: 'soon' }, 'TALLY_EVENT_TIME_INVALID'],
      [{ metric: 'a', value: 1, time: '1969-01-01T00:00:00Z' }, 'TALLY_EVENT_TIME_RANGE'],
    ]
    for (const [value, code] of cases) assert.throws(() => line(value), { code }, JSON.stringify(value))
  })

  test('of any shape gives a canonical line that keeps name, value and tags, or a TallyError', async () => {
    const tags = fc.dictionary(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('10', '9', '__proto__', 'a')),
      fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null), fc.object()),
    )
    const value = fc.oneof(
      fc.anything(),
      fc.record(
        {
          metric: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('cpu')),
          value: fc.oneof(fc.double(), fc.integer()),
          unit: fc.oneof(fc.string(), fc.constant(undefined)),
          time: fc.oneof(
            fc.constant(undefined),
            fc.date({ noInvalidDate: true }).map(date => date.getTime()),
          ),
          tags: fc.oneof(tags, fc.constant(undefined)),
          type: fc.constantFrom('gauge', 'counter', undefined),
        },
        { requiredKeys: ['metric', 'value'] },
      ),
    )
    await fuzz(
      'points of any shape',
      fc.property(value, fc.nat(), (input, seq) => {
        let text: string
        try {
          text = line(input, seq)
        } catch (error) {
          assert.ok(error instanceof TallyError, String(error))
          assert.match(error.code, /^TALLY_(?:METRIC|EVENT_TIME)_/)
          return
        }
        const point = JSON.parse(text) as Record<string, unknown>
        assert.ok(text.startsWith(POINT_PREFIX))
        assert.equal(canonicalize(point), text)
        assert.deepEqual(parseLine(new TextEncoder().encode(text)), { seq, tenant: 'acme' })
        assert.equal(point.value, (input as { value: number }).value + 0)
      }),
      2_000,
    )
  })
})

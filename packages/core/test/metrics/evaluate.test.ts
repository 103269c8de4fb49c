import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  callsOf,
  derivedExpression,
  evaluateExpression,
  expandNames,
  gridOf,
  parseExpression,
  printExpression,
  printTags,
  type Series,
  TallyError,
  type Values,
  type Vector,
} from '../../src/index.ts'

const NONE: Values = [null, null, null]
const none = () => undefined

/** Answers by expression text, for expressions without names. */
function evaluate(text: string, answers: Readonly<Record<string, Vector>>, steps = 3): Series[] {
  return evaluateExpression(parseExpression(text), steps, new Map(Object.entries(answers)))
}
const plain = (...rest: (number | null)[]): Vector => ({ grouped: false, series: [], rest })
const groups = (rows: Readonly<Record<string, Values>>, rest: Values = NONE): Vector => ({
  grouped: true,
  series: Object.entries(rows).map(([host, values]) => ({ tags: { host }, values })),
  rest,
})
const valuesOf = (series: readonly Series[]) =>
  Object.fromEntries(series.map(({ tags, values }) => [tags.host ?? '', values]))

describe('evaluation', () => {
  test('a missing point is missing in arithmetic and comparison, and so is what is no number', () => {
    const a = { 'avg(a)': plain(1, null, 0) }
    assert.deepEqual(evaluate('avg(a) + 1', a), [{ tags: {}, values: [2, null, 1] }])
    assert.deepEqual(evaluate('1 / avg(a)', a)[0]!.values, [1, null, null])
    assert.deepEqual(evaluate('-avg(a)', a)[0]!.values, [-1, null, 0])
    assert.deepEqual(evaluate('avg(a) > 0', a)[0]!.values, [1, null, 0])
    assert.deepEqual(evaluate('NOT avg(a)', a)[0]!.values, [0, null, 1])
    assert.deepEqual(evaluate('avg(a) ?? 7', a)[0]!.values, [1, 7, 0])
    assert.deepEqual(evaluate('5 % 3', {})[0]!.values, [2, 2, 2])
  })

  test('OR goes by what is known, AND needs both', () => {
    const answers = { 'avg(a)': plain(1, 0, null), 'avg(b)': plain(null, null, null) }
    assert.deepEqual(evaluate('avg(a) OR avg(b)', answers)[0]!.values, [1, 0, null])
    assert.deepEqual(evaluate('avg(b) OR avg(a)', answers)[0]!.values, [1, 0, null])
    assert.deepEqual(evaluate('avg(a) AND avg(b)', answers)[0]!.values, [null, 0, null])
    assert.deepEqual(evaluate('2 AND 3', {})[0]!.values, [1, 1, 1])
  })

  test('groups meet on equal tags, and what is not grouped meets all', () => {
    const answers = {
      'avg(a) by (host)': groups({ x: [1, 2, 3], y: [4, 5, 6] }),
      'avg(b) by (host)': groups({ y: [10, 10, 10], z: [1, 1, 1] }),
      'avg(c)': plain(1, 2, null),
    }
    assert.deepEqual(valuesOf(evaluate('avg(a) by (host) + avg(b) by (host)', answers)), { y: [14, 15, 16] })
    assert.deepEqual(valuesOf(evaluate('avg(a) by (host) * avg(c)', answers)), {
      x: [1, 4, null],
      y: [4, 10, null],
    })
    assert.deepEqual(valuesOf(evaluate('100 - avg(a) by (host)', answers)), {
      x: [99, 98, 97],
      y: [96, 95, 94],
    })
    assert.deepEqual(valuesOf(evaluate('avg(a) by (host) > 5 OR avg(b) by (host) > 5', answers)), {
      x: [0, 0, 0],
      y: [1, 1, 1],
      z: [0, 0, 0],
    })
  })

  test('a group that nothing was counted of counts as none', () => {
    const answers = {
      'count(events("e")) by (host)': groups({ x: [1, 0, 2] }, [0, 0, 0]),
      'count(events("")) by (host)': groups({ x: [2, 2, 2], y: [5, 0, 5] }, [0, 0, 0]),
    }
    assert.deepEqual(
      valuesOf(evaluate('count(events("e")) by (host) / count(events("")) by (host)', answers)),
      {
        x: [0.5, 0, 1],
        y: [0, null, 0],
      },
    )
  })

  test('names become the derived series, grouped as the name is, or the average of each series of the metric', () => {
    const show = (text: string) => printExpression(expandNames(parseExpression(text), derivedExpression))
    assert.equal(show('error_rate'), printExpression(derivedExpression('error_rate')!))
    assert.match(
      show('error_rate by (service)'),
      /^count\(.*\) by \(service\) \/ count\(.*\) by \(service\)$/,
    )
    assert.match(show('error_rate > 0.05'), / > 0\.05$/)
    assert.equal(show('cpu_usage > 80'), 'cpu_usage{} > 80')
    assert.equal(show('cpu_usage by (host)'), 'avg(cpu_usage) by (host)')
    assert.equal(show('avg(error_rate)'), 'avg(error_rate)')
    const verdicts = (which: string) => `count(events("stream:scan name:scan.feedback ${which}"))`
    assert.equal(
      show('false_positive_rate by (*)'),
      `${verdicts('verdict:false_positive')} / ${verdicts('(verdict:false_positive OR verdict:true_positive)')} ?? increase(false_positives_total) by (*) / increase(threats_detected_total) by (*)`,
    )
  })

  test('each call is asked for once', () => {
    const calls = callsOf(expandNames(parseExpression('a / max(b) + a{} - max(b{})'), none))
    assert.deepEqual([...calls.keys()], ['a{}', 'max(b)'])
  })

  const value = fc.oneof(
    fc.constant(null),
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => number + 0),
  )
  const row = fc.array(value, { minLength: 3, maxLength: 3 })
  const vector: fc.Arbitrary<Vector> = fc.oneof(
    row.map(rest => ({ grouped: false, series: [], rest })),
    fc
      .tuple(fc.dictionary(fc.constantFrom('w', 'x', 'y', 'z'), row), row)
      .map(([rows, rest]) => groups(rows, rest)),
  )

  test('every operator works on each group and step alone, as on two numbers', () => {
    const operators = ['+', '-', '*', '/', '%', '<', '<=', '>', '>=', '==', '!=', '??', 'OR', 'AND']
    fc.assert(
      fc.property(vector, vector, fc.constantFrom(...operators), (left, right, op) => {
        const series = evaluateExpression(
          parseExpression(`avg(a) ${op} avg(b)`),
          3,
          new Map([
            ['avg(a)', left],
            ['avg(b)', right],
          ]),
        )
        const of = (side: Vector, key: string) =>
          side.series.find(({ tags }) => printTags(tags) === key)?.values ?? side.rest
        const keys = new Set([...left.series, ...right.series].map(({ tags }) => printTags(tags)))
        const grouped = left.grouped || right.grouped
        for (const { tags, values } of series) {
          const key = printTags(tags)
          assert.ok(!grouped || keys.delete(key), 'a group comes once')
          for (const [i, value] of values.entries()) {
            const [a, b] = [of(left, key)[i]!, of(right, key)[i]!]
            const [alone] = evaluateExpression(
              parseExpression(`avg(a) ${op} avg(b)`),
              1,
              new Map([
                ['avg(a)', plain(a)],
                ['avg(b)', plain(b)],
              ]),
            )
            assert.equal(value, alone!.values[0])
            assert.ok(value === null || (Number.isFinite(value) && !Object.is(value, -0)))
          }
        }
        if (!grouped) assert.equal(series.length, 1)
        // What is left out has no value at any step.
        else
          for (const key of keys) {
            const tags = JSON.parse(key) as Record<string, string>
            const [again] = evaluateExpression(
              parseExpression(`avg(a) ${op} avg(b)`),
              3,
              new Map([
                ['avg(a)', { grouped: false, series: [], rest: of(left, printTags(tags)) }],
                ['avg(b)', { grouped: false, series: [], rest: of(right, printTags(tags)) }],
              ]),
            )
            assert.deepEqual(again!.values, NONE)
          }
      }),
      { numRuns: 500 },
    )
  })

  test('addition and multiplication do not care for sides, and negation twice is nothing', () => {
    fc.assert(
      fc.property(vector, vector, fc.constantFrom('+', '*', 'OR', 'AND', '=='), (a, b, op) => {
        const answers = new Map([
          ['avg(a)', a],
          ['avg(b)', b],
        ])
        const sorted = (text: string) =>
          evaluateExpression(parseExpression(text), 3, answers).toSorted((x, y) =>
            printTags(x.tags) < printTags(y.tags) ? -1 : 1,
          )
        assert.deepEqual(sorted(`avg(a) ${op} avg(b)`), sorted(`avg(b) ${op} avg(a)`))
        assert.deepEqual(sorted('--avg(a)'), sorted('avg(a) + 0'))
        assert.deepEqual(sorted('NOT NOT avg(a)'), sorted('avg(a) != 0'))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a grid', () => {
  const HOUR = 3_600_000

  test('holds the range in whole steps, aligned to the epoch', () => {
    assert.deepEqual(gridOf(90_000, 150_000, 60), { from: 60_000, to: 180_000, stepMs: 60_000, steps: 2 })
    assert.deepEqual(gridOf(60_000, 120_000, 60), { from: 60_000, to: 120_000, stepMs: 60_000, steps: 1 })
    fc.assert(
      fc.property(
        fc.nat({ max: 10 ** 9 }),
        fc.integer({ min: 1, max: 10 ** 7 }),
        fc.integer({ min: 1, max: 10_000 }),
        (from, length, step) => {
          let grid: ReturnType<typeof gridOf>
          try {
            grid = gridOf(from, from + length, step)
          } catch (error) {
            assert.ok(error instanceof TallyError && error.code === 'TALLY_METRIC_STEP')
            return
          }
          assert.equal(grid.from % (step * 1000), 0)
          assert.equal(grid.to - grid.from, grid.steps * grid.stepMs)
          assert.ok(grid.from <= from && from < grid.from + grid.stepMs)
          assert.ok(grid.to >= from + length && from + length > grid.to - grid.stepMs)
        },
      ),
    )
  })

  test('is one step where the range is asked for, between whole seconds', () => {
    assert.deepEqual(gridOf(90_500, 3_750_001, 'range'), {
      from: 90_000,
      to: 3_751_000,
      stepMs: 3_661_000,
      steps: 1,
    })
    assert.deepEqual(gridOf(0, 1, 'range'), { from: 0, to: 1_000, stepMs: 1_000, steps: 1 })
    assert.equal(gridOf(0, 292 * 365 * 24 * HOUR, 'range').steps, 1)
  })

  test('takes a round step by itself, and refuses more than 11,000', () => {
    assert.equal(gridOf(0, HOUR).stepMs, 15_000)
    assert.equal(gridOf(0, 24 * HOUR).stepMs, 600_000)
    assert.equal(gridOf(0, 7 * 24 * HOUR).stepMs, 3_600_000)
    assert.equal(gridOf(0, 292 * 365 * 24 * HOUR).stepMs % (7 * 24 * HOUR), 0)
    assert.equal(gridOf(0, 11_000_000, 1).steps, 11_000)
    for (const step of [0, -1, 1.5, Number.NaN])
      assert.throws(() => gridOf(0, HOUR, step), { code: 'TALLY_METRIC_STEP' })
    assert.throws(() => gridOf(0, 11_001_000, 1), { code: 'TALLY_METRIC_STEP' })
  })
})

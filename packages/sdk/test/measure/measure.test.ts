import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createMeasure, type MeasureOptions, type PerformanceAlert } from '../../src/measure/index.ts'

type Point = {
  metric: string
  value: number
  unit?: string
  type: string
  time: string
  tags: Record<string, string>
}
type Report = { level: string; message: string; fields: Record<string, unknown> }

/** A measure on a clock that stands still unless told. */
function scene(options: Partial<MeasureOptions> = {}) {
  const clock = { now: Date.UTC(2026, 0, 31, 12), elapsed: 0 }
  const points: Point[] = []
  const reports: Report[] = []
  const measure = createMeasure({
    write: line => points.push(JSON.parse(line) as Point),
    now: () => clock.now,
    monotonic: () => clock.elapsed,
    report: (level, message, fields) => reports.push({ level, message, fields }),
    ...options,
  })
  return { clock, points, reports, measure }
}

describe('timers', () => {
  test('record seconds once, with the tags of both ends', () => {
    const { clock, points, measure } = scene({ tags: { service: 'shop' } })
    const timer = measure.timer('database_query', { tags: { table: 'users' } })
    clock.elapsed += 45
    assert.equal(timer.stop({ rows: 3 }), 0.045)
    clock.elapsed += 1000
    assert.equal(timer.stop(), 0.045)
    assert.deepEqual(points, [
      {
        metric: 'database_query',
        value: 0.045,
        unit: 's',
        type: 'gauge',
        time: '2026-01-31T12:00:00.000Z',
        tags: { service: 'shop', table: 'users', rows: '3' },
      },
    ])
  })

  test('record at the end of a using block, and nothing when cancelled', () => {
    const { clock, points, measure } = scene()
    {
      using _timer = measure.timer('block')
      clock.elapsed += 10
    }
    measure.timer('never').cancel()
    assert.deepEqual(
      points.map(({ metric, value }) => [metric, value]),
      [['block', 0.01]],
    )
  })

  test('time what is returned, thrown and rejected, and hand it on', async () => {
    const { points, measure } = scene()
    assert.equal(
      measure.time('sync', () => 7),
      7,
    )
    assert.equal(await measure.time('async', async () => 8), 8)
    assert.throws(() => measure.time('throws', () => assert.fail('no')), /no/)
    await assert.rejects(
      measure.time('rejects', async () => assert.fail('never')),
      /never/,
    )
    assert.deepEqual(
      points.map(({ metric, tags }) => [metric, tags.outcome]),
      [
        ['sync', undefined],
        ['async', undefined],
        ['throws', 'error'],
        ['rejects', 'error'],
      ],
    )
  })

  test('wrap functions and methods, keeping this and arguments', () => {
    const { points, measure } = scene()
    const add = measure.timeFunction('add', (a: number, b: number) => a + b)
    assert.equal(add(2, 3), 5)
    const decorate = measure.timeFunction('greet')
    class Greeter {
      readonly name = 'Ada'
      greet(greeting: string): string {
        return `${greeting} ${this.name}`
      }
    }
    const method = decorate(Greeter.prototype.greet, {} as ClassMethodDecoratorContext)
    assert.equal(method.call(new Greeter(), 'Hello'), 'Hello Ada')
    assert.deepEqual(
      points.map(({ metric }) => metric),
      ['add', 'greet'],
    )
  })
})

describe('metrics', () => {
  test('what is no number is not recorded, and said so without flooding', () => {
    const { points, reports, measure } = scene()
    for (let i = 0; i < 500; i++) measure.recordMetric('x', Number.NaN)
    measure.recordMetric('', 1)
    measure.recordMetric('y', '3' as unknown as number)
    assert.equal(points.length, 0)
    assert.equal(reports.length, 1)
    assert.match(reports[0]!.message, /not recorded/)
  })

  test('never throw, whatever the tags are, and every line is one JSON object', () => {
    const hostile = fc.oneof(
      fc.dictionary(
        fc.string(),
        fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
      ),
      fc.constant({
        get boom() {
          throw new Error('getter')
        },
      }),
      fc.constant({ a: Symbol('s') }),
      fc.constant({ a: Object.create(null) }),
      fc.constant(null),
    )
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        hostile,
        (name, value, tags) => {
          const lines: string[] = []
          const measure = createMeasure({ write: line => lines.push(line), report: () => undefined })
          measure.recordMetric(name, value, 's', { tags: tags as Record<string, string> })
          assert.equal(lines.length, 1)
          assert.ok(!lines[0]!.includes('\n'))
          assert.equal((JSON.parse(lines[0]!) as Point).metric, name)
          const { proxy, revoke } = Proxy.revocable({}, {})
          revoke()
          measure.recordMetric(name, value, 's', { tags: proxy })
          assert.equal(lines.length, 2)
        },
      ),
    )
  })
})

describe('performance alerts', () => {
  const slow = (more: Partial<PerformanceAlert> = {}): PerformanceAlert => ({
    metricName: 'response_time',
    threshold: 2,
    comparison: 'gt',
    ...more,
  })

  test('fire once when sustained, recover, and fire again', () => {
    const { clock, reports, measure } = scene()
    const fired: number[] = []
    measure.addAlert(slow({ duration: 60, callback: metric => fired.push(metric.value) }))
    const at = (second: number, value: number): void => {
      clock.now = Date.UTC(2026, 0, 31, 12, 0, second)
      measure.recordMetric('response_time', value, 's')
    }
    at(0, 3)
    at(30, 3)
    at(59, 1) // a good value in between: not sustained
    at(60, 3)
    at(119, 4)
    assert.deepEqual(fired, [])
    at(120, 5)
    at(150, 6)
    assert.deepEqual(fired, [5])
    at(160, 2) // equal is not greater
    at(170, 7)
    at(230, 8)
    assert.deepEqual(fired, [5, 8])
    assert.deepEqual(
      reports.map(({ level, fields }) => [level, fields.state]),
      [
        ['WARNING', 'firing'],
        ['INFO', 'resolved'],
        ['WARNING', 'firing'],
      ],
    )
  })

  test('watch every series by itself, and only those with their tags', () => {
    const { measure, reports } = scene()
    measure.addAlert(slow({ tags: { route: '/a' } }))
    measure.recordMetric('response_time', 9, 's', { tags: { route: '/b' } })
    assert.equal(reports.length, 0)
    measure.recordMetric('response_time', 9, 's', { tags: { route: '/a', method: 'GET' } })
    measure.recordMetric('response_time', 1, 's', { tags: { route: '/a', method: 'POST' } })
    assert.deepEqual(
      reports.map(({ fields }) => fields.state),
      ['firing'],
    )
  })

  test('a callback that throws or rejects is reported, never rethrown', async () => {
    const { measure, reports } = scene()
    measure.addAlert(slow({ callback: () => assert.fail('sync') }))
    measure.addAlert(slow({ callback: async () => assert.fail('async') }))
    measure.recordMetric('response_time', 9)
    await new Promise(resolve => setImmediate(resolve))
    assert.equal(reports.filter(({ level }) => level === 'ERROR').length, 2)
  })

  test('one that could never work is refused; a removed one is silent', () => {
    const { measure, reports } = scene()
    assert.throws(() => measure.addAlert(slow({ comparison: 'above' as 'gt' })), /comparison is one of gt/)
    assert.throws(() => measure.addAlert(slow({ threshold: Number.NaN })), /finite/)
    assert.throws(() => measure.addAlert(slow({ duration: -1 })), /duration/)
    measure.addAlert(slow())()
    measure.recordMetric('response_time', 9)
    assert.equal(reports.length, 0)
  })
})

describe('threats', () => {
  test('are counted by type, and a rate above its threshold is told once', () => {
    const { clock, points, reports, measure } = scene()
    for (let i = 0; i < 97; i++) measure.trackRequest()
    for (let i = 0; i < 9; i++) measure.trackThreatDetection('prompt_injection', 0.9, true)
    assert.equal(reports.length, 0)
    for (let i = 0; i < 3; i++) measure.trackThreatDetection('jailbreak', 0.8, false)
    assert.deepEqual(
      reports.map(({ fields }) => [fields.alert, fields.state]),
      [['high_threat_rate', 'firing']],
    )
    const totals = points.filter(({ metric }) => metric === 'threats_detected_total')
    assert.deepEqual(totals.at(-1), {
      metric: 'threats_detected_total',
      value: 3,
      unit: '1',
      type: 'counter',
      time: '2026-01-31T12:00:00.000Z',
      tags: { threat_type: 'jailbreak', blocked: 'false' },
    })
    clock.now += 6 * 60_000
    for (let i = 0; i < 100; i++) measure.trackRequest()
    measure.trackThreatDetection('jailbreak', 0.8, false)
    assert.deepEqual(reports.at(-1)?.fields.state, 'resolved')
  })

  test('accuracy below 0.85 and false positives above 5 % are told', () => {
    const { reports, measure } = scene()
    measure.trackLearningPerformance(0.85, 0.4)
    assert.equal(reports.length, 0)
    measure.trackLearningPerformance(0.8, 0.4)
    for (let i = 0; i < 1000; i++) measure.trackRequest()
    for (let i = 0; i < 20; i++) measure.trackThreatDetection('pii', 0.9, true)
    measure.trackFalsePositive('pii')
    measure.trackFalsePositive('pii')
    assert.deepEqual(
      reports.map(({ fields }) => fields.alert),
      ['low_detection_accuracy', 'high_false_positive_rate'],
    )
  })
})

test('system metrics come at the interval, within their ranges, and stop', async () => {
  const { points, measure } = scene({ now: Date.now })
  const stop = measure.startSystemMetrics(0.05)
  const until = Date.now() + 10_000
  while (!points.some(({ metric }) => metric === 'cpu_count') && Date.now() < until)
    await new Promise(resolve => setTimeout(resolve, 20))
  stop()
  const seen = new Map(points.map(point => [point.metric, point.value]))
  for (const metric of ['cpu_usage', 'memory_usage', 'disk_usage', 'event_loop_utilization']) {
    const value = seen.get(metric)
    assert.ok(value !== undefined && value >= 0 && value <= 100, `${metric} is ${value}`)
  }
  assert.ok(seen.get('process_memory_rss')! > 10 * 2 ** 20)
  if (process.platform === 'linux') assert.ok(seen.has('network_received_bytes_total'))
  await new Promise(resolve => setTimeout(resolve, 100))
  const count = points.length
  await new Promise(resolve => setTimeout(resolve, 150))
  assert.equal(points.length, count)
})

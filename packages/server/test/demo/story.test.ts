import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { DEFAULT_LIMITS, normalizeEvent, normalizePoint, timeFromMs } from '@tallystick/core'
import { HIGH_RISK, scanOfEvent } from '@tallystick/firewall'
import { pastOf, tellHistory } from '../../src/demo/history.ts'
import { planBackfill, planLive } from '../../src/demo/plan.ts'
import type { DemoEvent } from '../../src/demo/world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** A Thursday. */
const NOON = Date.UTC(2026, 0, 29, 12)

type Value = DemoEvent & { readonly metric?: string }

const backfill = (count: number, seed = 1): Promise<DemoEvent[]> =>
  Array.fromAsync(planBackfill({ seed, from: NOON - DAY, to: NOON, count }))

async function history(events: number, seed = 1): Promise<{ events: Value[]; points: Value[] }> {
  const told = { events: [] as Value[], points: [] as Value[] }
  for await (const { kind, values } of tellHistory({ ...pastOf(NOON, 7), seed, events }))
    for (const value of values as (object & { time: string })[])
      told[kind].push({ ...value, time: Date.parse(value.time) } as unknown as Value)
  return told
}

function take(events: Iterable<DemoEvent>, count: number): DemoEvent[] {
  const taken: DemoEvent[] = []
  for (const event of events) if (taken.push(event) === count) break
  return taken
}

describe('the demo application', () => {
  test('tells the same story for the same seed and another for another', async () => {
    assert.deepEqual(await backfill(500), await backfill(500))
    assert.notDeepEqual(await backfill(500), await backfill(500, 2))
  })

  test('fills the past with exactly so many events in order, busier by day than by night', async () => {
    for (const count of [1, 7, 300]) assert.equal((await backfill(count)).length, count)
    const events = await backfill(10_000)
    assert.equal(events.length, 10_000)
    assert.ok(events.every(({ time }) => time >= NOON - DAY && time < NOON))
    assert.ok(events.every(({ time }, i) => i === 0 || time >= events[i - 1]!.time))
    const during = (from: number, to: number) =>
      events.filter(({ time }) => new Date(time).getUTCHours() >= from && new Date(time).getUTCHours() < to)
        .length
    // It is three in the afternoon there at noon.
    assert.ok(during(11, 15) > 3 * during(0, 3))
  })

  test('is as busy in the last hour whenever it is told', async () => {
    for (const to of [NOON, NOON + DAY / 4, NOON + DAY / 2]) {
      const events = await Array.fromAsync(planBackfill({ seed: 1, from: to - DAY, to, count: 10_000 }))
      const last = events.filter(({ time }) => time >= to - DAY / 24).length
      assert.ok(last > 550 && last < 900, String(last))
    }
  })

  test('keeps its rate when it plays live', () => {
    const events = take(planLive(1, NOON, 100), 6_000)
    const seconds = (events.at(-1)!.time - NOON) / 1_000
    assert.ok(seconds > 54 && seconds < 66, `6,000 events at 100/s took ${seconds} s`)
  })
})

describe('a past of seven full days', () => {
  let events: Value[]
  let points: Value[]

  before(async () => {
    ;({ events, points } = await history(20_000))
  })

  test('is the same for the same seed', async () => {
    assert.deepEqual(await history(2_000), await history(2_000))
    assert.equal(events.length, 20_000)
  })

  test('is taken in whole', () => {
    const received = timeFromMs(NOON)
    const context = {
      tenant: 'default',
      received,
      newId: () => '01890a5d-ac96-774b-bcce-b302099a8057',
      newNonce: () => 'A'.repeat(22),
      limits: DEFAULT_LIMITS,
    }
    for (const event of events) normalizeEvent({ ...event, time: timeFromMs(event.time) }, context)
    for (const point of points)
      normalizePoint({ ...point, time: timeFromMs(point.time) }, { tenant: 'default', received })
    assert.ok(points.length > 10_000 && points.length <= 20_000, String(points.length))
  })

  test('has something for the week before, and for the month before the last', () => {
    const between = (from: number, to: number) =>
      events.filter(({ time }) => time >= NOON - from * DAY && time < NOON - to * DAY).length
    const [week, before, month, earlier] = [between(7, 0), between(14, 7), between(30, 14), between(60, 30)]
    assert.ok(
      week > before && before > month && month > 0 && earlier > 100,
      `${week} ${before} ${month} ${earlier}`,
    )
  })

  test('has every stream that applications write', () => {
    assert.deepEqual(
      new Set(events.map(({ stream }) => stream)),
      new Set(['log', 'activity', 'scan', 'decision', 'security']),
    )
    assert.ok(
      events.some(({ message = '' }) => /\n {4}at .*\n {4}at /.test(message)),
      'stack traces',
    )
  })

  test('holds a burst of failed logins from few addresses that ends in one that succeeds', () => {
    const failures = events.filter(
      ({ name, time }) => name === 'login.failure' && time > NOON - 7 * HOUR && time < NOON - 6 * HOUR,
    )
    assert.ok(failures.length >= 160, String(failures.length))
    const byAddress = Map.groupBy(failures, ({ ip }) => ip)
    const loud = [...byAddress].filter(([, all]) => all.length > 20).map(([ip]) => ip)
    assert.equal(loud.length, 3)
    const last = Math.max(...failures.filter(({ ip }) => loud.includes(ip)).map(({ time }) => time))
    assert.ok(
      events.some(({ name, ip, time }) => name === 'login.success' && loud.includes(ip) && time > last),
      'one gets in',
    )
    assert.ok(events.some(({ name, ip }) => name === 'data.export' && loud.includes(ip)))
  })

  test('shows its errors as a spike', () => {
    const perHour = new Map<number, number>()
    for (const { level, time } of events)
      if (level === 'ERROR' && time > NOON - DAY) {
        const hour = Math.floor((time - NOON) / HOUR)
        perHour.set(hour, (perHour.get(hour) ?? 0) + 1)
      }
    const counts = [...perHour.values()].sort((a, b) => b - a)
    assert.ok(counts[0]! > 8 * counts[3]!, counts.join(' '))
  })

  test('has scans that are records of scans, most of them of nothing, some blocked, failed, of long sessions', () => {
    const scans = events.filter(({ stream, name }) => stream === 'scan' && name === 'scan')
    const records = scans.map(
      ({ time, ...event }) =>
        scanOfEvent({ ...event, time: timeFromMs(time) } as unknown as Parameters<typeof scanOfEvent>[0])!,
    )
    assert.ok(records.length > 2_000)
    assert.ok(records.every(record => record !== undefined))
    assert.equal(new Set(records.map(({ id }) => id)).size, records.length)
    const share = (is: (record: (typeof records)[number]) => boolean) =>
      records.filter(is).length / records.length
    assert.ok(share(({ score }) => score === 0) > 0.7)
    const blocked = share(({ score }) => score >= HIGH_RISK)
    assert.ok(blocked > 0.01 && blocked < 0.12, String(blocked))
    assert.ok(share(({ outcome }) => outcome === 'failed') > 0)
    assert.ok(share(({ outcome }) => outcome === 'incomplete') > 0)
    assert.ok(new Set(records.flatMap(({ flags }) => flags)).size >= 8)
    assert.ok(new Set(records.map(({ severity }) => severity)).size === 5)
    const sessions = [...Map.groupBy(records, ({ session_id }) => session_id).values()]
    assert.ok(sessions.filter(({ length }) => length >= 20).length >= 3)
    for (const { input_hash } of records) assert.match(input_hash, /^[0-9a-f]{64}$/)
  })

  test('has feedback on scans that there are, most of it that they were right', () => {
    const ids = new Set(events.filter(({ name }) => name === 'scan').map(({ id }) => id))
    const feedback = events.filter(({ name }) => name === 'scan.feedback')
    assert.ok(feedback.length > 30, String(feedback.length))
    const known = feedback.filter(({ entity_id }) => ids.has(entity_id))
    assert.ok(known.length > 0.95 * feedback.length)
    const right = feedback.filter(({ attributes }) => attributes!.verdict === 'true_positive').length
    assert.ok(right > 0.6 * feedback.length && right < feedback.length)
  })

  test('has activity with old and new values, of several kinds of things', () => {
    const activity = events.filter(({ stream }) => stream === 'activity')
    assert.ok(activity.every(({ entity_type, name, user_id }) => entity_type && name && user_id))
    const kinds = new Set(activity.map(({ entity_type }) => entity_type))
    for (const kind of ['order', 'payment', 'user', 'product', 'customer']) assert.ok(kinds.has(kind), kind)
    assert.deepEqual(
      new Set(activity.map(({ name }) => name)),
      new Set(['CREATE', 'UPDATE', 'DELETE', 'PAYMENT']),
    )
    const changes = activity.flatMap(({ attributes }) =>
      attributes?.changes === undefined ? [] : [attributes.changes],
    )
    assert.ok(changes.length > 200)
    for (const change of changes)
      for (const field of Object.values(change as object))
        assert.deepEqual(Object.keys(field), ['old', 'new'])
  })

  test('has decisions of several customers, models and operations, some of them refusals', () => {
    const decisions = events.filter(({ stream }) => stream === 'decision')
    const distinct = (name: string) => new Set(decisions.map(({ attributes }) => attributes![name])).size
    assert.ok(distinct('customer_id') >= 5 && distinct('model') >= 4 && distinct('operation') >= 6)
    const blocked = decisions.filter(({ attributes }) => attributes!.allowed === false)
    assert.ok(blocked.length > 20 && blocked.length < decisions.length / 3)
    for (const { attributes } of decisions) {
      const { risk_score } = attributes as { risk_score: number }
      assert.ok(risk_score >= 0 && risk_score <= 1)
    }
  })

  test('has traces whose spans hang together, several deep, from the shop into the proxy', () => {
    const spans = new Map<string, Value>()
    for (const event of events)
      if (event.span_id !== undefined && event.attributes?.duration_ms !== undefined)
        spans.set(event.span_id, event)
    const parentOf = ({ attributes }: Value) => attributes?.parent_span_id as string | undefined
    let deepest = 0
    let orphans = 0
    for (const span of spans.values()) {
      let depth = 1
      for (let one = span; parentOf(one) !== undefined; depth++) {
        const parent = spans.get(parentOf(one)!)
        if (parent === undefined) {
          orphans++
          break
        }
        assert.equal(parent.trace_id, span.trace_id)
        one = parent
      }
      deepest = Math.max(deepest, depth)
    }
    assert.ok(deepest >= 4 && deepest <= 6, String(deepest))
    // Only the first trace of all may have lost its beginning, and the last its end.
    assert.ok(orphans < 20, String(orphans))
    const [request] = events.filter(({ name }) => name === 'llm.request')
    const below = events.filter(({ attributes }) => attributes?.parent_span_id === request!.span_id)
    assert.ok(
      below.some(({ stream }) => stream === 'scan') && below.some(({ stream }) => stream === 'decision'),
    )
    assert.ok(events.some(({ attributes }) => Number(attributes?.total_tokens) > 0))
  })

  test('measures every five minutes of the last hours, and far into the past', () => {
    assert.ok(points.length <= 20_000 && points.length > 18_000, String(points.length))
    const times = [...new Set(points.map(({ time }) => time))]
    assert.deepEqual(
      times.slice(-12),
      Array.from({ length: 12 }, (_, i) => NOON - (12 - i) * (HOUR / 12)),
    )
    assert.ok(times[0]! < NOON - 55 * DAY, timeFromMs(times[0]!))
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    )
  })

  test('measures hosts and services, in gauges and in counters that only grow', () => {
    const metrics = new Set(points.map(({ metric }) => metric))
    for (const name of [
      'cpu_usage',
      'memory_usage',
      'disk_usage',
      'response_time',
      'requests_total',
      'threats_detected_total',
    ])
      assert.ok(metrics.has(name), name)
    const counters = Map.groupBy(
      points.filter(point => (point as { type?: string }).type === 'counter') as (Value & {
        value: number
        tags: object
      })[],
      ({ metric, tags }) => `${metric} ${JSON.stringify(tags)}`,
    )
    for (const series of counters.values())
      for (const [i, { value }] of series.entries()) assert.ok(i === 0 || value >= series[i - 1]!.value)
  })

  test('holds nothing that looks like a secret or an address of somebody', () => {
    const text = JSON.stringify(events)
    assert.doesNotMatch(text, /AKIA[0-9A-Z]{16}|ghp_\w{20}|-----BEGIN|sk-[A-Za-z0-9]{20}|tally_[0-9a-f]{16}_/)
    for (const { ip } of events)
      if (ip !== undefined) assert.match(ip, /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/)
  })
})

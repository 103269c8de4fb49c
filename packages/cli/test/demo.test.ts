import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_LIMITS, normalizeEvent, timeFromMs } from '@tallystick/core'
import { planBackfill, planLive } from '../src/demo/plan.ts'
import type { DemoEvent } from '../src/demo/world.ts'

const DAY = 86_400_000
/** A Thursday. */
const NOON = Date.UTC(2026, 0, 29, 12)

function backfill(count: number, seed = 1): DemoEvent[] {
  return [...planBackfill({ seed, from: NOON - DAY, to: NOON, count, offsetMinutes: 0 })]
}

function take(events: Iterable<DemoEvent>, count: number): DemoEvent[] {
  const taken: DemoEvent[] = []
  for (const event of events) if (taken.push(event) === count) break
  return taken
}

describe('the demo application', () => {
  test('tells the same story for the same seed and another for another', () => {
    assert.deepEqual(backfill(500), backfill(500))
    assert.notDeepEqual(backfill(500), backfill(500, 2))
  })

  test('fills the past with exactly so many events in order, busier by day than by night', () => {
    const events = backfill(10_000)
    assert.equal(events.length, 10_000)
    assert.ok(events.every(({ time }) => time >= NOON - DAY && time < NOON))
    assert.ok(events.every(({ time }, i) => i === 0 || time >= events[i - 1]!.time))
    const during = (from: number, to: number) =>
      events.filter(({ time }) => new Date(time).getUTCHours() >= from && new Date(time).getUTCHours() < to)
        .length
    assert.ok(during(14, 18) > 3 * during(2, 6))
  })

  test('keeps its rate when it plays live', () => {
    const events = take(planLive(1, NOON, 100, 0), 6_000)
    const seconds = (events.at(-1)!.time - NOON) / 1_000
    assert.ok(seconds > 54 && seconds < 66, `6,000 events at 100/s took ${seconds} s`)
  })

  test('has every stream, attacks, stack traces and deploys, all of which are taken in', () => {
    const events = backfill(20_000)
    const context = {
      tenant: 'default',
      received: timeFromMs(NOON),
      newId: () => '01890a5d-ac96-774b-bcce-b302099a8057',
      newNonce: () => 'A'.repeat(22),
      limits: DEFAULT_LIMITS,
    }
    for (const event of events) normalizeEvent({ ...event, time: timeFromMs(event.time) }, context)
    assert.deepEqual(
      new Set(events.map(({ stream }) => stream)),
      new Set(['log', 'activity', 'scan', 'decision', 'security']),
    )
    const names = new Set(events.map(({ name }) => name))
    for (const name of [
      'scan.completed',
      'decision.blocked',
      'order.create',
      'login.failure',
      'threat.brute_force',
      'deploy.finish',
      'model.error',
    ])
      assert.ok(names.has(name), name)
    assert.ok(events.some(({ message }) => /\n {4}at .*\n {4}at /.test(message)))
  })

  test('never keeps what was scanned, only its hash', () => {
    const scans = backfill(2_000).filter(({ stream }) => stream === 'scan')
    assert.ok(scans.length > 100)
    for (const { attributes } of scans) {
      assert.match(String(attributes?.input_hash), /^[0-9a-f]{64}$/)
      assert.deepEqual(Object.keys(attributes!).sort(), [
        'flags',
        'input_chars',
        'input_hash',
        'latency_ms',
        'reasons',
        'score',
        'severity',
      ])
    }
  })
})

import { tellStory, trafficAt } from './story.ts'
import type { DemoEvent } from './world.ts'

export type BackfillPlan = {
  readonly seed: number
  /** Epoch milliseconds of the past to fill: `[from, to)`. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** Local clock's offset as `Date#getTimezoneOffset` gives it. */
  readonly offsetMinutes: number
}

/**
 * Exactly `count` events over a stretch of the past, busier by day than by night. The story is told twice: first to learn when its
 * last event falls, then stretched by that little so that it ends where it should.
 */
export function* planBackfill({ seed, from, to, count, offsetMinutes }: BackfillPlan): Generator<DemoEvent> {
  const story = {
    seed,
    start: from,
    rate: count / ((to - from) / 1_000),
    traffic: (ms: number) => trafficAt(ms, offsetMinutes),
  }
  let last = from
  for (const event of firstOf(tellStory(story), count)) last = event.time
  const stretch = (to - 1 - from) / Math.max(1, last - from)
  for (const event of firstOf(tellStory(story), count))
    yield { ...event, time: Math.round(from + (event.time - from) * stretch) }
}

function* firstOf<T>(items: Iterable<T>, count: number): Generator<T> {
  if (count === 0) return
  let left = count
  for (const item of items) {
    yield item
    if (--left === 0) return
  }
}

/** A scene lasts up to so long: what began before the first moment still has events to come. */
const LONGEST_SCENE_MS = 120_000
/** Events told in vain at most, so that a high rate does not start late. */
const PRELUDE_EVENTS = 50_000

/** The story from now on, at `rate` events per second whatever the hour, rising and falling from there as the day does. */
export function* planLive(
  seed: number,
  start: number,
  rate: number,
  offsetMinutes: number,
): Generator<DemoEvent, never> {
  const atStart = trafficAt(start, offsetMinutes)
  const traffic = (ms: number) => trafficAt(ms, offsetMinutes) / atStart
  const prelude = Math.min(LONGEST_SCENE_MS, (PRELUDE_EVENTS / rate) * 1_000)
  const story = tellStory({ seed, start: start - prelude, rate, traffic })
  for (let event = story.next().value; ; event = story.next().value) if (event.time >= start) yield event
}

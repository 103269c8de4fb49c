import { setImmediate as turn } from 'node:timers/promises'
import type { Incident } from './incidents.ts'
import { tellStory, trafficAround } from './story.ts'
import type { DemoEvent } from './world.ts'

export type BackfillPlan = {
  readonly seed: number
  /** Epoch milliseconds of the past to fill: `[from, to)`. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** How much more or less than usual happens at a moment; positive. Default 1 always. */
  readonly density?: (ms: number) => number
  readonly incidents?: readonly Incident[]
}

const HOUR_MS = 3_600_000
/** Events told between two pauses, in which the process does something else. */
const PAUSE_EVENTS = 2_000
/** Stories told to find a rate that gives so many events and few more. */
const TRIES = 6
const SURPLUS = 1.02

/**
 * Exactly `count` events over a stretch of the past, busier by day than by night. How many events a rate gives is learned by telling the story; then
 * it is told again, without the few at its beginning that are too many.
 */
export async function* planBackfill(plan: BackfillPlan): AsyncGenerator<DemoEvent> {
  const { seed, from, to, count, density = () => 1, incidents = [] } = plan
  if (count === 0) return
  const usual = trafficAround(to)
  const traffic = (ms: number) => usual(ms) * density(ms)
  const story = (rate: number) => until(to, tellStory({ seed, start: from, rate, traffic, incidents }))
  let rate = (SURPLUS * count) / ((to - from) / 1_000) / meanOf(traffic, from, to)
  let best: { readonly rate: number; readonly events: number } | undefined
  for (let attempt = 0; best === undefined || (attempt < TRIES && best.events > count * SURPLUS); attempt++) {
    let events = 0
    for await (const _ of story(rate)) events++
    if (events >= count && (best === undefined || events < best.events)) best = { rate, events }
    // From the third time on the aim is higher, so that it is met.
    rate *= (count * (1 + 0.01 * (attempt + 1))) / Math.max(events, count / 4, 1)
    if (events < count && attempt >= TRIES) rate *= 1.5
  }
  let surplus = best.events - count
  for await (const event of story(best.rate)) if (surplus-- <= 0) yield event
}

async function* until(to: number, story: Iterable<DemoEvent>): AsyncGenerator<DemoEvent> {
  let told = 0
  for (const event of story) {
    if (event.time >= to) return
    yield event
    if (++told % PAUSE_EVENTS === 0) await turn()
  }
}

function meanOf(traffic: (ms: number) => number, from: number, to: number): number {
  const steps = Math.max(1, Math.ceil((to - from) / HOUR_MS))
  let sum = 0
  for (let i = 0; i < steps; i++) sum += traffic(from + ((i + 0.5) / steps) * (to - from))
  return sum / steps
}

/** A scene of the everyday lasts up to so long: what began before the first moment still has events to come. */
const LONGEST_SCENE_MS = 120_000
/** Events told in vain at most, so that a high rate does not start late. */
const PRELUDE_EVENTS = 50_000

/** The story from `start` on, at `rate` events per second then, rising and falling from there as the day does. */
export function* planLive(seed: number, start: number, rate: number): Generator<DemoEvent, never> {
  const usual = trafficAround(start)
  const atStart = usual(start)
  const traffic = (ms: number) => usual(ms) / atStart
  const prelude = Math.min(LONGEST_SCENE_MS, (PRELUDE_EVENTS / rate) * 1_000)
  const story = tellStory({ seed, start: start - prelude, rate, traffic })
  for (let event = story.next().value; ; event = story.next().value) if (event.time >= start) yield event
}

import { adminChange, loginScene, probe } from './access.ts'
import { chatTurn } from './chat.ts'
import { check } from './decisions.ts'
import type { Incident } from './incidents.ts'
import { deploy, housekeeping } from './operations.ts'
import { createRandom } from './random.ts'
import { browse } from './services.ts'
import { databaseTrouble, order } from './shop.ts'
import { createWorld, type DemoEvent, type Scene, type World } from './world.ts'

/** How often each scene starts, of 1,000. */
const SCENES: readonly (readonly [weight: number, scene: Scene])[] = [
  [230, chatTurn],
  [215, housekeeping],
  [170, browse],
  [130, check],
  [130, loginScene],
  [95, order],
  [20, adminChange],
  [4, databaseTrouble],
  [4, probe],
  [2, deploy],
]

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS
/** Since the beginning of a Thursday, as the epoch was. */
const WEDNESDAY_AFTERNOON_MS = 6 * DAY_MS + 15 * HOUR_MS

/**
 * Traffic at a moment in proportion to the day's mean of 1: quiet at 4, highest at 16 o'clock, and less at weekends; by the clock of a shop where it
 * is Wednesday, three in the afternoon, at `now` (epoch milliseconds): whoever looks at the last hour finds it busy, whenever they look.
 */
export function trafficAround(now: number): (ms: number) => number {
  const offset = WEDNESDAY_AFTERNOON_MS - (now % WEEK_MS)
  return ms => {
    const local = ms + offset
    const hour = (local % DAY_MS) / HOUR_MS
    const weekday = new Date(local).getUTCDay()
    const day = 1 - 0.75 * Math.cos(((hour - 4) / 24) * 2 * Math.PI)
    return day * (weekday === 0 || weekday === 6 ? 0.6 : 1)
  }
}

export type StoryOptions = {
  readonly seed: number
  /** Epoch milliseconds of the first moment. */
  readonly start: number
  /** Events per second where traffic is 1. */
  readonly rate: number
  /** Traffic in proportion to `rate` at a moment; positive. */
  readonly traffic: (ms: number) => number
  /** What happens besides, soonest first. */
  readonly incidents?: readonly Incident[]
}

/** Mean number of events that a scene has, from a thousand of them with a chance of their own. */
function eventsPerScene(seed: number, start: number): number {
  const world = createWorld(createRandom(seed ^ 0x5eed))
  let events = 0
  const scenes = 1_000
  for (let i = 0; i < scenes; i++) events += world.random.weighted(SCENES)(world, start).length
  return events / scenes
}

/** Events whose time has not come, soonest first: a binary heap, with arrival as the tie-break so that runs are repeatable. */
function createQueue() {
  const heap: { readonly event: DemoEvent; readonly order: number }[] = []
  let pushed = 0
  const before = (a: number, b: number): boolean => {
    const [x, y] = [heap[a]!, heap[b]!]
    return x.event.time !== y.event.time ? x.event.time < y.event.time : x.order < y.order
  }
  const swap = (a: number, b: number) => {
    const held = heap[a]!
    heap[a] = heap[b]!
    heap[b] = held
  }
  return {
    peek: () => heap[0]?.event,
    push(event: DemoEvent) {
      heap.push({ event, order: pushed++ })
      for (let i = heap.length - 1; i > 0 && before(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1)
    },
    pop(): DemoEvent | undefined {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined || heap.length === 0) return first?.event
      heap[0] = last
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2]
        let least = i
        if (left < heap.length && before(left, least)) least = left
        if (right < heap.length && before(right, least)) least = right
        if (least === i) return first.event
        swap(i, least)
        i = least
      }
    },
  }
}

/**
 * The endless story of an AI application, in order of time: scenes start independently of each other (a Poisson process whose
 * rate follows the traffic) and their events interleave. The same options give the same events.
 */
export function* tellStory({
  seed,
  start,
  rate,
  traffic,
  incidents = [],
}: StoryOptions): Generator<DemoEvent, never> {
  const world: World = createWorld(createRandom(seed))
  const meanGap = (1_000 * eventsPerScene(seed, start)) / rate
  const waiting = createQueue()
  const happen = (scene: Scene, at: number) => {
    for (const event of scene(world, Math.round(at))) waiting.push({ ...event, time: Math.round(event.time) })
  }
  let told = 0
  for (let now = start; ; ) {
    now += world.random.gap(meanGap) / traffic(now)
    for (; (incidents[told]?.at ?? Number.POSITIVE_INFINITY) <= now; told++)
      happen(incidents[told]!.scene, incidents[told]!.at)
    for (let due = waiting.peek(); due !== undefined && due.time <= now; due = waiting.peek())
      yield waiting.pop()!
    happen(world.random.weighted(SCENES), now)
  }
}

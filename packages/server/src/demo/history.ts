import { timeFromMs } from '@tallystick/core'
import { incidents } from './incidents.ts'
import { planBackfill } from './plan.ts'
import { planPoints } from './points.ts'

export type HistoryPlan = {
  readonly seed: number
  /** Epoch milliseconds: `[from, to)`. */
  readonly from: number
  readonly to: number
  /** From here on it is full; before that it is thinner. */
  readonly fullFrom: number
  readonly events: number
}

/** Values to take in, of one kind. */
export type HistoryBatch = { readonly kind: 'events' | 'points'; readonly values: readonly object[] }

const DAY_MS = 86_400_000
const BATCH = 500
/** Two months, so that the last 30 days can be compared with the 30 before. */
const REACH_MS = 60 * DAY_MS
/** Below so many events incidents are smaller, for they would be all there is. */
const FULL_EVENTS = 10_000
const MAX_POINTS = 60_000

/** Points that a history of so many events has at most. */
export function pointsOf(events: number): number {
  return Math.min(MAX_POINTS, events)
}

/** The past of so many full days, with thinner ones before it that reach back far enough to compare with. */
export function pastOf(to: number, days: number): Pick<HistoryPlan, 'from' | 'to' | 'fullFrom'> {
  return { from: to - Math.max(REACH_MS, 2 * days * DAY_MS), to, fullFrom: to - days * DAY_MS }
}

/** A past for a console to show: metric points and events, the same for the same plan. */
export async function* tellHistory(plan: HistoryPlan): AsyncGenerator<HistoryBatch> {
  const { seed, from, to, fullFrom, events: count } = plan
  const happened = incidents(to, Math.min(1, count / FULL_EVENTS)).filter(({ at }) => at >= from)
  const full = to - fullFrom
  const density = (ms: number) => {
    const age = to - ms
    return age > 2 * full ? 0.06 : age > full ? 0.6 : 1 + 0.5 * Math.exp((-2 * age) / DAY_MS)
  }
  const points = planPoints({
    seed,
    from,
    to,
    count: pointsOf(count),
    denseFrom: fullFrom,
    troubles: happened.map(({ at }) => at),
  })
  yield* batches('points', points)
  yield* batches('events', planBackfill({ seed, from, to, count, density, incidents: happened }))
}

async function* batches(
  kind: HistoryBatch['kind'],
  values: AsyncIterable<{ readonly time: number }> | Iterable<{ readonly time: number }>,
): AsyncGenerator<HistoryBatch> {
  let batch: object[] = []
  for await (const value of values) {
    batch.push({ ...value, time: timeFromMs(value.time) })
    if (batch.length < BATCH) continue
    yield { kind, values: batch }
    batch = []
  }
  if (batch.length > 0) yield { kind, values: batch }
}

import {
  compareTimes,
  compileFilter,
  evaluateAggregation,
  type Filter,
  type MetricPoint,
  TallyError,
  type TallyEvent,
} from '@tallystick/core'
import type { EventStore, Position, StoreBatch, TimeRange } from '../../ports/event-store.ts'
import { summarizeFields } from './fields.ts'
import { missingRanges } from './missing.ts'
import {
  addPoint,
  answerSeries,
  deleteHoursBefore,
  noPoints,
  type Points,
  rollUpPoints,
  summarizeMetrics,
} from './series.ts'

type Tenant = {
  /** Ordered by (time, seq) unless `sorted` is false. */
  events: TallyEvent[]
  sorted: boolean
  readonly points: Points
  /** Of their lines. */
  readonly bytes: { events: number; points: number }
}

/**
 * A store in arrays, evaluated by `core/query` itself: the oracle that the other drivers are held against, and enough for tests and
 * small in-process use. Everything is gone when it is closed.
 */
export function openMemoryStore(): EventStore {
  const tenants = new Map<string, Tenant>()
  let closed = false

  const enter = (signal?: AbortSignal) => {
    signal?.throwIfAborted()
    if (closed) throw new TallyError('TALLY_STORE_UNAVAILABLE', 'the store is closed')
  }
  const ordered = (name: string): readonly TallyEvent[] => {
    const tenant = tenants.get(name)
    if (tenant && !tenant.sorted) {
      tenant.events.sort(comparePositions)
      tenant.sorted = true
    }
    return tenant?.events ?? []
  }
  const pointsOf = (tenant: string) => tenants.get(tenant)?.points ?? noPoints()
  const select = (request: { tenant: string; filter: Filter; range: TimeRange }): TallyEvent[] => {
    const matches = compileFilter(request.filter)
    return ordered(request.tenant).filter(event => inRange(event.time, request.range) && matches(event))
  }

  return {
    engine: 'memory',

    async append(batches) {
      enter()
      for (const batch of batches) {
        const tenant = tenants.get(batch.tenant) ?? {
          events: [],
          sorted: true,
          points: noPoints(),
          bytes: { events: 0, points: 0 },
        }
        tenants.set(batch.tenant, tenant)
        for (const { record, bytes } of parseRecords(batch))
          if ('metric' in record) {
            addPoint(tenant.points, record)
            tenant.bytes.points += bytes
          } else {
            tenant.events.push(record)
            tenant.bytes.events += bytes
          }
        tenant.sorted = false
      }
    },

    async missing(tenant, range) {
      enter()
      const { raw, rolled } = pointsOf(tenant)
      const held = [...ordered(tenant).map(({ seq }) => seq), ...raw.map(({ last }) => last.seq), ...rolled]
      return missingRanges(held, range)
    },

    async search({ order, after, offset = 0, limit, signal, ...request }) {
      enter(signal)
      const events = select(request)
      if (order === 'desc') events.reverse()
      const sign = order === 'desc' ? -1 : 1
      const rest = after ? events.filter(event => comparePositions(event, after) * sign > 0) : events
      return structuredClone(rest.slice(offset, offset + limit))
    },

    async aggregate({ tenant, filter, range, aggregation, signal }) {
      enter(signal)
      return evaluateAggregation(select({ tenant, filter, range }), { kind: 'all' }, aggregation)
    },

    async fields({ names, top, signal, ...request }) {
      enter(signal)
      return summarizeFields(select(request), names, top)
    },

    async get(tenant, id) {
      enter()
      const found = ordered(tenant)
        .filter(event => event.id === id)
        .sort((a, b) => a.seq - b.seq)
      return structuredClone(found[0])
    },

    async deleteBefore(name, before) {
      enter()
      const tenant = tenants.get(name)
      if (!tenant) return 0
      const kept = tenant.events.filter(event => compareTimes(event.time, before) >= 0)
      const deleted = tenant.events.length - kept.length
      tenant.events = kept
      return deleted
    },

    async series({ tenant, signal, ...request }) {
      enter(signal)
      return answerSeries(pointsOf(tenant), request)
    },

    async metrics({ tenant, range, signal }) {
      enter(signal)
      return summarizeMetrics(pointsOf(tenant), range)
    },

    async rollUp(tenant, before) {
      enter()
      return rollUpPoints(pointsOf(tenant), before)
    },

    async deleteRollupsBefore(tenant, before) {
      enter()
      return deleteHoursBefore(pointsOf(tenant), before)
    },

    async clear() {
      enter()
      tenants.clear()
    },

    async stats() {
      enter()
      const held = [...tenants.keys()]
        .map(tenant => ({ tenant, events: ordered(tenant) }))
        .filter(({ events }) => events.length > 0)
      const events = held.reduce((total, { events }) => total + events.length, 0)
      const points = [...tenants.values()].reduce((total, { points }) => total + points.raw.length, 0)
      const bytes = (of: 'events' | 'points') =>
        [...tenants.values()].reduce((total, { bytes }) => total + bytes[of], 0)
      return {
        events,
        points,
        bytes: bytes('events') + bytes('points'),
        tables: [
          { name: 'events', rows: events, bytes: bytes('events') },
          { name: 'points', rows: points, bytes: bytes('points') },
        ],
        tenants: held.map(({ tenant, events }) => ({ tenant, events: events.length, ...span(events) })),
      }
    },

    async close() {
      closed = true
      tenants.clear()
    },
  }
}

/** Events and points; tombstones are left out. */
function parseRecords({ lines }: StoreBatch): { record: TallyEvent | MetricPoint; bytes: number }[] {
  return lines
    .toString('utf8')
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      const record = JSON.parse(line) as TallyEvent | MetricPoint | { erased: object }
      return 'erased' in record ? [] : [{ record, bytes: Buffer.byteLength(line) + 1 }]
    })
}

function comparePositions(a: Position, b: Position): number {
  return compareTimes(a.time, b.time) || a.seq - b.seq
}

function inRange(time: string, { from, to }: TimeRange): boolean {
  return (
    (from === undefined || compareTimes(time, from) >= 0) && (to === undefined || compareTimes(time, to) < 0)
  )
}

/** First and last time of ordered events, where there are any. */
function span(events: readonly TallyEvent[]): { first?: string; last?: string } {
  const first = events[0]
  const last = events.at(-1)
  return first && last ? { first: first.time, last: last.time } : {}
}

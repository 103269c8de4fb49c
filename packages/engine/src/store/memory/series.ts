import {
  compareGroups,
  compareText,
  compareTimes,
  type MetricPoint,
  percentile,
  printTags,
  tagTest,
  tagValue,
  timeFromMs,
  timeToMs,
} from '@tallystick/core'
import type { TimeRange } from '../../ports/event-store.ts'
import {
  INCREASE_LOOKBACK_MS,
  type MetricSummary,
  type SeriesAggregate,
  type SeriesAnswer,
  type SeriesRequest,
} from '../../ports/series-store.ts'

const HOUR_MS = 3_600_000

/** Points of one series that stand together: one point, or a rolled-up hour of them. */
type Piece = {
  readonly metric: string
  readonly type: MetricPoint['type']
  readonly unit: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly isHour: boolean
  /** Where it stands: the time of the point, the start of the hour. */
  readonly time: string
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  /** Null where it is no finite number. */
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly first: number
  readonly last: { readonly value: number; readonly time: string; readonly seq: number }
  /** Growth inside; null for a single point. */
  readonly grown: number | null
}

/** Numbers of points that are rolled up are kept apart from their hours, for they outlive these. */
export type Points = { raw: Piece[]; hours: Piece[]; readonly rolled: Set<number> }

export const noPoints = (): Points => ({ raw: [], hours: [], rolled: new Set() })

export function addPoint(
  points: Points,
  { metric, type, unit, tags = {}, time, value, seq }: MetricPoint,
): void {
  const last = { value, time, seq }
  const percentiles = { p50: value, p95: value, p99: value }
  points.raw.push({
    ...{ metric, type, unit, tags, isHour: false, time, count: 1, sum: value, min: value, max: value },
    ...percentiles,
    first: value,
    last,
    grown: null,
  })
}

const seriesOf = ({ metric, type, unit = '', tags }: Piece) =>
  JSON.stringify([metric, type, unit, printTags(tags)])

const inOrder = (pieces: readonly Piece[]) =>
  pieces.toSorted((a, b) => compareTimes(a.time, b.time) || a.last.seq - b.last.seq)

/** Growth of each piece over the one before it in its series. */
function growth(pieces: readonly Piece[]): Map<Piece, number> {
  const grown = new Map<Piece, number>()
  const before = new Map<string, number>()
  for (const piece of inOrder(pieces)) {
    const series = seriesOf(piece)
    const last = before.get(series)
    before.set(series, piece.last.value)
    const step = last === undefined ? null : piece.first >= last ? piece.first - last : piece.first
    if (step !== null || piece.grown !== null) grown.set(piece, (step ?? 0) + (piece.grown ?? 0))
  }
  return grown
}

export function answerSeries(
  points: Points,
  { metric, matchers, grid, aggregates, by, limit }: Omit<SeriesRequest, 'tenant' | 'signal'>,
): SeriesAnswer {
  const tests = matchers.map(matcher => ({ tag: matcher.tag, holds: tagTest(matcher) }))
  const from = grid.from - Math.max(INCREASE_LOOKBACK_MS, grid.stepMs)
  const near = [...points.raw, ...points.hours].filter(piece => {
    const at = timeToMs(piece.time)
    const tagged = tests.every(({ tag, holds }) => holds(tagValue(piece.tags, tag)))
    return piece.metric === metric && at >= from && at < grid.to && tagged
  })
  const grown = growth(near)
  const inside = near.filter(({ time }) => timeToMs(time) >= grid.from)
  const groups = new Map<string, { readonly values: readonly string[]; readonly pieces: Piece[] }>()
  for (const piece of inside) {
    const values = by === 'all' ? [printTags(piece.tags)] : by.map(tag => tagValue(piece.tags, tag))
    const key = JSON.stringify(values)
    const group = groups.get(key) ?? { values, pieces: [] }
    groups.set(key, group)
    group.pieces.push(piece)
  }
  const ordered = [...groups.values()].sort((a, b) => compareGroups(a.values, b.values)).slice(0, limit)
  const rolled = ordered.some(({ pieces }) => pieces.some(({ isHour }) => isHour))
  return {
    series: ordered.map(({ values, pieces }) => {
      const steps = Map.groupBy(
        pieces,
        ({ time }) => grid.from + Math.floor((timeToMs(time) - grid.from) / grid.stepMs) * grid.stepMs,
      )
      return {
        tags:
          by === 'all'
            ? pieces[0]!.tags
            : Object.fromEntries(by.flatMap((tag, i) => (values[i] === '' ? [] : [[tag, values[i]!]]))),
        steps: [...steps]
          .sort(([a], [b]) => a - b)
          .map(([start, inStep]) => [start, ...aggregates.map(fn => aggregate(fn, inStep, grown))] as const),
      }
    }),
    truncated: groups.size > limit,
    approximate:
      rolled &&
      (grid.from % HOUR_MS !== 0 || grid.stepMs % HOUR_MS !== 0 || aggregates.some(fn => fn.startsWith('p'))),
  }
}

/** Of at least one piece. */
function aggregate(
  fn: SeriesAggregate,
  pieces: readonly Piece[],
  grown: ReadonlyMap<Piece, number>,
): number | null {
  const count = total(pieces.map(piece => piece.count))
  switch (fn) {
    case 'count':
      return count
    case 'sum':
      return finite(total(pieces.map(({ sum }) => sum)))
    case 'avg':
      return finite(total(pieces.map(({ sum }) => sum)) / count)
    case 'min':
      return pieces.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY)
    case 'max':
      return pieces.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY)
    case 'last':
      return pieces
        .map(({ last }) => last)
        .reduce((a, b) => ((compareTimes(a.time, b.time) || a.seq - b.seq) < 0 ? b : a)).value
    case 'increase': {
      const known = pieces.flatMap(piece => grown.get(piece) ?? [])
      return known.length === 0 ? null : finite(total(known))
    }
    default: {
      const raw = pieces.filter(({ isHour }) => !isHour)
      const exact = raw.map(({ first }) => first)
      const parts = pieces.filter(({ isHour }) => isHour).map(piece => [piece[fn], piece.count] as const)
      if (exact.length > 0) parts.push([finite(percentile(exact, Number(fn.slice(1)) / 100)), exact.length])
      if (parts.some(([value]) => value === null)) return null
      return finite(total(parts.map(([value, weight]) => value! * weight)) / count)
    }
  }
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
const finite = (value: number) => (Number.isFinite(value) ? value : null)

export function summarizeMetrics({ raw, hours }: Points, { from, to }: TimeRange): MetricSummary[] {
  const inside = [...raw, ...hours].filter(
    ({ time }) =>
      (from === undefined || compareTimes(time, from) >= 0) &&
      (to === undefined || compareTimes(time, to) < 0),
  )
  return [...Map.groupBy(inside, ({ metric }) => metric)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, pieces]) => ({
      name,
      types: distinct(pieces.map(({ type }) => type)),
      units: distinct(pieces.flatMap(({ unit }) => unit ?? [])),
      tags: distinct(pieces.flatMap(({ tags }) => Object.keys(tags))),
      points: total(pieces.map(({ count }) => count)),
      last: pieces.map(({ time }) => time).reduce((a, b) => (compareTimes(a, b) < 0 ? b : a)),
    }))
}

const distinct = <T extends string>(texts: readonly T[]): T[] => [...new Set(texts)].sort(compareText)

export function rollUpPoints(points: Points, before: string): number {
  const boundary = Math.floor(timeToMs(before) / HOUR_MS) * HOUR_MS
  const hourOf = ({ time }: Piece) => Math.floor(timeToMs(time) / HOUR_MS) * HOUR_MS
  const old = points.raw.filter(piece => hourOf(piece) < boundary)
  points.raw = points.raw.filter(piece => hourOf(piece) >= boundary)
  for (const piece of old) points.rolled.add(piece.last.seq)
  for (const pieces of Map.groupBy(old, piece => `${hourOf(piece)} ${seriesOf(piece)}`).values())
    points.hours.push(rollUpHour(inOrder(pieces), timeFromMs(hourOf(pieces[0]!))))
  return old.length
}

/** Points of one series and hour, in order. */
function rollUpHour(pieces: readonly Piece[], time: string): Piece {
  const [first, last] = [pieces[0]!, pieces.at(-1)!]
  const of = (fn: SeriesAggregate) => aggregate(fn, pieces, new Map())
  const grown = [...growth(pieces).values()]
  return {
    ...{ metric: first.metric, type: first.type, unit: first.unit, tags: first.tags, isHour: true, time },
    count: pieces.length,
    sum: total(pieces.map(({ sum }) => sum)),
    ...{ min: of('min')!, max: of('max')!, p50: of('p50'), p95: of('p95'), p99: of('p99') },
    ...{ first: first.first, last: last.last, grown: grown.length === 0 ? null : total(grown) },
  }
}

export function deleteHoursBefore(points: Points, before: string): number {
  const kept = points.hours.filter(({ time }) => compareTimes(time, before) >= 0)
  const deleted = points.hours.length - kept.length
  points.hours = kept
  return deleted
}

import type { AggregateAnswer, TallyEvent } from '../../api/types.ts'
import { numberOf } from '../../query/rows.ts'
import { term } from '../../query/terms.ts'
import { instantOf, traceOf } from './spans.ts'

/** A trace as a row of the list. */
export type Summary = {
  readonly id: string
  /** Undefined while no span of it is known. */
  readonly name: string | undefined
  readonly service: string
  /** Epoch milliseconds, and milliseconds. */
  readonly start: number
  readonly duration: number | undefined
  readonly events: number
  readonly spans: number
  readonly errors: number
  /** Tokens of models; undefined without any. */
  readonly tokens: number | undefined
}

/** What a query of all of them may be long: below what the language takes (8,192 characters). */
const LONGEST = 7_000

/** Each trace once, in the order given, at most so many, and no more than one query can name. */
export function distinct(ids: Iterable<string | undefined>, most: number): string[] {
  const chosen = new Set<string>()
  let length = 0
  for (const id of ids) {
    if (id === undefined || chosen.has(id)) continue
    length += term('trace_id', id).length + 4
    if (chosen.size === most || length > LONGEST) break
    chosen.add(id)
  }
  return [...chosen]
}

/** A query for the events of some traces. */
export function ofTraces(ids: readonly string[]): string {
  return `(${ids.map(id => term('trace_id', id)).join(' OR ')})`
}

/** Aggregates by `trace_id` as a lookup by id and column. */
export function lookup(answer: AggregateAnswer): (id: string, column: string) => number | undefined {
  const key = answer.columns.indexOf('trace_id')
  const rows = new Map(answer.rows.map(row => [String(row[key]), row]))
  return (id, column) => {
    const cell = rows.get(id)?.[answer.columns.indexOf(column)]
    return cell === undefined || cell === null ? undefined : numberOf(cell)
  }
}

/** The span that stands for a trace: of those without a parent among the given ones the longest. */
export function rootOf(events: readonly TallyEvent[]) {
  const { spans } = traceOf(events)
  const ids = new Set(spans.map(({ id }) => id))
  return spans
    .filter(({ parentId }) => parentId === undefined || !ids.has(parentId))
    .sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)[0]
}

/** What is known of traces, in the order of `ids`. `events` are those among which their roots are looked for. */
export function summariesOf(
  ids: readonly string[],
  counts: AggregateAnswer,
  errors: AggregateAnswer,
  events: readonly TallyEvent[],
): Summary[] {
  const [countOf, errorsOf] = [lookup(counts), lookup(errors)]
  const byTrace = Map.groupBy(events, event => event.trace_id ?? '')
  return ids.map(id => {
    const own = byTrace.get(id) ?? []
    const root = rootOf(own)
    const first = own.reduce<TallyEvent | undefined>(
      (least, event) =>
        least === undefined || instantOf(event.time) < instantOf(least.time) ? event : least,
      undefined,
    )
    return {
      id,
      name: root?.name ?? first?.name,
      service: root?.service ?? first?.service ?? '',
      start: root?.start ?? (first === undefined ? 0 : instantOf(first.time)),
      duration: root === undefined ? undefined : root.end - root.start,
      events: countOf(id, 'count()') ?? own.length,
      spans: countOf(id, 'uniq(span_id)') ?? 0,
      errors: errorsOf(id, 'count()') ?? 0,
      tokens: countOf(id, 'sum(total_tokens)'),
    }
  })
}

/** Width of about 14 bins up to a duration in milliseconds: 1, 2 or 5 times a power of ten. */
export function binWidth(most: number): number {
  const rough = Math.max(most, 0.014) / 14
  const power = 10 ** Math.floor(Math.log10(rough))
  return Number((power * ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10)).toPrecision(1))
}

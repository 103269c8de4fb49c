import type { Panel } from '@tallystick/core'
import {
  type Group,
  parseExpression,
  parseQuery,
  printFilter,
  printQuery,
  type Query,
  type StepLength,
  toAggregation,
} from '@tallystick/core'
import { limitsItself } from '../../query/refine.ts'
import { binSeconds, type Span } from '../../time/range.ts'

type Asking = Pick<Panel, 'kind' | 'source' | 'text'>
export type Problem = { readonly message: string; readonly position?: number | undefined }

/** What the API is to be asked for a panel. */
export type Question =
  | { readonly to: 'aggregate' | 'search'; readonly q: string }
  | { readonly to: 'metrics'; readonly expr: string; readonly step: StepLength }

/** Why a panel cannot show what it asks for; undefined when it can. */
export function problemOfQuestion(panel: Asking): Problem | undefined {
  if (panel.text.trim() === '' && panel.source === 'expr')
    return { message: 'an expression is needed, like error_rate or avg(cpu_usage) by (host)' }
  try {
    if (panel.source === 'expr') {
      parseExpression(panel.text)
      return panel.kind === 'histogram'
        ? { message: 'a histogram is made of a query that ends in bin(field, width)' }
        : undefined
    }
    return misfit(panel.kind, parseQuery(panel.text))
  } catch (error) {
    const { message, position } = error as Error & { position?: number }
    return { message, position }
  }
}

function misfit(kind: Asking['kind'], query: Query): Problem | undefined {
  const by = toAggregation(query)?.aggregation.by
  if (by === undefined)
    return kind === 'table'
      ? undefined
      : { message: 'it finds events but counts nothing: end it in something like | count() by service' }
  if (kind === 'bars' && !by.some(isName))
    return { message: 'bars need a field to group by: | count() by service' }
  if (kind === 'histogram' && !by.some(group => group.kind === 'number'))
    return { message: 'a histogram needs bins of a number: | count() by bin(score, 0.1)' }
  if (kind === 'series' && by.some(group => group.kind === 'number'))
    return { message: 'a series has bins of time, not of a number: | count() by level' }
  return undefined
}

const isName = (group: Group) => group.kind === 'field'

/**
 * How a panel asks over a span of time. A series without bins of its own gets some that suit the span; of an expression all others show what it is over the
 * whole span. The panel must have no problem.
 */
export function questionOf({ kind, source, text }: Asking, span: Span): Question {
  if (source === 'expr')
    return { to: 'metrics', expr: text, step: kind === 'series' ? binSeconds(span) : 'range' }
  const query = parseQuery(text)
  if (toAggregation(query) === undefined) return { to: 'search', q: text }
  return { to: 'aggregate', q: kind === 'series' ? printQuery(withBins(query, binSeconds(span))) : text }
}

/** The same query over time: `sort` and `limit`, which are of the table, left out. */
function withBins({ filter, pipes }: Query, seconds: number): Query {
  const { aggregation } = toAggregation({ filter, pipes })!
  const { aggregates, by } = aggregation
  const time: Group = by.find(group => group.kind === 'time') ?? { kind: 'time', seconds }
  const names = by.filter(group => group.kind !== 'time')
  return {
    filter: toAggregation({ filter, pipes })!.filter,
    pipes: [
      { kind: 'aggregate', aggregates, by: [...names, time] },
      { kind: 'limit', limit: 20_000 },
    ],
  }
}

/** The part of a panel's query that finds events, for Explore. */
export function filterOf({ text }: Asking): string {
  try {
    return printFilter(parseQuery(text).filter)
  } catch {
    return text
  }
}

/** Whether a panel asks for so many rows and no more. */
export function isLimited({ source, text }: Asking): boolean {
  return source === 'query' && limitsItself(text)
}

import { TallyError } from '../errors.ts'
import type { Aggregate, Aggregation, Filter, Group, Query, SortKey } from './ast.ts'
import { printDuration } from './bins.ts'
import { printField } from './field.ts'

/** Rows of a table unless `limit` says otherwise. */
export const DEFAULT_TABLE_LIMIT = 1_000
export const MAX_TABLE_LIMIT = 100_000
/** Values of `top f` without a number. */
export const DEFAULT_TOP = 10

/** Column of an aggregate: `count()`, `p95(duration_ms)`. */
export function aggregateColumn({ fn, field }: Aggregate): string {
  return `${fn}(${field ? printField(field) : ''})`
}

/** Column of a group: `service`, `bin(5m)`, `bin(score, 0.1)`. */
export function groupColumn(group: Group): string {
  switch (group.kind) {
    case 'field':
      return printField(group.field)
    case 'time':
      return `bin(${printDuration(group.seconds)})`
    case 'number':
      return `bin(${printField(group.field)}, ${group.width})`
  }
}

/** Columns of a table: the groups, then the aggregates, each in the order written. */
export function columnsOf({ aggregates, by }: Pick<Aggregation, 'aggregates' | 'by'>): string[] {
  return [...by.map(groupColumn), ...aggregates.map(aggregateColumn)]
}

/** Both filters; `all` adds nothing. */
export function andFilter(a: Filter, b: Filter): Filter {
  if (a.kind === 'all') return b
  if (b.kind === 'all') return a
  const terms = (filter: Filter) => (filter.kind === 'and' ? filter.terms : [filter])
  return { kind: 'and', terms: [...terms(a), ...terms(b)] }
}

/**
 * A query that ends in aggregates as what a store executes: `top`, `sort` and `limit` made explicit, defaults filled in.
 * Undefined for a query that gives rows.
 */
export function toAggregation(query: Query): { filter: Filter; aggregation: Aggregation } | undefined {
  const [head, ...rest] = query.pipes
  if (head?.kind === 'top') {
    const { field, limit } = head
    const aggregates: Aggregate[] = [{ fn: 'count' }]
    const by: Group[] = [{ kind: 'field', field }]
    return {
      filter: andFilter(query.filter, { kind: 'exists', field }),
      aggregation: { aggregates, by, sort: totalOrder(defaultOrder(aggregates, by), by), limit },
    }
  }
  if (head?.kind !== 'aggregate') return undefined
  const { aggregates, by } = head
  const sort = rest.find(pipe => pipe.kind === 'sort')?.keys ?? defaultOrder(aggregates, by)
  const limit = rest.find(pipe => pipe.kind === 'limit')?.limit ?? DEFAULT_TABLE_LIMIT
  return { filter: query.filter, aggregation: { aggregates, by, sort: totalOrder(sort, by), limit } }
}

function defaultOrder(aggregates: readonly Aggregate[], by: readonly Group[]): SortKey[] {
  const bucket = by.find(group => group.kind === 'time')
  return bucket
    ? [{ column: groupColumn(bucket), descending: false }]
    : [{ column: aggregateColumn(aggregates[0]!), descending: true }]
}

/** The order with every group that it leaves out added, ascending: rows differ in their groups, so the result is total. */
function totalOrder(sort: readonly SortKey[], by: readonly Group[]): SortKey[] {
  const named = new Set(sort.map(key => key.column))
  const ties = by.map(groupColumn).filter(column => !named.has(column))
  return [...sort, ...ties.map(column => ({ column, descending: false }))]
}

/** How rows are wanted. Throws TALLY_QUERY_PIPE for a query that gives a table. */
export function rowOptions(query: Query): { readonly order: 'asc' | 'desc'; readonly limit?: number } {
  let order: 'asc' | 'desc' = 'desc'
  let limit: number | undefined
  for (const pipe of query.pipes) {
    if (pipe.kind === 'sort') order = pipe.keys[0]!.descending ? 'desc' : 'asc'
    else if (pipe.kind === 'limit') limit = pipe.limit
    else throw new TallyError('TALLY_QUERY_PIPE', 'this query gives a table, not events')
  }
  return limit === undefined ? { order } : { order, limit }
}

import {
  compareTimes,
  type Filter,
  parseQuery,
  type Query,
  rowOptions,
  TallyError,
  type TallyEvent,
  toAggregation,
} from '@tallystick/core'
import type {
  EventStore,
  FieldSummary,
  ResultTable,
  SearchRequest,
  SeqRange,
  TimeRange,
} from '../ports/event-store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

export const MAX_SEARCH_LIMIT = 10_000
const DEFAULT_LIMIT = 100
const EXPORT_PAGE = 10_000

type Abortable = { readonly signal?: AbortSignal }

export type SearchOptions = TimeRange &
  Abortable & {
    /** Default 100, at most 10,000. A `| limit` in the query bounds the whole result, over all pages. */
    readonly limit?: number
    readonly cursor?: string
    /**
     * Leaves out so many rows before the first; not beside a cursor. The store goes through them all, and rows that come in meanwhile shift
     * pages: a cursor does better on both.
     */
    readonly offset?: number
    /** Default `desc`, newest first. */
    readonly order?: 'asc' | 'desc'
  }

export type ExportOptions = TimeRange &
  Abortable & {
    /** Most rows; default all. */
    readonly limit?: number
    readonly offset?: number
  }

export type SearchPage = {
  readonly events: readonly TallyEvent[]
  /** Give it back to get the next page; absent on the last one. */
  readonly cursor?: string
}

export type FieldsOptions = TimeRange &
  Abortable & { readonly names?: readonly string[]; readonly top?: number }
export type ContextOptions = { readonly before?: number; readonly after?: number; readonly query?: string }
export type EventContext = {
  readonly before: readonly TallyEvent[]
  readonly event: TallyEvent
  readonly after: readonly TallyEvent[]
}

function checkRange({ from, to }: TimeRange): TimeRange {
  if (from !== undefined && to !== undefined && compareTimes(from, to) >= 0)
    throw new TallyError('TALLY_QUERY_RANGE', `from ${from} is not before to ${to}`)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function filterOnly(query: string): Filter {
  const { filter, pipes } = parseQuery(query)
  if (pipes.length > 0) throw new TallyError('TALLY_QUERY_PIPE', 'a filter without pipes is expected here')
  return filter
}

/** The order a query's own `| sort` asks for; it goes before that of the request. */
function sortOf(query: Query): 'asc' | 'desc' | undefined {
  return query.pipes.some(({ kind }) => kind === 'sort') ? rowOptions(query).order : undefined
}

/** Questions to the store, in the query language. Every method sees one tenant. */
export class Search {
  readonly #store: EventStore
  searches = 0

  constructor(store: EventStore) {
    this.#store = store
  }

  async search(tenant: string, text: string, options: SearchOptions = {}): Promise<SearchPage> {
    this.searches++
    const query = parseQuery(text)
    if (toAggregation(query) !== undefined)
      throw new TallyError(
        'TALLY_QUERY_PIPE',
        'the query ends in aggregates; ask for a table instead of rows',
      )
    const rows = rowOptions(query)
    const cursor = options.cursor === undefined ? undefined : decodeCursor(options.cursor)
    const order = cursor?.order ?? sortOf(query) ?? options.order ?? 'desc'
    const left = cursor?.left ?? rows.limit ?? Number.POSITIVE_INFINITY
    const wanted = Math.min(options.limit ?? Math.min(left, rows.limit ?? DEFAULT_LIMIT), left)
    if (!Number.isInteger(wanted) || wanted < 1 || wanted > MAX_SEARCH_LIMIT)
      throw new TallyError('TALLY_REQUEST_INVALID', `limit must be an integer from 1 to ${MAX_SEARCH_LIMIT}`)
    const offset = options.offset ?? 0
    if (!Number.isSafeInteger(offset) || offset < 0 || (offset > 0 && cursor !== undefined))
      throw new TallyError(
        'TALLY_REQUEST_INVALID',
        'offset must be an integer of 0 or more, and not beside a cursor',
      )
    // One row more tells whether there is a next page.
    const events = await this.#store.search({
      tenant,
      filter: query.filter,
      range: checkRange(options),
      order,
      limit: wanted + 1,
      ...(offset === 0 ? {} : { offset }),
      ...(cursor === undefined ? {} : { after: cursor.after }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
    const page = events.slice(0, wanted)
    if (events.length <= wanted || wanted === left) return { events: page }
    return { events: page, cursor: encodeCursor({ order, after: page.at(-1)!, left: left - wanted }) }
  }

  async aggregate(tenant: string, text: string, options: TimeRange & Abortable = {}): Promise<ResultTable> {
    this.searches++
    const plan = toAggregation(parseQuery(text))
    if (plan === undefined)
      throw new TallyError('TALLY_QUERY_PIPE', 'the query has no aggregate; add one like | count() by level')
    return this.#store.aggregate({
      tenant,
      ...plan,
      range: checkRange(options),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  }

  async fields(tenant: string, text: string, options: FieldsOptions = {}): Promise<FieldSummary[]> {
    this.searches++
    return this.#store.fields({
      tenant,
      filter: filterOnly(text),
      range: checkRange(options),
      top: options.top ?? 5,
      ...(options.names === undefined ? {} : { names: options.names }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  }

  async get(tenant: string, id: string): Promise<TallyEvent> {
    const event = await this.#store.get(tenant, id.toLowerCase())
    if (event === undefined) throw new TallyError('TALLY_EVENT_NOT_FOUND', `no event ${id}`)
    return event
  }

  async context(
    tenant: string,
    id: string,
    { before = 10, after = 10, query = '' }: ContextOptions = {},
  ): Promise<EventContext> {
    const filter = filterOnly(query)
    const event = await this.get(tenant, id)
    const around = (order: 'asc' | 'desc', limit: number): Promise<TallyEvent[]> =>
      limit === 0
        ? Promise.resolve([])
        : this.#store.search({ tenant, filter, range: {}, order, after: event, limit })
    const [older, newer] = await Promise.all([around('desc', before), around('asc', after)])
    return { before: older.reverse(), event, after: newer }
  }

  /**
   * Sequence numbers of all matching events, as ascending disjoint ranges: sixteen bytes of memory for each. A query without any condition
   * names all numbers there are, without asking the store.
   */
  async sequence(tenant: string, text: string, options: TimeRange & Abortable = {}): Promise<SeqRange[]> {
    const query = parseQuery(text)
    const { from, to } = checkRange(options)
    if (query.filter.kind === 'all' && query.pipes.length === 0 && from === undefined && to === undefined)
      return [{ from: 0, to: Number.MAX_SAFE_INTEGER }]
    const seqs: number[] = []
    for await (const { seq } of this.export(tenant, text, options)) seqs.push(seq)
    const ranges: { from: number; to: number }[] = []
    for (const seq of Float64Array.from(seqs).sort()) {
      const last = ranges.at(-1)
      if (last?.to === seq) last.to++
      else ranges.push({ from: seq, to: seq + 1 })
    }
    return ranges
  }

  /** Every matching event, oldest first, page by page; `offset` leaves out so many before the first. */
  async *export(tenant: string, text: string, options: ExportOptions = {}): AsyncGenerator<TallyEvent> {
    this.searches++
    const query = parseQuery(text)
    if (toAggregation(query) !== undefined)
      throw new TallyError('TALLY_QUERY_PIPE', 'an export takes rows, not aggregates')
    const { limit = Number.POSITIVE_INFINITY } = rowOptions(query)
    const { offset = 0 } = options
    const order = sortOf(query) ?? 'asc'
    const range = checkRange(options)
    let left = Math.min(limit, options.limit ?? Number.POSITIVE_INFINITY)
    let after: TallyEvent | undefined
    while (left > 0) {
      const request: SearchRequest = {
        tenant,
        filter: query.filter,
        range,
        order,
        limit: Math.min(left, EXPORT_PAGE),
        ...(after === undefined ? (offset === 0 ? {} : { offset }) : { after }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }
      const page = await this.#store.search(request)
      yield* page
      left -= page.length
      after = page.at(-1)
      if (page.length < request.limit) return
    }
  }
}

import assert from 'node:assert/strict'
import {
  canonicalize,
  type Json,
  type JsonObject,
  parseQuery,
  SEVERITY_OF_LEVEL,
  type TallyEvent,
  timeFromMs,
  toAggregation,
} from '@tallystick/core'
import type {
  EventStore,
  FieldSummary,
  FieldsRequest,
  ResultTable,
  SearchRequest,
  StoreBatch,
} from '../../../src/ports/event-store.ts'

/** What a case says of an event; the rest is filled in. */
export type EventPart = Partial<Omit<TallyEvent, 'seq' | 'tenant'>>

/** Time of the first event unless a case says otherwise; the next are a millisecond apart. */
export const START = Date.UTC(2026, 0, 31, 12)

type Options = Partial<Pick<SearchRequest, 'range' | 'order' | 'after' | 'offset' | 'limit' | 'signal'>>

/** One case's corner of the store: a tenant of its own. */
export class Room {
  readonly store: EventStore
  readonly tenant: string
  #nextSeq = 0

  constructor(store: EventStore, tenant: string) {
    this.store = store
    this.tenant = tenant
  }

  /** Makes events with the next sequence numbers, without appending them. */
  events(parts: readonly EventPart[]): TallyEvent[] {
    return parts.map(part => completeEvent(this.tenant, this.#nextSeq++, part))
  }

  /** Appends events and gives them as they should come back. */
  async load(...parts: EventPart[]): Promise<TallyEvent[]> {
    const events = this.events(parts)
    await this.store.append([batchOf(events)])
    return events
  }

  async messages(...messages: string[]): Promise<void> {
    await this.load(...messages.map(message => ({ message })))
  }

  /** One event per label, whose `name` is the label, with these attributes. */
  async labelled(attributes: Readonly<Record<string, JsonObject>>): Promise<void> {
    await this.load(...Object.entries(attributes).map(([name, value]) => ({ name, attributes: value })))
  }

  search(
    query: string,
    { range = {}, order = 'asc', limit = 10_000, ...rest }: Options = {},
  ): Promise<TallyEvent[]> {
    const { filter } = parseQuery(query)
    return this.store.search({ tenant: this.tenant, filter, range, order, limit, ...rest })
  }

  aggregate(query: string, { range = {}, signal }: Options = {}): Promise<ResultTable> {
    const { filter, aggregation } = toAggregation(parseQuery(query))!
    const request = { tenant: this.tenant, filter, aggregation, range }
    return this.store.aggregate(signal ? { ...request, signal } : request)
  }

  fields(query = '', options: Partial<FieldsRequest> = {}): Promise<FieldSummary[]> {
    const { filter } = parseQuery(query)
    return this.store.fields({ tenant: this.tenant, filter, range: {}, top: 3, ...options })
  }

  /** The messages that a query finds, oldest first, are exactly these; and as many are counted. */
  async finds(query: string, expected: readonly (string | undefined)[]): Promise<void> {
    const found = await this.search(query)
    assert.deepEqual(
      found.map(event => event.message),
      expected,
      query,
    )
    await this.rows(`${query} | count()`, [[expected.length]])
  }

  /** The labels that a query finds, in the order loaded, are exactly these; and as many are counted. */
  async picks(query: string, ...expected: string[]): Promise<void> {
    const found = await this.search(query)
    assert.deepEqual(
      found.map(event => event.name),
      expected,
      query,
    )
    await this.rows(`${query} | count()`, [[expected.length]])
  }

  /** The table of a query has these rows, in this order. */
  async rows(query: string, expected: readonly (readonly (string | number | null)[])[]): Promise<void> {
    const table = await this.aggregate(query)
    assertRows(table.rows, expected, query)
  }
}

/** An event with everything that every stored event has, as its canonical line parses. */
export function completeEvent(tenant: string, seq: number, part: EventPart): TallyEvent {
  const level = part.level ?? 'INFO'
  const event = {
    stream: 'log',
    time: timeFromMs(START + seq),
    received: timeFromMs(START + 60_000 + seq),
    severity_number: SEVERITY_OF_LEVEL[level],
    id: uuidOf(tenant, seq),
    ...part,
    level,
    seq,
    tenant,
  }
  return JSON.parse(canonicalize(event)) as TallyEvent
}

/** A UUIDv7-shaped id that differs by tenant and number. */
export function uuidOf(tenant: string, seq: number): string {
  const owner = Buffer.from(tenant.slice(-6).padStart(6, '0')).toString('hex')
  return `019f0000-0000-7000-8${owner.slice(0, 3)}-${owner.slice(3, 9)}${seq.toString(16).padStart(6, '0')}`
}

/** Events of one tenant with consecutive numbers as the indexer hands them over. */
export function batchOf(events: readonly TallyEvent[]): StoreBatch {
  return linesBatch(events[0]!.tenant, events[0]!.seq, events)
}

export function linesBatch(
  tenant: string,
  firstSeq: number,
  records: readonly Json[] | readonly TallyEvent[],
): StoreBatch {
  const lines = Buffer.from(records.map(record => `${canonicalize(record)}\n`).join(''))
  return { tenant, firstSeq, count: records.length, lines }
}

/** Cells equal; numbers to a relative 1e-9, since the order of addition is the engine's. */
export function assertRows(
  actual: ResultTable['rows'],
  expected: readonly (readonly (string | number | null)[])[],
  query: string,
): void {
  const same =
    actual.length === expected.length &&
    actual.every(
      (row, i) =>
        row.length === expected[i]!.length && row.every((cell, j) => sameCell(cell, expected[i]![j] ?? null)),
    )
  if (!same) assert.deepEqual(actual, expected, query)
}

function sameCell(a: string | number | null, b: string | number | null): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b
  return a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
}

import { type Filter, timeToNanos } from '@tallystick/core'
import type { Position, TimeRange } from '../../ports/event-store.ts'
import { Bindings, type Connection, INTERRUPTIBLE } from './connection.ts'
import { filterSql } from './filter-sql.ts'
import { findTenant } from './tenants.ts'
import { wordQuery } from './words.ts'

/** Matches of the word index up to which they are looked up one by one; of more, those are looked at that a scan meets. */
const FEW_MATCHES = 5_000

export type SelectionRequest = {
  readonly tenant: string
  readonly filter: Filter
  readonly range: TimeRange
  readonly order?: 'asc' | 'desc'
  readonly after?: Position
}

/** The events of a request: `FROM … WHERE …`, with the bindings it needs. */
export type Selection = { readonly sql: string; readonly bindings: Bindings }

export function select(connection: Connection, request: SelectionRequest): Selection {
  const bindings = new Bindings(findTenant(connection.db, request.tenant))
  const { from, to } = request.range
  const conditions = [`tenant = ${bindings.integer(bindings.tenant.id)}`]
  if (from !== undefined) conditions.push(`time >= ${bindings.integer(timeToNanos(from))}`)
  if (to !== undefined) conditions.push(`time < ${bindings.integer(timeToNanos(to))}`)
  if (request.after) {
    const time = bindings.integer(timeToNanos(request.after.time))
    const n = bindings.integer(bindings.tenant.base + request.after.seq)
    conditions.push(`(time, n) ${request.order === 'asc' ? '>' : '<'} (${time}, ${n})`)
  }

  const words = wordQuery(request.filter)
  let source = 'event'
  if (words !== undefined) {
    const matches = wordMatches(words, bindings)
    // CROSS JOIN and the unary plus fix the order in which SQLite goes through the two tables.
    if (isRare(connection, bindings, matches)) {
      source = 'event_text CROSS JOIN event ON n = event_text.rowid'
      conditions.push(matches)
    } else conditions.push(`+n IN (SELECT rowid FROM event_text WHERE ${matches})`)
  }

  conditions.push(INTERRUPTIBLE, filterSql(request.filter, bindings))
  return { sql: `FROM ${source} WHERE ${conditions.join(' AND ')}`, bindings }
}

function wordMatches(words: string, bindings: Bindings): string {
  const { base, end } = bindings.tenant
  return `event_text MATCH ${bindings.bind(words)}
    AND event_text.rowid BETWEEN ${bindings.integer(base)} AND ${bindings.integer(end - 1)}`
}

function isRare(connection: Connection, bindings: Bindings, matches: string): boolean {
  const count = connection.value(
    `SELECT count(*) FROM (SELECT 1 FROM event_text WHERE ${matches} LIMIT ${FEW_MATCHES + 1})`,
    bindings,
  )
  return Number(count) <= FEW_MATCHES
}

import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import { attributeAt, type JsonObject, numberBucket, numberOf, TallyError, textOf } from '@tallystick/core'
import { timeText } from './row.ts'
import type { TenantRows } from './tenants.ts'

export type TextTest = (text: string) => boolean

/** A statement under construction: what its `?n` stand for and what its `tally_match` calls test. */
export class Bindings {
  readonly tenant: TenantRows
  readonly values: SQLInputValue[] = []
  readonly tests: TextTest[] = []

  constructor(tenant: TenantRows) {
    this.tenant = tenant
  }

  /** Text, bytes, or a number as a double. */
  bind(value: string | number | Uint8Array): string {
    return `?${this.values.push(value)}`
  }

  /** An integer; node binds numbers as doubles, which would turn integer arithmetic and text forms into those of doubles. */
  integer(value: number | bigint): string {
    return `?${this.values.push(BigInt(value))}`
  }

  /** True where the text is not NULL and the test holds of it. */
  match(text: string, test: TextTest): string {
    return `tally_match(${this.tests.push(test) - 1}, ${text})`
  }
}

export type Row = readonly SQLOutputValue[]

/**
 * A connection for queries. What SQL cannot say exactly is said by functions of core/query, so that the meaning is the evaluator's:
 *
 * - `tally_match(i, text)`: the i-th test of the running statement (phrase, wildcard, RE2).
 * - `tally_number(text)`: the number that a text is, or NULL.
 * - `tally_attribute(json, path)`: text form of the value at a path.
 * - `tally_bucket(number, width)`, `tally_time(ms, nanoseconds below)`.
 * - `tally_continue()`: 1, or throws when the query was cancelled. SQLite cannot be interrupted from JavaScript, so queries
 *   evaluate it now and then; see `INTERRUPTIBLE`.
 */
export class Connection {
  readonly db: DatabaseSync
  #tests: readonly TextTest[] = []

  constructor(db: DatabaseSync, cancelled: () => boolean) {
    this.db = db
    const pure = { deterministic: true, directOnly: true }
    db.function('tally_match', pure, (index, text) =>
      typeof text === 'string' && this.#tests[Number(index)]!(text) ? 1 : 0,
    )
    db.function('tally_number', pure, text => (typeof text === 'string' ? numberOf(text) : undefined) ?? null)
    db.function('tally_attribute', pure, (json, path) => {
      const value =
        typeof json === 'string' ? attributeAt(JSON.parse(json) as JsonObject, String(path)) : undefined
      return value === undefined ? null : textOf(value)
    })
    db.function('tally_bucket', pure, (number, width) =>
      typeof number === 'number' ? numberBucket(number, Number(width)) : null,
    )
    db.function('tally_time', pure, (ms, nanos) =>
      typeof ms === 'number' ? timeText(ms, Number(nanos)) : null,
    )
    db.function('tally_continue', { deterministic: false, directOnly: true }, () => {
      if (cancelled()) throw new TallyError('TALLY_QUERY_TIMEOUT', 'the query was cancelled')
      return 1
    })
  }

  all(sql: string, bindings: Bindings): Row[] {
    return this.#prepare(sql, bindings).all(...bindings.values) as unknown as Row[]
  }

  iterate(sql: string, bindings: Bindings): Iterable<Row> {
    return this.#prepare(sql, bindings).iterate(...bindings.values) as unknown as Iterable<Row>
  }

  /** The first column of the first row. */
  value(sql: string, bindings: Bindings): SQLOutputValue | undefined {
    return this.all(sql, bindings)[0]?.[0]
  }

  #prepare(sql: string, bindings: Bindings): StatementSync {
    this.#tests = bindings.tests
    const statement = this.db.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
}

/** A condition that is true, and looks for a cancellation at every 1,024th event: an AND of two integers for the others. */
export const INTERRUPTIBLE = '((n & 1023) <> 0 OR tally_continue())'

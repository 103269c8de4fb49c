import type { EventField } from '../event/fields.ts'

/**
 * Syntax tree of the query language; its meaning is fixed in docs/design/002-query-language.md. The parser gives it in normal form:
 * `and` and `or` have two or more terms, none of the same kind; `and` holds no `all`; literals are canonical (levels, times).
 */
export type Query = { readonly filter: Filter; readonly pipes: readonly Pipe[] }

/** An envelope field, or a path into attributes (keys joined by dots). */
export type Field =
  | { readonly kind: 'envelope'; readonly name: EventField }
  | { readonly kind: 'attribute'; readonly path: string }

export type Filter =
  /** Every event: the empty filter. */
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly terms: readonly Filter[] }
  | { readonly kind: 'or'; readonly terms: readonly Filter[] }
  | { readonly kind: 'not'; readonly term: Filter }
  /** Word or phrase, never empty, on token boundaries of `message`, ASCII case-insensitive. */
  | { readonly kind: 'phrase'; readonly field: Field; readonly text: string }
  /** Whole-value wildcard match; on `message`, unanchored on token boundaries. `parts` are the literals between `*`s: two or more, of which only the first and last may be empty, and not all. */
  | { readonly kind: 'wildcard'; readonly field: Field; readonly parts: readonly string[] }
  | { readonly kind: 'exists'; readonly field: Field }
  | { readonly kind: 'equals'; readonly field: Field; readonly value: string }
  | { readonly kind: 'order'; readonly field: Field; readonly op: OrderOperator; readonly value: OrderValue }
  /** Unanchored RE2 search over the field's text. */
  | { readonly kind: 'regex'; readonly field: Field; readonly source: string }

export type OrderOperator = '>' | '>=' | '<' | '<='

/** What an ordering compares with, decided at parse time from field and literal. */
export type OrderValue =
  /** Values that are numbers (or text that is a JSON number). */
  | { readonly kind: 'number'; readonly value: number }
  /** `level`: compared by severity_number. */
  | { readonly kind: 'severity'; readonly level: string; readonly value: number }
  /** `time` and `received`: canonical UTC time. */
  | { readonly kind: 'time'; readonly value: string }
  /** Anything else: text, by code point. */
  | { readonly kind: 'text'; readonly value: string }

export type Pipe =
  | { readonly kind: 'aggregate'; readonly aggregates: readonly Aggregate[]; readonly by: readonly Group[] }
  | { readonly kind: 'top'; readonly limit: number; readonly field: Field }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'limit'; readonly limit: number }

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'p50' | 'p95' | 'p99' | 'uniq'

/** `count()` has no field; every other function has one. */
export type Aggregate = { readonly fn: AggregateFunction; readonly field?: Field }

export type Group =
  | { readonly kind: 'field'; readonly field: Field }
  /** Buckets of time, aligned to the epoch in UTC. */
  | { readonly kind: 'time'; readonly seconds: number }
  /** Buckets of a number: see `numberBucket`. */
  | { readonly kind: 'number'; readonly field: Field; readonly width: number }

/** A column of the result, by its printed name (`count()`, `p95(duration_ms)`, `service`, `bin(5m)`), or `time` of rows. */
export type SortKey = { readonly column: string; readonly descending: boolean }

/** A query's pipes, made explicit: what a store executes. `sort` always ends in every group key, so that order is total. */
export type Aggregation = {
  readonly aggregates: readonly Aggregate[]
  readonly by: readonly Group[]
  readonly sort: readonly SortKey[]
  readonly limit: number
}

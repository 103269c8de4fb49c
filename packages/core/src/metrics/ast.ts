/**
 * Syntax tree of the expression language over series; its meaning is fixed in docs/design/008-metrics.md. A series is a row of values on a
 * common grid of steps; an expression gives one, or one for every group that its calls are `by`.
 */
export type Expression =
  /** Finite, not negative: a sign is an operator. */
  | { readonly kind: 'number'; readonly value: number }
  /** A derived series of that name, else a metric: the average of each of its series. */
  | { readonly kind: 'name'; readonly name: string; readonly by?: Grouping }
  | Call
  | { readonly kind: 'unary'; readonly op: UnaryOperator; readonly term: Expression }
  | {
      readonly kind: 'binary'
      readonly op: BinaryOperator
      readonly left: Expression
      readonly right: Expression
    }

/** What is asked of a store: one function of the points, or events, of each step and group. */
export type Call =
  | {
      readonly kind: 'call'
      readonly fn: MetricFunction
      readonly source: MetricSource
      readonly by: Grouping
    }
  | {
      readonly kind: 'call'
      readonly fn: EventFunction
      readonly source: EventsSource
      readonly by: readonly string[]
    }

/** Tags (of events: fields) that tell groups apart; `all`: every tag, so that each series is a group. */
export type Grouping = readonly string[] | 'all'

export type MetricSource = {
  readonly kind: 'metric'
  readonly name: string
  readonly matchers: readonly TagMatcher[]
}

/** Events that match a query; `field` (an envelope name or a path) for functions of a value. */
export type EventsSource = { readonly kind: 'events'; readonly query: string; readonly field?: string }

/** `=~` and `!~` are RE2 that matches the whole value. An absent tag is the empty text. */
export type TagMatcher = { readonly tag: string; readonly op: MatchOperator; readonly value: string }
export type MatchOperator = '=' | '!=' | '=~' | '!~'

export const METRIC_FUNCTIONS = [
  ...(['avg', 'min', 'max', 'sum', 'count', 'p50', 'p95', 'p99', 'last', 'rate', 'increase'] as const),
] as const
export type MetricFunction = (typeof METRIC_FUNCTIONS)[number]

export const EVENT_FUNCTIONS = [
  ...(['count', 'rate', 'sum', 'avg', 'min', 'max', 'p50', 'p95', 'p99', 'uniq'] as const),
] as const
export type EventFunction = (typeof EVENT_FUNCTIONS)[number]

export type UnaryOperator = '-' | 'NOT'
export type BinaryOperator =
  | 'OR'
  | 'AND'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | '??'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'

/** How tightly operators bind: the higher, the tighter. Binary ones associate to the left. */
export const BINDING: Readonly<Record<BinaryOperator, number>> = {
  OR: 1,
  AND: 2,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '==': 4,
  '!=': 4,
  '??': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
}
export const NOT_BINDING = 3
export const SIGN_BINDING = 8

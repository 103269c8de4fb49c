export {
  assembleSeries,
  compareGroups,
  type PartColumn,
  type PartRow,
  partColumns,
  tagValue,
} from './assemble.ts'
export type {
  Call,
  EventFunction,
  EventsSource,
  Expression,
  Grouping,
  MatchOperator,
  MetricFunction,
  MetricSource,
  TagMatcher,
} from './ast.ts'
export { EVENT_FUNCTIONS, METRIC_FUNCTIONS } from './ast.ts'
export {
  DERIVED_SERIES,
  type DerivedSeries,
  derivedExpression,
  LOGGED_ERRORS,
  REQUESTS,
  THREATS,
} from './derived.ts'
export {
  callsOf,
  type Definitions,
  evaluateExpression,
  expandNames,
  type Series,
  type Tags,
  type Values,
  type Vector,
} from './evaluate.ts'
export { type Grid, gridOf, MAX_STEPS, type StepLength } from './grid.ts'
export { tagTest, wholeMatch } from './match.ts'
export { parseExpression } from './parser.ts'
export {
  type MetricPoint,
  type NormalizedPoint,
  normalizePoint,
  POINT_LIMITS,
  POINT_PREFIX,
  POINT_TYPES,
  type PointType,
  pointLine,
  printTags,
} from './point.ts'
export { printExpression } from './print.ts'

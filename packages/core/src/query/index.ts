export {
  aggregateColumn,
  andFilter,
  columnsOf,
  DEFAULT_TABLE_LIMIT,
  groupColumn,
  MAX_TABLE_LIMIT,
  rowOptions,
  toAggregation,
} from './aggregation.ts'
export type {
  Aggregate,
  AggregateFunction,
  Aggregation,
  Field,
  Filter,
  Group,
  OrderOperator,
  OrderValue,
  Pipe,
  Query,
  SortKey,
} from './ast.ts'
export { binDivisor, numberBucket, parseDuration, printDuration, timeBucket } from './bins.ts'
export { type Cell, compareCells, evaluateAggregation, percentile, type Table } from './evaluate.ts'
export {
  attributeAt,
  fieldName,
  fieldReader,
  flattenAttributes,
  isBareName,
  printField,
  resolveField,
} from './field.ts'
export { compileFilter, type EventPredicate } from './filter.ts'
export { literalTerms, type QueryToken, tokenizeQuery } from './highlight.ts'
export { messageWildcardMatcher, phraseMatcher, wildcardMatcher } from './match.ts'
export { MAX_QUERY_LENGTH, parseQuery } from './parser.ts'
export { printFilter, printQuery } from './print.ts'
export { regexMatcher } from './regex.ts'
export { compareText, type FieldValue, isFieldValue, numberOf, numberOfValue, textOf } from './value.ts'

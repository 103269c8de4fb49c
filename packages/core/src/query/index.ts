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
export {
  attributeAt,
  fieldName,
  fieldReader,
  flattenAttributes,
  isBareName,
  printField,
  resolveField,
} from './field.ts'
export { compareText, type FieldValue, isFieldValue, numberOf, numberOfValue, textOf } from './value.ts'

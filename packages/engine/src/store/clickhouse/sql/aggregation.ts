import { type Aggregate, type Aggregation, binDivisor, columnsOf, type Group, LEVELS } from '@tallystick/core'
import { column } from '../schema.ts'
import type { Bindings, Sql } from './bindings.ts'
import { operandOf, type Scope } from './filter.ts'
import { finite } from './operand.ts'

const PERCENTILE = { p50: 0.5, p95: 0.95, p99: 0.99 } as const

/**
 * A table of aggregates over the rows of a source, one row more than its limit. Time buckets are epoch milliseconds; every other cell
 * is as the query language has it.
 */
export function compileAggregation(aggregation: Aggregation, source: Sql, scope: Scope): Sql {
  const { by } = aggregation
  const packed = packedGroups(by, scope.bindings)
  const groups = (packed?.groups ?? by.map(group => compileGroup(group, scope))).map(
    (group, i) => `${group} AS g${i}`,
  )
  const aggregates = aggregation.aggregates.map(
    (aggregate, i) => `${compileAggregate(aggregate, scope)} AS a${i}`,
  )
  const keys = packed === undefined ? by.map((_, i) => `g${i}`) : [PACKED]
  const names = [...groups.keys()].map(i => `g${i}`).concat([...aggregates.keys()].map(i => `a${i}`))
  const columns = columnsOf(aggregation)
  const order = aggregation.sort.map(({ column, descending }) => {
    const name = names[columns.indexOf(column)]
    // Null is below every value.
    return `${name} ${descending ? 'DESC NULLS LAST' : 'ASC NULLS FIRST'}`
  })
  return [
    ...(packed === undefined ? [] : [`WITH ${packed.key} AS ${PACKED}`]),
    `SELECT ${[...groups, ...aggregates].join(', ')}`,
    `FROM ${source}`,
    ...(keys.length > 0 ? [`GROUP BY ${keys.join(', ')}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
    `LIMIT ${scope.bindings.unsigned(aggregation.limit + 1)}`,
  ].join('\n')
}

const LEVEL_NAMES = `[${LEVELS.map(level => `'${level}'`).join(', ')}]`
const LEVEL_NUMBER = `transform(${column('level')}, ${LEVEL_NAMES}, range(1, ${LEVELS.length + 1}), 0)`
/** More than there are levels; a power of two. */
const LEVEL_ROOM = 16
const PACKED = 'packed'

/**
 * Of a histogram by level: both groups in one number, which the engine groups by in two thirds of the time that two keys take.
 * undefined for others.
 */
function packedGroups(
  by: readonly Group[],
  bindings: Bindings,
): { readonly key: Sql; readonly groups: readonly Sql[] } | undefined {
  const time = by.find(group => group.kind === 'time')
  if (by.length !== 2 || time === undefined || !by.some(isLevel)) return undefined
  const width = bindings.integer(time.seconds * 1000)
  return {
    key: `intDiv(toUnixTimestamp64Milli(time), ${width}) * ${LEVEL_ROOM} + ${LEVEL_NUMBER}`,
    groups: by.map(group =>
      group === time
        ? `intDiv(${PACKED}, ${LEVEL_ROOM}) * ${width}`
        : `nullIf(arrayElement(${LEVEL_NAMES}, ${PACKED} % ${LEVEL_ROOM}), '')`,
    ),
  }
}

const isLevel = (group: Group): boolean =>
  group.kind === 'field' && group.field.kind === 'envelope' && group.field.name === 'level'

function compileGroup(group: Group, scope: Scope): Sql {
  switch (group.kind) {
    case 'field':
      return operandOf(group.field, scope).text()
    case 'time':
      return timeBucket(group.seconds, scope.bindings)
    case 'number':
      return numberBucket(operandOf(group.field, scope).number(), group.width, scope.bindings)
  }
}

function compileAggregate({ fn, field }: Aggregate, scope: Scope): Sql {
  if (field === undefined) return 'count()'
  const operand = operandOf(field, scope)
  switch (fn) {
    case 'count':
      return 'count()'
    case 'uniq':
      return `uniqExact(${operand.text()})`
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
      return finite(`${fn}(${operand.number()})`)
    default:
      return finite(`quantileExactInclusive(${PERCENTILE[fn]})(${operand.number()})`)
  }
}

function timeBucket(seconds: number, bindings: Bindings): Sql {
  const width = bindings.integer(seconds * 1000)
  return `intDiv(toUnixTimestamp64Milli(time), ${width}) * ${width}`
}

/** The same steps on doubles as `numberBucket` of the query language takes. */
function numberBucket(value: Sql, width: number, bindings: Bindings): Sql {
  const k = binDivisor(width)
  if (k === undefined) {
    const by = bindings.double(width)
    return finite(`floor(${value} / ${by}) * ${by}`)
  }
  const by = bindings.double(k)
  const n = `floor(${value} * ${by})`
  return finite(`if((${n} + 1) / ${by} <= ${value}, ${n} + 1, ${n}) / ${by}`)
}

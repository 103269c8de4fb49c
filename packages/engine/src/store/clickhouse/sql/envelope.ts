import { type Field, timeToNanos } from '@tallystick/core'
import { type ColumnName, column, specOf } from '../schema.ts'
import type { Bindings, Sql } from './bindings.ts'
import { allOf, FALSE, numberOfText, type Operand } from './operand.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const CANONICAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(?:\d{3}|\d{6}|\d{9})Z$/
const SAFE_INTEGER = /^(?:0|[1-9]\d{0,15})$/

/** A field of the envelope. */
export function envelopeOperand(field: Extract<Field, { kind: 'envelope' }>, bindings: Bindings): Operand {
  const name = field.name as ColumnName
  switch (specOf(name).kind) {
    case 'integer':
      return integerOperand(name, bindings)
    case 'time':
      return timeOperand(name, bindings)
    case 'uuid':
      return uuidOperand(name, bindings)
    default:
      return textOperand(name, bindings)
  }
}

/** '' stands for absent. */
function textOperand(name: ColumnName, bindings: Bindings): Operand {
  const value = column(name)
  const present = `${value} != ''`
  return {
    text: () => `nullIf(${value}, '')`,
    number: () => numberOfText(value),
    present: () => present,
    equals: text => (text === '' ? FALSE : `${value} = ${bindings.text(text)}`),
    compareText: (op, text) => allOf([present, `${value} ${op} ${bindings.text(text)}`]),
    compareNumber: (op, number) => `${numberOfText(value)} ${op} ${bindings.double(number)}`,
    matches: condition => allOf([present, condition(value)]),
  }
}

function integerOperand(name: ColumnName, bindings: Bindings): Operand {
  const value = column(name)
  const text = `toString(${value})`
  return {
    text: () => text,
    // Nullable even where the column is not, for the aggregates of nothing are NULL.
    number: () => `toNullable(toFloat64(${value}))`,
    present: () => (name === 'line' ? `${value} IS NOT NULL` : 'true'),
    equals: wanted => (SAFE_INTEGER.test(wanted) ? `${value} = ${bindings.unsigned(BigInt(wanted))}` : FALSE),
    compareText: (op, wanted) => `${text} ${op} ${bindings.text(wanted)}`,
    compareNumber: (op, number) => `toFloat64(${value}) ${op} ${bindings.double(number)}`,
    matches: condition => condition(text),
  }
}

function uuidOperand(name: ColumnName, bindings: Bindings): Operand {
  const value = column(name)
  const text = `toString(${value})`
  return {
    text: () => text,
    number: () => "CAST(NULL, 'Nullable(Float64)')",
    present: () => 'true',
    equals: wanted => (UUID.test(wanted) ? `${value} = toUUID(${bindings.text(wanted)})` : FALSE),
    compareText: (op, wanted) => `${text} ${op} ${bindings.text(wanted)}`,
    compareNumber: () => FALSE,
    matches: condition => condition(text),
  }
}

function timeOperand(name: ColumnName, bindings: Bindings): Operand {
  const value = column(name)
  const text = canonicalTime(value)
  return {
    text: () => text,
    number: () => "CAST(NULL, 'Nullable(Float64)')",
    present: () => 'true',
    equals: wanted =>
      CANONICAL_TIME.test(wanted) ? `${value} = ${bindings.time(timeToNanos(wanted))}` : FALSE,
    compareText: (op, wanted) => `${text} ${op} ${bindings.text(wanted)}`,
    compareNumber: () => FALSE,
    matches: condition => condition(text),
  }
}

/** Canonical time (3, 6 or 9 digits, the fewest that lose nothing) of a DateTime64(9). */
function canonicalTime(value: Sql): Sql {
  const nanos = `toUnixTimestamp64Nano(${value})`
  const length = `multiIf(${nanos} % 1000000 = 0, 12, ${nanos} % 1000 = 0, 15, 18)`
  return `concat(substring(toString(${value}), 1, 10), 'T', substring(toString(${value}), 12, ${length}), 'Z')`
}

import type { OrderOperator } from '@tallystick/core'
import type { Sql } from './bindings.ts'

/**
 * A field as SQL. Conditions are true where they hold and false *or NULL* where they do not; only `NOT` has to care. What is not asked
 * for is not written, so that a query reads no column it does not need.
 */
export type Operand = {
  /** Text form, NULL where absent. */
  text(): Sql
  /** The number that the text form is, NULL where it is none. */
  number(): Sql
  present(): Sql
  equals(value: string): Sql
  /** Text form by code point. */
  compareText(op: OrderOperator, value: string): Sql
  compareNumber(op: OrderOperator, value: number): Sql
  /** A condition on the text form, which it gets as SQL that is never NULL where the condition counts. */
  matches(condition: (text: Sql) => Sql): Sql
}

export const FALSE: Sql = 'false'

export function anyOf(conditions: readonly Sql[]): Sql {
  const [only, ...others] = conditions
  if (only === undefined) return FALSE
  return others.length === 0 ? only : `(${conditions.join(' OR ')})`
}

export function allOf(conditions: readonly Sql[]): Sql {
  const [only, ...others] = conditions
  if (only === undefined) return 'true'
  return others.length === 0 ? only : `(${conditions.join(' AND ')})`
}

/** RFC 8259 §6; `$` is the end of the text. */
const JSON_NUMBER = String.raw`^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`

/** The number that a text exactly is, as NULL or a finite double. */
export function numberOfText(text: Sql): Sql {
  return `if(match(${text}, '${JSON_NUMBER}'), ${finite(`toFloat64OrNull(${text})`)}, NULL)`
}

/** NULL where a double is infinite or none. */
export function finite(value: Sql): Sql {
  return `if(isFinite(${value}), ${value} + 0, NULL)`
}

/** RFC 8785 form of a double: ClickHouse leaves out the plus of a positive exponent. */
export function textOfDouble(value: Sql): Sql {
  return `if(abs(${value}) >= 1e21, replaceOne(toString(${value}), 'e', 'e+'), toString(${value}))`
}

/** The number whose RFC 8785 form the text is. */
export function numberWritten(text: string): number | undefined {
  const value = Number(text)
  return Number.isFinite(value) && String(value) === text ? value : undefined
}

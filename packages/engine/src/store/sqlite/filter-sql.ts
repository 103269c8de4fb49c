import {
  type EventField,
  type Field,
  type Filter,
  LEVELS,
  messageWildcardMatcher,
  type OrderOperator,
  type OrderValue,
  parseTime,
  phraseMatcher,
  regexMatcher,
  STREAMS,
  timeToNanos,
  wildcardMatcher,
} from '@tallystick/core'
import type { Bindings } from './connection.ts'
import { numberOfField, textOfField } from './field-sql.ts'
import { kindOf, uuidBytes } from './row.ts'

/** A filter as an SQL condition that is true exactly of the events it lets through (and false or NULL of the others). */
export function filterSql(filter: Filter, bindings: Bindings): string {
  switch (filter.kind) {
    case 'all':
      return 'TRUE'
    case 'and':
      return `(${[...filter.terms]
        .sort((a, b) => cost(a) - cost(b))
        .map(term => filterSql(term, bindings))
        .join(' AND ')})`
    case 'or':
      return `(${filter.terms.map(term => filterSql(term, bindings)).join(' OR ')})`
    case 'not':
      return `(${filterSql(filter.term, bindings)} IS NOT TRUE)`
    case 'phrase':
      return bindings.match(textOfField(filter.field, bindings), phraseMatcher(filter.text))
    case 'wildcard':
      return bindings.match(
        textOfField(filter.field, bindings),
        (isMessage(filter.field) ? messageWildcardMatcher : wildcardMatcher)(filter.parts),
      )
    case 'regex':
      return bindings.match(textOfField(filter.field, bindings), regexMatcher(filter.source))
    case 'exists':
      return `(${existenceSql(filter.field, bindings)})`
    case 'equals':
      return `(${equalsSql(filter.field, filter.value, bindings)})`
    case 'order':
      return `(${orderSql(filter.field, filter.op, filter.value, bindings)})`
  }
}

export const isMessage = (field: Field) => field.kind === 'envelope' && field.name === 'message'

/** How dear a term is to evaluate, roughly: a column, JSON, a call into JavaScript. SQLite takes them as they come. */
function cost(filter: Filter): number {
  switch (filter.kind) {
    case 'all':
      return 0
    case 'and':
    case 'or':
      return Math.max(...filter.terms.map(cost))
    case 'not':
      return cost(filter.term)
    case 'phrase':
    case 'wildcard':
      return 2
    case 'regex':
      return 3
    default:
      return filter.field.kind === 'envelope' ? 0 : 1
  }
}

function existenceSql(field: Field, bindings: Bindings): string {
  const column = field.kind === 'envelope' ? columnOf(field.name) : undefined
  return `${column ?? textOfField(field, bindings)} IS NOT NULL`
}

/** The column that holds a field; `seq` and `tenant` have none. */
function columnOf(name: EventField): string | undefined {
  return name === 'seq' || name === 'tenant' ? undefined : name
}

function equalsSql(field: Field, text: string, bindings: Bindings): string {
  const key = field.kind === 'envelope' ? keyWithText(field.name, text, bindings) : undefined
  return key === undefined ? `${textOfField(field, bindings)} = ${bindings.bind(text)}` : key
}

/** Equality on the stored form of a field, which an index may serve; undefined where the stored form is the text. */
function keyWithText(name: EventField, text: string, bindings: Bindings): string | undefined {
  const stored = (value: string | undefined) => (value === undefined ? 'FALSE' : `${name} = ${value}`)
  switch (kindOf(name)) {
    case 'integer': {
      const value = Number(text)
      if (!Number.isSafeInteger(value) || String(value) !== text) return 'FALSE'
      return name === 'seq'
        ? `n = ${bindings.integer(bindings.tenant.base + value)}`
        : `${name} = ${bindings.integer(value)}`
    }
    case 'time':
      return stored(isCanonicalTime(text) ? bindings.integer(timeToNanos(text)) : undefined)
    case 'level':
      return stored(bindings.integer((LEVELS as readonly string[]).indexOf(text)))
    case 'stream':
      return stored(bindings.integer((STREAMS as readonly string[]).indexOf(text)))
    case 'uuid': {
      const bytes = uuidBytes(text)
      return stored(bytes && bindings.bind(bytes))
    }
    default:
      return undefined
  }
}

function isCanonicalTime(text: string): boolean {
  try {
    return parseTime(text) === text
  } catch {
    return false
  }
}

function orderSql(field: Field, op: OrderOperator, literal: OrderValue, bindings: Bindings): string {
  switch (literal.kind) {
    case 'number':
      return `${numberOfField(field, bindings)} ${op} ${bindings.bind(literal.value)}`
    case 'severity':
      return `severity_number ${op} ${bindings.integer(literal.value)}`
    case 'time':
      // The parser compares only `time` and `received` with a time.
      return field.kind === 'envelope' && kindOf(field.name) === 'time'
        ? `${field.name} ${op} ${bindings.integer(timeToNanos(literal.value))}`
        : 'FALSE'
    case 'text':
      // SQLite compares UTF-8 bytes, which is the order of code points.
      return `${textOfField(field, bindings)} ${op} ${bindings.bind(literal.value)}`
  }
}

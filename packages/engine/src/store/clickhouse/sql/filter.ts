import { type Field, type Filter, type OrderOperator, type OrderValue, timeToNanos } from '@tallystick/core'
import type { TypesOf } from '../catalog.ts'
import { type ColumnName, column } from '../schema.ts'
import { attributeOperand } from './attribute.ts'
import type { Bindings, Sql } from './bindings.ts'
import { envelopeOperand } from './envelope.ts'
import { messageWildcard, phrase, phraseIn, regexMatch } from './message.ts'
import { allOf, anyOf, FALSE, type Operand } from './operand.ts'

/** What a statement is compiled with: where its values go, and what is known of attributes. */
export type Scope = {
  readonly bindings: Bindings
  readonly typesOf: TypesOf
  /** Present where patterns answer the filter: whether all rows that are asked for have one. */
  readonly patterns?: 'some' | 'all'
}

export function operandOf(field: Field, { bindings, typesOf }: Scope): Operand {
  return field.kind === 'envelope'
    ? envelopeOperand(field, bindings)
    : attributeOperand(field.path, typesOf, bindings)
}

/** A filter as a condition: true where it lets an event through, false or NULL where not. Meaning: docs/design/002-query-language.md. */
export function compileFilter(filter: Filter, scope: Scope): Sql {
  const { bindings, patterns } = scope
  switch (filter.kind) {
    case 'all':
      return 'true'
    case 'and':
      return allOf(filter.terms.map(term => compileFilter(term, scope)))
    case 'or':
      return anyOf(filter.terms.map(term => compileFilter(term, scope)))
    case 'not':
      return `NOT ifNull(${compileFilter(filter.term, scope)}, false)`
    case 'phrase':
      return phrase(filter.text, bindings, patterns)
    case 'wildcard':
      return isMessage(filter.field)
        ? messageWildcard(filter.parts, bindings)
        : operandOf(filter.field, scope).matches(
            text => `${text} LIKE ${bindings.text(likePattern(filter.parts))}`,
          )
    case 'exists':
      return operandOf(filter.field, scope).present()
    case 'equals':
      return operandOf(filter.field, scope).equals(filter.value)
    case 'order':
      return compileOrder(filter.field, filter.op, filter.value, scope)
    case 'regex':
      return operandOf(filter.field, scope).matches(text => regexMatch(text, filter.source, bindings))
  }
}

function compileOrder(field: Field, op: OrderOperator, value: OrderValue, scope: Scope): Sql {
  switch (value.kind) {
    case 'number':
      return operandOf(field, scope).compareNumber(op, value.value)
    case 'severity':
      return `severity_number ${op} ${scope.bindings.integer(value.value)}`
    case 'time':
      return field.kind === 'envelope'
        ? `${column(field.name as ColumnName)} ${op} ${scope.bindings.time(timeToNanos(value.value))}`
        : FALSE
    case 'text':
      return operandOf(field, scope).compareText(op, value.value)
  }
}

/** Whether a filter asks for attributes, so that what is known of them matters. */
export function asksAttributes(filter: Filter): boolean {
  switch (filter.kind) {
    case 'all':
      return false
    case 'and':
    case 'or':
      return filter.terms.some(asksAttributes)
    case 'not':
      return asksAttributes(filter.term)
    default:
      return filter.field.kind === 'attribute'
  }
}

/** Whether a filter asks for phrases that stand in the patterns of messages, and for nothing else that messages have to be read for. */
export function asksPatterns(filter: Filter): boolean {
  const asked = [...askedOfMessages(filter)]
  return asked.includes('patterns') && !asked.includes('texts')
}

function* askedOfMessages(filter: Filter): Generator<ReturnType<typeof phraseIn>> {
  if (filter.kind === 'all') return
  if (filter.kind === 'and' || filter.kind === 'or')
    for (const term of filter.terms) yield* askedOfMessages(term)
  else if (filter.kind === 'not') yield* askedOfMessages(filter.term)
  else if (filter.kind === 'phrase') yield phraseIn(filter.text)
  else if (isMessage(filter.field)) yield 'texts'
}

const isMessage = (field: Field) => field.kind === 'envelope' && field.name === 'message'

/** `*` between the parts becomes `%`. */
function likePattern(parts: readonly string[]): string {
  return parts.map(part => part.replace(/[\\%_]/g, '\\$&')).join('%')
}

import { type ErrorCode, TallyError } from '../errors.ts'
import { LEVELS, STREAMS } from '../event/fields.ts'
import { levelFromText, SEVERITY_OF_LEVEL } from '../event/severity.ts'
import { parseTime } from '../event/time.ts'
import type { Field, Filter, OrderOperator, OrderValue } from './ast.ts'
import { MESSAGE } from './field.ts'
import type { Comparator } from './lexer.ts'
import { shown } from './quote.ts'
import { regexMatcher } from './regex.ts'
import { numberOf } from './value.ts'

/** The right side of a comparison, or a term that stands alone. */
export type Literal = { readonly start: number } & (
  | { readonly kind: 'word'; readonly parts: readonly string[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string }
)

/** Wildcards of one value, so that engines whose matchers backtrack stay fast. */
const MAX_STARS = 16

/** A term without a field: a word, phrase, wildcard or expression in the message; a lone star is every event. */
export function textTerm(literal: Literal): Filter {
  if (literal.kind === 'word' && isStar(literal.parts)) return { kind: 'all' }
  return comparison(MESSAGE, ':', literal)
}

/** A field compared with a literal. Throws TALLY_QUERY_VALUE, TALLY_QUERY_REGEX, TALLY_QUERY_TOO_COMPLEX. */
export function comparison(field: Field, op: Comparator, literal: Literal): Filter {
  switch (op) {
    case ':':
    case '=':
      return match(field, op, literal)
    case '!=':
      return { kind: 'not', term: match(field, '=', literal) }
    default:
      return { kind: 'order', field, op, value: orderValue(field, op, literal) }
  }
}

function match(field: Field, op: ':' | '=', literal: Literal): Filter {
  if (literal.kind === 'regex') {
    regexMatcher(literal.source, literal.start)
    return { kind: 'regex', field, source: literal.source }
  }
  if (literal.kind === 'word' && literal.parts.length > 1)
    return wildcard(field, op, literal.parts, literal.start)
  const text = literal.kind === 'word' ? literal.parts[0]! : literal.text
  if (isEnvelope(field, 'message') && op === ':')
    return text === '' ? { kind: 'exists', field } : { kind: 'phrase', field, text }
  return { kind: 'equals', field, value: canonicalValue(field, text, literal.start) }
}

function wildcard(field: Field, op: ':' | '=', parts: readonly string[], position: number): Filter {
  if (isStar(parts)) return { kind: 'exists', field }
  if (parts.length - 1 > MAX_STARS)
    throw refuse('TALLY_QUERY_TOO_COMPLEX', `a value holds at most ${MAX_STARS} wildcards`, position)
  if (isEnvelope(field, 'message') && op === '=')
    throw refuse(
      'TALLY_QUERY_VALUE',
      '"message=" compares the whole message and takes no wildcard; write message: or an expression',
      position,
    )
  if (isEnvelope(field, 'level'))
    return { kind: 'wildcard', field, parts: parts.map(part => part.toUpperCase()) }
  if (isEnvelope(field, 'stream'))
    return { kind: 'wildcard', field, parts: parts.map(part => part.toLowerCase()) }
  return { kind: 'wildcard', field, parts }
}

/** The text form that a value of this field would have. */
function canonicalValue(field: Field, text: string, position: number): string {
  if (isEnvelope(field, 'level')) return levelOf(text, position)
  if (isEnvelope(field, 'stream')) {
    const stream = STREAMS.find(name => name === text.toLowerCase())
    if (stream === undefined)
      throw refuse(
        'TALLY_QUERY_VALUE',
        `unknown stream ${shown(text)}: there are ${STREAMS.join(', ')}`,
        position,
      )
    return stream
  }
  return isTime(field) ? timeOf(text, position) : text
}

function orderValue(field: Field, op: OrderOperator, literal: Literal): OrderValue {
  if (literal.kind === 'regex' || (literal.kind === 'word' && literal.parts.length > 1))
    throw refuse('TALLY_QUERY_VALUE', `"${op}" needs a plain value; quote it if it is one`, literal.start)
  const text = literal.kind === 'word' ? literal.parts[0]! : literal.text
  if (isEnvelope(field, 'level')) {
    const level = levelOf(text, literal.start)
    return { kind: 'severity', level, value: SEVERITY_OF_LEVEL[level] }
  }
  if (isTime(field)) return { kind: 'time', value: timeOf(text, literal.start) }
  const number = literal.kind === 'word' ? numberOf(text) : undefined
  return number === undefined ? { kind: 'text', value: text } : { kind: 'number', value: number }
}

function levelOf(text: string, position: number) {
  const level = levelFromText(text)
  if (level === undefined)
    throw refuse(
      'TALLY_QUERY_VALUE',
      `unknown level ${shown(text)}: there are ${LEVELS.join(', ')}; numbers belong to severity_number`,
      position,
    )
  return level
}

const DATE = /^\d{4}-\d\d-\d\d$/
const DATE_AND_MINUTE = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d$/
const SMALL_NUMBER = /^-?\d{1,8}(?:\.\d*)?$/

/** Canonical time of a literal, which may also be a date or leave out seconds. A year alone is no epoch. */
function timeOf(text: string, position: number): string {
  try {
    if (SMALL_NUMBER.test(text)) throw new Error('too small for an epoch')
    return parseTime(
      DATE.test(text) ? `${text}T00:00:00Z` : DATE_AND_MINUTE.test(text) ? `${text}:00Z` : text,
    )
  } catch {
    throw refuse(
      'TALLY_QUERY_VALUE',
      `${shown(text)} is not a time: write 2026-01-31, 2026-01-31T10:00:00Z or an epoch number`,
      position,
    )
  }
}

const isEnvelope = (field: Field, name: string) => field.kind === 'envelope' && field.name === name
const isTime = (field: Field) => isEnvelope(field, 'time') || isEnvelope(field, 'received')
const isStar = (parts: readonly string[]) => parts.length === 2 && parts[0] === '' && parts[1] === ''

function refuse(code: ErrorCode, message: string, position: number): TallyError {
  return new TallyError(code, message, { position })
}

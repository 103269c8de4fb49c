import { aggregateColumn, groupColumn } from './aggregation.ts'
import type { Field, Filter, Pipe, Query } from './ast.ts'
import { printField } from './field.ts'
import { quote } from './quote.ts'
import { numberOf } from './value.ts'

/**
 * A query as text: `parseQuery(printQuery(ast))` is the ast again, for every ast that the parser can give. One filter that stands
 * for several spellings is printed in the shortest.
 */
export function printQuery({ filter, pipes }: Query): string {
  const text = filter.kind === 'all' ? '' : printFilter(filter)
  return [text, ...pipes.map(printPipe)].join(' | ').trimStart()
}

/** A filter as text; every event is `*`. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'all':
      return '*'
    case 'and':
      return filter.terms
        .map(term => (term.kind === 'or' ? `(${printFilter(term)})` : printFilter(term)))
        .join(' ')
    case 'or':
      return filter.terms.map(printFilter).join(' OR ')
    case 'not': {
      const { term } = filter
      return term.kind === 'and' || term.kind === 'or' ? `-(${printFilter(term)})` : `-${printFilter(term)}`
    }
    case 'phrase':
      return printWord(filter.text)
    case 'wildcard':
      return prefix(filter.field) + filter.parts.map(escapeBare).join('*')
    case 'exists':
      return `${printField(filter.field)}:*`
    case 'equals':
      return `${printField(filter.field)}${isMessage(filter.field) ? '=' : ':'}${printValue(filter.value)}`
    case 'order':
      return printField(filter.field) + filter.op + printOrderValue(filter.value)
    case 'regex':
      return `${prefix(filter.field)}/${filter.source}/`
  }
}

const isMessage = (field: Field) => field.kind === 'envelope' && field.name === 'message'
const prefix = (field: Field) => (isMessage(field) ? '' : `${printField(field)}:`)

function printOrderValue(value: Extract<Filter, { kind: 'order' }>['value']): string {
  switch (value.kind) {
    case 'number':
      return String(value.value)
    case 'severity':
      return value.level
    case 'time':
      return value.value
    case 'text':
      return numberOf(value.value) === undefined ? printValue(value.value) : quote(value.value)
  }
}

const PLAIN_WORD = /^(?:\w|[^\s\u0000-\u007f])(?:[\w.@+-]|[^\s\u0000-\u007f])*$/
const PLAIN_VALUE = /^(?:[\w+-]|[^\s\u0000-\u007f])(?:[\w.@:/+-]|[^\s\u0000-\u007f])*$/
const KEYWORD = /^(?:AND|OR|NOT)$/

function printWord(text: string): string {
  return PLAIN_WORD.test(text) && !KEYWORD.test(text) ? text : quote(text)
}

function printValue(text: string): string {
  return PLAIN_VALUE.test(text) ? text : quote(text)
}

function escapeBare(text: string): string {
  return text.replace(/[^\w\u0080-\uffff]|\s/g, '\\$&')
}

function printPipe(pipe: Pipe): string {
  switch (pipe.kind) {
    case 'aggregate': {
      const by = pipe.by.length > 0 ? ` by ${pipe.by.map(groupColumn).join(', ')}` : ''
      return pipe.aggregates.map(aggregateColumn).join(', ') + by
    }
    case 'top':
      return `top ${pipe.limit} ${printField(pipe.field)}`
    case 'sort':
      return `sort ${pipe.keys.map(key => (key.descending ? '-' : '') + key.column).join(', ')}`
    case 'limit':
      return `limit ${pipe.limit}`
  }
}

import type { TallyEvent } from '../event/fields.ts'
import { compareTimes } from '../event/time.ts'
import type { Field, Filter, OrderOperator, OrderValue } from './ast.ts'
import { fieldReader } from './field.ts'
import { messageWildcardMatcher, phraseMatcher, wildcardMatcher } from './match.ts'
import { regexMatcher } from './regex.ts'
import { compareText, type FieldValue, numberOfValue, textOf } from './value.ts'

export type EventPredicate = (event: TallyEvent) => boolean

/**
 * A filter as a predicate, for live tail and as the oracle of every store. What can be prepared is prepared once; an event costs
 * a look-up per field that is asked, and nothing is flattened.
 */
export function compileFilter(filter: Filter): EventPredicate {
  switch (filter.kind) {
    case 'all':
      return () => true
    case 'and': {
      const terms = filter.terms.map(compileFilter)
      return event => terms.every(term => term(event))
    }
    case 'or': {
      const terms = filter.terms.map(compileFilter)
      return event => terms.some(term => term(event))
    }
    case 'not': {
      const term = compileFilter(filter.term)
      return event => !term(event)
    }
    case 'phrase':
      return onText(filter.field, phraseMatcher(filter.text))
    case 'wildcard':
      return onText(
        filter.field,
        isMessage(filter.field) ? messageWildcardMatcher(filter.parts) : wildcardMatcher(filter.parts),
      )
    case 'exists':
      return onValue(filter.field, () => true)
    case 'equals': {
      const { value } = filter
      return onText(filter.field, text => text === value)
    }
    case 'order':
      return compileOrder(filter.field, filter.op, filter.value)
    case 'regex':
      return onText(filter.field, regexMatcher(filter.source))
  }
}

const isMessage = (field: Field) => field.kind === 'envelope' && field.name === 'message'

/** Absent fields match nothing. */
function onValue(field: Field, test: (value: FieldValue) => boolean): EventPredicate {
  const read = fieldReader(field)
  return event => {
    const value = read(event)
    return value !== undefined && test(value)
  }
}

function onText(field: Field, test: (text: string) => boolean): EventPredicate {
  return onValue(field, value => test(textOf(value)))
}

function compileOrder(field: Field, op: OrderOperator, literal: OrderValue): EventPredicate {
  const holds = HOLDS[op]
  switch (literal.kind) {
    case 'number': {
      const { value } = literal
      return onValue(field, found => {
        const number = numberOfValue(found)
        return number !== undefined && holds(number - value)
      })
    }
    case 'severity':
      return event => holds(event.severity_number - literal.value)
    case 'time': {
      const { value } = literal
      return onText(field, text => holds(compareTimes(text, value)))
    }
    case 'text': {
      const { value } = literal
      return onText(field, text => holds(compareText(text, value)))
    }
  }
}

/** Whether a difference "left minus right" fits an operator. */
const HOLDS: Readonly<Record<OrderOperator, (difference: number) => boolean>> = {
  '>': difference => difference > 0,
  '>=': difference => difference >= 0,
  '<': difference => difference < 0,
  '<=': difference => difference <= 0,
}

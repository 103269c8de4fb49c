import {
  derivedExpression,
  EVENT_FIELDS,
  type Expression,
  type Field,
  type Filter,
  parseExpression,
  parseQuery,
  TallyError,
  type TallyEvent,
} from '@tallystick/core'

/** Fields of the envelope that anyone who may read may see. */
export const OPEN_FIELDS: readonly string[] = Object.keys(EVENT_FIELDS).filter(
  name => name !== 'message' && name !== 'attributes' && name !== 'nonce',
)

/** An event without its payload: `message` and `attributes`. */
export function withoutPayload({ message: _, attributes: __, ...envelope }: TallyEvent): TallyEvent {
  return envelope
}

/** Refuses (TALLY_AUTH_PAYLOAD) a query that tests, counts or groups by the payload: its answer would give it away piece by piece. */
export function refusePayload(query: string): void {
  const { filter, pipes } = parseQuery(query)
  checkFilter(filter)
  for (const pipe of pipes) {
    if (pipe.kind === 'top') checkField(pipe.field)
    if (pipe.kind !== 'aggregate') continue
    for (const part of [...pipe.aggregates, ...pipe.by])
      if ('field' in part && part.field !== undefined) checkField(part.field)
  }
}

/** The same of a field by its name. */
export function refusePayloadField(name: string): void {
  if (!OPEN_FIELDS.includes(name))
    throw new TallyError('TALLY_AUTH_PAYLOAD', `${JSON.stringify(name.slice(0, 64))} is payload`)
}

/**
 * The same of an expression over series, where it asks for events. Derived series may be asked for as they are defined, though their definitions
 * test attributes: which share of all requests failed gives no request away. They may not be grouped by the payload.
 */
export function refusePayloadInMetrics(expression: string): void {
  checkExpression(parseExpression(expression))
}

function checkExpression(expression: Expression): void {
  switch (expression.kind) {
    case 'number':
      return
    case 'name':
      if (expression.by !== undefined && expression.by !== 'all' && derivedExpression(expression.name))
        expression.by.forEach(refusePayloadField)
      return
    case 'call': {
      const { source, by } = expression
      if (source.kind === 'metric') return
      refusePayload(source.query)
      if (source.field !== undefined) refusePayloadField(source.field)
      if (by !== 'all') by.forEach(refusePayloadField)
      return
    }
    case 'unary':
      checkExpression(expression.term)
      return
    case 'binary':
      checkExpression(expression.left)
      checkExpression(expression.right)
  }
}

function checkFilter(filter: Filter): void {
  switch (filter.kind) {
    case 'all':
      return
    case 'and':
    case 'or':
      for (const term of filter.terms) checkFilter(term)
      return
    case 'not':
      checkFilter(filter.term)
      return
    default:
      checkField(filter.field)
  }
}

function checkField(field: Field): void {
  if (field.kind === 'attribute')
    throw new TallyError(
      'TALLY_AUTH_PAYLOAD',
      `the attribute ${JSON.stringify(field.path.slice(0, 64))} is payload`,
    )
  refusePayloadField(field.name)
}

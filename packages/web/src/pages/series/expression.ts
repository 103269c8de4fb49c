import {
  derivedExpression,
  EVENT_FUNCTIONS,
  type EventFunction,
  type Expression,
  METRIC_FUNCTIONS,
  type MetricFunction,
  parseExpression,
  printExpression,
} from '@tallystick/core'

/** What is wrong with an expression, and at which UTF-16 offset. */
export type Fault = { readonly message: string; readonly position: number }

export function faultOf(text: string): Fault | undefined {
  try {
    parseExpression(text)
    return undefined
  } catch (error) {
    const { message, position = 0 } = error as Error & { position?: number }
    return { message, position }
  }
}

function parsed(text: string): Expression | undefined {
  try {
    return parseExpression(text)
  } catch {
    return undefined
  }
}

/** A name as it stands in an expression: quoted where it has to be. */
export function nameText(name: string): string {
  return printExpression({ kind: 'name', name })
}

/** What shows a metric or derived series. A bare name that both have is the derived one, so the metric is written `name{}`. */
export function expressionOf({
  kind,
  name,
}: {
  readonly kind: 'metric' | 'derived'
  readonly name: string
}): string {
  const text = nameText(name)
  return kind === 'metric' && derivedExpression(name) !== undefined ? `${text}{}` : text
}

/** Functions that can be put around, or in place of the one in, an expression; none for what is made of several. */
export function functionsFor(text: string): readonly string[] {
  const expression = parsed(text)
  if (expression?.kind === 'name' && derivedExpression(expression.name) === undefined) return METRIC_FUNCTIONS
  if (expression?.kind !== 'call') return []
  if (expression.source.kind === 'metric') return METRIC_FUNCTIONS
  // Without a field only the events themselves can be counted.
  return expression.source.field === undefined
    ? ['count', 'rate']
    : EVENT_FUNCTIONS.filter(fn => fn !== 'count' && fn !== 'rate')
}

/** Whether it is one name, grouped or not. */
export function isName(text: string): boolean {
  return parsed(text)?.kind === 'name'
}

/** The function that an expression is, if it is one. */
export function functionOf(text: string): string | undefined {
  const expression = parsed(text)
  return expression?.kind === 'call' ? expression.fn : undefined
}

/** The same of another function; unchanged where `functionsFor` does not list it. */
export function withFunction(text: string, fn: string): string {
  const expression = parsed(text)
  if (expression === undefined || !functionsFor(text).includes(fn)) return text
  if (expression.kind === 'name') {
    const { name, by = [] } = expression
    return printExpression({
      kind: 'call',
      fn: fn as MetricFunction,
      source: { kind: 'metric', name, matchers: [] },
      by,
    })
  }
  if (expression.kind !== 'call') return text
  const { source, by } = expression
  if (source.kind === 'metric')
    // `by (*)` of a plain selector is each series for itself; of a function it is wanted only when it is said.
    return printExpression({ kind: 'call', fn: fn as MetricFunction, source, by: by === 'all' ? [] : by })
  return printExpression({ ...expression, fn: fn as EventFunction, source, by: by as readonly string[] })
}

/** Names that it is grouped by; undefined where it cannot be. `*` is every tag. */
export function groupsOf(text: string): readonly string[] | undefined {
  const expression = parsed(text)
  if (expression?.kind !== 'name' && expression?.kind !== 'call') return undefined
  const { by = [] } = expression
  return by === 'all' ? ['*'] : by
}

/** Grouped by a name as well, or no longer. */
export function withGroup(text: string, name: string): string {
  const expression = parsed(text)
  const groups = groupsOf(text)
  if (expression === undefined || groups === undefined) return text
  const named = groups.filter(one => one !== '*')
  const by = named.includes(name) ? named.filter(one => one !== name) : [...named, name]
  if (expression.kind === 'name') {
    const { name: series } = expression
    return printExpression(
      by.length === 0 ? { kind: 'name', name: series } : { kind: 'name', name: series, by },
    )
  }
  return expression.kind === 'call' ? printExpression({ ...expression, by } as Expression) : text
}

/** Whether its values are 1 where something holds and 0 where not. */
export function isCondition(text: string): boolean {
  const expression = parsed(text)
  if (expression?.kind === 'unary') return expression.op === 'NOT'
  return (
    expression?.kind === 'binary' && ['OR', 'AND', '<', '<=', '>', '>=', '==', '!='].includes(expression.op)
  )
}

/** The metrics and derived series that an expression names, each once. */
export function seriesIn(
  text: string,
): readonly { readonly kind: 'metric' | 'derived'; readonly name: string }[] {
  const found = new Map<string, { kind: 'metric' | 'derived'; name: string }>()
  const add = (kind: 'metric' | 'derived', name: string) => found.set(`${kind} ${name}`, { kind, name })
  const visit = (expression: Expression): void => {
    if (expression.kind === 'name')
      add(derivedExpression(expression.name) === undefined ? 'metric' : 'derived', expression.name)
    else if (expression.kind === 'call') {
      if (expression.source.kind === 'metric') add('metric', expression.source.name)
    } else if (expression.kind === 'unary') visit(expression.term)
    else if (expression.kind === 'binary') {
      visit(expression.left)
      visit(expression.right)
    }
  }
  const expression = parsed(text)
  if (expression !== undefined) visit(expression)
  return [...found.values()]
}

/** Fields that events, and so derived series, are usefully grouped by. */
export const EVENT_GROUPS: readonly string[] = ['service', 'environment', 'name', 'level']

/** Whether its groups are fields of events, and not tags of points. */
export function groupsByFields(text: string): boolean {
  const expression = parsed(text)
  return (
    (expression?.kind === 'name' && derivedExpression(expression.name) !== undefined) ||
    (expression?.kind === 'call' && expression.source.kind === 'events')
  )
}

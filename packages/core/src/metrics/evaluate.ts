import type { BinaryOperator, Call, Expression, Grouping } from './ast.ts'
import { printTags } from './point.ts'
import { printExpression } from './print.ts'

/** A value per step; null where there is none. */
export type Values = readonly (number | null)[]
export type Tags = Readonly<Record<string, string>>
export type Series = { readonly tags: Tags; readonly values: Values }

/**
 * What an expression has on a grid: the values of each group, and of every group that is not listed. What is not grouped lists none: it
 * is the same for all.
 */
export type Vector = { readonly grouped: boolean; readonly series: readonly Series[]; readonly rest: Values }

/** What a bare name means, unless it is a metric. */
export type Definitions = (name: string) => Expression | undefined

/**
 * The expression with every name in place of which something else stands replaced by that: derived series by their definition (grouped as
 * the name is), metrics by the average of their series. The calls that are left are what has to be asked for.
 */
export function expandNames(expression: Expression, definitions: Definitions): Expression {
  switch (expression.kind) {
    case 'number':
    case 'call':
      return expression
    case 'name': {
      const { name, by } = expression
      const definition = definitions(name)
      if (definition !== undefined) return by === undefined ? definition : regroup(definition, by)
      return { kind: 'call', fn: 'avg', source: { kind: 'metric', name, matchers: [] }, by: by ?? 'all' }
    }
    case 'unary':
      return { ...expression, term: expandNames(expression.term, definitions) }
    case 'binary':
      return {
        ...expression,
        left: expandNames(expression.left, definitions),
        right: expandNames(expression.right, definitions),
      }
  }
}

function regroup(expression: Expression, by: Grouping): Expression {
  switch (expression.kind) {
    case 'call':
      // Events have no set of tags that all of them could be grouped by.
      if (expression.source.kind === 'events') return { ...expression, by: by === 'all' ? [] : by } as Call
      return { ...expression, by } as Call
    case 'unary':
      return { ...expression, term: regroup(expression.term, by) }
    case 'binary':
      return { ...expression, left: regroup(expression.left, by), right: regroup(expression.right, by) }
    default:
      return expression
  }
}

/** The calls of an expression whose names are expanded, each once, by their text. */
export function callsOf(expression: Expression): ReadonlyMap<string, Call> {
  const calls = new Map<string, Call>()
  const walk = (part: Expression): void => {
    if (part.kind === 'call') calls.set(printExpression(part), part)
    else if (part.kind === 'unary') walk(part.term)
    else if (part.kind === 'binary') {
      walk(part.left)
      walk(part.right)
    }
  }
  walk(expression)
  return calls
}

/**
 * The series of an expression on a grid of `steps`. `answers` has what its calls gave, by their text (`callsOf`). Groups without any value are
 * left out; what is not grouped is always one series without tags.
 */
export function evaluateExpression(
  expression: Expression,
  steps: number,
  answers: ReadonlyMap<string, Vector>,
): Series[] {
  const { grouped, series, rest } = evaluate(expression, steps, answers)
  return grouped
    ? series.filter(({ values }) => values.some(value => value !== null))
    : [{ tags: {}, values: rest }]
}

function evaluate(expression: Expression, steps: number, answers: ReadonlyMap<string, Vector>): Vector {
  switch (expression.kind) {
    case 'number':
      return { grouped: false, series: [], rest: new Array<number>(steps).fill(expression.value) }
    case 'call': {
      const answer = answers.get(printExpression(expression))
      if (answer === undefined) throw new Error(`nothing was asked for ${printExpression(expression)}`)
      return answer
    }
    case 'unary': {
      const apply = expression.op === '-' ? negate : not
      const { grouped, series, rest } = evaluate(expression.term, steps, answers)
      return {
        grouped,
        series: series.map(({ tags, values }) => ({ tags, values: values.map(apply) })),
        rest: rest.map(apply),
      }
    }
    case 'binary': {
      const left = evaluate(expression.left, steps, answers)
      const right = evaluate(expression.right, steps, answers)
      return join(left, right, APPLY[expression.op])
    }
    case 'name':
      throw new Error(`the name ${expression.name} was not expanded`)
  }
}

type Apply = (a: number | null, b: number | null) => number | null

/** Groups with equal tags meet; a group that one side does not list meets what that side has for all others. */
function join(left: Vector, right: Vector, apply: Apply): Vector {
  const both = (a: Values, b: Values): Values => a.map((value, i) => apply(value, b[i] ?? null))
  const others = new Map(right.series.map(one => [printTags(one.tags), one]))
  const series = left.series.map(({ tags, values }) => {
    const key = printTags(tags)
    const other = others.get(key)
    others.delete(key)
    return { tags, values: both(values, other?.values ?? right.rest) }
  })
  for (const { tags, values } of others.values()) series.push({ tags, values: both(left.rest, values) })
  return { grouped: left.grouped || right.grouped, series, rest: both(left.rest, right.rest) }
}

/** Null in, null out; what is not a finite number is null; -0 is 0. */
const arithmetic =
  (calculate: (a: number, b: number) => number): Apply =>
  (a, b) => {
    if (a === null || b === null) return null
    const result = calculate(a, b)
    return Number.isFinite(result) ? result + 0 : null
  }
const compare = (holds: (a: number, b: number) => boolean) => arithmetic((a, b) => (holds(a, b) ? 1 : 0))

const negate = (value: number | null) => (value === null ? null : 0 - value)
const not = (value: number | null) => (value === null ? null : value === 0 ? 1 : 0)

const APPLY: Readonly<Record<BinaryOperator, Apply>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  '==': compare((a, b) => a === b),
  '!=': compare((a, b) => a !== b),
  '??': (a, b) => a ?? b,
  // One side that is not known decides nothing, and leaves the decision to the other.
  OR: (a, b) => (a === null && b === null ? null : a || b ? 1 : 0),
  AND: (a, b) => (a === 0 || b === 0 ? 0 : a === null || b === null ? null : 1),
}

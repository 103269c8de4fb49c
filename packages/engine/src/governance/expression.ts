import {
  type ASTNode,
  TypeError as CelTypeError,
  Environment,
  EvaluationError,
  ParseError,
  type SourceRange,
} from '@marcbachmann/cel-js'
import { regexMatcher, TallyError } from '@tallystick/core'
import { type Bound, worstCase } from './cost.ts'

/** Characters of one expression. */
export const MAX_EXPRESSION = 1_024

/** What an expression may call. All of it is CEL of the specification, but for the names of the strings extension. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'has size int double string dyn timestamp duration all exists exists_one map filter contains startsWith endsWith matches lowerAscii ' +
    'upperAscii trim getFullYear getMonth getDate getDayOfMonth getDayOfWeek getDayOfYear getHours getMinutes getSeconds'
  ).split(' '),
)

/** `matches` of the library is a backtracking expression of JavaScript: calls go to this one, whose name is as long, so that columns stay. */
const MATCHES = 'matches'
const LINEAR_MATCHES = 'matchRe'

const patterns = new Map<string, (text: string) => boolean>()
const MAX_PATTERNS = 4_096

const environment = new Environment({
  limits: { maxAstNodes: 256, maxDepth: 24, maxListElements: 64, maxMapEntries: 32, maxCallArguments: 4 },
})
  .registerVariable('model', 'string')
  .registerVariable('operation', 'string')
  .registerVariable('customer', 'string')
  .registerVariable('metadata', 'map<string, dyn>')
  .registerVariable('constants', 'map<string, dyn>')
  .registerVariable('key', 'map<string, dyn>')
  .registerVariable('now', 'google.protobuf.Timestamp')
  .registerFunction(`string.${LINEAR_MATCHES}(string): bool`, (text: string, pattern: string) =>
    matcherOf(pattern)(text),
  )

/** Where it is less than a value of metadata may hold (input.ts, control/input.ts). */
const BOUNDS: readonly [string, Bound][] = [
  ['model', { items: 0, chars: 128 }],
  ['operation', { items: 0, chars: 64 }],
  ['customer', { items: 0, chars: 63 }],
  ['key', { items: 3, chars: 128 }],
  ['now', { items: 0, chars: 0 }],
]

export type Variables = Readonly<
  Record<'model' | 'operation' | 'customer' | 'metadata' | 'constants' | 'key' | 'now', unknown>
>

export type Compiled = {
  /** Throws an ExpressionError. */
  readonly evaluate: (variables: Variables) => unknown
  /** Units of cost.ts. */
  readonly cost: number
}

/** What is wrong with an expression, or became of it: never longer than a line. `offset` counts UTF-16 units of the expression. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
  readonly offset: number | undefined

  constructor(message: string, offset?: number) {
    super(message)
    this.offset = offset
  }
}

/**
 * Compiles an expression that gives `wanted`. Types are checked as far as they are known: what stands in metadata is known when it is there.
 * `constants` says what the constants of the policy can hold. Throws an ExpressionError that says where.
 */
export function compileExpression(source: string, wanted: 'bool' | 'number', constants: Bound): Compiled {
  if (source.length > MAX_EXPRESSION)
    throw new ExpressionError(`an expression has at most ${MAX_EXPRESSION} characters`)
  const parsed = tried(() => environment.parse(withLinearMatches(source, environment.parse(source).ast)))
  const { valid, type, error } = parsed.check()
  if (!valid) throw asExpressionError(error)
  const allowed = wanted === 'bool' ? ['bool', 'dyn'] : ['double', 'int', 'dyn']
  if (!allowed.includes(String(type)))
    throw new ExpressionError(`it gives a ${type}, and must give a ${wanted}`, 0)
  return {
    evaluate: variables => tried(() => parsed(variables) as unknown),
    cost: worstCase(environment.parse(source).ast, new Map([...BOUNDS, ['constants', constants]])),
  }
}

function tried<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asExpressionError(error)
  }
}

function asExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error
  if (error instanceof ParseError || error instanceof EvaluationError || error instanceof CelTypeError)
    return new ExpressionError(oneLine(error.summary), error.range?.start)
  // What a function of JavaScript threw, as for a time zone that does not exist.
  return new ExpressionError(oneLine(error instanceof Error ? error.message : String(error)))
}

const oneLine = (text: string) =>
  text.replaceAll(/\s+/g, ' ').replaceAll(LINEAR_MATCHES, MATCHES).slice(0, 200)

/** The source with its calls of `matches` renamed. Refuses calls of what is not offered, and patterns that are not written out or no RE2. */
function withLinearMatches(source: string, ast: ASTNode): string {
  let renamed = source
  each(ast, node => {
    if (node.op !== 'call' && node.op !== 'rcall') return
    const [name] = node.args
    if (!FUNCTIONS.has(name))
      throw new ExpressionError(`there is no function ${name} in policies`, node.start)
    if (name !== MATCHES) return
    const [receiver, pattern] = node.op === 'rcall' ? [node.args[1], node.args[2][0]] : [undefined, undefined]
    if (receiver === undefined) throw new ExpressionError('write it as text.matches("pattern")', node.start)
    if (pattern?.op !== 'value' || typeof pattern.args !== 'string')
      throw new ExpressionError('the pattern of matches must be written out', pattern?.start ?? node.start)
    try {
      matcherOf(pattern.args)
    } catch (error) {
      throw new ExpressionError(oneLine((error as Error).message), pattern.start)
    }
    const at = nameAfter(source, receiver.range)
    renamed = renamed.slice(0, at) + LINEAR_MATCHES + renamed.slice(at + MATCHES.length)
  })
  return renamed
}

/** Where the name of a method stands behind what it is called on. */
function nameAfter(source: string, receiver: SourceRange): number {
  const dot = /[\s)]*\.\s*(?=matches\b)/y
  dot.lastIndex = receiver.end
  if (!dot.test(source))
    throw new ExpressionError('write .matches( right behind what it is asked of', receiver.end)
  return dot.lastIndex
}

function each(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node)
  const inside: unknown[] = [node.args]
  for (let next = inside.pop(); next !== undefined; next = inside.pop())
    if (Array.isArray(next)) inside.push(...next)
    else if (isNode(next)) each(next, visit)
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value
}

/** Patterns stand in policies, of which there are not many; all are forgotten where there are. */
function matcherOf(pattern: string): (text: string) => boolean {
  let matcher = patterns.get(pattern)
  if (matcher === undefined) {
    try {
      matcher = regexMatcher(pattern)
    } catch (error) {
      throw error instanceof TallyError ? new ExpressionError(error.message) : error
    }
    if (patterns.size === MAX_PATTERNS) patterns.clear()
    patterns.set(pattern, matcher)
  }
  return matcher
}

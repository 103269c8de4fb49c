import { TallyError } from '../errors.ts'
import { resolveField } from '../query/field.ts'
import { parseQuery } from '../query/parser.ts'
import { shown } from '../query/quote.ts'
import {
  BINDING,
  type BinaryOperator,
  EVENT_FUNCTIONS,
  type EventFunction,
  type EventsSource,
  type Expression,
  type Grouping,
  type MatchOperator,
  METRIC_FUNCTIONS,
  type MetricFunction,
  NOT_BINDING,
  SIGN_BINDING,
  type TagMatcher,
} from './ast.ts'
import { fault, lexExpression, type Token } from './lexer.ts'
import { tagTest } from './match.ts'

/** UTF-16 code units of an expression. */
export const MAX_EXPRESSION_LENGTH = 8_192
const MAX_DEPTH = 64
const MAX_NODES = 256
/** Functions of metrics and events: each is a question to the store. */
const MAX_CALLS = 32
const MAX_MATCHERS = 32
/** As many as a table of events has columns, less the bucket and the function. */
const MAX_GROUPS = 14

const FUNCTIONS: ReadonlySet<string> = new Set([...METRIC_FUNCTIONS, ...EVENT_FUNCTIONS])
/** The field that a function of events takes is what it works on; these count the events. */
const COUNTING: ReadonlySet<string> = new Set(['count', 'rate'])

/**
 * Parses an expression (docs/design/008-metrics.md). Throws a TallyError whose `position` is the zero-based column (UTF-16) at fault:
 * TALLY_METRIC_EXPRESSION, TALLY_METRIC_TOO_COMPLEX, or for the query inside `events("…")` what `parseQuery` throws. Lone
 * surrogates are taken as U+FFFD.
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_EXPRESSION_LENGTH)
    throw new TallyError(
      'TALLY_METRIC_TOO_COMPLEX',
      `the expression has ${text.length} characters; at most ${MAX_EXPRESSION_LENGTH} are allowed`,
      { position: MAX_EXPRESSION_LENGTH },
    )
  return new ExpressionParser(text.toWellFormed()).parse()
}

class ExpressionParser {
  readonly #tokens: readonly Token[]
  readonly #length: number
  #at = 0
  #depth = 0
  #nodes = 0
  #calls = 0

  constructor(text: string) {
    this.#tokens = lexExpression(text)
    this.#length = text.length
  }

  parse(): Expression {
    const expression = this.#binary(BINDING.OR)
    const rest = this.#peek
    if (rest !== undefined) throw fault('an operator, or the end, is expected here', rest.start)
    return expression
  }

  get #peek(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #isNext(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead]
    return (token?.kind === 'sign' || token?.kind === 'word') && token.text === text
  }

  #position(): number {
    return this.#peek?.start ?? this.#length
  }

  #expect(text: string): void {
    if (!this.#isNext(text)) throw fault(`"${text}" is expected here`, this.#position())
    this.#at++
  }

  /** Binary operators that bind at least so tightly, associating to the left; below OR and AND stands NOT. */
  #binary(binding: number): Expression {
    let left = this.#operand(binding)
    for (;;) {
      const op = operatorOf(this.#peek)
      if (op === undefined || BINDING[op] < binding) return left
      this.#count()
      this.#at++
      left = { kind: 'binary', op, left, right: this.#deeper(() => this.#binary(BINDING[op] + 1)) }
    }
  }

  /** `binding` is that of what stands before it. */
  #operand(binding: number): Expression {
    if (this.#isNext('NOT')) {
      if (binding > NOT_BINDING)
        throw fault(
          'NOT binds more loosely than what stands before it; put it in parentheses',
          this.#position(),
        )
      this.#count()
      this.#at++
      const inner = this.#isNext('NOT') ? NOT_BINDING : BINDING['<']
      return { kind: 'unary', op: 'NOT', term: this.#deeper(() => this.#binary(inner)) }
    }
    if (this.#isNext('-')) {
      this.#count()
      this.#at++
      return { kind: 'unary', op: '-', term: this.#deeper(() => this.#operand(SIGN_BINDING)) }
    }
    return this.#primary()
  }

  #primary(): Expression {
    const token = this.#peek
    const start = this.#position()
    this.#count()
    if (this.#isNext('(')) {
      this.#at++
      const inner = this.#deeper(() => this.#binary(BINDING.OR))
      this.#expect(')')
      return inner
    }
    if (token?.kind === 'number') {
      this.#at++
      return { kind: 'number', value: token.value }
    }
    if (token?.kind === 'name' && this.#isNext('(', 1)) return this.#call(token.text, start)
    if (token?.kind !== 'name' && token?.kind !== 'string')
      throw fault('a metric, a number, a function or "(" is expected here', start)
    this.#at++
    const name = metricName(token)
    if (this.#isNext('{')) {
      this.#calls++
      this.#checkCalls(start)
      const matchers = this.#matchers()
      const source = { kind: 'metric', name, matchers } as const
      return { kind: 'call', fn: 'avg', source, by: this.#by() ?? 'all' }
    }
    this.#calls++
    this.#checkCalls(start)
    const by = this.#by()
    return by === undefined ? { kind: 'name', name } : { kind: 'name', name, by }
  }

  #call(fn: string, start: number): Expression {
    if (fn === 'events')
      throw fault('events(…) stands inside a function: count(events("level>=ERROR"))', start)
    if (!FUNCTIONS.has(fn))
      throw fault(
        `there is no function ${shown(fn)}; there are ${[...FUNCTIONS].join(' ')}, and a metric of such a name is written in quotes`,
        start,
      )
    this.#calls++
    this.#checkCalls(start)
    this.#at += 2
    const inner = this.#peek
    const sourceStart = this.#position()
    if (inner?.kind === 'name' && inner.text === 'events' && this.#isNext('(', 1)) {
      if (!(EVENT_FUNCTIONS as readonly string[]).includes(fn))
        throw fault(`${fn} is of metrics; of events there are ${EVENT_FUNCTIONS.join(' ')}`, start)
      const source = this.#events(fn as EventFunction)
      this.#expect(')')
      const byStart = this.#position()
      const by = this.#by(true) ?? []
      if (by === 'all') throw fault('events are grouped by fields: by (service)', byStart)
      return { kind: 'call', fn: fn as EventFunction, source, by }
    }
    if (inner?.kind !== 'name' && inner?.kind !== 'string')
      throw fault('a metric or events("…") is expected here', sourceStart)
    if (!(METRIC_FUNCTIONS as readonly string[]).includes(fn))
      throw fault(`${fn} is of events; of metrics there are ${METRIC_FUNCTIONS.join(' ')}`, start)
    this.#at++
    const name = metricName(inner)
    const matchers = this.#isNext('{') ? this.#matchers() : []
    if (!this.#isNext(')'))
      throw fault(
        `${fn}() takes one metric and no arithmetic: write it around the function, as in ${fn}(a) / 2`,
        this.#position(),
      )
    this.#at++
    return {
      kind: 'call',
      fn: fn as MetricFunction,
      source: { kind: 'metric', name, matchers },
      by: this.#by() ?? [],
    }
  }

  #events(fn: EventFunction): EventsSource {
    this.#at += 2
    const token = this.#peek
    if (token?.kind !== 'string')
      throw fault('the query of events stands in quotes: events("level>=ERROR")', this.#position())
    this.#at++
    checkQuery(token)
    let field: string | undefined
    if (this.#isNext(',')) {
      this.#at++
      field = this.#name('a field', true)
    }
    if (COUNTING.has(fn) !== (field === undefined))
      throw fault(
        COUNTING.has(fn)
          ? `${fn} counts events and takes no field`
          : `${fn} needs a field: ${fn}(events("…", duration_ms))`,
        this.#position(),
      )
    this.#expect(')')
    return field === undefined
      ? { kind: 'events', query: token.text }
      : { kind: 'events', query: token.text, field }
  }

  #matchers(): TagMatcher[] {
    this.#expect('{')
    const matchers: TagMatcher[] = []
    while (!this.#isNext('}')) {
      if (matchers.length > 0) this.#expect(',')
      if (matchers.length === MAX_MATCHERS)
        throw tooComplex(`a metric has at most ${MAX_MATCHERS} conditions`, this.#position())
      const tag = this.#name('the name of a tag', false)
      const op = this.#peek
      if (op?.kind !== 'sign' || !/^[=!]=?$|^[=!]~$/.test(op.text))
        throw fault('one of = != =~ !~ is expected here', this.#position())
      this.#at++
      const value = this.#peek
      if (value?.kind !== 'string') throw fault('a value in quotes is expected here', this.#position())
      this.#at++
      const match = (op.text === '==' ? '=' : op.text) as MatchOperator
      tagTest({ op: match, value: value.text }, value.start)
      matchers.push({ tag, op: match, value: value.text })
    }
    this.#at++
    return matchers
  }

  /** `by (a, b)` or `by (*)`; undefined when it is not there. */
  #by(fields = false): Grouping | undefined {
    if (!this.#isNext('by')) return undefined
    this.#at++
    this.#expect('(')
    if (this.#isNext('*')) {
      this.#at++
      this.#expect(')')
      return 'all'
    }
    const names: string[] = []
    while (!this.#isNext(')')) {
      if (names.length > 0) this.#expect(',')
      const start = this.#position()
      if (names.length === MAX_GROUPS)
        throw tooComplex(`groups are told apart by at most ${MAX_GROUPS} names`, start)
      const name = this.#name(fields ? 'a field' : 'the name of a tag', fields)
      if (names.includes(name)) throw fault(`${shown(name)} stands here twice`, start)
      names.push(name)
    }
    this.#at++
    return names
  }

  #name(what: string, isField: boolean): string {
    const token = this.#peek
    if ((token?.kind !== 'name' && token?.kind !== 'string') || token.text === '')
      throw fault(`${what} is expected here`, this.#position())
    this.#at++
    if (isField) resolveField(token.text, token.start)
    return token.text
  }

  #deeper<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH)
      throw tooComplex(`an expression is nested at most ${MAX_DEPTH} levels`, this.#position())
    const parsed = parse()
    this.#depth--
    return parsed
  }

  #count(): void {
    if (++this.#nodes > MAX_NODES)
      throw tooComplex(`an expression has at most ${MAX_NODES} parts`, this.#position())
  }

  #checkCalls(position: number): void {
    if (this.#calls > MAX_CALLS)
      throw tooComplex(`an expression asks for at most ${MAX_CALLS} series`, position)
  }
}

function tooComplex(message: string, position: number): TallyError {
  return new TallyError('TALLY_METRIC_TOO_COMPLEX', message, { position })
}

function operatorOf(token: Token | undefined): BinaryOperator | undefined {
  if (token?.kind !== 'sign' && token?.kind !== 'word') return undefined
  if (token.text === '=') return '=='
  return Object.hasOwn(BINDING, token.text) ? (token.text as BinaryOperator) : undefined
}

function metricName(token: Token & { readonly kind: 'name' | 'string' }): string {
  if (token.text === '') throw fault('the name of a metric is not empty', token.start)
  return token.text
}

/** A filter without pipes; its faults point into the expression. */
function checkQuery(token: Token & { readonly kind: 'string' }): void {
  try {
    const { pipes } = parseQuery(token.text)
    if (pipes.length > 0)
      throw new TallyError('TALLY_QUERY_PIPE', 'events(…) takes a filter without pipes', {
        position: token.text.indexOf('|'),
      })
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
    const position = token.places[error.position ?? 0] ?? token.start
    throw new TallyError(error.code, error.message, { cause: error, position })
  }
}

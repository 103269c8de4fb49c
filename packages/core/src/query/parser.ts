import { TallyError } from '../errors.ts'
import type { Filter, Query } from './ast.ts'
import { comparison, type Literal, textTerm } from './comparison.ts'
import { resolveField } from './field.ts'
import { lex, type Token } from './lexer.ts'
import { parsePipes } from './pipes.ts'
import { TokenReader } from './reader.ts'

/** UTF-16 code units of a query. */
export const MAX_QUERY_LENGTH = 8_192
const MAX_DEPTH = 64
const MAX_TERMS = 256

/**
 * Parses a query (docs/design/002-query-language.md). Throws a TallyError TALLY_QUERY_SYNTAX, _FIELD, _VALUE, _REGEX, _PIPE or
 * _TOO_COMPLEX whose `position` is the zero-based column (UTF-16) at fault. Lone surrogates are taken as U+FFFD.
 */
export function parseQuery(text: string): Query {
  if (text.length > MAX_QUERY_LENGTH)
    throw new TallyError(
      'TALLY_QUERY_TOO_COMPLEX',
      `the query has ${text.length} characters; at most ${MAX_QUERY_LENGTH} are allowed`,
      { position: MAX_QUERY_LENGTH },
    )
  const wellFormed = text.toWellFormed()
  const reader = new TokenReader(lex(wellFormed), wellFormed.length)
  const filter =
    reader.peek === undefined || reader.peek.kind === 'pipe' ? ALL : new FilterParser(reader).parse()
  return { filter, pipes: parsePipes(reader) }
}

const ALL: Filter = { kind: 'all' }

/** filter = and {"OR" and} ; and = unary {["AND"] unary} ; unary = {"NOT" | "-"} ("(" filter ")" | term) */
class FilterParser {
  readonly #reader: TokenReader
  #depth = 0
  #terms = 0

  constructor(reader: TokenReader) {
    this.#reader = reader
  }

  parse(): Filter {
    const filter = this.#or()
    const next = this.#reader.peek
    if (next !== undefined && next.kind !== 'pipe')
      throw this.#reader.syntax('this ")" has no "(" before it; to search for it put it in quotes', next)
    return filter
  }

  #or(): Filter {
    const terms = [this.#and()]
    while (isKeyword(this.#reader.peek, 'OR')) {
      this.#reader.next()
      terms.push(this.#and())
    }
    return join('or', terms)
  }

  #and(): Filter {
    const terms = [this.#unary()]
    for (;;) {
      const next = this.#reader.peek
      if (isKeyword(next, 'AND')) {
        this.#reader.next()
        terms.push(this.#unary())
      } else if (next === undefined || next.kind === 'pipe' || isKeyword(next, 'OR') || isParen(next, ')')) {
        return join('and', terms)
      } else terms.push(this.#unary())
    }
  }

  #unary(): Filter {
    const token = this.#reader.next()
    if (token === undefined || token.kind === 'pipe')
      throw this.#reader.syntax('a term is expected here, and the filter ends', token)
    if (isKeyword(token, 'NOT') || isKeyword(token, '-'))
      return { kind: 'not', term: this.#deeper(token, () => this.#unary()) }
    if (isParen(token, '(')) return this.#deeper(token, () => this.#group(token))
    return this.#term(token)
  }

  #group(open: Token): Filter {
    if (isParen(this.#reader.peek, ')'))
      throw this.#reader.syntax(
        'there is nothing between these parentheses; to search for them put them in quotes',
        open,
      )
    const filter = this.#or()
    const close = this.#reader.peek
    if (!isParen(close, ')')) throw this.#reader.syntax('this "(" has no ")" after it', open)
    this.#reader.next()
    return filter
  }

  #term(token: Token): Filter {
    if (isLiteral(token)) {
      this.#count(token)
      return textTerm(token)
    }
    if (token.kind === 'field') {
      this.#count(token)
      const comparator = this.#reader.next()
      const value = this.#reader.next()
      // The lexer gives a field in a filter only together with its comparison, and then a value or an error.
      if (comparator?.kind !== 'comparator' || !isLiteral(value))
        throw this.#reader.syntax('a comparison is not complete', token)
      return comparison(resolveField(token.name, token.start), comparator.op, value)
    }
    if (token.kind === 'keyword')
      throw this.#reader.syntax(
        `"${token.text}" needs a term on both sides; to search for the word put it in quotes`,
        token,
      )
    throw this.#reader.syntax('a term is expected here; to search for this text put it in quotes', token)
  }

  #count(token: Token): void {
    if (++this.#terms > MAX_TERMS)
      throw this.#reader.error('TALLY_QUERY_TOO_COMPLEX', `a query has at most ${MAX_TERMS} terms`, token)
  }

  #deeper(token: Token, parse: () => Filter): Filter {
    if (++this.#depth > MAX_DEPTH)
      throw this.#reader.error(
        'TALLY_QUERY_TOO_COMPLEX',
        `a query is nested at most ${MAX_DEPTH} levels`,
        token,
      )
    const filter = parse()
    this.#depth--
    return filter
  }
}

/** Several terms as one filter: nested ones of the same kind are taken in, and in a conjunction "every event" is left out. */
function join(kind: 'and' | 'or', terms: readonly Filter[]): Filter {
  const flat = terms.flatMap(term => (term.kind === kind ? term.terms : [term]))
  const needed = kind === 'and' ? flat.filter(term => term.kind !== 'all') : flat
  if (needed.length === 0) return ALL
  return needed.length === 1 ? needed[0]! : { kind, terms: needed }
}

const isLiteral = (token: Token | undefined): token is Token & Literal =>
  token?.kind === 'word' || token?.kind === 'string' || token?.kind === 'regex'
const isKeyword = (token: Token | undefined, text: string) => token?.kind === 'keyword' && token.text === text
const isParen = (token: Token | undefined, text: '(' | ')') => token?.kind === 'paren' && token.text === text

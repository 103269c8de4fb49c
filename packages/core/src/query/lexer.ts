import { parseDuration } from './bins.ts'
import { shown } from './quote.ts'
import { type Fault, isDelimiter, readBare, readName, readQuoted, readRegex, skipSpace } from './scan.ts'
import { numberOf } from './value.ts'

export type Comparator = ':' | '=' | '!=' | '>' | '>=' | '<' | '<='

/** A piece of a query and where it stands: UTF-16 offsets, `end` exclusive. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'word'; readonly parts: readonly string[] }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'comparator'; readonly op: Comparator }
  /** `AND` `OR` `NOT` `-`, and in pipes the name of the pipe and `by`. */
  | { readonly kind: 'keyword'; readonly text: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'duration'; readonly seconds: number }
  | { readonly kind: 'paren'; readonly text: '(' | ')' }
  | { readonly kind: 'pipe' | 'comma' }
  | { readonly kind: 'error'; readonly message: string; readonly position: number }
)

const COMPARATOR = /!=|>=|<=|[:=<>]/y
const PIPE_PIECE = /[^\s(),|"]+/y

/** The pieces of a query. Never throws: what cannot be read is an `error` token, after which reading goes on. */
export function lex(text: string): Token[] {
  const tokens: Token[] = []
  let at = skipSpace(text, 0)
  while (at < text.length && text[at] !== '|') {
    at = skipSpace(text, lexTerm(text, at, tokens))
  }
  while (at < text.length) {
    at = skipSpace(text, lexPipe(text, at, tokens))
  }
  return tokens
}

function lexTerm(text: string, at: number, tokens: Token[]): number {
  const character = text[at]!
  if (character === '(' || character === ')') {
    tokens.push({ kind: 'paren', text: character, start: at, end: at + 1 })
    return at + 1
  }
  if (character === '-') return lexMinus(text, at, tokens)
  const keyword = /(?:AND|OR|NOT)(?=[\s()|]|$)/y
  keyword.lastIndex = at
  const word = keyword.exec(text)?.[0]
  if (word !== undefined) {
    tokens.push({ kind: 'keyword', text: word, start: at, end: at + word.length })
    return at + word.length
  }
  const name = readName(text, at)
  if (name && 'fault' in name) return fail(tokens, at, name)
  const op = name && comparatorAfter(text, name.end)
  if (op) {
    tokens.push({ kind: 'field', name: name.name, start: at, end: name.end })
    tokens.push({ kind: 'comparator', op: op.op, start: op.start, end: op.end })
    return lexValue(text, op.op, op.end, tokens)
  }
  if (/[:=<>]/.test(character)) {
    return fail(tokens, at, {
      fault: `a field must stand right before "${character}"; to search for this text put it in quotes`,
      position: at,
      end: at + 1,
    })
  }
  return lexLiteral(text, at, tokens)
}

function lexMinus(text: string, at: number, tokens: Token[]): number {
  if (text[at + 1] !== '(' && isDelimiter(text[at + 1])) {
    const fault =
      '"-" leaves out the term right after it, and there is none; to search for a dash write it in quotes'
    return fail(tokens, at, { fault, position: at, end: at + 1 })
  }
  tokens.push({ kind: 'keyword', text: '-', start: at, end: at + 1 })
  return at + 1
}

/** The comparison that follows a name; white space may stand before all but the colon. */
function comparatorAfter(text: string, at: number) {
  const start = skipSpace(text, at)
  COMPARATOR.lastIndex = start
  const op = COMPARATOR.exec(text)?.[0] as Comparator | undefined
  return op === undefined || (op === ':' && start > at) ? undefined : { op, start, end: start + op.length }
}

function lexValue(text: string, op: Comparator, at: number, tokens: Token[]): number {
  const start = op === ':' ? at : skipSpace(text, at)
  const problem = valueProblem(text, op, start)
  if (problem !== undefined) {
    return fail(tokens, start, {
      fault: problem,
      position: start,
      end: Math.min(start + 1, text.length),
    })
  }
  return lexLiteral(text, start, tokens)
}

function valueProblem(text: string, op: Comparator, at: number): string | undefined {
  if (text[at] === '(') return 'name the field in every alternative: (level:ERROR OR level:CRITICAL)'
  if (isDelimiter(text[at]))
    return `a value must stand ${op === ':' ? 'right ' : ''}after "${op}"; to search for this text put it in quotes`
  const first = text[at]!
  if (op === '=' && first === '~')
    return 'an expression is written field:/re/; put the value in quotes if it begins with "~"'
  if (!/[:=<>]/.test(first)) return undefined
  return `there is no operator "${op}${first}": there are : = != > >= < <=; put the value in quotes if it begins with "${first}"`
}

/** A quoted text, an expression or a bare word. */
function lexLiteral(text: string, start: number, tokens: Token[]): number {
  if (text[start] === '"') {
    const quoted = readQuoted(text, start)
    if ('fault' in quoted) return fail(tokens, start, quoted)
    tokens.push({ kind: 'string', text: quoted.text, start, end: quoted.end })
    if (isDelimiter(text[quoted.end])) return quoted.end
    const fault = 'put a space after the closing quote, or write \\" for a quote inside the text'
    return fail(tokens, quoted.end, { fault, position: quoted.end, end: quoted.end + 1 })
  }
  const regex = readRegex(text, start)
  if (regex) {
    tokens.push({ kind: 'regex', source: regex.source, start, end: regex.end })
    return regex.end
  }
  const bare = readBare(text, start)
  if ('fault' in bare) return fail(tokens, start, bare)
  tokens.push({ kind: 'word', parts: bare.parts, start, end: bare.end })
  return bare.end
}

function lexPipe(text: string, start: number, tokens: Token[]): number {
  const character = text[start]!
  const end = start + 1
  const previous = tokens.at(-1)
  if (character === '|') tokens.push({ kind: 'pipe', start, end })
  else if (character === ',') tokens.push({ kind: 'comma', start, end })
  else if (character === '(' || character === ')') tokens.push({ kind: 'paren', text: character, start, end })
  else if (character === '-' && !/\d/.test(text[end] ?? ''))
    tokens.push({ kind: 'keyword', text: '-', start, end })
  else return lexPipeWord(text, start, previous, tokens)
  return end
}

function lexPipeWord(text: string, start: number, previous: Token | undefined, tokens: Token[]): number {
  PIPE_PIECE.lastIndex = start
  const piece = PIPE_PIECE.exec(text)?.[0] ?? ''
  const end = start + piece.length
  const seconds = parseDuration(piece)
  const value = numberOf(piece)
  const name = readName(text, start)
  if (seconds !== undefined) tokens.push({ kind: 'duration', seconds, start, end })
  else if (value !== undefined) tokens.push({ kind: 'number', value, start, end })
  else if (name === undefined) {
    const wrong = piece === '' ? text.slice(start) : piece
    const fault = `${shown(wrong)} is neither a field nor a number; a field of such a name is quoted: attributes."my key"`
    return fail(tokens, start, { fault, position: start, end: start + wrong.length })
  } else if ('fault' in name) return fail(tokens, start, name)
  else {
    const by = name.name === 'by' && previous?.kind === 'paren' && previous.text === ')'
    const place = { start, end: name.end }
    if (text[skipSpace(text, name.end)] === '(') tokens.push({ kind: 'function', name: name.name, ...place })
    else if (previous?.kind === 'pipe' || by) tokens.push({ kind: 'keyword', text: name.name, ...place })
    else tokens.push({ kind: 'field', name: name.name, ...place })
    return name.end
  }
  return end
}

function fail(tokens: Token[], start: number, { fault, position, end }: Fault): number {
  tokens.push({ kind: 'error', message: fault, position, start, end })
  return end
}

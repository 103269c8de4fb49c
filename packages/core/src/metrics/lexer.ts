import { TallyError } from '../errors.ts'
import { shown, UNESCAPES } from '../query/quote.ts'

/** A piece of an expression: UTF-16 offsets, `end` exclusive. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly text: string }
  /** `places` are the offsets of its characters in the expression, and that of the closing quote. */
  | { readonly kind: 'string'; readonly text: string; readonly places: readonly number[] }
  /** `OR` `AND` `NOT` `by`. */
  | { readonly kind: 'word'; readonly text: 'OR' | 'AND' | 'NOT' | 'by' }
  | { readonly kind: 'sign'; readonly text: string }
)

const SPACE = /\s*/y
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:[.:][A-Za-z0-9_]+)*/y
const SIGN = /=~|!~|==|!=|<=|>=|\?\?|[-+*/%<>=(){},]/y
const WORDS: Readonly<Record<string, 'OR' | 'AND' | 'NOT' | 'by'>> = {
  OR: 'OR',
  or: 'OR',
  AND: 'AND',
  and: 'AND',
  NOT: 'NOT',
  not: 'NOT',
  by: 'by',
}

/** Whether a name can stand in an expression without quotes. */
export function isBareMetricName(name: string): boolean {
  return matchAt(NAME, name, 0) === name && !Object.hasOwn(WORDS, name)
}

export function fault(message: string, position: number): TallyError {
  return new TallyError('TALLY_METRIC_EXPRESSION', message, { position })
}

/** The pieces of an expression. Throws TALLY_METRIC_EXPRESSION with the position of what cannot be read. */
export function lexExpression(text: string): Token[] {
  const tokens: Token[] = []
  for (let at = matchAt(SPACE, text, 0)!.length; at < text.length; ) {
    const token = lexOne(text, at)
    tokens.push(token)
    at = token.end + matchAt(SPACE, text, token.end)!.length
  }
  return tokens
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function lexOne(text: string, start: number): Token {
  if (text[start] === '"') return lexString(text, start)
  const number = matchAt(NUMBER, text, start)
  if (number !== undefined) {
    const end = start + number.length
    const value = Number(number)
    if (!Number.isFinite(value)) throw fault(`${shown(number)} is beyond the range of a number`, start)
    if (/[\w.]/.test(text[end] ?? ' '))
      throw fault('a name that starts with a digit is written in quotes', start)
    return { kind: 'number', value, start, end }
  }
  const name = matchAt(NAME, text, start)
  if (name !== undefined) {
    const end = start + name.length
    const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
    return word === undefined
      ? { kind: 'name', text: name, start, end }
      : { kind: 'word', text: word, start, end }
  }
  const sign = matchAt(SIGN, text, start)
  if (sign !== undefined) return { kind: 'sign', text: sign, start, end: start + sign.length }
  throw fault(
    `${shown(String.fromCodePoint(text.codePointAt(start)!))} means nothing here; names with other characters are written in quotes`,
    start,
  )
}

function lexString(text: string, start: number): Token {
  let out = ''
  const places: number[] = []
  for (let i = start + 1; i < text.length; i++) {
    const character = text[i]!
    if (character === '"') return { kind: 'string', text: out, places: [...places, i], start, end: i + 1 }
    places.push(i)
    if (character !== '\\') {
      out += character
      continue
    }
    const escaped = text[++i]
    const meant = escaped !== undefined && Object.hasOwn(UNESCAPES, escaped) ? UNESCAPES[escaped] : undefined
    if (escaped !== undefined && meant === undefined)
      throw fault(
        `unknown escape \\${escaped} in quotes: there are \\" \\\\ \\n \\t \\r; write \\\\ for a backslash`,
        i - 1,
      )
    out += meant ?? ''
  }
  throw fault('this quote is never closed', start)
}

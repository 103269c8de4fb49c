import { type QueryToken, tokenizeQuery } from '@tallystick/core'

/** What can stand at a place of a query, and the piece of text (UTF-16 offsets) that it would replace. */
export type Place = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'term' }
  /** A value of a field, named as in the query. */
  | { readonly kind: 'value'; readonly field: string }
  | { readonly kind: 'pipe' }
  /** A field, inside of a function or after `top`. */
  | { readonly kind: 'field' }
  /** A field or a bucket, after `by`. */
  | { readonly kind: 'group' }
  /** A column of the table, after `sort`. */
  | { readonly kind: 'column'; readonly columns: readonly string[] }
  | { readonly kind: 'nothing' }
)

/** What can be written at an offset. The query need be neither complete nor right. */
export function placeAt(text: string, at: number): Place {
  const tokens = tokenizeQuery(text.slice(0, at))
  const last = tokens.at(-1)
  const touching = last !== undefined && last.end === at ? last : undefined
  const pipe = tokens.findLastIndex(({ kind }) => kind === 'pipe')
  if (pipe >= 0) return inPipe(text, at, tokens.slice(pipe + 1), touching)
  return inFilter(text, at, tokens, touching)
}

const WORDS = new Set(['word', 'string', 'field', 'regex', 'error', 'keyword', 'function', 'number'])

function inFilter(text: string, at: number, tokens: QueryToken[], touching: QueryToken | undefined): Place {
  const nothing = { kind: 'nothing', from: at, to: at } as const
  // `level:` ends in a comparator and, because no value follows it, in an error of no length or one character.
  const value = valueAt(text, at, tokens)
  if (value !== undefined) return value
  if (touching === undefined || touching.kind === 'paren') return { kind: 'term', from: at, to: at }
  if (touching.kind === 'keyword')
    return text[touching.start] === '-' ? { kind: 'term', from: at, to: at } : nothing
  if (touching.kind === 'word') return { kind: 'term', from: touching.start, to: at }
  return nothing
}

function valueAt(text: string, at: number, tokens: QueryToken[]): Place | undefined {
  const place = tokens.findLastIndex(({ kind }) => kind === 'comparator')
  const comparator = tokens[place]
  const field = tokens[place - 1]
  if (comparator === undefined || field?.kind !== 'field') return undefined
  const after = tokens[place + 1]
  if (tokens.length > place + 2) return undefined
  const name = text.slice(field.start, field.end)
  if (after === undefined || after.kind === 'error') {
    const typed = text.slice(comparator.end, at)
    // After a space a colon has no value any more.
    if (/^\s/.test(typed) && text.slice(comparator.start, comparator.end) === ':') return undefined
    const from = comparator.end + (typed.length - typed.trimStart().length)
    return { kind: 'value', field: name, from, to: at }
  }
  if (after.end !== at) return undefined
  return { kind: 'value', field: name, from: after.start, to: at }
}

function inPipe(text: string, at: number, tokens: QueryToken[], touching: QueryToken | undefined): Place {
  const typing = touching !== undefined && WORDS.has(touching.kind) ? touching : undefined
  const from = typing?.start ?? at
  const before = typing === undefined ? tokens : tokens.slice(0, -1)
  const place = { from, to: at }
  const word = (token: QueryToken | undefined) =>
    token === undefined ? '' : text.slice(token.start, token.end)
  const previous = before.at(-1)
  const head = word(before[0])
  if (previous === undefined) return { kind: 'pipe', ...place }
  if (head === 'limit') return { kind: 'nothing', ...place }
  if (head === 'top') return { kind: 'field', ...place }
  if (head === 'sort') return { kind: 'column', columns: columnsBefore(text, before[0]!.start), ...place }
  const opened = before.findLastIndex(token => word(token) === '(')
  const closed = before.findLastIndex(token => word(token) === ')')
  if (opened > closed) {
    const name = word(before[opened - 1])
    if (name === 'count') return { kind: 'nothing', ...place }
    return previous.kind === 'paren' ? { kind: 'field', ...place } : { kind: 'nothing', ...place }
  }
  const by = before.findIndex(token => token.kind === 'keyword' && word(token) === 'by')
  if (by >= 0)
    return previous.kind === 'comma' || word(previous) === 'by'
      ? { kind: 'group', ...place }
      : { kind: 'nothing', ...place }
  if (previous.kind === 'comma') return { kind: 'pipe', ...place }
  return { kind: 'nothing', ...place }
}

/** The columns of the table that the pipe before `end` makes, as they are written. */
function columnsBefore(text: string, end: number): string[] {
  const pipes = text.slice(0, end).split('|').slice(1, -1)
  const aggregates = pipes.find(pipe => pipe.includes('('))
  return aggregates === undefined
    ? ['time']
    : [...aggregates.matchAll(/\w+\([^()]*\)|(?:by|,)\s*([\w.@$/-]+)(?=\s*(?:,|$))/g)]
        .map(match => (match[1] ?? match[0]).trim())
        .filter(column => column !== '')
}

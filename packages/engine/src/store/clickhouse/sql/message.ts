import { column, PATTERN, UNPATTERNED } from '../schema.ts'
import type { Bindings, Sql } from './bindings.ts'
import { allOf, anyOf } from './operand.ts'

/** Text that a message is searched in: case is folded for ASCII alone, by `lower` as by the query language. */
const FOLDED = `lower(${column('message')})`
const TOKEN = '0-9a-z\\x{80}-\\x{10FFFF}'
const TOKENS = /[0-9a-z\u0080-\uffff]+/g
const STARTS_WITH_TOKEN = /^[0-9a-z\u0080-\uffff]/
const ENDS_WITH_TOKEN = /[0-9a-z\u0080-\uffff]$/
const HAS_DIGIT = /[0-9]/
/** The engine takes no more; the other words are checked in the text. */
const MAX_INDEXED_TOKENS = 32
/** What the index can look for inside its words without reading too many of them. */
const LONG_CHUNK = /[0-9a-z]{4,}/g

const fold = (text: string) => text.replace(/[A-Z]/g, letter => letter.toLowerCase())

/** What answers a phrase: the index of words alone, or the characters between them, which patterns have unless it has digits. */
export function phraseIn(text: string): 'words' | 'patterns' | 'texts' {
  const folded = fold(text)
  if (folded.replace(TOKENS, '') === '' && folded !== '') return 'words'
  return HAS_DIGIT.test(folded) ? 'texts' : 'patterns'
}

/**
 * A phrase on token boundaries. Its tokens are whole tokens of the message, which the text index answers alone; only where the phrase
 * is more than one token the text between has to be looked at. Patterns answer that where all rows have one; where some do
 * they say which messages need not be read.
 */
export function phrase(text: string, bindings: Bindings, patterns: 'some' | 'all' | undefined): Sql {
  const folded = fold(text)
  const tokens = folded.match(TOKENS) ?? []
  const within = phraseIn(text)
  if (within === 'words') return hasTokens(tokens, bindings)
  const pattern = leftBoundary(folded) + quoted(folded) + rightBoundary(folded)
  const conditions = tokens.length > 0 ? [hasTokens(tokens, bindings)] : []
  const asked = within === 'patterns' ? patterns : undefined
  if (asked !== undefined) {
    const inPattern = matches(`lower(${PATTERN})`, pattern, bindings)
    conditions.push(asked === 'all' ? inPattern : anyOf([UNPATTERNED, inPattern]))
  }
  if (asked !== 'all') conditions.push(matches(FOLDED, pattern, bindings))
  return allOf(conditions)
}

/** Literals in this order, on token boundaries at the two ends unless these are open (empty). */
export function messageWildcard(parts: readonly string[], bindings: Bindings): Sql {
  const folded = parts.map(fold)
  const first = folded[0] ?? ''
  const last = folded.at(-1) ?? ''
  const literals = folded.filter(part => part !== '').map(quoted)
  const pattern = `${leftBoundary(first)}${literals.join('(?s:.*)')}${rightBoundary(last)}`
  const chunk = folded.flatMap(part => part.match(LONG_CHUNK) ?? []).sort((a, b) => b.length - a.length)[0]
  const hint = chunk === undefined ? [] : [`${FOLDED} LIKE ${bindings.text(`%${chunk}%`)}`]
  return allOf([...hint, matches(FOLDED, pattern, bindings)])
}

/** An unanchored RE2 search, where `.` does not match a line feed. */
export function regexMatch(text: Sql, source: string, bindings: Bindings): Sql {
  return `match(${text}, ${bindings.text(`(?-s:${source})`)})`
}

function matches(text: Sql, pattern: string, bindings: Bindings): Sql {
  return `match(${text}, ${bindings.text(pattern)})`
}

function hasTokens(tokens: readonly string[], bindings: Bindings): Sql {
  const longest = [...new Set(tokens)].sort((a, b) => b.length - a.length).slice(0, MAX_INDEXED_TOKENS)
  return `hasAllTokens(${FOLDED}, ${bindings.texts(longest)})`
}

const leftBoundary = (text: string) => (STARTS_WITH_TOKEN.test(text) ? `(?:^|[^${TOKEN}])` : '')
const rightBoundary = (text: string) => (ENDS_WITH_TOKEN.test(text) ? `(?:$|[^${TOKEN}])` : '')

/** A literal as RE2. */
function quoted(text: string): string {
  return text.replace(/[^\w\s\u0080-\uffff]/g, character => (character === '\0' ? '\\x00' : `\\${character}`))
}

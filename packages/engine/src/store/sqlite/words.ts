import type { Filter } from '@tallystick/core'
import { isMessage } from './filter-sql.ts'

/** Phrases in one FTS5 query; beyond it the word index is left aside. */
const MAX_PHRASES = 32
/** A shorter prefix matches so many tokens that a scan is as good. */
const MIN_PREFIX = 2

/**
 * An FTS5 query (https://www.sqlite.org/fts5.html#full_text_query_syntax) that every event the filter lets through matches, or
 * undefined when the word index cannot help. It holds nothing but tokens, quotes and operators. The filter itself is
 * still to be checked: between two tokens of a phrase the index does not know what stands.
 */
export function wordQuery(filter: Filter): string | undefined {
  const query = required(filter)
  const quotes = (query?.split('"').length ?? 1) - 1
  return quotes <= 2 * MAX_PHRASES ? query : undefined
}

function required(filter: Filter): string | undefined {
  switch (filter.kind) {
    case 'and':
      return joined(
        'AND',
        filter.terms.map(required).filter(query => query !== undefined),
      )
    case 'or': {
      const queries = filter.terms.map(required).filter(query => query !== undefined)
      return queries.length === filter.terms.length ? joined('OR', queries) : undefined
    }
    case 'phrase':
      return isMessage(filter.field) ? phrase(filter.text, false, false) : undefined
    case 'equals':
      return isMessage(filter.field) ? phrase(filter.value, false, false) : undefined
    case 'wildcard': {
      if (!isMessage(filter.field)) return undefined
      const last = filter.parts.length - 1
      const queries = filter.parts.map((part, i) => phrase(part, i > 0, i < last))
      return joined(
        'AND',
        queries.filter(query => query !== undefined),
      )
    }
    default:
      return undefined
  }
}

const joined = (operator: 'AND' | 'OR', queries: readonly string[]) =>
  queries.length < 2 ? queries[0] : `(${queries.join(` ${operator} `)})`

const TOKENS = /[0-9A-Za-z\u0080-\uffff]+/g
const STARTS_IN_TOKEN = /^[0-9A-Za-z\u0080-\uffff]/
const ENDS_IN_TOKEN = /[0-9A-Za-z\u0080-\uffff]$/

/**
 * The tokens of a text in a row. Inside a text tokens are whole. At an open end the outermost one may be a part of a longer
 * token: on the left it says nothing that the index knows, on the right it is a prefix.
 */
function phrase(text: string, openLeft: boolean, openRight: boolean): string | undefined {
  const tokens = text.match(TOKENS) ?? []
  if (openLeft && STARTS_IN_TOKEN.test(text)) tokens.shift()
  let prefix = openRight && ENDS_IN_TOKEN.test(text)
  if (prefix && (tokens.at(-1)?.length ?? 0) < MIN_PREFIX) {
    tokens.pop()
    prefix = false
  }
  return tokens.length === 0 ? undefined : `"${tokens.join(' ')}"${prefix ? ' *' : ''}`
}

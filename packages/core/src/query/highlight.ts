import type { Filter } from './ast.ts'
import { lex, type Token } from './lexer.ts'

/** A piece of a query, for an editor: kind and UTF-16 offsets, `end` exclusive. */
export type QueryToken = { readonly kind: Token['kind']; readonly start: number; readonly end: number }

/** The pieces of a query that need not be complete or right; what cannot be read is of the kind `error`. Never throws. */
export function tokenizeQuery(text: string): QueryToken[] {
  return lex(text).map(({ kind, start, end }) => ({ kind, start, end }))
}

/**
 * Words and phrases to highlight in the messages that a filter finds, longest first. What is excluded is left out; case does
 * not count.
 */
export function literalTerms(filter: Filter): string[] {
  const terms = new Set<string>()
  collect(filter, terms)
  return [...terms].sort((a, b) => b.length - a.length)
}

function collect(filter: Filter, terms: Set<string>): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const term of filter.terms) collect(term, terms)
      break
    case 'phrase':
      terms.add(filter.text)
      break
    case 'wildcard':
      if (filter.field.kind === 'envelope' && filter.field.name === 'message')
        for (const part of filter.parts) if (part !== '') terms.add(part)
      break
  }
}

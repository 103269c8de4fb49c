import { andFilter, parseQuery, printFilter, printQuery, resolveField } from '@tallystick/core'

/** A term that holds for events whose `field` (a name as the API gives it) is exactly `value`, whatever characters are in either. */
export function term(field: string, value: string): string {
  return printFilter({ kind: 'equals', field: resolveField(field), value })
}

/** A term that holds for events whose `field` has `text` somewhere in it; of the message, in any case. */
export function holding(field: string, text: string): string {
  return printFilter({ kind: 'wildcard', field: resolveField(field), parts: ['', text, ''] })
}

/** The opposite of a term. */
export function not(term: string): string {
  return `-${term}`
}

/** What a query asks and a term as well. One that does not parse is left as it is, in front. */
export function and(query: string, term: string): string {
  if (query.trim() === '' || term === '') return query.trim() || term
  try {
    const { filter, pipes } = parseQuery(query)
    return printQuery({ filter: andFilter(filter, parseQuery(term).filter), pipes })
  } catch {
    return `${query} ${term}`
  }
}

/** What is wrong with a query, and at which column; undefined when it parses. */
export function problemOf(
  query: string,
): { readonly message: string; readonly position: number } | undefined {
  try {
    parseQuery(query)
    return undefined
  } catch (error) {
    const { message, position = 0 } = error as Error & { position?: number }
    return { message, position }
  }
}

import type { Filter, Query } from '@tallystick/core'
import { sanitizeLine } from './sanitize.ts'
import type { Style } from './style.ts'

const TOKEN = '[A-Za-z0-9\\u0080-\\uffff]'
const isToken = (character: string | undefined): boolean =>
  character !== undefined && new RegExp(TOKEN).test(character)
const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** Literal texts that a filter asks of the message, with whether each end must stand on a token boundary. */
function* soughtTexts(filter: Filter): Generator<{ text: string; open: boolean }> {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const term of filter.terms) yield* soughtTexts(term)
      break
    case 'phrase':
      yield { text: filter.text, open: false }
      break
    case 'wildcard':
      if (filter.field.kind === 'envelope' && filter.field.name === 'message')
        for (const part of filter.parts) if (part !== '') yield { text: part, open: true }
      break
    default:
      // Nothing that a negation or a field comparison asks for is text of the message.
      break
  }
}

/** Marks in sanitized text the words and phrases that the query looks for; ASCII case-insensitive, like the search itself. */
export function createHighlighter(query: Query, style: Style): (text: string) => string {
  const patterns = [...soughtTexts(query.filter)].map(({ text, open }) => {
    const literal = sanitizeLine(text)
    const before = !open && isToken(literal[0]) ? `(?<!${TOKEN})` : ''
    const after = !open && isToken(literal.at(-1)) ? `(?!${TOKEN})` : ''
    return before + escapeRegExp(literal) + after
  })
  if (!style.enabled || patterns.length === 0) return text => text
  const sought = new RegExp(patterns.join('|'), 'gi')
  return text => text.replace(sought, found => (found === '' ? '' : style.mark(found)))
}

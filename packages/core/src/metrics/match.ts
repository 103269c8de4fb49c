import { regexMatcher } from '../query/regex.ts'
import type { TagMatcher } from './ast.ts'

/** An RE2 source that matches the whole of what the given one is to match. */
export function wholeMatch(source: string): string {
  return `\\A(?:${source})\\z`
}

/** A condition on the value of a tag; an absent one is ''. Throws TALLY_QUERY_REGEX. */
export function tagTest(
  { op, value }: Omit<TagMatcher, 'tag'>,
  position?: number,
): (text: string) => boolean {
  if (op === '=') return text => text === value
  if (op === '!=') return text => text !== value
  // Alone too: what only makes sense inside the parentheses put around it is refused.
  regexMatcher(value, position)
  const matches = regexMatcher(wholeMatch(value), position)
  return op === '=~' ? matches : text => !matches(text)
}

import { RE2JS } from 're2js'
import { TallyError } from '../errors.ts'

/** Instructions an expression may compile to, so that counted repeats of repeats stay cheap in every engine. */
const MAX_PROGRAM = 10_000

/**
 * An RE2 search as a predicate: linear in the text (https://github.com/google/re2/wiki/Syntax). Unanchored and case-sensitive;
 * `.` does not match a line feed. Throws TALLY_QUERY_REGEX.
 */
export function regexMatcher(source: string, position?: number): (text: string) => boolean {
  const regex = compile(source, position)
  return text => regex.test(text)
}

function compile(source: string, position: number | undefined): RE2JS {
  const place = position === undefined ? {} : { position }
  let regex: RE2JS
  try {
    regex = RE2JS.compile(source)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TallyError('TALLY_QUERY_REGEX', `/${source}/ is not an expression: ${reason}`, {
      ...place,
      cause: error,
    })
  }
  if (regex.programSize() > MAX_PROGRAM)
    throw new TallyError(
      'TALLY_QUERY_REGEX',
      'the expression is too large: use fewer or smaller repeats',
      place,
    )
  return regex
}

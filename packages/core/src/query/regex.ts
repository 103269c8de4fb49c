import { RE2JS } from 're2js'
import { TallyError } from '../errors.ts'

/**
 * Instructions an expression may compile to. RE2 proper, which expands classes to UTF-8, has room for about 300 times as many in its
 * default budget, so that what is accepted here is accepted there.
 */
const MAX_PROGRAM = 1_000
/** UTF-16 units of an expression: bounds the time to find out that its repeats of repeats are too large. */
const MAX_SOURCE = 512

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
  if (source.length > MAX_SOURCE)
    throw new TallyError('TALLY_QUERY_REGEX', `an expression has at most ${MAX_SOURCE} characters`, place)
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

import { parseQuery, type Query, TallyError } from '@tallystick/core'

export type QueryArgument = { readonly text: string; readonly query: Query }

/**
 * The query that the words of a command line make. Parsing it here tells a mistake at once, with the text to point into
 * (`details.query`), whatever the record is behind.
 */
export function parseQueryArgument(words: readonly string[]): QueryArgument {
  const text = words.join(' ')
  try {
    return { text, query: parseQuery(text) }
  } catch (error) {
    if (!(error instanceof TallyError)) throw error
    throw new TallyError(error.code, error.message, {
      cause: error,
      ...(error.position === undefined ? {} : { position: error.position }),
      details: { ...error.details, query: text },
    })
  }
}

/** Like `parseQueryArgument`, where only a filter makes sense. */
export function parseFilterArgument(words: readonly string[], command: string): QueryArgument {
  const argument = parseQueryArgument(words)
  if (argument.query.pipes.length > 0)
    throw new TallyError(
      'TALLY_QUERY_PIPE',
      `${command} takes a filter without pipes; use tally search for tables`,
    )
  return argument
}

import { TallyError } from '@tallystick/core'

/**
 * Reads a body that must say the same to all who read it: of names that stand twice in an object some count the first and some the last. Throws
 * TALLY_REQUEST_INVALID, which quotes nothing.
 */
export function parseStrictly(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The message of the parser quotes the text.
    throw new TallyError('TALLY_REQUEST_INVALID', 'the body is not valid JSON')
  }
  if (hasTwins(text))
    throw new TallyError('TALLY_REQUEST_INVALID', 'an object in the body has two fields of the same name')
  return value
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g

/** Whether an object of a valid text has a name twice, however it is written. */
function hasTwins(text: string): boolean {
  /** Names of the objects around, the innermost last; lists have none. */
  const around: Set<string>[] = []
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') around.push(new Set())
    else if (token === '}' || token === ']') around.pop()
    else if (colon !== undefined) {
      const names = around.at(-1)!
      const name = JSON.parse(token.slice(0, -colon.length)) as string
      if (names.has(name)) return true
      names.add(name)
    }
  }
  return false
}

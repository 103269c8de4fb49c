import { TallyError } from '@tallystick/core'
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** Characters of a policy as it is written. */
export const MAX_SOURCE = 65_536

export type Place = {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

/** Keys and positions that lead to a value. */
export type Path = readonly (string | number)[]

/** A YAML or JSON text as plain data that remembers where it stood. */
export type SourceDocument = {
  readonly value: unknown
  /** Where the value at `path` begins, or the nearest around it that is there; with `offset`, that far into a text. */
  place(path: Path, offset?: number): Place
}

/**
 * Reads one YAML 1.2 document of the core schema, of which JSON is a part. Anchors, tags, merge keys and a second document are refused: a policy means
 * what it shows. Throws TALLY_POLICY_INVALID with line and column, TALLY_POLICY_TOO_COMPLEX.
 */
export function readSource(source: string): SourceDocument {
  if (source.length > MAX_SOURCE)
    throw new TallyError(
      'TALLY_POLICY_TOO_COMPLEX',
      `the policy has ${source.length} characters; the limit is ${MAX_SOURCE}`,
    )
  const lines = new LineCounter()
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  try {
    const document = parseDocument(source, {
      lineCounter: lines,
      version: '1.2',
      schema: 'core',
      merge: false,
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: true,
      // Nothing is logged of what is parsed; by 'silent' what stands behind the first document is left out without a word.
      logLevel: 'error',
    })
    const [problem] = [...document.errors, ...document.warnings]
    if (problem !== undefined)
      throw notReadable(
        problem.code === 'MULTIPLE_DOCS' ? ONE_DOCUMENT : problem.message,
        placeAt(problem.pos[0]),
      )
    const value: unknown = document.toJS({ maxAliasCount: 0 })
    return {
      value,
      place(path, offset) {
        let node: unknown = document.contents
        for (const step of path) {
          const inner = isMap(node) || isSeq(node) ? node.get(step, true) : undefined
          if (!isNode(inner)) break
          node = inner
        }
        return isNode(node) ? placeAt(offsetIn(source, node, offset)) : { line: 1, column: 1 }
      },
    }
  } catch (error) {
    if (error instanceof TallyError) throw error
    // Nesting beyond the parser's stack, or an alias.
    throw notReadable(error instanceof Error ? error.message : String(error), { line: 1, column: 1 })
  }
}

const ONE_DOCUMENT =
  'a second document begins here, behind ---, and would not be read; put all into one, or each into a file of its own'

function notReadable(message: string, { line, column }: Place): TallyError {
  return new TallyError(
    'TALLY_POLICY_INVALID',
    `line ${line}, column ${column}: ${message.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
    { details: { line, column } },
  )
}

/** The offset in the source of what stands `offset` units into a text, as far as its notation lets it be told. */
function offsetIn(source: string, node: Node, offset: number | undefined): number {
  const start = node.range?.[0] ?? 0
  if (!isScalar(node) || typeof node.value !== 'string' || offset === undefined) return start
  if (node.type === 'PLAIN' && !node.source?.includes('\n')) return start + offset
  // A quoted text without escapes stands in the source as it is.
  if (source.startsWith(node.value, start + 1)) return start + 1 + offset
  if (node.type !== 'BLOCK_LITERAL') return start
  const body = source.indexOf('\n', start) + 1
  const indent = /^ */.exec(source.slice(body))![0].length
  const before = node.value.slice(0, offset).split('\n')
  let at = body
  for (let line = 1; line < before.length; line++) at = source.indexOf('\n', at) + 1
  return at + indent + before.at(-1)!.length
}

import {
  type Filter,
  levelFromText,
  printFilter,
  resolveField,
  SEVERITY_OF_LEVEL,
  TallyError,
} from '@tallystick/core'
import Type from 'typebox'

/** What parameters of the documented APIs ask of an event; what is absent or empty asks nothing. */
export type Conditions = {
  /** Values that fields have, by the name of the field. */
  readonly equal?: Readonly<Record<string, string | undefined>>
  /** A field that has one of several values. */
  readonly oneOf?: { readonly field: string; readonly values: readonly string[] } | undefined
  /** Part of the message, whatever its case. */
  readonly search?: string | undefined
  /** The least level, by any name it has. Throws TALLY_REQUEST_INVALID for a word that is no level. */
  readonly level?: string | undefined
}

/** Conditions as a query, so that what may not be seen is refused where every query is. */
export function queryOf({ equal = {}, oneOf, search, level }: Conditions): string {
  const terms: Filter[] = []
  for (const [name, value] of Object.entries(equal))
    if (value !== undefined && value !== '') terms.push({ kind: 'equals', field: resolveField(name), value })
  if (oneOf !== undefined) {
    const field = resolveField(oneOf.field)
    const either = oneOf.values.map((value): Filter => ({ kind: 'equals', field, value }))
    terms.push(either.length === 1 ? either[0]! : { kind: 'or', terms: either })
  }
  if (level !== undefined && level !== '') terms.push(atLeast(level))
  if (search !== undefined && search !== '')
    terms.push({ kind: 'regex', field: resolveField('message'), source: `(?i)${literally(search)}` })
  if (terms.length === 0) return ''
  return printFilter(terms.length === 1 ? terms[0]! : { kind: 'and', terms })
}

/** Characters of a text searched for; escaped they still make an expression. */
export const SEARCH_LENGTH = 200

export const search = (description: string) =>
  Type.Optional(Type.String({ maxLength: SEARCH_LENGTH, description }))

/** A text as RE2: https://github.com/google/re2/wiki/Syntax */
function literally(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\w\u0080-\uffff ]/g, character => (character < ' ' ? hex(character) : `\\${character}`))
}

const hex = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

function atLeast(word: string): Filter {
  const level = levelFromText(word)
  if (level === undefined)
    throw new TallyError(
      'TALLY_REQUEST_INVALID',
      `level ${JSON.stringify(word.slice(0, 40))} is none of TRACE, DEBUG, INFO, AUDIT, WARNING, SECURITY, ERROR, CRITICAL`,
    )
  return {
    kind: 'order',
    field: resolveField('level'),
    op: '>=',
    value: { kind: 'severity', level, value: SEVERITY_OF_LEVEL[level] },
  }
}

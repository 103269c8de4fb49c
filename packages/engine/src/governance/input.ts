import { TallyError } from '@tallystick/core'
import { refuseContent } from './content.ts'

export type MetadataValue = string | number | boolean | null | readonly MetadataValue[] | Metadata
export type Metadata = { readonly [name: string]: MetadataValue }

/** What a check asks: may this model do this, given what is said about the request? */
export type CheckInput = {
  readonly model: string
  readonly operation: string
  readonly metadata: Metadata
}

export const MODEL = '^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$'
export const OPERATION = '^[A-Za-z][A-Za-z0-9._:-]{0,63}$'
/** In all, counting objects and lists. */
const MAX_METADATA_VALUES = 64
const MAX_METADATA_DEPTH = 3
/** In one object or list. */
export const MAX_METADATA_ITEMS = 32

const MODEL_NAME = new RegExp(MODEL)
const OPERATION_NAME = new RegExp(OPERATION)
/** What is longer, or holds digits, could be more than the name of a field. */
const SHORT_WORD = /^[A-Za-z_-]{1,32}$/
const FIELDS: ReadonlySet<string> = new Set(['model', 'operation', 'metadata'])

/** The input that a value from outside is. Throws TALLY_CHECK_CONTENT, TALLY_CHECK_METADATA, TALLY_REQUEST_INVALID; none quotes a value. */
export function checkInput(value: unknown): CheckInput {
  refuseContent(value)
  if (!isObject(value)) throw new TallyError('TALLY_REQUEST_INVALID', 'a check is an object')
  const { model, operation, metadata = {} } = value
  const unknown = Object.keys(value).find(name => !FIELDS.has(name))
  if (unknown !== undefined)
    throw new TallyError(
      'TALLY_REQUEST_INVALID',
      `${SHORT_WORD.test(unknown) ? JSON.stringify(unknown) : 'a field of the body'} is not known in a check, which has model, operation and metadata`,
    )
  if (typeof model !== 'string' || !MODEL_NAME.test(model))
    throw new TallyError('TALLY_REQUEST_INVALID', 'model must be the name of a model, like gpt-4o-mini')
  if (typeof operation !== 'string' || !OPERATION_NAME.test(operation))
    throw new TallyError('TALLY_REQUEST_INVALID', 'operation must be a name, like chat or fine_tune')
  if (!isObject(metadata)) throw new TallyError('TALLY_CHECK_METADATA', 'metadata must be an object')
  bounded(metadata)
  return { model, operation, metadata: metadata as Metadata }
}

function bounded(metadata: object): void {
  let values = 0
  const walk = (value: unknown, depth: number, path: string): void => {
    if (values++ > MAX_METADATA_VALUES)
      throw new TallyError('TALLY_CHECK_METADATA', `metadata holds more than ${MAX_METADATA_VALUES} values`)
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new TallyError(
        'TALLY_CHECK_METADATA',
        `${path} is a number beyond the range of a double; send it as a string`,
      )
    if (typeof value !== 'object' || value === null) return
    if (depth > MAX_METADATA_DEPTH)
      throw new TallyError('TALLY_CHECK_METADATA', `${path} is nested more than ${MAX_METADATA_DEPTH} deep`)
    const inside = Object.entries(value)
    if (inside.length > MAX_METADATA_ITEMS)
      throw new TallyError('TALLY_CHECK_METADATA', `${path} holds more than ${MAX_METADATA_ITEMS} values`)
    for (const [name, inner] of inside)
      walk(inner, depth + 1, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`)
  }
  walk(metadata, 1, 'metadata')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import { TallyError } from '../errors.ts'
import { EVENT_FIELDS, type EventField, type JsonObject, type TallyEvent } from '../event/fields.ts'
import type { Field } from './ast.ts'
import { quote } from './quote.ts'
import { type FieldValue, isFieldValue } from './value.ts'

const PREFIX = 'attributes.'
const NAME_SEGMENT = /^(?:[\w@$/-]|[^\s\u0000-\u007f])+$/
const NAME_START = /^(?:[A-Za-z_@$]|[^\s\u0000-\u007f])/

export const MESSAGE: Field = { kind: 'envelope', name: 'message' }

/**
 * The field a flat name means: a field of the envelope, else a path into attributes, whose prefix `attributes.` may be left out.
 * Throws TALLY_QUERY_FIELD for `attributes` and `nonce`, which cannot be named.
 */
export function resolveField(name: string, position?: number): Field {
  if (name === 'attributes' || name === 'nonce') {
    const hint =
      name === 'nonce' ? 'a nonce is not searchable' : 'name what is inside it, as in attributes.status_code'
    throw new TallyError(
      'TALLY_QUERY_FIELD',
      `"${name}" cannot be queried: ${hint}`,
      position === undefined ? {} : { position },
    )
  }
  if (Object.hasOwn(EVENT_FIELDS, name)) return { kind: 'envelope', name: name as EventField }
  return { kind: 'attribute', path: name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name }
}

/** Whether a name can stand bare in a query: letters, digits, `_ @ $ / -` and non-ASCII characters between dots. */
export function isBareName(name: string): boolean {
  return NAME_START.test(name) && name.split('.').every(segment => NAME_SEGMENT.test(segment))
}

/** A field as it is written in a query and in column names: the shortest form that resolves to it. */
export function printField(field: Field): string {
  if (field.kind === 'envelope') return field.name
  const { path } = field
  if (isBareName(path)) {
    const shadowed = Object.hasOwn(EVENT_FIELDS, path) || path.startsWith(PREFIX)
    return shadowed ? PREFIX + path : path
  }
  const segments = path.split('.').map(segment => (NAME_SEGMENT.test(segment) ? segment : quote(segment)))
  return PREFIX + segments.join('.')
}

/** A field by the name it has in the API: an envelope name or `attributes.<path>`, nothing quoted. */
export function fieldName(field: Field): string {
  return field.kind === 'envelope' ? field.name : PREFIX + field.path
}

/**
 * Every path of the attributes with its value. Keys are joined by dots; nulls and objects are no values; where one path is written
 * in several ways, the first in canonical key order (RFC 8785) that has a value wins.
 */
export function flattenAttributes(attributes: JsonObject | undefined): Map<string, FieldValue> {
  const paths = new Map<string, FieldValue>()
  if (attributes) flattenInto(paths, '', attributes)
  return paths
}

function flattenInto(paths: Map<string, FieldValue>, prefix: string, object: JsonObject): void {
  const keys = Object.keys(object)
  // Two keys of one object can lead to the same path only where one holds a dot; then their order counts.
  if (keys.some(key => key.includes('.'))) keys.sort()
  for (const key of keys) {
    const value = object[key]!
    const path = prefix + key
    if (isFieldValue(value)) {
      if (!paths.has(path)) paths.set(path, value)
    } else if (value !== null) flattenInto(paths, `${path}.`, value as JsonObject)
  }
}

/** What `flattenAttributes(attributes).get(path)` gives, found without flattening. */
export function attributeAt(attributes: JsonObject, path: string, from = 0): FieldValue | undefined {
  // Keys that can begin the path end where it has a dot; the shorter comes first in canonical order.
  for (let dot = path.indexOf('.', from); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(from, dot)
    if (!Object.hasOwn(attributes, key)) continue
    const below = attributes[key]
    if (typeof below !== 'object' || below === null || Array.isArray(below)) continue
    const found = attributeAt(below, path, dot + 1)
    if (found !== undefined) return found
  }
  const key = from === 0 ? path : path.slice(from)
  if (!Object.hasOwn(attributes, key)) return undefined
  const value = attributes[key]
  return isFieldValue(value) ? value : undefined
}

/** Reads a field of an event; undefined where it is absent. */
export function fieldReader(field: Field): (event: TallyEvent) => FieldValue | undefined {
  if (field.kind === 'attribute') {
    const { path } = field
    return ({ attributes }) => (attributes === undefined ? undefined : attributeAt(attributes, path))
  }
  const name = field.name as Exclude<EventField, 'attributes'>
  return event => event[name]
}

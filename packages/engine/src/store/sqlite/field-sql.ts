import { type EventField, type Field, LEVELS, STREAMS } from '@tallystick/core'
import type { Bindings } from './connection.ts'
import { kindOf } from './row.ts'

/** Keys that a JSON path of SQLite names as they are; others would need its own escapes. */
const PLAIN_KEY = /^[^"\\\p{Cc}]+$/u
/** Segments of a path whose ways of being written (2^(segments - 1)) are spelt out in SQL. */
const MAX_SEGMENTS = 3

/**
 * A field as a key to group by: rows have equal keys exactly where they have equal text forms, and `text` gives the text form of
 * a key. Keys are cheaper than texts, and can come from an index.
 */
export type FieldKey = { readonly key: string; readonly text: (key: string) => string }

export function keyOfField(field: Field, bindings: Bindings): FieldKey {
  if (field.kind === 'attribute') return { key: attributeText(field.path, bindings), text: key => key }
  const { name } = field
  if (name === 'tenant') return { key: bindings.bind(bindings.tenant.name), text: key => key }
  if (name === 'seq')
    return { key: 'n', text: key => `CAST(${key} - ${bindings.integer(bindings.tenant.base)} AS TEXT)` }
  return { key: name, text: key => columnText(name, key) }
}

/** SQL for the text form of a field; NULL where it is absent. */
export function textOfField(field: Field, bindings: Bindings): string {
  const { key, text } = keyOfField(field, bindings)
  return text(key)
}

function columnText(name: EventField, column: string): string {
  switch (kindOf(name)) {
    case 'integer':
      return `CAST(${column} AS TEXT)`
    case 'time':
      return `tally_time(${column} / 1000000, ${column} % 1000000)`
    case 'level':
      return nameOf(column, LEVELS)
    case 'stream':
      return nameOf(column, STREAMS)
    case 'uuid': {
      const hex = (from: number, length: number) => `substr(hex(${column}), ${from}, ${length})`
      const parts = [hex(1, 8), hex(9, 4), hex(13, 4), hex(17, 4), hex(21, 12)]
      return `lower(${parts.join(" || '-' || ")})`
    }
    default:
      return column
  }
}

function nameOf(column: string, names: readonly string[]): string {
  return `CASE ${column} ${names.map((name, i) => `WHEN ${i} THEN '${name}'`).join(' ')} END`
}

/** SQL for the number that a field is, as a double; NULL where it is none. */
export function numberOfField(field: Field, bindings: Bindings): string {
  if (field.kind === 'attribute') return attributeNumber(field.path, bindings)
  if (field.name === 'seq') return `CAST(n - ${bindings.integer(bindings.tenant.base)} AS REAL)`
  switch (kindOf(field.name)) {
    case 'integer':
      return `CAST(${field.name} AS REAL)`
    case 'string':
      return `tally_number(${textOfField(field, bindings)})`
    default:
      return 'NULL'
  }
}

function attributeText(path: string, bindings: Bindings): string {
  const paths = jsonPaths(path)
  if (!paths) return `tally_attribute(attributes, ${bindings.bind(path)})`
  return firstValue(
    paths,
    bindings,
    at => `
      WHEN 'text' THEN attributes ->> ${at}
      WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
      WHEN 'integer' THEN attributes -> ${at}
      WHEN 'real' THEN attributes -> ${at}
      WHEN 'array' THEN attributes -> ${at}`,
  )
}

function attributeNumber(path: string, bindings: Bindings): string {
  const paths = jsonPaths(path)
  if (!paths) return `tally_number(${attributeText(path, bindings)})`
  return firstValue(
    paths,
    bindings,
    at => `
      WHEN 'integer' THEN CAST(attributes -> ${at} AS REAL)
      WHEN 'real' THEN CAST(attributes -> ${at} AS REAL)
      WHEN 'text' THEN tally_number(attributes ->> ${at})
      WHEN 'true' THEN NULL WHEN 'false' THEN NULL WHEN 'array' THEN NULL`,
  )
}

/** The first path at which a value stands decides: objects, null and nothing are no values. `cases` are by json_type. */
function firstValue(
  paths: readonly string[],
  bindings: Bindings,
  cases: (boundPath: string) => string,
): string {
  return paths.reduceRight((rest, path) => {
    const at = bindings.bind(path)
    return `CASE json_type(attributes, ${at}) ${cases(at)} ELSE ${rest} END`
  }, 'NULL')
}

/** JSON paths of every way to write a path, in canonical order of the keys; undefined where SQL cannot say it. */
function jsonPaths(path: string): string[] | undefined {
  const segments = path.split('.')
  if (segments.length > MAX_SEGMENTS || !segments.every(segment => PLAIN_KEY.test(segment))) return undefined
  return keyings(segments).map(keys => `$${keys.map(key => `."${key}"`).join('')}`)
}

/** `a.b.c` is a → b → c, a → b.c, a.b → c or a.b.c: at every depth the shorter key sorts first. */
function keyings(segments: readonly string[]): string[][] {
  return segments.flatMap((_, i) => {
    const key = segments.slice(0, i + 1).join('.')
    const rest = segments.slice(i + 1)
    return rest.length === 0 ? [[key]] : keyings(rest).map(keys => [key, ...keys])
  })
}

import { EVENT_FIELDS, flattenAttributes, type JsonObject, textOf } from '@tallystick/core'
import type { TallyEvent } from '../api/types.ts'

/** One value of an event: the field's name as the API gives it, and the text that a query compares with. */
export type FieldRow = { readonly field: string; readonly text: string }

const ENVELOPE = Object.keys(EVENT_FIELDS).filter(name => name !== 'attributes')

/** Every value of an event, the envelope's first. What an event should not hold is shown all the same. */
export function fieldsOf(event: TallyEvent): FieldRow[] {
  const rows: FieldRow[] = []
  const values = event as unknown as Readonly<Record<string, unknown>>
  for (const field of ENVELOPE) {
    const value = values[field]
    if (value !== undefined && value !== null)
      rows.push({ field, text: typeof value === 'object' ? JSON.stringify(value) : String(value) })
  }
  for (const [path, value] of flattenAttributes(event.attributes as JsonObject | undefined))
    rows.push({ field: `attributes.${path}`, text: textOf(value) })
  return rows
}

/** Those whose name or value holds the text, in any case. */
export function fieldsWith(rows: readonly FieldRow[], search: string): readonly FieldRow[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return rows
  return rows.filter(
    ({ field, text }) => field.toLowerCase().includes(wanted) || text.toLowerCase().includes(wanted),
  )
}

/** A field's name as people write it: without `attributes.` where that tells it from the fields of the envelope; an empty one as `""`. */
export function shortName(field: string): string {
  if (!field.startsWith('attributes.')) return field
  const path = field.slice('attributes.'.length)
  if (path === '') return '""'
  return Object.hasOwn(EVENT_FIELDS, path) ? field : path
}

/** Whether a query may name the field. */
export function isFilterable(field: string): boolean {
  return field !== 'nonce'
}

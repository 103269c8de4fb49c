import type { JsonObject, TallyEvent } from '@tallystick/core'
import type { Row } from './connection.ts'
import { ATTRIBUTES_TEXT, column, ENVELOPE, specOf } from './schema.ts'

const FIELDS = ENVELOPE.map(name => ({ name, isTime: specOf(name).kind === 'time' }))

/** What to select for `eventOf`. */
export const EVENT_COLUMNS = [...ENVELOPE.map(column), ATTRIBUTES_TEXT].join(', ')

/** The event that was stored. */
export function eventOf(row: Row): TallyEvent {
  const event: Record<string, unknown> = {}
  for (const [i, { name, isTime }] of FIELDS.entries()) {
    const value = row[i]
    if (value !== '' && value !== null) event[name] = isTime ? canonicalTimeOf(value as string) : value
  }
  const attributes = row[FIELDS.length] as string
  if (attributes !== '') event.attributes = JSON.parse(attributes) as JsonObject
  return event as TallyEvent
}

/** Canonical time of `2026-01-31 12:00:00.123000000`. */
export function canonicalTimeOf(text: string): string {
  const length = text.endsWith('000000') ? 23 : text.endsWith('000') ? 26 : 29
  return `${text.slice(0, 10)}T${text.slice(11, length)}Z`
}

import { EVENT_FIELDS, type EventField, type FieldSpec, type Json, type JsonObject } from '../event/fields.ts'
import type { EventInput } from './types.ts'

/** Sets an own property, also for `__proto__`. */
export function putAttribute(attributes: JsonObject, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(attributes, key, { value, enumerable: true, writable: true, configurable: true })
  else attributes[key] = value
}

export type TextField = Exclude<
  { [F in EventField]: (typeof EVENT_FIELDS)[F]['kind'] extends 'string' ? F : never }[EventField],
  'tenant' | 'nonce'
>

/** Sets a text field when the value fits its limit. Returns whether it did; what does not fit belongs into attributes. */
export function putText(event: EventInput, field: TextField, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false
  const text = String(value)
  if (text === '' || text.length > (EVENT_FIELDS[field] as FieldSpec).max! || event[field] !== undefined)
    return false
  event[field] = text
  return true
}

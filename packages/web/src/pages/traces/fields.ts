import type { TallyEvent } from '../../api/types.ts'
import { textOf } from '../../ui/text.ts'

export type Field = { readonly name: string; readonly text: string; readonly inQuery: boolean }

/** Told elsewhere beside a span. */
const TOLD = new Set([
  'id',
  'trace_id',
  'span_id',
  'time',
  'message',
  'name',
  'service',
  'tenant',
  'nonce',
  'attributes',
])
const TOLD_ATTRIBUTES = new Set(['duration_ms', 'parent_span_id'])

/** Fields of the event of a span, the attributes by themselves, as text. */
export function fieldsOf(event: TallyEvent): Field[] {
  const own = Object.entries(event).filter(([name]) => !TOLD.has(name))
  const attributes = Object.entries(event.attributes ?? {}).filter(([name]) => !TOLD_ATTRIBUTES.has(name))
  return [...attributes, ...own].map(([name, value]) => ({
    name,
    text: textOf(value),
    inQuery: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  }))
}

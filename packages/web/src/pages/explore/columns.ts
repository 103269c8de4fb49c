import { attributeAt, EVENT_FIELDS, type JsonObject, textOf } from '@tallystick/core'
import type { TallyEvent } from '../../api/types.ts'

export const DEFAULT_COLUMNS: readonly string[] = ['time', 'level', 'service', 'message']
const MAX_COLUMNS = 20

/**
 * Columns as the address has them: names as in the API, separated by commas; a comma or backslash inside of a name has a backslash in front.
 * Without any, the usual ones.
 */
export function parseColumns(text: string | undefined): readonly string[] {
  if (text === undefined) return DEFAULT_COLUMNS
  const names = [...text.matchAll(/(?:[^,\\]|\\.)+/gs)].map(([name]) => name.replace(/\\(.)/gs, '$1').trim())
  const columns = [...new Set(names)].filter(name => name !== '').slice(0, MAX_COLUMNS)
  return columns.length === 0 ? DEFAULT_COLUMNS : columns
}

/** Undefined for the usual ones: the address stays short. */
export function printColumns(columns: readonly string[]): string | undefined {
  if (columns.length === 0 || columns.join('\n') === DEFAULT_COLUMNS.join('\n')) return undefined
  return columns.map(name => name.replace(/[\\,]/g, '\\$&')).join(',')
}

/** With the column, before the message where that is last; or without it. */
export function toggleColumn(columns: readonly string[], name: string): readonly string[] {
  if (columns.includes(name)) return columns.filter(other => other !== name)
  return columns.at(-1) === 'message' ? [...columns.slice(0, -1), name, 'message'] : [...columns, name]
}

/** The text of an event's field, by its name in the API; undefined where there is none. */
export function cellOf(event: TallyEvent, column: string): string | undefined {
  if (Object.hasOwn(EVENT_FIELDS, column)) {
    const value = (event as unknown as Readonly<Record<string, unknown>>)[column]
    return value === undefined || value === null ? undefined : String(value)
  }
  if (event.attributes === undefined) return undefined
  const path = column.startsWith('attributes.') ? column.slice('attributes.'.length) : column
  const value = attributeAt(event.attributes as JsonObject, path)
  return value === undefined ? undefined : textOf(value)
}

/** What a row says when an event has no message: its name, and what it is about. */
export function summaryOf(event: TallyEvent): string {
  const { message, name, entity_type: type, entity_id: id } = event
  if (message !== undefined) return message
  const entity = type === undefined ? undefined : id === undefined ? type : `${type} ${id}`
  return [name, entity].filter(part => part !== undefined).join(' · ')
}

/** How times are shown: as `3 min ago`, else with the year in some rows. */
export type TimeLook = { readonly relative: boolean; readonly years: boolean }

/** Least width of a column of the list, px. */
function widthOf(name: string, { relative, years }: TimeLook): number {
  if (name === 'time') return relative ? 86 : years ? 176 : 158
  if (name === 'level') return 84
  if (name === 'message') return 150
  if (name === 'service') return 112
  return /^(?:id|trace_id|request_id|session_id|entity_id|span_id)$/.test(name) ? 190 : 130
}

/** The columns for `grid-template-columns`, and the least width of a row in px: beyond it the list scrolls sideways. The message, or the last, takes what is left. */
export function gridOf(
  columns: readonly string[],
  look: TimeLook,
): { readonly template: string; readonly width: number } {
  const growing = columns.includes('message') ? columns.indexOf('message') : columns.length - 1
  const widths = columns.map(name => widthOf(name, look))
  return {
    template: widths.map((width, i) => (i === growing ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' '),
    width: widths.reduce((sum, width) => sum + width, 0) + 20,
  }
}

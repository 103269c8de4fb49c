import {
  EVENT_FIELDS,
  type EventField,
  fieldReader,
  resolveField,
  type TallyEvent,
  textOf,
} from '@tallystick/core'

type Column = { readonly name: string; readonly read: (event: TallyEvent) => string | number | undefined }

const ENVELOPE = (Object.keys(EVENT_FIELDS) as EventField[]).filter(name => name !== 'nonce')

/** The columns of a CSV: the fields named, or the whole envelope with `attributes` as JSON. Throws TALLY_QUERY_FIELD. */
export function columnsOf(names: readonly string[] = ENVELOPE): Column[] {
  return names.map(name => {
    if (name === 'attributes')
      return {
        name,
        read: ({ attributes }) => (attributes === undefined ? undefined : JSON.stringify(attributes)),
      }
    const read = fieldReader(resolveField(name))
    return {
      name,
      read: event => {
        const value = read(event)
        return value === undefined || typeof value === 'number' ? value : textOf(value)
      },
    }
  })
}

export function csvHeader(columns: readonly Column[]): string {
  return csvLine(columns.map(({ name }) => name))
}

export function csvRow(columns: readonly Column[], event: TallyEvent): string {
  return csvLine(columns.map(({ read }) => read(event)))
}

/** A row of cells. */
export function csvLine(values: readonly (string | number | undefined)[]): string {
  return `${values.map(cell).join(',')}\r\n`
}

/**
 * One cell of RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe in front
 * (https://owasp.org/www-community/attacks/CSV_Injection); numbers are safe as they are.
 */
export function cell(value: string | number | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

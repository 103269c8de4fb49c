import {
  EVENT_FIELDS,
  type EventField,
  type FieldValue,
  fieldReader,
  flattenAttributes,
  resolveField,
  type TallyEvent,
  textOf,
} from '@tallystick/core'
import { sanitizeLine, sanitizeLines } from './sanitize.ts'
import type { Style } from './style.ts'
import { formatTable } from './table.ts'
import { displayTime } from './time.ts'
import { truncate } from './width.ts'

export type EventFormat = {
  readonly style: Style
  /** Times in UTC rather than on this machine's clock. */
  readonly utc: boolean
  /** Every field, those too that Tallystick assigned (id, seq, received, …). */
  readonly verbose: boolean
  /** Longest attribute value shown, in columns. */
  readonly maxValue: number
  /** Marks what the query looks for in sanitized text. */
  readonly highlight: (text: string) => string
}

type PlainField = Exclude<EventField, 'attributes'>

/** Shown in a place of their own on the line. */
const PLACED: ReadonlySet<EventField> = new Set(['time', 'level', 'service', 'message', 'attributes'])
/** Said before the attributes: what kind of thing happened, who did it, to what. The long ids come at the end. */
const TELLING: readonly PlainField[] = ['stream', 'name', 'user_id', 'entity_type', 'entity_id', 'ip']
const OTHERS = (Object.keys(EVENT_FIELDS) as PlainField[]).filter(
  field => !PLACED.has(field) && !TELLING.includes(field),
)
const ASSIGNED: ReadonlySet<EventField> = new Set([
  'id',
  'seq',
  'tenant',
  'received',
  'severity_number',
  'nonce',
])
const LEVEL_COLUMNS = 8
/** Lines of a message after its first are indented, so that no text of an event can pass for a line of ours. */
const INDENT = '    '

function formatValue(text: string, maxValue: number): string {
  const shown = truncate(sanitizeLine(text), maxValue)
  return /[\s"=]/.test(shown) ? `"${shown.replaceAll('"', '\\"')}"` : shown
}

const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim()

function* details(
  event: TallyEvent,
  format: EventFormat,
  headline: 'message' | 'name' | undefined,
): Generator<string> {
  const shown = (field: EventField): boolean =>
    field !== headline &&
    (format.verbose || !(ASSIGNED.has(field) || (field === 'stream' && event.stream === 'log')))
  const pair = (name: string, value: FieldValue): string =>
    `${formatValue(name, format.maxValue)}=${formatValue(textOf(value), format.maxValue)}`
  /** Loggers write a stack trace into the message and beside it: once is enough. */
  const said = format.verbose || headline === undefined ? '' : squeezed(event[headline]!)
  const isSaid = (value: FieldValue): boolean =>
    typeof value === 'string' && value.includes('\n') && said.includes(squeezed(value))
  function* pairs(fields: readonly PlainField[]): Generator<string> {
    for (const field of fields) {
      const value = event[field]
      if (value !== undefined && shown(field)) yield pair(field, value)
    }
  }
  yield* pairs(TELLING)
  for (const [path, value] of flattenAttributes(event.attributes)) if (!isSaid(value)) yield pair(path, value)
  yield* pairs(OTHERS)
}

/**
 * One event as lines for reading: time, level, service, message, then `key=value` pairs; further lines of the message follow,
 * indented. Ends with a line feed. Nothing in the event reaches the terminal as a control sequence.
 */
export function formatEvent(event: TallyEvent, format: EventFormat): string {
  const { style } = format
  const headline = event.message !== undefined ? 'message' : event.name !== undefined ? 'name' : undefined
  const [first = '', ...rest] = headline === undefined ? [] : sanitizeLines(event[headline]!)
  const parts = [
    style.dim(sanitizeLine(displayTime(event.time, format.utc))),
    style.level(event.level, sanitizeLine(event.level).padEnd(LEVEL_COLUMNS)),
  ]
  if (event.service !== undefined) parts.push(style.cyan(sanitizeLine(event.service)))
  if (first !== '') parts.push(format.highlight(first))
  const pairs = [...details(event, format, headline)].join(' ')
  if (pairs !== '') parts.push(style.dim(pairs))
  const tail = rest.map(line => `\n${INDENT}${format.highlight(line)}`).join('')
  return `${parts.join('  ').trimEnd()}${tail}\n`
}

/** A field that a person chose as a column. */
export type Column = { readonly name: string; readonly read: (event: TallyEvent) => FieldValue | undefined }

/** Columns of `a,b,c`: names as in a query. Throws TALLY_QUERY_FIELD. */
export function parseColumns(list: string): Column[] {
  const names = list.split(',').map(name => name.trim())
  return names.filter(name => name !== '').map(name => ({ name, read: fieldReader(resolveField(name)) }))
}

/** Chosen fields as an aligned table, for reading. */
export function formatColumns(
  events: readonly TallyEvent[],
  columns: readonly Column[],
  format: EventFormat,
): string {
  const rows = events.map(event =>
    columns.map(({ name, read }) => {
      const value = read(event)
      if (value === undefined || typeof value === 'number') return value ?? null
      return name === 'time' || name === 'received' ? displayTime(String(value), format.utc) : textOf(value)
    }),
  )
  const names = columns.map(column => column.name)
  return formatTable(names, rows, format.style, { maxCell: format.maxValue })
}

/** Chosen fields divided by tabs, one event per line without a heading, for `cut` and `awk`. Times stay as recorded. */
export function formatTabbed(event: TallyEvent, columns: readonly Column[]): string {
  const texts = columns.map(({ read }) => {
    const value = read(event)
    return value === undefined ? '' : sanitizeLine(textOf(value))
  })
  return `${texts.join('\t')}\n`
}

/** Chosen fields as an object; absent fields are left out. */
export function pickColumns(event: TallyEvent, columns: readonly Column[]): Record<string, FieldValue> {
  const picked: Record<string, FieldValue> = {}
  for (const { name, read } of columns) {
    const value = read(event)
    if (value !== undefined) picked[name] = value
  }
  return picked
}

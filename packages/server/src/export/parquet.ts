import {
  EVENT_FIELDS,
  type EventField,
  fieldReader,
  resolveField,
  type TallyEvent,
  textOf,
} from '@tallystick/core'
import { VERSION } from '@tallystick/engine'
import type { SchemaElement } from 'hyparquet-writer'

export const PARQUET_TYPE = 'application/vnd.apache.parquet'

/** A row group ends at so many rows, or characters: what is held in memory at once, some times over, and encoded without a pause. */
const GROUP_ROWS = 5_000
const GROUP_CHARACTERS = 2 * 1024 * 1024

type Value = string | bigint | undefined
type Column = {
  readonly name: string
  readonly element: Omit<SchemaElement, 'name'>
  readonly read: (event: TallyEvent) => Value
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const
const INTEGER = { type: 'INT64' } as const
/** Every time of the record fits: it lies between 1970 and 2262. */
const NANOSECONDS = {
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
} as const

const ENVELOPE = (Object.keys(EVENT_FIELDS) as EventField[]).filter(name => name !== 'nonce')

/** The fields named, or the whole envelope with `attributes` as JSON. Throws TALLY_QUERY_FIELD. */
function columnsOf(names: readonly string[] = ENVELOPE): Column[] {
  return [...new Set(names)].map((name): Column => {
    if (name === 'attributes')
      return {
        name,
        element: TEXT,
        read: ({ attributes }) => (attributes === undefined ? undefined : JSON.stringify(attributes)),
      }
    const field = resolveField(name)
    const read = fieldReader(field)
    const kind = field.kind === 'envelope' ? EVENT_FIELDS[field.name].kind : 'string'
    const ofText = (element: Column['element'], convert: (text: string) => Value): Column => ({
      name,
      element,
      read: event => {
        const value = read(event)
        return value === undefined ? undefined : convert(textOf(value))
      },
    })
    if (kind === 'time') return ofText(NANOSECONDS, nanosecondsOf)
    if (kind === 'integer') return ofText(INTEGER, BigInt)
    return ofText(TEXT, text => text)
  })
}

/** Nanoseconds since the Unix epoch of a canonical time. */
function nanosecondsOf(time: string): bigint {
  const [, seconds, fraction = ''] = /^(.{19})\.(\d+)Z$/.exec(time)!
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}

/**
 * Events as a Parquet file, in pieces of a row group each: envelope columns typed, times in nanoseconds. The next page of events is asked for only
 * when the piece before is taken. What makes the file readable stands at its end, so that one that was cut off does not open.
 * Throws TALLY_QUERY_FIELD for a column that cannot be named.
 */
export function encodeParquet(
  events: AsyncIterable<TallyEvent>,
  names: readonly string[] | undefined,
): AsyncGenerator<Buffer> {
  return groups(events, columnsOf(names))
}

async function* groups(
  events: AsyncIterable<TallyEvent>,
  columns: readonly Column[],
): AsyncGenerator<Buffer> {
  // Not before somebody exports in this format: loading it would hold up every start.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const pieces = new ByteWriter()
  /** The bytes since the last time; the writer's offset goes on counting. */
  const take = (): Buffer => {
    const piece = Buffer.from(pieces.getBytes())
    pieces.index = 0
    return piece
  }
  const schema: SchemaElement[] = [
    { name: 'events', num_children: columns.length },
    ...columns.map(({ name, element }) => ({ ...element, name, repetition_type: 'OPTIONAL' as const })),
  ]
  const file = new ParquetWriter({ writer: pieces, schema, createdBy: `tallystick version ${VERSION}` })
  let rows: Value[][] = columns.map(() => [])
  let characters = 0
  const write = () => {
    const columnData = columns.map(({ name }, i) => ({
      name,
      data: rows[i]!,
      // Bounds of texts are of no use here, and would stand in the footer.
      statistics: columns[i]!.element.type === 'INT64',
      offsetIndex: false,
    }))
    void file.write({ columnData, rowGroupSize: GROUP_ROWS })
    rows = columns.map(() => [])
    characters = 0
    return take()
  }
  for await (const event of events) {
    for (let i = 0; i < columns.length; i++) {
      const value = columns[i]!.read(event)
      if (typeof value === 'string') characters += value.length
      rows[i]!.push(value)
    }
    if (rows[0]!.length >= GROUP_ROWS || characters >= GROUP_CHARACTERS) yield write()
  }
  if (rows[0]!.length > 0) yield write()
  void file.finish()
  yield take()
}

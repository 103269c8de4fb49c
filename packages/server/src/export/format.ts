import type { TallyEvent } from '@tallystick/core'
import { columnsOf, csvHeader, csvRow } from './csv.ts'
import { encodeParquet, PARQUET_TYPE } from './parquet.ts'

type TextFormat = 'ndjson' | 'csv' | 'json'
export type ExportFormat = TextFormat | 'parquet'

/** How rows of one kind become a text. */
export type Encoder<T = TallyEvent> = {
  readonly mediaType: string
  readonly head: string
  readonly row: (value: T, index: number) => string
  readonly tail: string
}

export const CSV_TYPE = 'text/csv; charset=utf-8; header=present'

/** A JSON array with one element per line. */
export function jsonEncoder<T>(): Encoder<T> {
  return {
    mediaType: 'application/json',
    head: '[',
    row: (value, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(value)}`,
    tail: '\n]\n',
  }
}

/** How one format is written, row by row. Throws TALLY_QUERY_FIELD for a column that cannot be named. */
function encoderOf(format: TextFormat, columns: readonly string[] | undefined): Encoder {
  switch (format) {
    case 'ndjson':
      return {
        mediaType: 'application/x-ndjson',
        head: '',
        row: event => `${JSON.stringify(event)}\n`,
        tail: '',
      }
    case 'json':
      return jsonEncoder()
    case 'csv': {
      const fields = columnsOf(columns)
      return {
        mediaType: CSV_TYPE,
        head: csvHeader(fields),
        row: event => csvRow(fields, event),
        tail: '',
      }
    }
  }
}

/** Characters collected before they are handed on: few writes, little memory. */
const CHUNK = 64 * 1024

/** The text of an export in chunks; the next page is asked for only when the chunk before is taken. */
export async function* encodeAll<T>(values: AsyncIterable<T>, encoder: Encoder<T>): AsyncGenerator<string> {
  let chunk = encoder.head
  let index = 0
  for await (const value of values) {
    chunk += encoder.row(value, index++)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk + encoder.tail
}

/** Events in one of the formats. Throws TALLY_QUERY_FIELD for a column that cannot be named. */
export function encodeEvents(
  events: AsyncIterable<TallyEvent>,
  format: ExportFormat,
  columns: readonly string[] | undefined,
): { readonly mediaType: string; readonly chunks: AsyncGenerator<string | Buffer> } {
  if (format === 'parquet') return { mediaType: PARQUET_TYPE, chunks: encodeParquet(events, columns) }
  const encoder = encoderOf(format, columns)
  return { mediaType: encoder.mediaType, chunks: encodeAll(events, encoder) }
}

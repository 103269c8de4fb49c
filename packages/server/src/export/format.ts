import type { TallyEvent } from '@tallystick/core'
import { columnsOf, csvHeader, csvRow } from './csv.ts'

export type ExportFormat = 'ndjson' | 'csv' | 'json'

type Encoder = {
  readonly mediaType: string
  readonly head: string
  readonly row: (event: TallyEvent, index: number) => string
  readonly tail: string
}

/** How one format is written, row by row. Throws TALLY_QUERY_FIELD for a column that cannot be named. */
export function encoderOf(format: ExportFormat, columns: readonly string[] | undefined): Encoder {
  switch (format) {
    case 'ndjson':
      return {
        mediaType: 'application/x-ndjson',
        head: '',
        row: event => `${JSON.stringify(event)}\n`,
        tail: '',
      }
    case 'json':
      return {
        mediaType: 'application/json',
        head: '[',
        row: (event, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(event)}`,
        tail: '\n]\n',
      }
    case 'csv': {
      const fields = columnsOf(columns)
      return {
        mediaType: 'text/csv; charset=utf-8; header=present',
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
export async function* encodeAll(
  events: AsyncIterable<TallyEvent>,
  encoder: Encoder,
): AsyncGenerator<string> {
  let chunk = encoder.head
  let index = 0
  for await (const event of events) {
    chunk += encoder.row(event, index++)
    if (chunk.length < CHUNK) continue
    yield chunk
    chunk = ''
  }
  yield chunk + encoder.tail
}

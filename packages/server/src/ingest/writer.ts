import type { IncomingHttpHeaders } from 'node:http'
import { TallyError } from '@tallystick/core'
import type { WriterPosition } from '@tallystick/engine'

/** 1 to 128 visible ASCII characters or inner spaces: what a header field value can carry (RFC 9110 §5.5). */
const WRITER = /^[\x21-\x7e](?:[\x20-\x7e]{0,126}[\x21-\x7e])?$/

/** X-Tally-Writer and X-Tally-Sequence (docs/design/001-record-format.md, Writers), or undefined when neither is sent. Throws TALLY_INGEST_WRITER. */
export function writerOf(headers: IncomingHttpHeaders): WriterPosition | undefined {
  const writer = headers['x-tally-writer']
  const sequence = headers['x-tally-sequence']
  if (writer === undefined && sequence === undefined) return undefined
  if (typeof writer !== 'string' || !WRITER.test(writer))
    throw new TallyError('TALLY_INGEST_WRITER', 'X-Tally-Writer must be 1 to 128 printable characters')
  if (typeof sequence !== 'string' || !/^\d{1,16}$/.test(sequence) || !Number.isSafeInteger(Number(sequence)))
    throw new TallyError(
      'TALLY_INGEST_WRITER',
      'X-Tally-Sequence must be the number of the first event of this batch',
    )
  return { writer, sequence: Number(sequence) }
}

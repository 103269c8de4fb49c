import type { JsonObject } from '../../event/fields.ts'
import { createStampReader } from '../time/reader.ts'
import type { EventInput } from '../types.ts'
import { eventFromObject } from './map.ts'

/**
 * Reads parsed records of somebody else's JSON logger (pino, bunyan, winston, …) as events, as `createLineDecoder` reads their lines.
 * `now` in epoch milliseconds is what times without a year or day are completed from.
 */
export function createRecordReader(now: number): (record: JsonObject) => EventInput {
  const reader = createStampReader({ reference: now })
  return record => eventFromObject(record, reader)
}

export { type Activity, type ActivityInput, activityOf, eventOfActivity } from './activity.ts'
export { createLineDecoder, type LineDecoder } from './decoder.ts'
export { type Detection, detectFormat } from './detect.ts'
export { createRecordReader } from './json/record.ts'
export { createRolloverScan, type RolloverScan } from './scan.ts'
export {
  CONTEXT_FIELDS,
  entryOf,
  eventOf,
  isStructuredEntry,
  type StructuredEntry,
} from './structured.ts'
export { type DecodedEvent, type DecodeOptions, type EventInput, FORMATS, type Format } from './types.ts'

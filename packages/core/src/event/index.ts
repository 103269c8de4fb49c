export {
  AUDITED_STREAMS,
  EVENT_FIELDS,
  type EventField,
  type FieldSpec,
  type Json,
  type JsonObject,
  LEVELS,
  type Level,
  STREAMS,
  type Stream,
  type TallyEvent,
} from './fields.ts'
export { createIdGenerator, createNonceGenerator, type RandomFill } from './id.ts'
export { eventInputSchema, storedEventSchema } from './json-schema.ts'
export {
  canonicalLine,
  DEFAULT_LIMITS,
  type EventLimits,
  type NormalizeContext,
  type NormalizedEvent,
  normalizeEvent,
} from './normalize.ts'
export {
  levelFromPino,
  levelFromPython,
  levelFromSeverityNumber,
  levelFromSyslog,
  levelFromText,
  SEVERITY_OF_LEVEL,
  syslogFromLevel,
} from './severity.ts'
export { compareTimes, parseTime, timeFromMs, timeFromNanos, timeToMs, timeToNanos } from './time.ts'

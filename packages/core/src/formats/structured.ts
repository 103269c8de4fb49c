import { type Json, type JsonObject, LEVELS, type Level, STREAMS } from '../event/fields.ts'
import { SEVERITY_OF_LEVEL } from '../event/severity.ts'
import { parseTime } from '../event/time.ts'
import { putAttribute, putText, type TextField } from './assign.ts'
import { isObject } from './json/object.ts'
import type { EventInput } from './types.ts'

/**
 * A log entry in the structured JSON format: what the SDK writes to files and `/api/v2/logs` answers. The same event has another form on the
 * wire (`EventInput`); `entryOf` and `eventOf` turn one into the other without loss (docs/design/007-sdk.md).
 */
export type StructuredEntry = {
  /** RFC 3339. */
  readonly timestamp: string
  readonly level: Level
  readonly category?: string
  readonly message?: string
  /** Logger name. */
  readonly module?: string
  readonly function?: string
  readonly line?: number
  /** Who, where and for whom: the keys of CONTEXT_FIELDS are fields of the envelope, the others stay together. */
  readonly context?: JsonObject
  readonly metadata?: Json
  readonly performance_data?: Json
  readonly error?: Json
  /** Everything else a caller passed: `fields.k` is the attribute `k`. */
  readonly fields?: JsonObject
  readonly service?: string
  readonly environment?: string
  /** Event name: order.update, login.failure, … */
  readonly name?: string
  /** Absent on the stream `log`. */
  readonly stream?: (typeof STREAMS)[number]
  /** Only where it is not the one of `level`. */
  readonly severity_number?: number
  /** UUID, once the event has one. */
  readonly id?: string
}

/** Keys of `context` that are fields of the envelope. */
export const CONTEXT_FIELDS = {
  user_id: 'user_id',
  session_id: 'session_id',
  request_id: 'request_id',
  trace_id: 'trace_id',
  span_id: 'span_id',
  ip_address: 'ip',
  user_agent: 'user_agent',
  entity_type: 'entity_type',
  entity_id: 'entity_id',
} as const satisfies Record<string, TextField>

type ContextKey = keyof typeof CONTEXT_FIELDS
const CONTEXT_KEYS = Object.keys(CONTEXT_FIELDS) as ContextKey[]
const isContextKey = (key: string): key is ContextKey => Object.hasOwn(CONTEXT_FIELDS, key)

/** Envelope fields that an entry has by their own name. */
const TEXTS = ['category', 'module', 'function', 'service', 'environment', 'name', 'message'] as const
/** Attributes that an entry has by their own name. */
const PARTS = ['metadata', 'performance_data', 'error'] as const

const KEYS: ReadonlySet<string> = new Set([
  ...(['timestamp', 'level', 'line', 'context', 'fields', 'stream', 'severity_number', 'id'] as const),
  ...TEXTS,
  ...PARTS,
])

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An event in the structured format. It must have a time and a level, as every event has that was taken in. */
export function entryOf(
  event: EventInput & { readonly time: string; readonly level: Level },
): StructuredEntry {
  const context: JsonObject = {}
  for (const key of CONTEXT_KEYS) {
    const value = event[CONTEXT_FIELDS[key]]
    if (value !== undefined) context[key] = value
  }
  const parts: JsonObject = {}
  const fields: JsonObject = {}
  for (const [key, value] of Object.entries(event.attributes ?? {})) {
    if (key === 'context' && isContextRest(value))
      for (const [name, member] of Object.entries(value)) putAttribute(context, name, member)
    else putAttribute((PARTS as readonly string[]).includes(key) ? parts : fields, key, value)
  }
  return {
    timestamp: event.time,
    level: event.level,
    ...defined({
      category: event.category,
      message: event.message,
      module: event.module,
      function: event.function,
      line: event.line,
      context: notEmpty(context),
    }),
    ...parts,
    ...defined({
      fields: notEmpty(fields),
      service: event.service,
      environment: event.environment,
      name: event.name,
      stream: event.stream === 'log' ? undefined : event.stream,
      severity_number:
        event.severity_number === SEVERITY_OF_LEVEL[event.level] ? undefined : event.severity_number,
      id: event.id,
    }),
  }
}

/**
 * The event that an entry stands for. What does not fit its field of the envelope (too long, not a text) stays in the attributes, so that
 * nothing a program logged is refused for it.
 */
export function eventOf(entry: StructuredEntry): EventInput {
  const event: EventInput = { time: entry.timestamp, level: entry.level }
  const attributes: JsonObject = {}
  for (const field of TEXTS) {
    const value = entry[field]
    if (value !== undefined && value !== '' && !putText(event, field, value))
      putAttribute(attributes, field, value)
  }
  if (entry.line !== undefined) event.line = entry.line
  if (entry.stream !== undefined) event.stream = entry.stream
  if (entry.severity_number !== undefined) event.severity_number = entry.severity_number
  if (entry.id !== undefined) event.id = entry.id

  const rest: JsonObject = {}
  for (const [key, value] of Object.entries(entry.context ?? {}))
    if (!isContextKey(key) || !putText(event, CONTEXT_FIELDS[key], value)) putAttribute(rest, key, value)
  if (Object.keys(rest).length > 0) attributes.context = rest
  for (const part of PARTS) {
    const value = entry[part]
    if (value !== undefined) attributes[part] = value
  }
  // A caller's field never takes the place of what stands for something else.
  for (const [key, value] of Object.entries(entry.fields ?? {})) {
    let name = key
    while (Object.hasOwn(attributes, name)) name += '_'
    putAttribute(attributes, name, value)
  }
  if (Object.keys(attributes).length > 0) event.attributes = attributes
  return event
}

/**
 * Is this value of a JSON log an entry of the structured format? It is when it has a canonical time, one of our levels, at least one of the
 * members that only this format has, and no member that it has not: other loggers' records are read by their names (json/map.ts).
 */
export function isStructuredEntry(value: unknown): value is StructuredEntry {
  if (!isObject(value) || !Object.keys(value).every(key => KEYS.has(key))) return false
  const { timestamp, level, line, context, fields, stream, severity_number: severity, id } = value
  return (
    typeof timestamp === 'string' &&
    timestamp.endsWith('Z') &&
    isTime(timestamp) &&
    (LEVELS as readonly unknown[]).includes(level) &&
    ['module', 'context', 'fields', ...PARTS].some(key => Object.hasOwn(value, key)) &&
    TEXTS.every(key => value[key] === undefined || typeof value[key] === 'string') &&
    (line === undefined || (Number.isSafeInteger(line) && (line as number) >= 0)) &&
    (context === undefined || isObject(context)) &&
    (fields === undefined || isObject(fields)) &&
    (stream === undefined || (STREAMS as readonly unknown[]).includes(stream)) &&
    (severity === undefined ||
      (Number.isInteger(severity) && (severity as number) >= 1 && (severity as number) <= 24)) &&
    (id === undefined || (typeof id === 'string' && UUID.test(id)))
  )
}

/** Members of `attributes.context` that stand beside the fields of the envelope without a doubt; any other value goes by `fields`. */
function isContextRest(value: Json): value is JsonObject {
  return isObject(value) && Object.keys(value).length > 0 && !Object.keys(value).some(isContextKey)
}

function isTime(text: string): boolean {
  try {
    parseTime(text)
    return true
  } catch {
    return false
  }
}

const notEmpty = (object: JsonObject): JsonObject | undefined =>
  Object.keys(object).length > 0 ? object : undefined

/** An object without the members that are undefined. */
function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}

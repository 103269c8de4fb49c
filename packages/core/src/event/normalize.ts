import { type ErrorCode, TallyError } from '../errors.ts'
import { canonicalize } from '../integrity/canonical.ts'
import {
  AUDITED_STREAMS,
  EVENT_FIELDS,
  type EventField,
  type FieldSpec,
  type Json,
  type JsonObject,
  type Level,
  STREAMS,
  type Stream,
  type TallyEvent,
} from './fields.ts'
import { levelFromSeverityNumber, levelFromText, SEVERITY_OF_LEVEL } from './severity.ts'
import { parseTime } from './time.ts'

/** What one event may be at most; beyond it the event is refused with a code, never cut. */
export type EventLimits = {
  /** Characters (UTF-16 code units) of all keys and strings in `attributes`. */
  readonly size: number
  /** Levels of nesting below `attributes`. */
  readonly depth: number
  /** Keys in `attributes`, at all levels. */
  readonly keys: number
}

export const DEFAULT_LIMITS: EventLimits = { size: 2 * 1024 * 1024, depth: 64, keys: 10_000 }

export type NormalizeContext = {
  readonly tenant: string
  /** Canonical time. */
  readonly received: string
  readonly newId: () => string
  readonly newNonce: () => string
  readonly limits: EventLimits
  /** Values for fields the event leaves out: `service`, `environment`, … */
  readonly defaults?:
    | Readonly<Partial<Record<'service' | 'environment' | 'category' | 'module', string>>>
    | undefined
}

/** An event that is ready but for its `seq`; `plain` says that `JSON.stringify` gives its RFC 8785 form. */
export type NormalizedEvent = { readonly event: TallyEvent; readonly plain: boolean }

const FIELDS: ReadonlyMap<string, FieldSpec> = new Map(Object.entries(EVENT_FIELDS))
const STREAM_NAMES: ReadonlySet<string> = new Set(STREAMS)
const DEFAULT_LEVEL: Readonly<Record<Stream, Level>> = {
  log: 'INFO',
  activity: 'AUDIT',
  scan: 'INFO',
  decision: 'INFO',
  security: 'SECURITY',
  audit: 'AUDIT',
}
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const HEX = /^[0-9A-Fa-f]+$/
const UPPER = /[A-F]/
const INTEGER_KEY = /^(?:0|[1-9]\d{0,9})$/

type Input = Readonly<Record<string, unknown>>

const refuse = (code: ErrorCode, message: string): never => {
  throw new TallyError(code, message)
}

const typeName = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`

/** Text of a field: null and '' are absent; numbers and booleans become their text; lone surrogates become U+FFFD. */
function text(value: unknown, field: EventField, fallback?: string): string | undefined {
  if (value === undefined || value === null) return fallback
  if (typeof value !== 'string') {
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      return String(value)
    return refuse('TALLY_EVENT_FIELD_TYPE', `${field} must be a string, not ${typeName(value)}`)
  }
  if (value === '') return fallback
  const max = (EVENT_FIELDS[field] as FieldSpec).max!
  if (value.length > max)
    refuse(
      'TALLY_EVENT_FIELD_TOO_LONG',
      `${field} has ${value.length} characters; at most ${max} are allowed`,
    )
  return value.isWellFormed() ? value : value.toWellFormed()
}

/** A hexadecimal id, lower-cased: trace contexts are compared as text. */
function hexId(value: unknown, field: 'trace_id' | 'span_id'): string | undefined {
  const id = text(value, field)
  return id !== undefined && UPPER.test(id) && HEX.test(id) ? id.toLowerCase() : id
}

function eventId(value: unknown, context: NormalizeContext): string {
  if (value === undefined || value === null) return context.newId()
  const id = typeof value === 'string' ? value.toLowerCase() : ''
  return UUID.test(id)
    ? id
    : refuse('TALLY_EVENT_FIELD_TYPE', 'id must be a UUID like 019f0000-0000-7000-8000-000000000000')
}

function streamOf(value: unknown): Stream {
  if (value === undefined || value === null) return 'log'
  const name = typeof value === 'string' ? value.toLowerCase() : ''
  return STREAM_NAMES.has(name)
    ? (name as Stream)
    : refuse('TALLY_EVENT_FIELD_TYPE', `stream must be one of ${STREAMS.join(', ')}`)
}

function severityOf(level: unknown, number: unknown, stream: Stream): [Level, number] {
  if (
    number !== undefined &&
    number !== null &&
    !(Number.isInteger(number) && (number as number) >= 1 && (number as number) <= 24)
  )
    refuse('TALLY_EVENT_FIELD_TYPE', 'severity_number must be an integer from 1 to 24')
  const given = (number ?? undefined) as number | undefined
  if (level === undefined || level === null || level === '') {
    const name = given === undefined ? DEFAULT_LEVEL[stream] : levelFromSeverityNumber(given)
    return [name, given ?? SEVERITY_OF_LEVEL[name]]
  }
  const name = typeof level === 'string' ? levelFromText(level) : undefined
  if (name === undefined)
    return refuse(
      'TALLY_EVENT_FIELD_TYPE',
      `level ${JSON.stringify(level)?.slice(0, 40)} is not known; numbers belong into severity_number`,
    )
  return [name, given ?? SEVERITY_OF_LEVEL[name]]
}

function lineNumber(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  return refuse('TALLY_EVENT_FIELD_TYPE', 'line must be an integer of 0 or more')
}

/** Walks attributes once: checks the limits, and whether the value may be used as it is. */
class AttributeWalk {
  #keys = 0
  #size = 0
  /** JSON.stringify would order integer-like keys by number, not by text. */
  plain = true
  readonly #limits: EventLimits

  constructor(limits: EventLimits) {
    this.#limits = limits
  }

  value(value: unknown, depth: number): Json {
    switch (typeof value) {
      case 'string':
        this.#grow(value.length)
        return value.isWellFormed() ? value : value.toWellFormed()
      case 'number':
        if (Number.isFinite(value)) return value
        return refuse(
          'TALLY_EVENT_FIELD_TYPE',
          'attributes hold a number beyond the range of a double; send it as a string',
        )
      case 'boolean':
        return value
      case 'object':
        if (value === null) return null
        if (Array.isArray(value)) return this.#array(value, depth)
        if (typeof (value as { toJSON?: unknown }).toJSON === 'function')
          return this.value((value as { toJSON(): unknown }).toJSON(), depth + 1)
        return this.object(value as Input, depth)
      default:
        return refuse(
          'TALLY_EVENT_FIELD_TYPE',
          `attributes hold ${typeName(value)}, which JSON does not have`,
        )
    }
  }

  #array(input: readonly unknown[], depth: number): Json[] {
    this.#enter(depth)
    const values = input.map(value => this.value(value, depth + 1))
    return values.every((value, i) => value === input[i]) ? (input as Json[]) : values
  }

  /** The object with keys in RFC 8785 order: the same object when it is in order and nothing had to change. */
  object(input: Input, depth: number): JsonObject {
    this.#enter(depth)
    const keys = Object.keys(input)
    this.#keys += keys.length
    if (this.#keys > this.#limits.keys)
      refuse('TALLY_EVENT_TOO_MANY_KEYS', `attributes hold more than ${this.#limits.keys} keys`)
    let last = ''
    /** Made when the first member shows that the object cannot stay as it is. */
    let members: [string, Json][] | undefined
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!
      const code = key.charCodeAt(0)
      if (code >= 48 && code <= 57 && INTEGER_KEY.test(key)) this.plain = false
      const name = key.isWellFormed() ? key : key.toWellFormed()
      this.#grow(key.length)
      const value = this.value(input[key], depth + 1)
      if (members === undefined && (name < last || name !== key || value !== input[key]))
        members = keys.slice(0, i).map(before => [before, input[before] as Json])
      members?.push([name, value])
      last = name
    }
    if (members === undefined) return input as JsonObject
    members.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    const sorted: JsonObject = {}
    for (const [name, value] of members) {
      // An own property, also for `__proto__`.
      if (name === '__proto__')
        Object.defineProperty(sorted, name, { value, enumerable: true, writable: true, configurable: true })
      else sorted[name] = value
    }
    return sorted
  }

  #grow(characters: number): void {
    this.#size += characters
    if (this.#size > this.#limits.size)
      refuse('TALLY_EVENT_TOO_LARGE', `attributes hold more than ${this.#limits.size} characters`)
  }

  #enter(depth: number): void {
    if (depth > this.#limits.depth)
      refuse('TALLY_EVENT_TOO_DEEP', `attributes are nested deeper than ${this.#limits.depth} levels`)
  }
}

/** Unknown top-level keys belong to the attributes. */
function gatherAttributes(input: Input): Input | undefined {
  const given = input.attributes
  if (given !== undefined && given !== null && (typeof given !== 'object' || Array.isArray(given)))
    refuse('TALLY_EVENT_FIELD_TYPE', `attributes must be an object, not ${typeName(given)}`)
  let extra: Record<string, unknown> | undefined
  for (const key in input) {
    const field = FIELDS.get(key)
    if (field === undefined) {
      if (given && Object.hasOwn(given, key))
        refuse(
          'TALLY_EVENT_FIELD_TYPE',
          `${JSON.stringify(key.slice(0, 64))} stands both at the top level and in attributes`,
        )
      extra ??= Object.assign(Object.create(null) as Record<string, unknown>, given)
      extra[key] = input[key]
    } else if (field.assigned && input[key] !== undefined && input[key] !== null) {
      refuse('TALLY_EVENT_FIELD_RESERVED', `${key} is assigned by Tallystick`)
    }
  }
  return extra ?? (given as Input | undefined) ?? undefined
}

/**
 * Turns one JSON value from outside into an event. Documented normalisations: unknown top-level keys move into `attributes`;
 * null and empty strings are absent; numbers and booleans in text fields become text; lone surrogates become U+FFFD; times become
 * canonical; level words of common loggers are understood. Everything else that does not fit throws a TallyError (TALLY_EVENT_*).
 * `seq` is 0 until the journal gives it.
 */
export function normalizeEvent(value: unknown, context: NormalizeContext): NormalizedEvent {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse('TALLY_EVENT_NOT_OBJECT', `an event must be an object, not ${typeName(value)}`)
  const input = value as Input
  const walk = new AttributeWalk(context.limits)
  const gathered = gatherAttributes(input)
  const attributes = gathered && walk.object(gathered, 1)
  const stream = streamOf(input.stream)
  const [level, severity] = severityOf(input.level, input.severity_number, stream)
  const defaults = context.defaults
  const time = input.time
  // One literal in canonical key order: one hidden class for all events, and JSON.stringify leaves undefined out.
  const event: { [F in EventField]: TallyEvent[F] | undefined } = {
    attributes: attributes && Object.keys(attributes).length > 0 ? attributes : undefined,
    category: text(input.category, 'category', defaults?.category),
    entity_id: text(input.entity_id, 'entity_id'),
    entity_type: text(input.entity_type, 'entity_type'),
    environment: text(input.environment, 'environment', defaults?.environment),
    function: text(input.function, 'function'),
    id: eventId(input.id, context),
    ip: text(input.ip, 'ip'),
    level,
    line: lineNumber(input.line),
    message: text(input.message, 'message'),
    module: text(input.module, 'module', defaults?.module),
    name: text(input.name, 'name'),
    nonce: AUDITED_STREAMS.has(stream) ? context.newNonce() : undefined,
    received: context.received,
    request_id: text(input.request_id, 'request_id'),
    seq: 0,
    service: text(input.service, 'service', defaults?.service),
    session_id: text(input.session_id, 'session_id'),
    severity_number: severity,
    span_id: hexId(input.span_id, 'span_id'),
    stream,
    tenant: context.tenant,
    time: time === undefined || time === null || time === '' ? context.received : parseTime(time),
    trace_id: hexId(input.trace_id, 'trace_id'),
    user_agent: text(input.user_agent, 'user_agent'),
    user_id: text(input.user_id, 'user_id'),
  }
  return { event: event as TallyEvent, plain: walk.plain }
}

/** The canonical line (RFC 8785, without line feed) of a normalised event whose `seq` is set. */
export function canonicalLine({ event, plain }: NormalizedEvent): string {
  return plain
    ? JSON.stringify(event)
    : canonicalize(Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)))
}

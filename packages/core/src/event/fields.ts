/**
 * The event envelope, declared once: types, validation, JSON Schema, store columns and docs follow from this table.
 * It is the OpenTelemetry log data model (https://opentelemetry.io/docs/specs/otel/logs/data-model/) plus audit fields.
 * An absent field is absent: empty strings are dropped on entry, so that "absent" and "empty" are one thing in every store.
 */

type FieldKind =
  /** UTF-8 text of at most `max` UTF-16 code units. */
  | 'string'
  /** Safe integer ≥ 0. */
  | 'integer'
  /** Canonical UTC time, see `time.ts`. */
  | 'time'
  /** One of LEVELS. */
  | 'level'
  /** One of STREAMS. */
  | 'stream'
  /** Lower-case UUID. */
  | 'uuid'
  /** JSON object. */
  | 'object'

export type FieldSpec = {
  readonly kind: FieldKind
  readonly max?: number
  /** Assigned by Tallystick: refused when a client sends it. */
  readonly assigned?: true
  /** Present on every stored event. */
  readonly required?: true
  readonly description: string
}

export const EVENT_FIELDS = {
  id: {
    kind: 'uuid',
    required: true,
    description: 'UUIDv7 of the event; made by Tallystick unless the client sends one.',
  },
  seq: {
    kind: 'integer',
    assigned: true,
    required: true,
    description: 'Position in the tenant’s record: consecutive from 0, so that a gap is visible.',
  },
  tenant: {
    kind: 'string',
    max: 63,
    assigned: true,
    required: true,
    description: 'Tenant that owns the event; follows from the API key.',
  },
  stream: {
    kind: 'stream',
    required: true,
    description:
      'What kind of record this is; activity, scan, decision, security and audit are audited streams.',
  },
  time: {
    kind: 'time',
    required: true,
    description: 'When it happened, RFC 3339 in UTC with 3, 6 or 9 fractional digits.',
  },
  received: { kind: 'time', assigned: true, required: true, description: 'When Tallystick took it in.' },
  level: {
    kind: 'level',
    required: true,
    description: 'TRACE DEBUG INFO WARNING ERROR CRITICAL SECURITY AUDIT.',
  },
  severity_number: {
    kind: 'integer',
    required: true,
    description: 'OpenTelemetry severity number, 1 to 24.',
  },
  category: {
    kind: 'string',
    max: 128,
    description: 'Kind of activity: system, security, performance, api, database, …',
  },
  service: {
    kind: 'string',
    max: 256,
    description: 'Name of the service that wrote it (OTel service.name).',
  },
  environment: {
    kind: 'string',
    max: 128,
    description: 'Deployment environment (OTel deployment.environment.name).',
  },
  module: { kind: 'string', max: 1024, description: 'Logger or module name.' },
  function: { kind: 'string', max: 1024, description: 'Function that wrote it.' },
  line: { kind: 'integer', description: 'Line number in the source file.' },
  name: { kind: 'string', max: 256, description: 'Event name: order.update, login.failure, …' },
  message: {
    kind: 'string',
    max: 1_048_576,
    description: 'Text for people; what a bare word or phrase of a query is matched against.',
  },
  user_id: { kind: 'string', max: 1024, description: 'Who did it.' },
  session_id: { kind: 'string', max: 1024, description: 'Session it belongs to.' },
  request_id: { kind: 'string', max: 1024, description: 'Request it belongs to.' },
  trace_id: { kind: 'string', max: 64, description: 'W3C trace id, 32 lower-case hex digits.' },
  span_id: { kind: 'string', max: 32, description: 'W3C span id, 16 lower-case hex digits.' },
  ip: { kind: 'string', max: 64, description: 'Address of the peer or user.' },
  user_agent: { kind: 'string', max: 2048, description: 'User agent of the peer.' },
  entity_type: { kind: 'string', max: 256, description: 'Type of the entity acted on: order, customer, …' },
  entity_id: { kind: 'string', max: 1024, description: 'Identifier of the entity acted on.' },
  attributes: {
    kind: 'object',
    description: 'Everything else: a JSON object of any shape within the limits.',
  },
  nonce: {
    kind: 'string',
    max: 22,
    assigned: true,
    description:
      '128 random bits (base64url) on audited streams, so that a remaining hash confirms no guess after erasure.',
  },
} as const satisfies Record<string, FieldSpec>

export type EventField = keyof typeof EVENT_FIELDS

export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL', 'SECURITY', 'AUDIT'] as const
export type Level = (typeof LEVELS)[number]

export const STREAMS = ['log', 'activity', 'scan', 'decision', 'security', 'audit'] as const
export type Stream = (typeof STREAMS)[number]

/** Streams whose records carry a nonce and are never sampled. */
export const AUDITED_STREAMS: ReadonlySet<Stream> = new Set([
  'activity',
  'scan',
  'decision',
  'security',
  'audit',
])

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

type FieldValue<S extends FieldSpec> = S['kind'] extends 'integer'
  ? number
  : S['kind'] extends 'level'
    ? Level
    : S['kind'] extends 'stream'
      ? Stream
      : S['kind'] extends 'object'
        ? JsonObject
        : string

type Fields = typeof EVENT_FIELDS
type RequiredField = { [F in EventField]: Fields[F] extends { required: true } ? F : never }[EventField]

/** A stored event: what a canonical journal line parses to. */
export type TallyEvent = { -readonly [F in RequiredField]: FieldValue<Fields[F]> } & {
  -readonly [F in Exclude<EventField, RequiredField>]?: FieldValue<Fields[F]>
}

import {
  ERRORS,
  type ErrorBody,
  type ErrorCode,
  eventInputSchema,
  storedEventSchema,
  type TallyEvent,
} from '@tallystick/core'
import Type from 'typebox'
import type { ErrorReply as ErrorReplyType } from '../http/errors.ts'

/** Schemas that stand once in the OpenAPI document and are referred to by name. */
export const COMPONENTS = {
  Event: { ...storedEventSchema(), $id: 'Event' },
  EventInput: { ...eventInputSchema(), $id: 'EventInput' },
  ErrorBody: {
    ...Type.Object({
      code: Type.Unsafe<ErrorCode>({
        type: 'string',
        enum: Object.keys(ERRORS),
        description: 'Stable code.',
      }),
      message: Type.String({ description: 'What happened in this case.' }),
      help: Type.String({ description: 'What to do about it.' }),
      position: Type.Optional(
        Type.Integer({ description: 'Zero-based column of a query, where one is at fault.' }),
      ),
      details: Type.Optional(Type.Object({}, { additionalProperties: true })),
    }),
    $id: 'ErrorBody',
  },
  Error: {
    ...Type.Object({
      error: Type.Unsafe<ErrorBody>({ $ref: 'ErrorBody#' }),
      request_id: Type.String({ description: 'Also in the header X-Request-Id and in the server’s log.' }),
    }),
    $id: 'Error',
  },
} as const

export const Event = Type.Unsafe<TallyEvent>({ $ref: 'Event#' })
export const EventInput = Type.Unsafe({ $ref: 'EventInput#' })
export const Failure = Type.Unsafe<ErrorBody>({ $ref: 'ErrorBody#' })
export const ErrorReply = Type.Unsafe<ErrorReplyType>({ $ref: 'Error#' })

export const Time = Type.String({ format: 'date-time', description: 'RFC 3339 in UTC.' })
export const Seq = Type.Integer({ minimum: 0, description: 'Position in the tenant’s record.' })
export const TookMs = Type.Number({ description: 'Milliseconds the answer took inside the server.' })

/** A query as search box, API, command line and tail share it (docs/design/002-query-language.md). */
export const q = Type.Optional(
  Type.String({
    description: 'Query, e.g. level>=WARNING service:payments "connection refused". Empty: every event.',
  }),
)

const instant =
  'RFC 3339, or as much of it as there is (2026, 2026-01-31: where that begins, UTC), epoch number of nine digits or more, now, or before now like -1h.'

/** Time range of a request. */
export const range = {
  from: Type.Optional(Type.String({ description: `Start, inclusive. ${instant}` })),
  to: Type.Optional(Type.String({ description: `End, exclusive. ${instant}` })),
  last: Type.Optional(Type.String({ description: 'Instead of from: 15m, 1h, 7d, … back from now.' })),
}

export const EventId = Type.Object({
  id: Type.String({
    pattern: '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$',
    description: 'UUID of the event.',
    examples: ['019f0000-0000-7000-8000-000000000000'],
  }),
})

/** A download; the transfer ends without its last chunk when it breaks off. */
export const fileOf = (...mediaTypes: readonly string[]) => ({
  description: 'A file. When it breaks off, the transfer ends without its last chunk.',
  content: Object.fromEntries(mediaTypes.map(type => [type, { schema: Type.Unknown() }])),
})

/** RFC 6455 §4.2.2. */
export const SWITCHING = Type.Null({ description: 'The connection is a WebSocket from here on.' })

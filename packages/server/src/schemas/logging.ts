import { LEVELS, STREAMS } from '@tallystick/core'
import Type from 'typebox'
import { search } from '../documented/filter.ts'
import { end, start } from '../documented/range.ts'
import { Time } from './common.ts'

const anything = Type.Object({}, { additionalProperties: true })

/** The structured JSON format (core/formats/structured.ts). */
export const Entry = Type.Object({
  timestamp: Time,
  level: Type.Union(LEVELS.map(level => Type.Literal(level))),
  category: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
  module: Type.Optional(Type.String({ description: 'Logger name.' })),
  function: Type.Optional(Type.String()),
  line: Type.Optional(Type.Integer()),
  context: Type.Optional({
    ...anything,
    description: 'user_id, session_id, request_id, trace_id, span_id, ip_address, …',
  }),
  metadata: Type.Optional(Type.Unknown()),
  performance_data: Type.Optional(Type.Unknown()),
  error: Type.Optional(Type.Unknown()),
  fields: Type.Optional({ ...anything, description: 'Every other attribute.' }),
  service: Type.Optional(Type.String()),
  environment: Type.Optional(Type.String()),
  name: Type.Optional(Type.String({ description: 'Event name.' })),
  stream: Type.Optional(Type.String({ description: 'Absent for log.' })),
  severity_number: Type.Optional(
    Type.Integer({ description: 'OpenTelemetry severity, where it is not that of the level.' }),
  ),
  id: Type.Optional(Type.String({ description: 'UUID of the event, for /api/v1/events/{id}.' })),
})

/** What narrows entries down, in an address and in `update_filter`. */
const filter = {
  level: Type.Optional(
    Type.String({
      description: `At least this level: ${LEVELS.join(', ')}, or any name loggers have for them. SECURITY lies between WARNING and ERROR, AUDIT between INFO and WARNING.`,
    }),
  ),
  category: Type.Optional(Type.String({ description: 'security, performance, api, database, …' })),
  module: Type.Optional(Type.String({ description: 'Logger name.' })),
  service: Type.Optional(Type.String()),
  user_id: Type.Optional(Type.String()),
  stream: Type.Optional(Type.String({ description: `One of ${STREAMS.join(', ')}. Default: all.` })),
  search_query: search('Part of the message, whatever its case.'),
}

const times = { start_time: start, end_time: end }
const offset = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'So many, the newest, are left out.' }),
)
const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 100.' })),
  offset,
}

export const EntriesQuery = Type.Object({ ...filter, ...times, ...page }, { additionalProperties: false })
export const EntriesAnswer = Type.Object({
  entries: Type.Array(Entry, { description: 'Newest first.' }),
  total: Type.Integer({ description: 'All that match, on this page or not.' }),
  limit: Type.Integer(),
  offset: Type.Integer(),
})

export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
export const SecurityQuery = Type.Object(
  {
    severity: Type.Optional(
      Type.Union(
        SEVERITIES.map(severity => Type.Literal(severity)),
        { description: 'At least this severity.' },
      ),
    ),
    event_type: Type.Optional(Type.String({ description: 'login.failure, brute.force, …' })),
    user_id: Type.Optional(Type.String()),
    ...times,
    ...page,
  },
  { additionalProperties: false },
)
const nullable = Type.Union([Type.String(), Type.Null()])
export const SecurityAnswer = Type.Object({
  events: Type.Array(
    Type.Object({
      id: Type.String(),
      event_type: nullable,
      severity: Type.Unknown({
        description: `One of ${SEVERITIES.join(', ')}, or null where none was given.`,
      }),
      timestamp: Time,
      user_id: nullable,
      ip_address: nullable,
      details: Type.Unknown({ description: 'What is known beside: a JSON object, or null.' }),
      message: nullable,
      session_id: nullable,
      user_agent: nullable,
      entity_type: nullable,
      entity_id: nullable,
    }),
    { description: 'Newest first.' },
  ),
  total: Type.Integer(),
  limit: Type.Integer(),
  offset: Type.Integer(),
})

export const EntriesExport = Type.Object(
  {
    format: Type.Optional(
      Type.Union([Type.Literal('json'), Type.Literal('csv'), Type.Literal('txt')], {
        description: 'Default json.',
      }),
    ),
    ...filter,
    ...times,
    limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Default: all that match.' })),
    offset,
  },
  { additionalProperties: false },
)

const counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description })
export const EntriesStats = Type.Object({
  total_entries: Type.Integer(),
  recent_24h: Type.Integer({ description: 'Of the last 24 hours, by their timestamp.' }),
  by_level: counts('Most first, like the others.'),
  by_category: counts('Of entries that have one.'),
  by_module: counts('Of entries that have one; at most 1,000 modules.'),
  by_stream: counts('log, activity, security, …'),
  recent_24h_by_level: counts('Of the last 24 hours.'),
})

export const StreamFilter = Type.Object(filter, { additionalProperties: false })

export const PerformanceQuery = Type.Object(
  {
    metric_names: Type.Optional(
      Type.String({ description: 'Names of metrics or derived series, separated by commas.' }),
    ),
    start_time: times.start_time,
    end_time: times.end_time,
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 11_000,
        description: 'Points per series, the latest. Default 1,000.',
      }),
    ),
  },
  { additionalProperties: false },
)
export const PerformanceAnswer = Type.Object({
  metrics: Type.Array(
    Type.Object({
      metric_name: Type.String(),
      unit: nullable,
      tags: Type.Record(Type.String(), Type.String()),
      step_seconds: Type.Number({ description: 'Each point stands for so long, from its timestamp on.' }),
      points: Type.Array(Type.Object({ timestamp: Time, value: Type.Number() }), {
        description: 'Oldest first.',
      }),
    }),
  ),
  start_time: nullable,
  end_time: Time,
})

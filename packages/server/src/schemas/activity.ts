import type { JsonObject } from '@tallystick/core'
import Type from 'typebox'
import { search } from '../documented/filter.ts'
import { end, start } from '../documented/range.ts'
import { Time } from './common.ts'

const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })
const metadata = Type.Unsafe<JsonObject>(Type.Object({}, { additionalProperties: true }))

export const Activity = Type.Object({
  id: Type.Integer({ minimum: 1, description: 'Place in the tenant’s record, from 1: the event’s seq + 1.' }),
  timestamp: Time,
  event_type: Type.String({ description: 'CREATE, UPDATE, DELETE, PAYMENT, …, as it was given.' }),
  entity_type: nullable('order, customer, product, …'),
  entity_id: nullable('Which one.'),
  user_id: nullable('Who did it.'),
  description: nullable('What was done, for people.'),
  metadata: Type.Unknown({ description: 'Whatever else is to be known: a JSON object, or null.' }),
  ip_address: nullable('Where from.'),
  user_agent: nullable('With what.'),
})

/** Filters that reading, exporting and streaming share. */
export const activityFilter = {
  event_type: Type.Optional(Type.String({ description: 'Only this type of event.' })),
  entity_type: Type.Optional(Type.String({ description: 'Only entities of this type.' })),
  entity_id: Type.Optional(Type.String({ description: 'Only this entity.' })),
  user_id: Type.Optional(Type.String({ description: 'Only of this user.' })),
  search: search('Part of the description, whatever its case.'),
}

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: 'Default 100.' })),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: 'So many, the newest, are left out.' }),
  ),
}

export const ActivityQuery = Type.Object(
  { ...activityFilter, start_date: start, end_date: end, ...page },
  { additionalProperties: false },
)
export const ActivityPage = Type.Object({
  logs: Type.Array(Activity, { description: 'Newest first.' }),
  total: Type.Integer({ description: 'All that match, on this page or not.' }),
  limit: Type.Integer(),
  offset: Type.Integer(),
})

export const ActivityExportQuery = Type.Object(
  {
    format: Type.Optional(
      Type.Union([Type.Literal('csv'), Type.Literal('json')], { description: 'Default json.' }),
    ),
    ...activityFilter,
    start_date: start,
    end_date: end,
    limit: Type.Optional(Type.Integer({ minimum: 1, description: 'Default: all that match.' })),
    offset: page.offset,
  },
  { additionalProperties: false },
)

const counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description })
export const ActivityStats = Type.Object({
  total_logs: Type.Integer(),
  recent_24h: Type.Integer({ description: 'Of the last 24 hours, by their timestamp.' }),
  by_event_type: counts('Most first.'),
  by_entity_type: counts('Most first.'),
})

const text = (maxLength: number, description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength }), Type.Null()], { description }))
const idText = (description: string) =>
  Type.Optional(Type.Union([Type.String({ maxLength: 1_024 }), Type.Integer(), Type.Null()], { description }))

/** More than blanks: what is counted by it has a name. */
const name = (example: string, description: string) =>
  Type.String({ minLength: 1, maxLength: 256, pattern: '\\S', examples: [example], description })

export const NewActivity = Type.Object(
  {
    event_type: name('CREATE', 'CREATE, UPDATE, …'),
    entity_type: name('order', 'order, customer, …'),
    entity_id: idText('A number is taken as text.'),
    user_id: idText('Who did it. A number is taken as text.'),
    description: text(1_048_576, 'For people.'),
    metadata: Type.Optional(Type.Union([metadata, Type.Null()])),
    ip_address: text(64, 'Where from: an IPv4 or IPv6 address.'),
    user_agent: text(2_048, 'With what.'),
    timestamp: text(64, 'When it happened, ISO 8601. Default: now.'),
  },
  { additionalProperties: false },
)

export const ActivityStreamQuery = Type.Object(activityFilter, { additionalProperties: false })

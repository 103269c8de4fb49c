import type { Json, JsonObject, TallyEvent } from '../event/fields.ts'
import type { EventInput } from './types.ts'

/** An entry of the business audit trail, as `/api/logs` answers it: who did what to which entity. */
export type Activity = {
  /** The event's `seq` + 1. */
  readonly id: number
  /** Canonical UTC time. */
  readonly timestamp: string
  /** CREATE, UPDATE, DELETE, PAYMENT, …: the event's `name`, letter for letter. */
  readonly event_type: string
  readonly entity_type: string | null
  readonly entity_id: string | null
  readonly user_id: string | null
  readonly description: string | null
  readonly metadata: Json
  readonly ip_address: string | null
  readonly user_agent: string | null
}

/** What a client says of an activity. */
export type ActivityInput = {
  readonly event_type: string
  readonly entity_type: string
  readonly entity_id?: string | number | null | undefined
  readonly user_id?: string | number | null | undefined
  readonly description?: string | null | undefined
  readonly metadata?: JsonObject | null | undefined
  readonly ip_address?: string | null | undefined
  readonly user_agent?: string | null | undefined
  /** RFC 3339; now when absent. */
  readonly timestamp?: string | null | undefined
}

/** The event, on the stream `activity`, that an activity is recorded as. */
export function eventOfActivity(activity: ActivityInput): EventInput {
  const { event_type: name, entity_type, description, metadata, ip_address, user_agent, timestamp } = activity
  return {
    stream: 'activity',
    name,
    entity_type,
    ...text('entity_id', activity.entity_id),
    ...text('user_id', activity.user_id),
    ...text('message', description),
    ...text('ip', ip_address),
    ...text('user_agent', user_agent),
    ...text('time', timestamp),
    ...(metadata === undefined || metadata === null ? {} : { attributes: { metadata } }),
  }
}

/** An event of the stream `activity` as the activity API shows it. Attributes that are not `metadata` are shown as metadata too. */
export function activityOf(event: TallyEvent): Activity {
  return {
    id: event.seq + 1,
    timestamp: event.time,
    event_type: event.name ?? '',
    entity_type: event.entity_type ?? null,
    entity_id: event.entity_id ?? null,
    user_id: event.user_id ?? null,
    description: event.message ?? null,
    metadata: metadataOf(event.attributes),
    ip_address: event.ip ?? null,
    user_agent: event.user_agent ?? null,
  }
}

function metadataOf(attributes: JsonObject | undefined): Json {
  if (attributes === undefined) return null
  const { metadata, ...others } = attributes
  if (Object.keys(others).length === 0) return metadata ?? null
  return typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata)
    ? { ...others, ...metadata }
    : attributes
}

function text<K extends string>(field: K, value: string | number | null | undefined): { [F in K]?: string } {
  const given = value === undefined || value === null ? '' : String(value).toWellFormed()
  return given === '' ? {} : ({ [field]: given } as { [F in K]: string })
}

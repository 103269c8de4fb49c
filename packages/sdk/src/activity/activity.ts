import { eventOfActivity, type JsonObject } from '@tallystick/core'

/** Who did what to which entity: an entry of the activity log. */
export type Activity = {
  /** CREATE, UPDATE, DELETE, PAYMENT, … The event's `name`, letter for letter. */
  readonly action: string
  readonly entityType: string
  readonly entityId?: string | number
  readonly user?: string | number
  /** A sentence for people. */
  readonly details?: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly ipAddress?: string
  readonly userAgent?: string
  /** When it happened; now, when left out. */
  readonly timestamp?: Date | string
}

/** What goes with an audited action, beside its name. */
export type AuditFields = {
  readonly userId?: string | number
  readonly sessionId?: string
  readonly requestId?: string
  readonly ipAddress?: string
  readonly userAgent?: string
  /** What was acted on. */
  readonly entityType?: string
  readonly entityId?: string | number
  readonly category?: string
  /** A sentence for people; the action, when left out. */
  readonly message?: string
  readonly details?: Readonly<Record<string, unknown>>
  /** When it happened; now, when left out. */
  readonly timestamp?: Date | string
}

/** Writes an application's audit trail on the evidence lane. `R` is its receipt. */
export type ActivityLogger<R> = {
  /** Resolves with a receipt once it is durable on this machine; rejects with the evidence lane's TallyError when it cannot be kept. */
  readonly addActivity: (activity: Activity) => Promise<R>
  /**
   * The same for any action, on the stream `activity` with level AUDIT: `audit('report.export', {userId, details})`. (The stream `audit` is
   * Tallystick's own trail: what was done to Tallystick itself.)
   */
  readonly audit: (action: string, fields?: AuditFields) => Promise<R>
}

/** `append` is the evidence lane; `ambient` the ids of the current context, which an entry's own come before. */
export function createActivityLogger<R>(
  append: (event: Record<string, unknown>) => Promise<R>,
  ambient: () => Readonly<Record<string, unknown>>,
): ActivityLogger<R> {
  return {
    addActivity: async activity => {
      const { action, entityType, entityId, user, details, metadata, ipAddress, userAgent } = activity
      named(action, 'an activity has an action, for instance CREATE')
      named(entityType, 'an activity has an entityType, for instance order')
      return append({
        ...ambient(),
        ...eventOfActivity({
          event_type: action,
          entity_type: entityType,
          entity_id: entityId,
          user_id: user,
          description: details,
          // Made plain JSON by the evidence lane.
          metadata: metadata as JsonObject | undefined,
          ip_address: ipAddress,
          user_agent: userAgent,
          timestamp: timeOf(activity.timestamp),
        }),
        level: 'AUDIT',
      })
    },
    audit: async (action, fields = {}) => {
      named(action, 'an audited action has a name, for instance report.export')
      return append({
        ...ambient(),
        stream: 'activity',
        level: 'AUDIT',
        name: action,
        message: fields.message ?? action,
        ...present({
          time: timeOf(fields.timestamp),
          category: fields.category,
          user_id: fields.userId,
          session_id: fields.sessionId,
          request_id: fields.requestId,
          ip: fields.ipAddress,
          user_agent: fields.userAgent,
          entity_type: fields.entityType,
          entity_id: fields.entityId,
        }),
        ...(fields.details === undefined ? {} : { attributes: { details: fields.details } }),
      })
    },
  }
}

function named(value: unknown, message: string): void {
  if (typeof value !== 'string' || value === '') throw new TypeError(message)
}

function timeOf(timestamp: Date | string | undefined): string | undefined {
  return timestamp instanceof Date ? timestamp.toISOString() : timestamp
}

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

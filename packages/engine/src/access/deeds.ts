import { type JsonObject, TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'

/** Who does something, as the audit trail names them. */
export type Actor = {
  /** Name of a user, or `key:<id>`. */
  readonly name: string
  readonly ip?: string
  readonly userAgent?: string
  readonly requestId?: string
  /** Session of a user who signed in. */
  readonly session?: string
}

/** Something that was changed. */
export type Deed = {
  readonly tenant: string
  /** Default `administration`. */
  readonly category?: string
  /** Event name: user.create, key.revoke, … */
  readonly name: string
  readonly message: string
  readonly entity: readonly [type: string, id: string]
  readonly details?: JsonObject
}

/** Records in the stream `audit` what somebody did. Rejects as `Engine.ingest` does. */
export async function recordDeed(
  engine: Pick<Engine, 'ingest'>,
  actor: Actor,
  { tenant, category = 'administration', name, message, entity, details }: Deed,
): Promise<void> {
  const { errors } = await engine.ingest(tenant, [
    {
      stream: 'audit',
      category,
      name,
      message,
      ...sourceOf(actor),
      entity_type: entity[0],
      entity_id: entity[1],
      ...(details === undefined ? {} : { attributes: details }),
    },
  ])
  if (errors[0] !== undefined) throw new TallyError(errors[0].error.code, errors[0].error.message)
}

/** Who, and from where, as fields of an event. */
export function sourceOf({ name, ip, userAgent, requestId, session }: Actor): object {
  return {
    user_id: name,
    ip,
    user_agent: userAgent?.slice(0, 2_048),
    request_id: requestId,
    session_id: session,
  }
}

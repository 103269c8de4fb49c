import { TallyError, type TallyEvent } from '@tallystick/core'
import type { Engine } from '@tallystick/engine'
import {
  type Detector,
  eventOfFeedback,
  type Feedback,
  recordableNote,
  SCAN_EVENT,
} from '@tallystick/firewall'

/** The event of a scan. Throws TALLY_SCAN_NOT_FOUND, also for an event of another kind. */
export async function scanEvent(get: (id: string) => Promise<TallyEvent>, id: string): Promise<TallyEvent> {
  const event = await get(id.toLowerCase()).catch((error: unknown) => {
    if (error instanceof TallyError && error.code === 'TALLY_EVENT_NOT_FOUND') return undefined
    throw error
  })
  if (event?.stream === 'scan' && event.name === SCAN_EVENT) return event
  throw new TallyError('TALLY_SCAN_NOT_FOUND', `there is no scan ${JSON.stringify(id.slice(0, 64))}`)
}

/**
 * Records what somebody says of a scan, without the values that `detector` finds in it, and gives the id of that. Rejects with TALLY_SCAN_NOT_FOUND, and as
 * `Engine.ingest` does.
 */
export async function recordFeedback(
  engine: Engine,
  tenant: string,
  feedback: Feedback & { readonly ip?: string; readonly requestId?: string },
  detector?: Detector,
): Promise<string> {
  const { ip, requestId } = feedback
  const comment = feedback.comment && (await recordableNote(feedback.comment, detector))
  const { id: scan } = await scanEvent(id => engine.get(tenant, id), feedback.scan)
  const { errors, ids } = await engine.ingest(tenant, [
    { ...eventOfFeedback({ ...feedback, comment, scan }), ip, request_id: requestId },
  ])
  if (errors[0] !== undefined) throw new TallyError(errors[0].error.code, errors[0].error.message)
  return ids[0]!
}

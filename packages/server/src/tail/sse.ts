import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { TailMessage, TailSubscription } from '@tallystick/engine'
import { REVOKED } from './registry.ts'

/**
 * Serves a tail as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html): events as unnamed
 * messages whose id is the event's `seq`, `missed` with a count, `closing` before the server goes away or with a `reason` when its
 * reader may not read any more, and comments as heartbeats. Nothing
 * is written while the socket's buffer is full. Last-Event-ID replays nothing: what happened meanwhile is found by a search for `seq>…`.
 */
export async function serveEvents(
  response: ServerResponse,
  subscription: TailSubscription,
  { heartbeatMs, isRevoked }: { readonly heartbeatMs: number; readonly isRevoked: () => boolean },
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => {
    gone.abort()
    subscription.close()
  })
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(': ping\n\n')
  }, heartbeatMs)
  heartbeat.unref()
  try {
    response.write(': tail is open\n\n')
    for await (const message of subscription) {
      if (response.destroyed) return
      if (!response.write(frame(message))) await once(response, 'drain', { signal: gone.signal })
    }
    const why = isRevoked() ? { reason: REVOKED } : {}
    response.write(`event: closing\ndata: ${JSON.stringify(why)}\n\n`)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  } finally {
    clearInterval(heartbeat)
    subscription.close()
    response.end()
  }
}

/** JSON has no raw line feeds, so one data line holds it. */
function frame(message: TailMessage): string {
  if (message.type === 'missed') return `event: missed\ndata: {"count":${message.count}}\n\n`
  return `id: ${message.event.seq}\ndata: ${JSON.stringify(message.event)}\n\n`
}

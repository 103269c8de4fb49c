import { TallyError } from '@tallystick/core'
import type { TailSubscription } from '@tallystick/engine'
import type { FastifyRequest, FastifySchema } from 'fastify'
import { principalOf } from '../http/principal.ts'
import { mayStill } from '../http/still.ts'
import type { App } from '../http/validation.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import { type SocketProtocol, serveSocket } from '../tail/websocket.ts'
import type { RouteContext } from './context.ts'

export type SocketRoute = {
  readonly url: string
  readonly protocol: SocketProtocol
  readonly schema: FastifySchema
  readonly subscribe: (request: FastifyRequest) => Promise<TailSubscription>
}

/** A route that is a WebSocket and nothing else; a plain request is told so. `addTails` must have run. */
export function addSocketRoute(
  app: App,
  { engine, settings, tails }: Pick<RouteContext, 'engine' | 'settings' | 'tails'>,
  { url, protocol, schema, subscribe }: SocketRoute,
): void {
  const { heartbeatMs, limits } = settings
  app.route({
    method: 'GET',
    url,
    exposeHeadRoute: false,
    config: {
      access: 'read',
      errors: [...QUERY_ERRORS, 'TALLY_TAIL_LIMIT', 'TALLY_UPGRADE_REQUIRED'],
      longLived: true,
    },
    schema,
    // Before the upgrade, so that what is refused is a proper HTTP error.
    preHandler: async request => {
      if (!request.ws) throw new TallyError('TALLY_UPGRADE_REQUIRED', `${url} is a WebSocket`)
      tails.mustHaveRoom()
      const subscription = await subscribe(request)
      tails.open(subscription, request.raw.socket, () => mayStill(engine, principalOf(request)))
      request.tail = subscription
    },
    handler: async () => undefined,
    wsHandler: (socket, request) => {
      const subscription = request.tail
      if (subscription !== null)
        serveSocket(socket, subscription, protocol, {
          heartbeatMs,
          maxBuffered: limits.tailSocketBytes,
          isRevoked: () => tails.isRevoked(subscription),
        })
    },
  })
}

import type { OutgoingHttpHeaders } from 'node:http'
import type { TailSubscription } from '@tallystick/engine'
import Type from 'typebox'
import { principalOf, readerOf } from '../http/principal.ts'
import { mayStill } from '../http/still.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import { TailQuery } from '../schemas/search.ts'
import { serveEvents } from '../tail/sse.ts'
import { NATIVE, serveSocket } from '../tail/websocket.ts'
import type { Routes } from './context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Made before the answer begins, so that a query that does not parse is still a proper HTTP error. */
    tail: TailSubscription | null
  }
}

const STREAM = {
  description:
    'Events as unnamed messages (id: seq); `missed` says how many a slow reader lost; `closing` before the end, with a `reason` where coming back is of no use.',
  content: { 'text/event-stream': { schema: Type.String() } },
}

export const tailRoutes: Routes = (app, { engine, settings, tails }) => {
  const { limits, heartbeatMs } = settings
  app.decorateRequest('tail', null)
  app.route({
    method: 'GET',
    url: '/api/v1/tail',
    exposeHeadRoute: false,
    config: { access: 'read', errors: [...QUERY_ERRORS, 'TALLY_TAIL_LIMIT'], longLived: true },
    schema: {
      operationId: 'tail',
      summary: 'Matching events as they are made durable, over server-sent events or WebSocket',
      description:
        'A plain request is answered with server-sent events; Last-Event-ID replays nothing, a search for `seq>…` finds what happened meanwhile. ' +
        'A WebSocket upgrade gets JSON messages `{"type":"event","event":…}` (or with `together` `{"type":"events","events":[…]}`), `{"type":"missed","count":…}`, `{"type":"ping"}`, and may send ' +
        '`{"type":"filter","query":"…"}`, answered by `filter_ok` or `error`. It is closed with 1001 when the server goes away, with 1008 when the key or session is no longer valid. Where headers cannot be set (browsers), the subprotocols ' +
        '`tallystick.v1` and `tallystick.key.<key>` carry the key.',
      tags: ['events'],
      querystring: TailQuery,
      response: { 200: STREAM },
    },
    preHandler: async request => {
      tails.mustHaveRoom()
      const subscription = await readerOf(engine, request).tail(request.query.q ?? '', {
        capacity: limits.tailEvents,
      })
      tails.open(subscription, request.raw.socket, () => mayStill(engine, principalOf(request)))
      request.tail = subscription
    },
    handler: async (request, reply) => {
      const subscription = request.tail
      if (subscription === null) return
      reply.hijack()
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as OutgoingHttpHeaders),
        'content-type': 'text/event-stream; charset=utf-8',
        connection: 'close',
      })
      await serveEvents(reply.raw, subscription, {
        heartbeatMs,
        isRevoked: () => tails.isRevoked(subscription),
      })
    },
    wsHandler: (socket, request) => {
      const subscription = request.tail
      if (subscription !== null)
        serveSocket(socket, subscription, NATIVE, {
          heartbeatMs,
          isRevoked: () => tails.isRevoked(subscription),
          maxBuffered: limits.tailSocketBytes,
          together: request.query.together === true,
        })
    },
  })
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Logger } from '../index.ts'
import {
  addressFinder,
  createRequestLogs,
  onEnd,
  type RequestLogOptions,
  type TrustProxy,
} from '../web/index.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Logger that carries the ids of this request. */
    log: Logger
    requestId: string
  }
}

export type HonoOptions = RequestLogOptions<Context> & {
  /** Which proxies may say who the client is. Default: the setting `trusted_proxies`, which is none. */
  readonly trustProxy?: TrustProxy
}

/** What the server of `@hono/node-server` puts into `c.env`; nothing of it is there in `app.request`. */
type NodeBindings = { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse }

/** Logs every request with route, status, duration, request id, user and address, and serves it in its own context. Use it before all else. */
export function tallystickHono(options: HonoOptions = {}): MiddlewareHandler {
  const { tallystick, requestIdHeader, begin } = createRequestLogs(options)
  const addressOf = addressFinder(tallystick, options.trustProxy)
  return async (c, next) => {
    // Used twice, by the application and by one inside it.
    if (c.get('requestId') !== undefined && c.get('log') !== undefined) return await next()
    const { incoming, outgoing } = (c.env ?? {}) as NodeBindings
    const { pathname, search } = new URL(c.req.url)
    const { requestId, context, log, finish } = begin(c, {
      method: c.req.method,
      url: `${pathname}${search}`,
      ip: addressOf(incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for')),
      header: name => c.req.header(name),
    })
    c.set('requestId', requestId)
    c.set('log', log)
    let thrown: unknown
    const about = () => ({ route: routeOf(c), error: c.error ?? thrown })
    if (outgoing !== undefined) onEnd(outgoing, end => finish(() => ({ ...end, ...about() })))
    try {
      await tallystick.withContext(context, next)
      c.header(requestIdHeader, requestId)
    } catch (error) {
      // Hono's error handlers are not asked about what is no Error.
      thrown = error
      if (outgoing === undefined) finish(() => ({ status: 500, ...about() }))
      throw error
    }
    if (outgoing === undefined) finish(() => ({ status: c.res.status, ...about() }))
  }
}

/** The pattern of the handler that answered; none when that was a middleware for all paths, as for a path that nothing is found under. */
function routeOf(c: Context): string | undefined {
  const answered = matchedRoutes(c)[c.req.routeIndex]
  return answered === undefined || (answered.method === 'ALL' && /^\/?\*$/.test(answered.path))
    ? undefined
    : answered.path
}

import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { defaultTallystick, type Logger } from '../index.ts'
import { beginRequest, clientAddress, type RequestLogOptions, type TrustProxy } from '../web/index.ts'

declare module 'hono' {
  interface ContextVariableMap {
    /** Logger that carries the ids of this request. */
    log: Logger
    requestId: string
  }
}

export type HonoOptions = RequestLogOptions<Context> & {
  /** Which proxies may say who the client is. Default none. */
  readonly trustProxy?: TrustProxy
}

/** What the server of `@hono/node-server` puts into `c.env`. */
type NodeBindings = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }

/** Logs every request with route, status, duration, request id, user and address, and serves it in its own context. Duration is that until the answer begins. */
export function tallystickHono(options: HonoOptions = {}): MiddlewareHandler {
  const { tallystick = defaultTallystick(), requestIdHeader = 'x-request-id' } = options
  const logger = tallystick.getLogger(options.module ?? 'http')
  const addressOf = clientAddress(options.trustProxy)
  return async (c, next) => {
    const socket = (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress
    const { pathname, search } = new URL(c.req.url)
    const log = beginRequest(
      tallystick,
      logger,
      {
        method: c.req.method,
        url: `${pathname}${search}`,
        ip: addressOf(socket, c.req.header('x-forwarded-for')),
        header: name => c.req.header(name),
      },
      requestIdHeader,
    )
    c.set('requestId', log.requestId)
    c.set('log', logger.child({ context: log.context }))
    await tallystick.withContext(log.context, next)
    c.header(requestIdHeader, log.requestId)
    if (options.skip?.(c) === true) return
    // A handler's route, not the pattern under which this middleware was registered.
    const route = routePath(c, -1)
    log.finish({
      status: c.res.status,
      route: c.res.status === 404 && /^(?:\/)?\*$/.test(route) ? undefined : route,
      userId: options.userId?.(c),
      ...(c.error === undefined ? {} : { error: c.error }),
    })
  }
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { defaultTallystick, type Logger } from '../index.ts'
import { beginRequest, clientAddress, type RequestLogOptions, type TrustProxy } from '../web/index.ts'

export type HttpOptions = RequestLogOptions<IncomingMessage> & {
  /** Which proxies may say who the client is. Default none. */
  readonly trustProxy?: TrustProxy
  /** The route's pattern for metrics, for instance `/users/:id`; plain `node:http` knows none. */
  readonly route?: (request: IncomingMessage) => string | undefined
}

declare module 'node:http' {
  interface IncomingMessage {
    /** Logger that carries the ids of this request; set by `logRequests`. */
    log?: Logger
  }
}

/** `handler` with every request logged, timed, and served in its own context: `createServer(logRequests(handler))`. */
export function logRequests(
  handler: (request: IncomingMessage & { log: Logger }, response: ServerResponse<IncomingMessage>) => unknown,
  options: HttpOptions = {},
): RequestListener {
  const { tallystick = defaultTallystick(), requestIdHeader = 'x-request-id' } = options
  const logger = tallystick.getLogger(options.module ?? 'http')
  const addressOf = clientAddress(options.trustProxy)
  return (request, response) => {
    const header = (name: string): string | undefined => headerOf(request, name)
    const log = beginRequest(
      tallystick,
      logger,
      {
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        ip: addressOf(request.socket.remoteAddress, header('x-forwarded-for')),
        header,
      },
      requestIdHeader,
    )
    response.setHeader(requestIdHeader, log.requestId)
    if (options.skip?.(request) !== true)
      onEnd(response, answered =>
        log.finish({
          status: answered ? response.statusCode : undefined,
          route: options.route?.(request),
          userId: options.userId?.(request),
        }),
      )
    const scoped = Object.assign(request, { log: logger.child({ context: log.context }) })
    return tallystick.withContext(log.context, () => handler(scoped, response))
  }
}

/** A header as one text; several of one name are joined as RFC 9110 §5.3 has it. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Calls back once, when the answer is sent (true) or its client went away before that (false). */
export function onEnd(response: ServerResponse, callback: (answered: boolean) => void): void {
  // `close` comes after `finish` on every version; alone it says that the answer was cut off.
  response.once('close', () => callback(response.writableFinished))
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from '../index.ts'
import {
  addressFinder,
  createRequestLogs,
  headerOf,
  isFirst,
  onEnd,
  type RequestLogOptions,
  type TrustProxy,
} from '../web/index.ts'

export type HttpOptions = RequestLogOptions<IncomingMessage> & {
  /** Which proxies may say who the client is. Default: the setting `trusted_proxies`, which is none. */
  readonly trustProxy?: TrustProxy
}

/**
 * `handler` with every request logged, timed, and served in its own context: `createServer(logRequests(handler))`. What the handler throws, or
 * its promise is rejected with, stands in the request's line, and goes where it went without us.
 */
export function logRequests(
  handler: (request: IncomingMessage & { log: Logger }, response: ServerResponse<IncomingMessage>) => unknown,
  options: HttpOptions = {},
): RequestListener {
  const { tallystick, requestIdHeader, begin } = createRequestLogs(options)
  const addressOf = addressFinder(tallystick, options.trustProxy)
  return (request, response) => {
    if (!isFirst(request)) return handler(request as IncomingMessage & { log: Logger }, response)
    const header = (name: string): string | undefined => headerOf(request, name)
    const { requestId, context, log, finish } = begin(request, {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      ip: addressOf(request.socket.remoteAddress, header('x-forwarded-for')),
      header,
    })
    let error: unknown
    const failed = (reason: unknown): never => {
      error = reason
      throw reason
    }
    response.setHeader(requestIdHeader, requestId)
    onEnd(response, end => finish(() => ({ ...end, route: undefined, error })))
    const scoped = Object.assign(request, { log })
    return tallystick.withContext(context, () => {
      try {
        const served = handler(scoped, response)
        return served instanceof Promise ? served.catch(failed) : served
      } catch (reason) {
        return failed(reason)
      }
    })
  }
}

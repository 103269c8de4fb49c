import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import { headerOf, onEnd } from '../http/index.ts'
import { defaultTallystick, type Logger } from '../index.ts'
import { beginRequest, type RequestLogOptions } from '../web/index.ts'

declare global {
  namespace Express {
    interface Request {
      /** Logger that carries the ids of this request. */
      log: Logger
    }
  }
}

/** What an error handler learnt of a request, for its log line. */
const failures = new WeakMap<object, unknown>()

/**
 * Logs every request with route, status, duration, request id, user and address, and serves it in its own context. Use it before all else; who the
 * client is behind a proxy follows from Express' own setting `trust proxy`.
 */
export function requestLogger(options: RequestLogOptions<Request> = {}): RequestHandler {
  const { tallystick = defaultTallystick(), requestIdHeader = 'x-request-id' } = options
  const logger = tallystick.getLogger(options.module ?? 'http')
  return (request, response, next) => {
    const log = beginRequest(
      tallystick,
      logger,
      {
        method: request.method,
        url: request.originalUrl,
        ip: request.ip,
        header: name => headerOf(request, name),
      },
      requestIdHeader,
    )
    response.setHeader(requestIdHeader, log.requestId)
    if (options.skip?.(request) !== true)
      onEnd(response, answered =>
        log.finish({
          status: answered ? response.statusCode : undefined,
          route: routeOf(request),
          userId: options.userId?.(request),
          error: failures.get(request),
        }),
      )
    request.log = logger.child({ context: log.context })
    tallystick.withContext(log.context, () => next())
  }
}

/** Puts the error of a failed request, with its stack, into the request's log line, and hands it on. Use it after all routes. */
export function errorLogger(): ErrorRequestHandler {
  return (error, request, _response, next) => {
    failures.set(request, error)
    next(error)
  }
}

/** `/api/users/:id` with what routers above it matched. */
function routeOf(request: Request): string | undefined {
  const route = request.route as { path?: unknown } | undefined
  return route?.path === undefined ? undefined : `${request.baseUrl}${String(route.path)}`
}

import type { ErrorRequestHandler, Request, RequestHandler } from 'express'
import type { Logger } from '../index.ts'
import { createRequestLogs, headerOf, isFirst, onEnd, type RequestLogOptions } from '../web/index.ts'
import { followRoute } from './route.ts'

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
  const { tallystick, requestIdHeader, begin } = createRequestLogs(options)
  return (request, response, next) => {
    if (!isFirst(request)) return next()
    const { requestId, context, log, finish } = begin(request, {
      method: request.method,
      url: request.originalUrl,
      ip: request.ip,
      header: name => headerOf(request, name),
    })
    const route = followRoute(request)
    response.setHeader(requestIdHeader, requestId)
    onEnd(response, end => finish(() => ({ ...end, route: route(), error: failures.get(request) })))
    request.log = log
    tallystick.withContext(context, () => next())
  }
}

/**
 * Puts the error of a failed request, with its stack, into the request's log line, and hands it on. Use it after all routes and before your own
 * error handlers.
 */
export function errorLogger(): ErrorRequestHandler {
  return (error, request, _response, next) => {
    failures.set(request, error)
    next(error)
  }
}

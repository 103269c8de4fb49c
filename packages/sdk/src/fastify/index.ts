import type { FastifyBaseLogger, FastifyPluginCallback, FastifyRequest } from 'fastify'
import type { Logger } from '../index.ts'
import { createRequestLogs, headerOf, onEnd, type RequestLog, type RequestLogOptions } from '../web/index.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Logger that carries the ids of this request: the same as `request.log`, by our types rather than pino's, with all our levels. */
    tally: Logger
  }
}

/**
 * Logs every request with route, status, duration, request id, user and address, and serves it in its own context. `request.log` and `request.tally` carry the
 * request's ids. Who the client is behind a proxy follows from Fastify's own option `trustProxy`. Where Fastify's own logger is on, turn its request
 * lines off (`new LogController({ disableRequestLogging: true })`), for they say the same.
 */
export const tallystickFastify: FastifyPluginCallback<RequestLogOptions<FastifyRequest>> = (
  app,
  options,
  done,
) => {
  // Registered already.
  if (app.hasRequestDecorator('tally')) return done()
  const { tallystick, requestIdHeader, begin } = createRequestLogs(options)
  const scenes = new WeakMap<FastifyRequest, { readonly finish: RequestLog['finish']; error?: unknown }>()
  app.decorateRequest('tally')

  const finish = (request: FastifyRequest, end: { status: number | undefined; aborted: boolean }): void => {
    const scene = scenes.get(request)
    scene?.finish(() => ({
      ...end,
      route: request.is404 ? undefined : request.routeOptions.url,
      error: scene.error,
    }))
  }
  app.addHook('onRequest', (request, reply, next) => {
    const {
      requestId,
      context,
      log,
      finish: write,
    } = begin(request, {
      method: request.method,
      url: request.originalUrl,
      ip: request.ip,
      header: name => headerOf(request.raw, name),
    })
    scenes.set(request, { finish: write })
    onEnd(reply.raw, end => finish(request, end))
    void reply.header(requestIdHeader, requestId)
    request.tally = log
    request.log = log as unknown as FastifyBaseLogger
    tallystick.withContext(context, () => next())
  })
  app.addHook('onError', (request, _reply, error, next) => {
    const scene = scenes.get(request)
    if (scene !== undefined) scene.error = error
    next()
  })
  // `inject` answers without a socket that could close.
  app.addHook('onResponse', (request, reply, next) => {
    finish(request, { status: reply.statusCode, aborted: !reply.raw.writableFinished })
    next()
  })
  done()
}

// Hooks are for the whole application, not for the plugin's own scope: what fastify-plugin sets.
Object.assign(tallystickFastify, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@tallystick/sdk',
})

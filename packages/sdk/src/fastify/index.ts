import type { FastifyBaseLogger, FastifyPluginCallback, FastifyRequest } from 'fastify'
import { headerOf } from '../http/index.ts'
import { defaultTallystick, type Logger } from '../index.ts'
import { beginRequest, type RequestLog, type RequestLogOptions } from '../web/index.ts'

declare module 'fastify' {
  interface FastifyBaseLogger {
    security: Logger['security']
    audit: Logger['audit']
  }
}

type Scene = { readonly log: RequestLog; error?: unknown }

/**
 * Logs every request with route, status, duration, request id, user and address, and serves it in its own context. `request.log` carries the request's ids and has
 * all our levels. Who the client is behind a proxy follows from Fastify's own option `trustProxy`. Turn Fastify's own request lines off
 * (`disableRequestLogging`), or leave its logger off.
 */
export const tallystickFastify: FastifyPluginCallback<RequestLogOptions<FastifyRequest>> = (
  app,
  options,
  done,
) => {
  const { tallystick = defaultTallystick(), requestIdHeader = 'x-request-id' } = options
  const logger = tallystick.getLogger(options.module ?? 'http')
  const scenes = new WeakMap<FastifyRequest, Scene>()

  app.addHook('onRequest', (request, reply, next) => {
    const log = beginRequest(
      tallystick,
      logger,
      {
        method: request.method,
        url: request.originalUrl,
        ip: request.ip,
        header: name => headerOf(request.raw, name),
      },
      requestIdHeader,
    )
    if (options.skip?.(request) !== true) scenes.set(request, { log })
    void reply.header(requestIdHeader, log.requestId)
    request.log = logger.child({ context: log.context }) as unknown as FastifyBaseLogger
    tallystick.withContext(log.context, () => next())
  })
  app.addHook('onError', (request, _reply, error, next) => {
    const scene = scenes.get(request)
    if (scene !== undefined) scene.error = error
    next()
  })
  const finish = (request: FastifyRequest, status: number | undefined): void => {
    const scene = scenes.get(request)
    scene?.log.finish({
      status,
      route: request.is404 ? undefined : request.routeOptions.url,
      userId: options.userId?.(request),
      error: scene.error,
    })
  }
  app.addHook('onResponse', (request, reply, next) => {
    finish(request, reply.raw.writableFinished ? reply.statusCode : undefined)
    next()
  })
  app.addHook('onRequestAbort', (request, next) => {
    finish(request, undefined)
    next()
  })
  done()
}

// Hooks are for the whole application, not for the plugin's own scope: what fastify-plugin sets.
Object.assign(tallystickFastify, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@tallystick/sdk',
})

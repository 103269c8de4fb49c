import { randomUUID } from 'node:crypto'
import websocket from '@fastify/websocket'
import { TallyError } from '@tallystick/core'
import type { Engine } from '@tallystick/engine'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { createVerifications } from '../evidence/verifications.ts'
import { addMetrics } from '../metrics/metrics.ts'
import { addOpenApi } from '../openapi/document.ts'
import { createSampler } from '../overview/sampler.ts'
import { proxyRoutes, unroutedError } from '../proxy/index.ts'
import { accountRoutes } from '../routes/account.ts'
import { activityRoutes } from '../routes/activity.ts'
import { adminRoutes } from '../routes/admin.ts'
import { checkRoutes } from '../routes/check.ts'
import type { RouteContext } from '../routes/context.ts'
import { decisionRoutes } from '../routes/decisions.ts'
import { demoRoutes } from '../routes/demo.ts'
import { eventRoutes } from '../routes/events.ts'
import { evidenceRoutes } from '../routes/evidence.ts'
import { exportRoutes } from '../routes/export.ts'
import { ingestRoutes } from '../routes/ingest.ts'
import { instanceRoutes } from '../routes/instance.ts'
import { ledgerRoutes } from '../routes/ledger.ts'
import { loggingRoutes } from '../routes/logging.ts'
import { metricRoutes } from '../routes/metrics.ts'
import { oidcRoutes } from '../routes/oidc.ts'
import { overviewRoutes } from '../routes/overview.ts'
import { pageRoutes } from '../routes/pages.ts'
import { performanceRoutes } from '../routes/performance.ts'
import { policyRoutes } from '../routes/policies.ts'
import { reindexRoutes } from '../routes/reindex.ts'
import { scanRoutes } from '../routes/scans.ts'
import { searchRoutes } from '../routes/search.ts'
import { sessionRoutes } from '../routes/session.ts'
import { tailRoutes } from '../routes/tail.ts'
import { tenantKeyRoutes } from '../routes/tenant-keys.ts'
import { userRoutes } from '../routes/users.ts'
import { viewRoutes } from '../routes/views.ts'
import { writerRoutes } from '../routes/writers.ts'
import { createScanning } from '../scans/scanning.ts'
import { createSecondFactors } from '../signin/second-factors.ts'
import { createTails } from '../tail/registry.ts'
import { addAuth } from './auth.ts'
import { createByteBudget } from './budget.ts'
import { trackConnections } from './connections.ts'
import { createCookies } from './cookies.ts'
import { KEY_PROTOCOL } from './credentials.ts'
import { addErrors, failSocket, refuseBytes, refuseUnrouted } from './errors.ts'
import { addGoneSignal } from './gone.ts'
import { addRequestLog, loggerOf } from './log.ts'
import { createLogins } from './logins.ts'
import { type ServerOptions, settingsOf } from './options.ts'
import { addReads } from './reads.ts'
import { addSecurity } from './security.ts'
import { type App, addValidation } from './validation.ts'

/** Bytes of a body on routes other than ingest. */
const BODY_LIMIT = 256 * 1024
/** A client that has not sent its request by then is cut off. */
const REQUEST_TIMEOUT_MS = 120_000
/** Bytes of one message a tail's client may send. */
const MESSAGE_LIMIT = 64 * 1024

/**
 * The HTTP application over an open engine, not listening yet. Closing it ends tails and requests in flight, and leaves the
 * engine open: whoever opened it closes it.
 */
export function buildServer(engine: Engine, options: ServerOptions = {}): FastifyInstance {
  const settings = settingsOf(options)
  const tails = createTails(settings.limits.tails, settings.heartbeatMs)
  const cookies = createCookies(settings)
  const logins = createLogins(engine, settings.now)
  const context: RouteContext = {
    engine,
    settings,
    tails,
    budget: createByteBudget(settings.limits.inFlightBytes),
    cookies,
    logins,
    secondFactors: createSecondFactors(engine, logins, settings.now),
    scanning: createScanning(engine, options.encryptReasons ?? engine.vault.guarded),
    verifications: createVerifications(engine, settings.now),
    sampler: createSampler(engine.directory),
  }
  const app = fastify({
    logger: loggerOf(settings),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: false,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: refuseBytes,
    frameworkErrors: refuseUnrouted,
  })

  // No route takes a text: what is sent as one is refused by its media type.
  app.removeContentTypeParser('text/plain')
  addErrors(app, settings.console, unroutedError)
  addGoneSignal(app)
  addRequestLog(app)
  const metrics = addMetrics(app, engine, tails)
  context.sampler.watch(app)
  addSecurity(app, settings)
  const connections = trackConnections(app.server)
  refuseWhileClosing(app, () => {
    tails.closeAll()
    connections.drain()
    setTimeout(connections.destroyAll, settings.shutdownMs).unref()
  })
  addReads(app, engine, settings)
  addValidation(app)
  addOpenApi(app)
  void app.register(websocket, {
    options: {
      maxPayload: MESSAGE_LIMIT,
      // The key is not echoed; a client that offers only the key gets no subprotocol.
      handleProtocols: protocols => [...protocols].find(name => !name.startsWith(KEY_PROTOCOL)) ?? false,
    },
    errorHandler: failSocket,
    // Tails are closed by the hook above, with a code that says why.
    preClose: done => done(),
  })
  // After the plugins, whose hooks see every route, and after request.ws is known.
  void app.register(async scope => {
    addAuth(scope, engine, logins, cookies)
    const typed = scope as unknown as App
    for (const routes of [
      ingestRoutes,
      searchRoutes,
      eventRoutes,
      metricRoutes,
      exportRoutes,
      tailRoutes,
      ledgerRoutes,
      evidenceRoutes,
      overviewRoutes,
      demoRoutes,
      writerRoutes,
      adminRoutes,
      userRoutes,
      sessionRoutes,
      accountRoutes,
      oidcRoutes,
      viewRoutes,
      activityRoutes,
      loggingRoutes,
      performanceRoutes,
      reindexRoutes,
      checkRoutes,
      policyRoutes,
      decisionRoutes,
      scanRoutes,
      tenantKeyRoutes,
      proxyRoutes,
    ])
      routes(typed, context)
    instanceRoutes(typed, context, metrics)
    pageRoutes(typed, settings.console)
  })
  return app
}

/** From the moment closing begins new requests on busy connections are told to come again. */
function refuseWhileClosing(app: FastifyInstance, onClosing: () => void): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
    onClosing()
  })
  app.addHook('onRequest', async () => {
    if (closing) throw new TallyError('TALLY_JOURNAL_CLOSED', 'the server is shutting down')
  })
}

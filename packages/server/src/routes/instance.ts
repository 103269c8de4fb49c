import { type Engine, type EngineHealth, VERSION } from '@tallystick/engine'
import type { Registry } from 'prom-client'
import Type from 'typebox'
import { administersInstance, nameOf, type Principal, principalOf } from '../http/principal.ts'
import type { App } from '../http/validation.ts'
import { Health, Probe, Stats, Whoami } from '../schemas/instance.ts'
import { keyBody } from './admin.ts'
import type { RouteContext } from './context.ts'

export function instanceRoutes(app: App, { engine, settings }: RouteContext, metrics: Registry): void {
  app.get(
    '/health',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'health',
        summary: 'Is it well? With credentials: in detail',
        tags: ['instance'],
        response: { 200: Health, 503: Health },
      },
    },
    async (request, reply) => {
      const health = engine.health()
      return reply.code(health.live && health.ready ? 200 : 503).send({
        status: !health.ready ? 'unavailable' : health.problems.length > 0 ? 'degraded' : 'ok',
        live: health.live,
        ready: health.ready,
        behind_seconds: health.index.behindSeconds,
        ...(request.principal === null ? {} : { details: detailsOf(health) }),
      })
    },
  )

  app.get(
    '/health/live',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'live',
        summary: 'Does the process work? For restarts',
        tags: ['instance'],
        response: { 200: Probe, 503: Probe },
      },
    },
    async (_, reply) => {
      const { live } = engine.health()
      return reply.code(live ? 200 : 503).send({ live })
    },
  )

  app.get(
    '/health/ready',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'ready',
        summary: 'Does it take events and answer searches? For load balancers',
        tags: ['instance'],
        response: { 200: Probe, 503: Probe },
      },
    },
    async (_, reply) => {
      const { ready } = engine.health()
      return reply.code(ready ? 200 : 503).send({ ready })
    },
  )

  app.get(
    '/metrics',
    {
      config: { access: settings.publicMetrics ? 'public' : 'read' },
      schema: {
        operationId: 'metrics',
        summary: 'Metrics for Prometheus',
        tags: ['instance'],
        response: {
          200: {
            description: 'Text exposition format.',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  )

  app.get(
    '/api/v1/whoami',
    {
      config: { access: 'any' },
      schema: {
        operationId: 'whoami',
        summary: 'Who makes this request, what they may do, and the instance they ask',
        tags: ['instance'],
        response: { 200: Whoami },
      },
    },
    async request => whoamiBody(engine, principalOf(request)),
  )

  app.get(
    '/api/v1/stats',
    {
      config: { access: 'read', errors: ['TALLY_STORE_UNAVAILABLE'] },
      schema: {
        operationId: 'stats',
        summary:
          'How much is recorded; an admin of the tenant default sees all tenants, the disk and the tables',
        tags: ['instance'],
        response: { 200: Stats },
      },
    },
    async request => {
      const principal = principalOf(request)
      const all = administersInstance(principal)
      const { tenants, disk, tables } = await engine.stats()
      return {
        tenants: tenants
          .filter(({ tenant }) => all || tenant === principal.tenant)
          .map(({ ledgerSize, ...rest }) => ({ ...rest, ledger_size: ledgerSize })),
        ...(all ? { disk, tables } : {}),
      }
    },
  )
}

/** Who somebody is, and the instance they ask. */
export function whoamiBody(engine: Engine, principal: Principal): object {
  return {
    kind: principal.kind,
    name: nameOf(principal),
    tenant: principal.tenant,
    permissions: [...principal.permissions],
    ...(principal.kind === 'key' ? { key: keyBody(principal.key) } : {}),
    ...(principal.kind === 'user' ? { user: principal.user } : {}),
    version: VERSION,
    verifier_key: engine.verifierKey,
  }
}

function detailsOf({ version, store, journal, index, problems }: EngineHealth): object {
  return {
    version,
    store,
    journal,
    index: { behind_events: index.behindEvents, behind_seconds: index.behindSeconds },
    problems: problems.map(({ text }) => text),
  }
}

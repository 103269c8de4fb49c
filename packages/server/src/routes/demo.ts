import { createLoads } from '../demo/index.ts'
import { actorOf, tenantOf } from '../http/principal.ts'
import { DemoBody, DemoState } from '../schemas/demo.ts'
import type { Routes } from './context.ts'

const DEFAULTS = { days: 7, events: 20_000, seed: 1 }

/** Demo data: the past of a made-up shop with an AI assistant, for a record that is to be looked at before there is a real one. */
export const demoRoutes: Routes = (app, { engine, settings }) => {
  const loads = createLoads(engine, settings.now)
  app.addHook('preClose', () => loads.close())

  app.post(
    '/api/v1/demo',
    {
      config: {
        access: 'admin',
        errors: ['TALLY_DEMO_RUNNING', 'TALLY_INGEST_OVERLOADED', 'TALLY_JOURNAL_WRITE'],
      },
      schema: {
        operationId: 'loadDemo',
        summary: 'Load demo data into the record of the tenant, in the background',
        description:
          'Events, scans, decisions, activity, traces and metrics of a made-up shop, through the same door as real ones. Like real ones they stay: a record forgets nothing. And two dashboards, shared with the tenant.',
        tags: ['demo'],
        body: DemoBody,
        response: { 202: DemoState },
      },
    },
    async (request, reply) => {
      const state = await loads.start(tenantOf(request), { ...DEFAULTS, ...request.body }, actorOf(request))
      return reply.code(202).send(state)
    },
  )

  app.get(
    '/api/v1/demo',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'demo',
        summary: 'How far the loading of demo data is',
        tags: ['demo'],
        response: { 200: DemoState },
      },
    },
    async request => loads.state(tenantOf(request)),
  )

  app.delete(
    '/api/v1/demo',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'cancelDemo',
        summary: 'Stop loading demo data; what was taken in stays',
        tags: ['demo'],
        response: { 200: DemoState },
      },
    },
    async request => loads.cancel(tenantOf(request)),
  )
}

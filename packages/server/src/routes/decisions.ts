import { decisionOf, decisionQuery, decisionStats } from '@tallystick/engine'
import { readerOf } from '../http/principal.ts'
import { rangeOf } from '../http/time-range.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import {
  DecisionStatsAnswer,
  DecisionStatsQuery,
  DecisionsAnswer,
  DecisionsQuery,
} from '../schemas/governance.ts'
import type { Routes } from './context.ts'

const DEFAULT_BIN = '1h'

/** Decisions of the record: who asked for what, and what was said. */
export const decisionRoutes: Routes = (app, { engine, settings }) => {
  app.get(
    '/api/v1/decisions',
    {
      config: { readsAs: 'decisions', access: 'read', errors: [...QUERY_ERRORS, 'TALLY_QUERY_CURSOR'] },
      schema: {
        operationId: 'decisions',
        summary: 'Governance decisions, newest first, filtered and in pages',
        tags: ['governance'],
        querystring: DecisionsQuery,
        response: { 200: DecisionsAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const { limit, cursor } = request.query
      const reader = readerOf(engine, request)
      // What was decided is payload, whatever it is asked by.
      reader.mustShow('attributes')
      const page = await reader.search(decisionQuery(request.query), {
        ...rangeOf(request.query, settings.now()),
        ...(limit === undefined ? {} : { limit }),
        ...(cursor === undefined ? {} : { cursor }),
        signal: request.signal,
      })
      return {
        decisions: page.events.map(decisionOf),
        ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
        took_ms: since(started),
      }
    },
  )

  app.get(
    '/api/v1/decisions/stats',
    {
      config: { readsAs: 'decisions', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'decisionStats',
        summary: 'Average risk by model and operation, and the ratio of allowed decisions over time',
        tags: ['governance'],
        querystring: DecisionStatsQuery,
        response: { 200: DecisionStatsAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const { bin = DEFAULT_BIN } = request.query
      const range = { ...rangeOf(request.query, settings.now()), signal: request.signal }
      const stats = await decisionStats(readerOf(engine, request).aggregate, request.query, range, bin)
      return { ...stats, took_ms: since(started) }
    },
  )
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}

import { parseDuration, type StepLength, TallyError, timeFromMs } from '@tallystick/core'
import { readerOf } from '../http/principal.ts'
import { rangeOf } from '../http/time-range.ts'
import { METRIC_QUERY_ERRORS, QUERY_ERRORS, READ_RECORD_ERRORS } from '../openapi/document.ts'
import { CatalogueAnswer, CatalogueInput, MetricsAnswer, MetricsQuery } from '../schemas/metrics.ts'
import type { Routes } from './context.ts'

export const metricRoutes: Routes = (app, { engine, settings }) => {
  app.get(
    '/api/v1/metrics',
    {
      config: {
        access: 'read',
        errors: [
          'TALLY_QUERY_RANGE',
          'TALLY_QUERY_TIMEOUT',
          'TALLY_QUERY_MEMORY',
          'TALLY_STORE_UNAVAILABLE',
          ...READ_RECORD_ERRORS,
        ],
      },
      schema: {
        operationId: 'listMetrics',
        summary: 'Metrics and derived series that an expression can name',
        tags: ['metrics'],
        querystring: CatalogueInput,
        response: { 200: CatalogueAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const entries = await readerOf(engine, request).metrics({
        ...rangeOf(request.query, settings.now()),
        signal: request.signal,
      })
      return {
        metrics: entries.map(entry => {
          if (entry.kind === 'derived') return entry
          const { lastSeen, ...metric } = entry
          return { ...metric, last_seen: lastSeen }
        }),
        took_ms: since(started),
      }
    },
  )

  app.get(
    '/api/v1/metrics/query',
    {
      config: { access: 'read', errors: [...QUERY_ERRORS, ...METRIC_QUERY_ERRORS] },
      schema: {
        operationId: 'queryMetrics',
        summary: 'The series of an expression over a range of time',
        description:
          'The range is widened to whole steps; without one it is the last hour. At most 11,000 points per series; step=range gives each series the one value that it has over the range.',
        tags: ['metrics'],
        querystring: MetricsQuery,
        response: { 200: MetricsAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const { expr, step } = request.query
      const now = settings.now()
      const answer = await readerOf(engine, request).queryMetrics(expr, {
        to: timeFromMs(now),
        ...rangeOf(request.query, now),
        ...(step === undefined ? {} : { step: lengthOf(step) }),
        signal: request.signal,
      })
      return { ...answer, took_ms: since(started) }
    },
  )
}

function lengthOf(step: string): StepLength {
  if (step === 'range') return step
  const seconds = /^[1-9]\d{0,9}$/.test(step) ? Number(step) : parseDuration(step)
  if (seconds === undefined)
    throw new TallyError(
      'TALLY_METRIC_STEP',
      `step=${JSON.stringify(step.slice(0, 64))} is not a duration like 30s, 5m or 1h, nor range`,
    )
  return seconds
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}

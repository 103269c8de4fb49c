import { printExpression, timeFromMs } from '@tallystick/core'
import { documentedRange } from '../documented/range.ts'
import { readerOf } from '../http/principal.ts'
import { METRIC_QUERY_ERRORS, QUERY_ERRORS } from '../openapi/document.ts'
import { PerformanceAnswer, PerformanceQuery } from '../schemas/logging.ts'
import type { Routes } from './context.ts'
import { listOf } from './search.ts'

/** Points per series unless told, and metrics where none is named. */
const DEFAULT_LIMIT = 1_000
const MOST_METRICS = 50
const AN_HOUR_MS = 3_600_000

/** Performance metrics by name, as the logging API has them; expressions over them are asked for at /api/v1/metrics/query. */
export const performanceRoutes: Routes = (app, { engine, settings }) => {
  app.get(
    '/api/v2/logs/performance/metrics',
    {
      config: { readsAs: 'metrics', access: 'read', errors: [...QUERY_ERRORS, ...METRIC_QUERY_ERRORS] },
      schema: {
        operationId: 'performanceMetrics',
        summary: 'The course of metrics: one series for each set of tags',
        description:
          'Recorded metrics and derived series (response_time, error_rate, …) alike, averaged over steps that suit the range. Without names: the metrics that have points in it.',
        tags: ['logging'],
        querystring: PerformanceQuery,
        response: { 200: PerformanceAnswer },
      },
    },
    async request => {
      const { metric_names, start_time, end_time, limit = DEFAULT_LIMIT } = request.query
      const now = settings.now()
      const reader = readerOf(engine, request)
      const { signal } = request
      const asked = documentedRange(['start_time', 'end_time'], start_time, end_time, now)
      const range = {
        to: timeFromMs(now),
        ...(asked.to === undefined && asked.from === undefined ? { from: timeFromMs(now - AN_HOUR_MS) } : {}),
        ...asked,
      }
      const known = await reader.metrics({ ...range, signal })
      const names =
        listOf(metric_names) ??
        known.flatMap(({ kind, name }) => (kind === 'metric' ? [name] : [])).slice(0, MOST_METRICS)
      const answers = await Promise.all(
        [...new Set(names)].map(async name => {
          const entries = known.filter(entry => entry.name === name)
          const recorded = entries.find(({ kind }) => kind === 'metric')
          const { series, step } = await reader.queryMetrics(
            printExpression(
              // What was recorded under a name goes before what is derived under it.
              recorded === undefined
                ? { kind: 'name', name }
                : { kind: 'call', fn: 'avg', source: { kind: 'metric', name, matchers: [] }, by: 'all' },
            ),
            { ...range, signal },
          )
          const unit = (recorded ?? entries[0])?.units[0] ?? null
          return series.map(({ tags, points }) => ({
            metric_name: name,
            unit,
            tags,
            step_seconds: step,
            points: points
              .flatMap(([timestamp, value]) => (value === null ? [] : [{ timestamp, value }]))
              .slice(-limit),
          }))
        }),
      )
      return {
        metrics: answers.flat().filter(({ points }) => points.length > 0),
        start_time: range.from ?? null,
        end_time: range.to,
      }
    },
  )
}

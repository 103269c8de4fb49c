import type { Engine } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { readerOf, tenantOf } from '../http/principal.ts'
import { rangeOf } from '../http/time-range.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import {
  AggregateAnswer,
  AggregateInput,
  FieldsAnswer,
  FieldsInput,
  SearchAnswer,
  SearchInput,
} from '../schemas/search.ts'
import type { RouteContext, Routes } from './context.ts'

export const searchRoutes: Routes = (app, context) => {
  const read = { access: 'read', errors: QUERY_ERRORS } as const
  const paged = { access: 'read', errors: [...QUERY_ERRORS, 'TALLY_QUERY_CURSOR'] } as const

  const search = {
    summary: 'Events that match a query, page by page',
    description: 'Pages never skip or repeat an event, also where many share one time.',
    tags: ['events'],
    response: { 200: SearchAnswer },
  }
  app.get(
    '/api/v1/search',
    { config: paged, schema: { ...search, operationId: 'search', querystring: SearchInput } },
    request => searchAnswer(context, request, request.query),
  )
  app.post(
    '/api/v1/search',
    { config: paged, schema: { ...search, operationId: 'searchByPost', body: SearchInput } },
    request => searchAnswer(context, request, request.body),
  )

  const aggregate = {
    summary: 'A table of aggregates',
    description: 'The query ends in aggregates: level>=ERROR | count() by service, bin(5m).',
    tags: ['events'],
    response: { 200: AggregateAnswer },
  }
  app.get(
    '/api/v1/aggregate',
    { config: read, schema: { ...aggregate, operationId: 'aggregate', querystring: AggregateInput } },
    request => aggregateAnswer(context, request, request.query),
  )
  app.post(
    '/api/v1/aggregate',
    { config: read, schema: { ...aggregate, operationId: 'aggregateByPost', body: AggregateInput } },
    request => aggregateAnswer(context, request, request.body),
  )

  app.get(
    '/api/v1/fields',
    {
      config: read,
      schema: {
        operationId: 'fields',
        summary: 'Names, types and top values of the fields that matching events have',
        tags: ['events'],
        querystring: FieldsInput,
        response: { 200: FieldsAnswer },
      },
    },
    async request => {
      const started = performance.now()
      const { q = '', top } = request.query
      const names = listOf(request.query.names)
      const fields = await readerOf(context.engine, request).fields(q, {
        ...rangeOf(request.query, context.settings.now()),
        ...(names === undefined ? {} : { names }),
        ...(top === undefined ? {} : { top }),
        signal: request.signal,
      })
      return { fields, took_ms: since(started) }
    },
  )
}

async function searchAnswer(
  context: RouteContext,
  request: FastifyRequest,
  input: Static<typeof SearchInput>,
) {
  const started = performance.now()
  const lag = lagOf(context.engine, request)
  const { q = '', limit, cursor, order } = input
  const page = await readerOf(context.engine, request).search(q, {
    ...rangeOf(input, context.settings.now()),
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(order === undefined ? {} : { order }),
    signal: request.signal,
  })
  return { ...page, took_ms: since(started), ...lag }
}

async function aggregateAnswer(
  context: RouteContext,
  request: FastifyRequest,
  input: Static<typeof AggregateInput>,
) {
  const started = performance.now()
  const lag = lagOf(context.engine, request)
  const table = await readerOf(context.engine, request).aggregate(input.q ?? '', {
    ...rangeOf(input, context.settings.now()),
    signal: request.signal,
  })
  return { ...table, took_ms: since(started), ...lag }
}

/** Named only while it matters: the newest part of the tenant's record may not be in an answer that is asked for now. */
function lagOf(engine: Engine, request: FastifyRequest): { index_lag?: { events: number; seconds: number } } {
  const { events, seconds } = engine.indexLag(tenantOf(request))
  return events === 0 ? {} : { index_lag: { events, seconds } }
}

function since(started: number): number {
  return Math.round((performance.now() - started) * 10) / 10
}

/** Names separated by commas; undefined when none is given. */
export function listOf(text: string | undefined): string[] | undefined {
  const names = (text ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  return names.length === 0 ? undefined : names
}

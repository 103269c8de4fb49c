import { isIP } from 'node:net'
import {
  activityOf,
  eventOfActivity,
  parseTime,
  TallyError,
  type TallyEvent,
  timeFromMs,
} from '@tallystick/core'
import type { FastifyRequest } from 'fastify'
import { countBy, countOf } from '../documented/counts.ts'
import { queryOf } from '../documented/filter.ts'
import { DEFAULT_LIMIT, pageOf, streamOf } from '../documented/page.ts'
import { documentedRange, lastDay } from '../documented/range.ts'
import { activityEncoder } from '../export/activity.ts'
import { download } from '../export/download.ts'
import { encodeAll } from '../export/format.ts'
import { readerOf, tenantOf } from '../http/principal.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import {
  Activity,
  ActivityExportQuery,
  ActivityPage,
  ActivityQuery,
  ActivityStats,
  ActivityStreamQuery,
  NewActivity,
} from '../schemas/activity.ts'
import { fileOf, SWITCHING } from '../schemas/common.ts'
import { ACTIVITY } from '../tail/documented.ts'
import type { Routes } from './context.ts'
import { addSocketRoute } from './socket.ts'

type Filter = {
  readonly event_type?: string | undefined
  readonly entity_type?: string | undefined
  readonly entity_id?: string | undefined
  readonly user_id?: string | undefined
  readonly search?: string | undefined
}

const activityQuery = ({ event_type, entity_type, entity_id, user_id, search }: Filter): string =>
  queryOf({ equal: { stream: 'activity', name: event_type, entity_type, entity_id, user_id }, search })

const RANGE = ['start_date', 'end_date'] as const

/** The activity API: the business audit trail, in the words of its users (docs/documented-apis.md). */
export const activityRoutes: Routes = (app, { engine, settings, tails }) => {
  const rangeOf = ({
    query,
  }: {
    query: { start_date?: string | undefined; end_date?: string | undefined }
  }) => documentedRange(RANGE, query.start_date, query.end_date, settings.now())

  app.get(
    '/api/logs',
    {
      config: { readsAs: 'activity', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'activities',
        summary: 'Activities, newest first, filtered and in pages',
        tags: ['activity'],
        querystring: ActivityQuery,
        response: { 200: ActivityPage },
      },
    },
    async request => {
      const { limit = DEFAULT_LIMIT, offset = 0 } = request.query
      const { events, total } = await pageOf(readerOf(engine, request), activityQuery(request.query), {
        ...rangeOf(request),
        limit,
        offset,
        signal: request.signal,
      })
      return { logs: events.map(activityOf), total, limit, offset }
    },
  )

  app.post(
    '/api/logs',
    {
      config: {
        access: 'ingest',
        errors: [
          'TALLY_EVENT_TIME_INVALID',
          'TALLY_EVENT_TIME_RANGE',
          'TALLY_EVENT_TOO_LARGE',
          'TALLY_EVENT_TOO_DEEP',
          'TALLY_EVENT_TOO_MANY_KEYS',
          'TALLY_INGEST_TOO_LARGE',
          'TALLY_INGEST_MEDIA_TYPE',
          'TALLY_INGEST_OVERLOADED',
          'TALLY_JOURNAL_WRITE',
        ],
      },
      schema: {
        operationId: 'addActivity',
        summary: 'Record an activity; it is durable when the answer arrives',
        tags: ['activity'],
        body: NewActivity,
        response: { 201: Activity },
      },
    },
    async (request, reply) => {
      // A zone may stand behind an IPv6 address (RFC 4007 §11).
      const { ip_address } = request.body
      if (ip_address && isIP(ip_address) === 0)
        throw new TallyError('TALLY_REQUEST_INVALID', 'ip_address must be an IPv4 or IPv6 address')
      const event = eventOfActivity(request.body)
      const time = event.time === undefined ? timeFromMs(settings.now()) : parseTime(event.time)
      const { errors, firstSeq } = await engine.ingest(tenantOf(request), [{ ...event, time }])
      const [refused] = errors
      if (refused !== undefined) throw new TallyError(refused.error.code, refused.error.message)
      return reply.code(201).send(activityOf({ ...event, time, seq: firstSeq! } as TallyEvent))
    },
  )

  app.get(
    '/api/logs/export',
    {
      exposeHeadRoute: false,
      config: { access: 'export', errors: QUERY_ERRORS, longLived: true },
      schema: {
        operationId: 'exportActivities',
        summary: 'Activities as a file, newest first, filtered like /api/logs',
        tags: ['activity'],
        querystring: ActivityExportQuery,
        response: { 200: fileOf('application/json', 'text/csv') },
      },
    },
    async (request, reply) => {
      const { format = 'json', limit, offset = 0 } = request.query
      const encoder = activityEncoder(format)
      const events = streamOf(readerOf(engine, request), activityQuery(request.query), {
        ...rangeOf(request),
        limit,
        offset,
        signal: request.signal,
      })
      const chunks = encodeAll(mapped(events, activityOf), encoder)
      return download(reply, { mediaType: encoder.mediaType, fileName: `logs.${format}` }, chunks)
    },
  )

  app.get(
    '/api/logs/stats',
    {
      config: { readsAs: 'activity', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'activityStats',
        summary: 'How many activities there are, of the last day, by event type and by entity type',
        tags: ['activity'],
        response: { 200: ActivityStats },
      },
    },
    async request => {
      const reader = readerOf(engine, request)
      const query = activityQuery({})
      const asked = { signal: request.signal }
      const [total_logs, recent_24h, by_event_type, by_entity_type] = await Promise.all([
        countOf(reader, query, asked),
        countOf(reader, query, { ...lastDay(settings.now()), ...asked }),
        countBy(reader, query, 'name', asked),
        countBy(reader, query, 'entity_type', asked),
      ])
      return { total_logs, recent_24h, by_event_type, by_entity_type }
    },
  )

  addSocketRoute(
    app,
    { engine, settings, tails },
    {
      url: '/ws/logs',
      protocol: ACTIVITY,
      schema: {
        operationId: 'streamActivities',
        summary: 'Activities as they are made durable, over WebSocket',
        description:
          'Messages are `{"type":"logs","data":[…],"count":n}`, with what came within a quarter of a second together; `{"type":"missed","count":n}` says ' +
          'how many a slow reader lost. Nothing is replayed: read /api/logs first.',
        tags: ['activity'],
        querystring: ActivityStreamQuery,
        response: { 101: SWITCHING },
      },
      subscribe: (request: FastifyRequest) =>
        readerOf(engine, request).tail(activityQuery(request.query as Filter), {
          capacity: settings.limits.tailEvents,
        }),
    },
  )
}

async function* mapped<T, U>(values: AsyncIterable<T>, change: (value: T) => U): AsyncGenerator<U> {
  for await (const value of values) yield change(value)
}

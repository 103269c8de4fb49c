import { entryOf, type JsonObject, type TallyEvent } from '@tallystick/core'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { countBy, countOf } from '../documented/counts.ts'
import { queryOf } from '../documented/filter.ts'
import { DEFAULT_LIMIT, pageOf, streamOf } from '../documented/page.ts'
import { documentedRange, lastDay } from '../documented/range.ts'
import { download } from '../export/download.ts'
import { entryEncoder } from '../export/entries.ts'
import { encodeAll } from '../export/format.ts'
import { readerOf } from '../http/principal.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import { fileOf, SWITCHING } from '../schemas/common.ts'
import {
  EntriesAnswer,
  EntriesExport,
  EntriesQuery,
  EntriesStats,
  SEVERITIES,
  SecurityAnswer,
  SecurityQuery,
  StreamFilter,
} from '../schemas/logging.ts'
import { ENTRIES, entriesQuery } from '../tail/documented.ts'
import type { Routes } from './context.ts'
import { addSocketRoute } from './socket.ts'

type Times = { readonly start_time?: string | undefined; readonly end_time?: string | undefined }

/** The logging API: structured entries of every stream (docs/documented-apis.md). */
export const loggingRoutes: Routes = (app, { engine, settings, tails }) => {
  const rangeOf = ({ start_time, end_time }: Times) =>
    documentedRange(['start_time', 'end_time'], start_time, end_time, settings.now())

  app.get(
    '/api/v2/logs/entries',
    {
      config: { readsAs: 'logs', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'entries',
        summary: 'Log entries in the structured format, newest first, filtered and in pages',
        tags: ['logging'],
        querystring: EntriesQuery,
        response: { 200: EntriesAnswer },
      },
    },
    async request => {
      const { start_time, end_time, limit = DEFAULT_LIMIT, offset = 0, ...filter } = request.query
      const { events, total } = await pageOf(readerOf(engine, request), entriesQuery(filter), {
        ...rangeOf({ start_time, end_time }),
        limit,
        offset,
        signal: request.signal,
      })
      return { entries: events.map(entryOf), total, limit, offset }
    },
  )

  app.get(
    '/api/v2/logs/security/events',
    {
      config: { readsAs: 'logs', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'securityEvents',
        summary: 'Security events, newest first',
        tags: ['logging'],
        querystring: SecurityQuery,
        response: { 200: SecurityAnswer },
      },
    },
    async request => {
      const { severity, event_type, user_id, limit = DEFAULT_LIMIT, offset = 0 } = request.query
      const query = queryOf({
        equal: { stream: 'security', name: event_type, user_id },
        oneOf:
          severity === undefined
            ? undefined
            : { field: 'severity', values: SEVERITIES.slice(SEVERITIES.indexOf(severity)) },
      })
      const { events, total } = await pageOf(readerOf(engine, request), query, {
        ...rangeOf(request.query),
        limit,
        offset,
        signal: request.signal,
      })
      return { events: events.map(securityEventOf), total, limit, offset }
    },
  )

  app.post(
    '/api/v2/logs/export',
    {
      config: { access: 'export', errors: QUERY_ERRORS, longLived: true },
      schema: {
        operationId: 'exportEntries',
        summary: 'Log entries as a file, newest first',
        tags: ['logging'],
        body: EntriesExport,
        response: { 200: fileOf('application/json', 'text/csv', 'text/plain') },
      },
    },
    async (request, reply) => {
      const { format = 'json', start_time, end_time, limit, offset = 0, ...filter } = request.body
      const encoder = entryEncoder(format)
      const entries = entriesOf(
        streamOf(readerOf(engine, request), entriesQuery(filter), {
          ...rangeOf({ start_time, end_time }),
          limit,
          offset,
          signal: request.signal,
        }),
      )
      const file = { mediaType: encoder.mediaType, fileName: `logs.${format}` }
      return download(reply, file, encodeAll(entries, encoder))
    },
  )

  app.get(
    '/api/v2/logs/stats',
    {
      config: { readsAs: 'logs', access: 'read', errors: QUERY_ERRORS },
      schema: {
        operationId: 'entryStats',
        summary: 'How many entries there are: in all, of the last day, by level, category, module and stream',
        tags: ['logging'],
        response: { 200: EntriesStats },
      },
    },
    async request => {
      const reader = readerOf(engine, request)
      const all = { signal: request.signal }
      const day = { ...lastDay(settings.now()), ...all }
      const [total_entries, recent_24h, by_level, by_category, by_module, by_stream, recent_24h_by_level] =
        await Promise.all([
          countOf(reader, '', all),
          countOf(reader, '', day),
          countBy(reader, '', 'level', all),
          countBy(reader, '', 'category', all),
          countBy(reader, '', 'module', all),
          countBy(reader, '', 'stream', all),
          countBy(reader, '', 'level', day),
        ])
      return { total_entries, recent_24h, by_level, by_category, by_module, by_stream, recent_24h_by_level }
    },
  )

  addSocketRoute(
    app,
    { engine, settings, tails },
    {
      url: '/api/v2/logs/stream',
      protocol: ENTRIES,
      schema: {
        operationId: 'streamEntries',
        summary: 'Log entries as they are made durable, over WebSocket',
        description:
          'Every message without a `type` is one entry. The client may send `{"type":"update_filter","filter":{"level":"ERROR","category":"security"}}`, which replaces ' +
          'the filter of the address and is answered `{"type":"filter_updated","filter":…}`, or `{"type":"error","error":…}` and the old one stays. ' +
          '`{"type":"missed","count":n}` says how many a slow reader lost.',
        tags: ['logging'],
        querystring: StreamFilter,
        response: { 101: SWITCHING },
      },
      subscribe: (request: FastifyRequest) =>
        readerOf(engine, request).tail(entriesQuery(request.query as Static<typeof StreamFilter>), {
          capacity: settings.limits.tailEvents,
        }),
    },
  )
}

async function* entriesOf(events: AsyncIterable<TallyEvent>) {
  for await (const event of events) yield entryOf(event)
}

/** A security event as the logging API shows it: `severity` and `details` are attributes, as the SDK's security logger sends them. */
function securityEventOf(event: TallyEvent) {
  const { severity = null, details, ...others } = event.attributes ?? {}
  return {
    id: event.id,
    event_type: event.name ?? null,
    severity,
    timestamp: event.time,
    user_id: event.user_id ?? null,
    ip_address: event.ip ?? null,
    details: detailsOf(details, others),
    message: event.message ?? null,
    session_id: event.session_id ?? null,
    user_agent: event.user_agent ?? null,
    entity_type: event.entity_type ?? null,
    entity_id: event.entity_id ?? null,
  }
}

/** `details`, and what stands beside it in events that came another way. */
function detailsOf(details: JsonObject[string] | undefined, others: JsonObject): JsonObject | null {
  const isObject = typeof details === 'object' && details !== null && !Array.isArray(details)
  const all = { ...others, ...(details === undefined ? {} : isObject ? details : { details }) }
  return Object.keys(all).length === 0 ? null : all
}

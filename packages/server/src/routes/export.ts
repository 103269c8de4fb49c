import { Readable } from 'node:stream'
import Type from 'typebox'
import { encodeAll, encoderOf } from '../export/format.ts'
import { tenantOf } from '../http/auth.ts'
import { rangeOf } from '../http/time-range.ts'
import { QUERY_ERRORS } from '../openapi/document.ts'
import { Event } from '../schemas/common.ts'
import { ExportQuery } from '../schemas/search.ts'
import type { Routes } from './context.ts'
import { listOf } from './search.ts'

const EXPORTED = {
  description: 'Every matching event. When it breaks off, the transfer ends without its last chunk.',
  content: {
    'application/x-ndjson': { schema: Type.String({ description: 'One event per line.' }) },
    'application/json': { schema: Type.Array(Event) },
    'text/csv': {
      schema: Type.String({
        description: 'RFC 4180; text that could run as a formula has an apostrophe in front.',
      }),
    },
  },
}

export const exportRoutes: Routes = (app, { engine, settings }) => {
  app.get(
    '/api/v1/export',
    {
      exposeHeadRoute: false,
      config: { access: 'read', errors: QUERY_ERRORS, longLived: true },
      schema: {
        operationId: 'export',
        summary: 'All events that match a query, oldest first, as NDJSON, JSON or CSV',
        tags: ['events'],
        querystring: ExportQuery,
        response: { 200: EXPORTED },
      },
    },
    async (request, reply) => {
      const { q = '', format = 'ndjson', columns } = request.query
      const encoder = encoderOf(format, listOf(columns))
      const events = engine.export(tenantOf(request), q, {
        ...rangeOf(request.query, settings.now()),
        signal: request.signal,
      })
      const chunks = encodeAll(events, encoder)
      // The first chunk before the headers: a query that does not parse is still a proper error.
      const first = await chunks.next()
      reply
        .type(encoder.mediaType)
        .header('content-disposition', `attachment; filename="tallystick-${tenantOf(request)}.${format}"`)
      return reply.send(
        Readable.from(resumed(first, chunks), { objectMode: false, highWaterMark: 256 * 1024 }),
      )
    },
  )
}

async function* resumed(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  if (!first.done && first.value !== '') yield Buffer.from(first.value)
  for await (const chunk of rest) if (chunk !== '') yield Buffer.from(chunk)
}

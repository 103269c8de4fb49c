import { Readable } from 'node:stream'
import { TallyError } from '@tallystick/core'
import Type from 'typebox'
import { encodeAll, encoderOf } from '../export/format.ts'
import { readerOf } from '../http/principal.ts'
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
      config: { access: 'export', errors: [...QUERY_ERRORS, 'TALLY_PROOF_UNSEALED'], longLived: true },
      schema: {
        operationId: 'export',
        summary: 'All events that match a query, oldest first, as NDJSON, JSON or CSV',
        tags: ['events'],
        querystring: ExportQuery,
        response: { 200: EXPORTED },
      },
    },
    async (request, reply) => {
      const { q = '', format = 'ndjson', columns, proof = false } = request.query
      if (proof && (format !== 'ndjson' || columns !== undefined))
        throw new TallyError('TALLY_REQUEST_INVALID', 'proof=true exports whole events as ndjson')
      const encoder = encoderOf(format, listOf(columns))
      const reader = readerOf(engine, request)
      for (const column of listOf(columns) ?? []) reader.mustShow(column)
      const options = { ...rangeOf(request.query, settings.now()), signal: request.signal }
      const chunks = proof
        ? reader.exportWithProof(q, options)[Symbol.asyncIterator]()
        : encodeAll(reader.export(q, options), encoder)
      // The first chunk before the headers: a query that does not parse is still a proper error.
      const first = await chunks.next()
      reply
        .type(encoder.mediaType)
        .header('content-disposition', `attachment; filename="tallystick-${reader.tenant}.${format}"`)
      return reply.send(
        Readable.from(resumed(first, chunks), { objectMode: false, highWaterMark: 256 * 1024 }),
      )
    },
  )
}

async function* resumed(
  first: IteratorResult<string | Buffer>,
  rest: AsyncIterator<string | Buffer>,
): AsyncGenerator<Buffer> {
  try {
    for (let chunk = first; !chunk.done; chunk = await rest.next())
      if (chunk.value.length > 0) yield Buffer.from(chunk.value)
  } finally {
    await rest.return?.()
  }
}

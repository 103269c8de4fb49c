import { TallyError } from '@tallystick/core'
import Type from 'typebox'
import { download } from '../export/download.ts'
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
      const fileName = `tallystick-${reader.tenant}.${format}`
      return download(reply, { mediaType: encoder.mediaType, fileName }, chunks)
    },
  )
}

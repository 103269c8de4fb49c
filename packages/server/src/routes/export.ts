import { TallyError } from '@tallystick/core'
import Type from 'typebox'
import { download } from '../export/download.ts'
import { encodeEvents } from '../export/format.ts'
import { PARQUET_TYPE } from '../export/parquet.ts'
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
    [PARQUET_TYPE]: {
      schema: Type.String({
        description: 'Apache Parquet. Without its end, which holds the index of the file, it does not open.',
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
        summary: 'All events that match a query, oldest first, as NDJSON, JSON, CSV or Parquet',
        tags: ['events'],
        querystring: ExportQuery,
        response: { 200: EXPORTED },
      },
    },
    async (request, reply) => {
      const { q = '', format = 'ndjson', columns, proof = false } = request.query
      if (proof && (format !== 'ndjson' || columns !== undefined))
        throw new TallyError('TALLY_REQUEST_INVALID', 'proof=true exports whole events as ndjson')
      const reader = readerOf(engine, request)
      for (const column of listOf(columns) ?? []) reader.mustShow(column)
      const options = { ...rangeOf(request.query, settings.now()), signal: request.signal }
      const { mediaType, chunks } = proof
        ? { mediaType: 'application/x-ndjson', chunks: reader.exportWithProof(q, options) }
        : encodeEvents(reader.export(q, options), format, listOf(columns))
      const fileName = `tallystick-${reader.tenant}.${format}`
      return download(reply, { mediaType, fileName }, chunks[Symbol.asyncIterator]())
    },
  )
}

import { readerOf } from '../http/principal.ts'
import { QUERY_ERRORS, READ_RECORD_ERRORS } from '../openapi/document.ts'
import { Event, EventId } from '../schemas/common.ts'
import { ContextAnswer, ContextQuery, Proof } from '../schemas/search.ts'
import type { Routes } from './context.ts'

export const eventRoutes: Routes = (app, { engine }) => {
  const NOT_FOUND = ['TALLY_EVENT_NOT_FOUND', 'TALLY_STORE_UNAVAILABLE', ...READ_RECORD_ERRORS] as const

  app.get(
    '/api/v1/events/:id',
    {
      config: { access: 'read', errors: NOT_FOUND },
      schema: {
        operationId: 'event',
        summary: 'One event',
        tags: ['events'],
        params: EventId,
        response: { 200: Event },
      },
    },
    request => readerOf(engine, request).get(request.params.id),
  )

  app.get(
    '/api/v1/events/:id/context',
    {
      config: { access: 'read', errors: [...QUERY_ERRORS, 'TALLY_EVENT_NOT_FOUND'] },
      schema: {
        operationId: 'context',
        summary: 'What happened just before and after an event',
        tags: ['events'],
        params: EventId,
        querystring: ContextQuery,
        response: { 200: ContextAnswer },
      },
    },
    request => {
      const { q, before, after } = request.query
      return readerOf(engine, request).context(request.params.id, {
        ...(q === undefined ? {} : { query: q }),
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      })
    },
  )

  app.get(
    '/api/v1/events/:id/proof',
    {
      config: { access: 'verify', errors: [...NOT_FOUND, 'TALLY_PROOF_UNSEALED', 'TALLY_AUTH_PAYLOAD'] },
      schema: {
        operationId: 'proof',
        summary: 'Proof that an event is in the record, checkable offline',
        tags: ['ledger'],
        params: EventId,
        response: { 200: Proof },
      },
    },
    request => readerOf(engine, request).prove(request.params.id),
  )
}

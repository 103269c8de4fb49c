import { tenantOf } from '../http/principal.ts'
import { WriterAnswer, WriterParams } from '../schemas/instance.ts'
import type { Routes } from './context.ts'

export const writerRoutes: Routes = (app, { engine }) => {
  app.get(
    '/api/v1/writers/:writer',
    {
      config: { access: 'ingest' },
      schema: {
        operationId: 'writer',
        summary: 'Where a writer that numbers its events stands',
        tags: ['events'],
        params: WriterParams,
        response: { 200: WriterAnswer },
      },
    },
    async request => ({
      sequence: engine.writerSequence(tenantOf(request), request.params.writer) ?? null,
    }),
  )
}

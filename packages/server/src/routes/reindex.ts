import { PassThrough } from 'node:stream'
import Type from 'typebox'
import { mustAdminister, principalOf } from '../http/principal.ts'
import type { Routes } from './context.ts'

const PROGRESS = {
  description:
    'How far it is, until all is indexed. What breaks off without the last line goes on in the server; /health says how far it is behind.',
  content: {
    'application/x-ndjson': {
      schema: Type.String({
        description:
          'Lines {"tenant":…,"done":events,"total":events}, several a second; then {"finished":true}.',
      }),
    },
  },
}

/** Rebuilding the event store while the server runs. */
export const reindexRoutes: Routes = (app, { engine }) => {
  app.post(
    '/api/v1/reindex',
    {
      config: { access: 'admin', errors: ['TALLY_STORE_UNAVAILABLE'], longLived: true },
      schema: {
        operationId: 'reindex',
        summary: 'Drop what is indexed and read the journal anew; events are taken in meanwhile',
        tags: ['admin'],
        response: { 200: PROGRESS },
      },
    },
    async (request, reply) => {
      mustAdminister(principalOf(request), 'instance')
      const lines = new PassThrough()
      const write = (value: object) => lines.write(`${JSON.stringify(value)}\n`)
      // Before the headers: a store that cannot be emptied is still a proper error.
      await new Promise<void>((begun, refused) => {
        const reindexed = engine.reindex({
          signal: request.signal,
          onProgress: progress => {
            write(progress)
            begun()
          },
        })
        reindexed.then(
          () => {
            write({ finished: true })
            lines.end()
            begun()
          },
          (error: Error) => {
            // An error of a stream that nobody listens to yet would end the process.
            lines.on('error', () => {}).destroy(error)
            refused(error)
          },
        )
      })
      return reply.type('application/x-ndjson').send(lines)
    },
  )
}

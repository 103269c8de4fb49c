import type { FastifyInstance } from 'fastify'

/**
 * Makes `request.signal` of a request with a body mean that its client is gone. Fastify's aborts when the request stream closes, which for a body is
 * when it was read to its end: whatever took longer than that would be given up.
 */
export function addGoneSignal(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET') return
    const gone = new AbortController()
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort()
    })
    Object.defineProperty(request, 'signal', { value: gone.signal })
  })
}

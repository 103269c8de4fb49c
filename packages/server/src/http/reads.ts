import { type Engine, type Read, type ReadObserver, readTrailOf } from '@tallystick/engine'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Settings } from './options.ts'
import { actorOf, tenantOf } from './principal.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What it is called in the audit trail, after `read.`, that somebody reads here; without, after the kind of what is read. */
    readsAs?: string
  }
  interface FastifyRequest {
    /** Hears what is read for this request. Null where reads are not recorded. */
    reads: RequestReads | null
  }
}

export type RequestReads = ReadObserver & {
  /** Answers that were heard of and are not on the record yet. */
  readonly unrecorded: Read[]
}

/**
 * Records who read what (docs/design/014-read-audit.md): what is read through the reader of a request is in the stream `audit` before the answer leaves.
 * When it cannot be recorded the answer is the refusal of that, and nothing of what was read.
 */
export function addReads(app: FastifyInstance, engine: Engine, { auditReads, now }: Settings): void {
  app.decorateRequest('reads', null)
  if (!auditReads) return
  const trail = readTrailOf(engine, {
    now,
    onError: error => app.log.error({ err: error }, 'reads could not be recorded'),
  })
  const record = (request: FastifyRequest, reads: readonly Read[], name: string | undefined) =>
    trail.record({
      tenant: tenantOf(request),
      actor: actorOf(request),
      route: request.routeOptions.url ?? '',
      reads,
      ...(name === undefined ? {} : { name }),
    })
  /** Records of what has ended, which are waited for before the engine closes. */
  const ending = new Set<Promise<void>>()

  app.addHook('onRequest', async request => {
    const unrecorded: Read[] = []
    request.reads = {
      unrecorded,
      answered: async read => void unrecorded.push(read),
      flows: async read => {
        const recorded = record(request, [read], undefined)
        if (read.phase === 'end') {
          ending.add(recorded)
          const settled = () => void ending.delete(recorded)
          // Nobody may be left to be refused anything.
          recorded.then(settled, (error: unknown) => {
            settled()
            request.log.error(
              { err: error, request_id: request.id },
              'the end of a read could not be recorded',
            )
          })
        }
        await recorded
      },
    }
  })
  app.addHook('onSend', async (request, reply) => {
    const reads = request.reads?.unrecorded.splice(0) ?? []
    // A refusal holds nothing of what was read before it.
    if (reads.length > 0 && reply.statusCode < 400)
      await record(request, reads, request.routeOptions.config.readsAs)
  })
  app.addHook('onClose', async () => {
    await Promise.allSettled(ending)
    await trail.close()
  })
}

import type { IncomingMessage } from 'node:http'
import type { ErrorBody } from '@tallystick/core'
import { ERRORS, type ErrorCode } from '@tallystick/core'
import type { IngestResult } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import type { Share } from '../http/budget.ts'
import { tenantOf } from '../http/principal.ts'
import type { App } from '../http/validation.ts'
import { readBody } from '../ingest/body.ts'
import { decodeEvents, formatOf } from '../ingest/decode.ts'
import { writerOf } from '../ingest/writer.ts'
import { IngestAnswer, IngestBody, IngestQuery, IngestRefusal, WriterHeaders } from '../schemas/ingest.ts'
import type { Routes } from './context.ts'

/** Ids cost 39 bytes an event in the answer: sent unasked only for small batches. */
const IDS_UNASKED = 100

declare module 'fastify' {
  interface FastifyRequest {
    /** What the body of this request holds of the memory budget. */
    share: Share | null
  }
}

type Refused = {
  readonly index: number
  readonly code: string
  readonly message: string
  readonly help: string
}

export const ingestRoutes: Routes = (root, { engine, settings, budget }) => {
  const { limits } = settings
  // A context of its own, for its body parser: every media type arrives as the bytes of the body, decompressed.
  void root.register(async scope => {
    const app = scope as unknown as App
    app.decorateRequest('share', null)
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', async (request: FastifyRequest, payload: IncomingMessage) => {
      formatOf(request.headers['content-type'])
      request.share = budget.share()
      return readBody(payload, request.headers, limits, request.share)
    })
    app.addHook('onResponse', async request => request.share?.release())
    app.addHook('onRequestAbort', async request => request.share?.release())

    app.post(
      '/api/v1/events',
      {
        config: {
          access: 'ingest',
          documentedBody: IngestBody,
          errors: INGEST_ERRORS,
        },
        schema: {
          operationId: 'ingest',
          summary: 'Send events',
          description:
            'One event, an array, or NDJSON. Good events of a batch are taken in, and durable when the answer arrives; bad ones are named one by one (207). ' +
            'Without a media type that says otherwise the body is looked at. Duplicate keys: the last wins. Invalid UTF-8 and lone surrogates become U+FFFD.',
          tags: ['events'],
          querystring: IngestQuery,
          headers: WriterHeaders,
          response: { 200: IngestAnswer, 207: IngestAnswer, 400: IngestRefusal },
        },
      },
      async (request, reply) => {
        const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0)
        const writer = writerOf(request.headers)
        const { values, broken } = decodeEvents(
          body,
          formatOf(request.headers['content-type']),
          limits.batchEvents,
        )
        const result = await engine.ingest(tenantOf(request), values, writer === undefined ? {} : { writer })
        const refused = result.errors.map(({ index, error }) => refusal(index, broken.get(index) ?? error))
        const wanted = request.query.ids ?? result.accepted <= IDS_UNASKED
        const answer = answerOf(result, refused, wanted)
        if (refused.length === 0) return answer
        if (result.accepted + result.duplicates > 0) return reply.code(207).send(answer)
        const { index: _, ...error } = refused[0]!
        // One code for all gives its status, which the document lists with the errors.
        return reply.code(statusOf(refused) as 400).send({ ...answer, error, request_id: request.id })
      },
    )
  })
}

function refusal(index: number, { code, message, help }: ErrorBody): Refused {
  return { index, code, message, help }
}

function answerOf(result: IngestResult, errors: readonly Refused[], withIds: boolean): object {
  return {
    accepted: result.accepted,
    duplicates: result.duplicates,
    ...(result.firstSeq === undefined ? {} : { first_seq: result.firstSeq }),
    ...(withIds ? { ids: result.ids } : {}),
    errors,
    ...(result.gap === undefined ? {} : { gap: result.gap }),
  }
}

/** When nothing was good: the status all errors share, else 400. */
function statusOf(refused: readonly Refused[]): number {
  const [first] = refused
  return refused.every(({ code }) => code === first?.code) ? ERRORS[first!.code as ErrorCode].status : 400
}

const INGEST_ERRORS: readonly ErrorCode[] = (Object.keys(ERRORS) as ErrorCode[]).filter(
  code =>
    code.startsWith('TALLY_INGEST_') ||
    (code.startsWith('TALLY_EVENT_') && code !== 'TALLY_EVENT_NOT_FOUND') ||
    code === 'TALLY_JOURNAL_WRITE',
)

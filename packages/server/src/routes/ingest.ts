import type { IncomingMessage } from 'node:http'
import type { ErrorBody } from '@tallystick/core'
import { ERRORS, type ErrorCode } from '@tallystick/core'
import type { Engine, IngestResult } from '@tallystick/engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Share } from '../http/budget.ts'
import { tenantOf } from '../http/principal.ts'
import type { App } from '../http/validation.ts'
import { readBody } from '../ingest/body.ts'
import { decodeEvents, formatOf } from '../ingest/decode.ts'
import { writerOf } from '../ingest/writer.ts'
import { METRIC_QUERY_ERRORS } from '../openapi/document.ts'
import { IngestAnswer, IngestBody, IngestQuery, IngestRefusal, WriterHeaders } from '../schemas/ingest.ts'
import { PointsAnswer, PointsBody, PointsRefusal } from '../schemas/metrics.ts'
import type { Routes } from './context.ts'

/** Ids cost 39 bytes an event in the answer: sent unasked only for small batches. */
const IDS_UNASKED = 100

declare module 'fastify' {
  interface FastifyRequest {
    /** What the body of this request holds of the memory budget. */
    share: Share | null
  }
}

/** Answers are built by code that is tested against their schemas. */
type Reply = Pick<FastifyReply, 'code'>

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

    /** Apart from `take`, whose frame would keep every value of the body alive until the events are durable. */
    const start = (request: FastifyRequest, ingest: Engine['ingestMetrics']) => {
      const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0)
      const writer = writerOf(request.headers)
      const format = formatOf(request.headers['content-type'])
      const { values, broken } = decodeEvents(body, format, limits.batchEvents)
      return {
        ingested: ingest(tenantOf(request), values, writer === undefined ? {} : { writer }),
        broken,
      }
    }

    /** Takes in the values of a body and answers for each. */
    const take = async (
      request: FastifyRequest,
      reply: Reply,
      ids: boolean | undefined,
      ingest: Engine['ingestMetrics'],
    ) => {
      const { ingested, broken } = start(request, ingest)
      const result = await ingested
      const refused = result.errors.map(({ index, error }) => refusal(index, broken.get(index) ?? error))
      const answer = answerOf(result, refused, ids ?? result.accepted <= IDS_UNASKED)
      if (refused.length === 0) return answer
      if (result.accepted + result.duplicates > 0) return reply.code(207).send(answer)
      const { index: _, ...error } = refused[0]!
      // One code for all gives its status, which the document lists with the errors.
      return reply.code(statusOf(refused)).send({ ...answer, error, request_id: request.id })
    }

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
      (request, reply) =>
        take(request, reply, request.query.ids, (tenant, values, options) =>
          engine.ingest(tenant, values, options),
        ),
    )

    app.post(
      '/api/v1/metrics',
      {
        config: { access: 'ingest', documentedBody: PointsBody, errors: POINT_ERRORS },
        schema: {
          operationId: 'ingestMetrics',
          summary: 'Send metric points',
          description:
            'One point, an array, or NDJSON, as with events: good ones are durable when the answer arrives, bad ones are named (207). Events and points of one writer are numbered as one.',
          tags: ['metrics'],
          headers: WriterHeaders,
          response: { 200: PointsAnswer, 207: PointsAnswer, 400: PointsRefusal },
        },
      },
      (request, reply) =>
        take(request, reply, false, (tenant, values, options) =>
          engine.ingestMetrics(tenant, values, options),
        ),
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

/** What an expression can be refused for. */
const QUERY_CODES: ReadonlySet<ErrorCode> = new Set(METRIC_QUERY_ERRORS)

const INGEST_ERRORS: readonly ErrorCode[] = (Object.keys(ERRORS) as ErrorCode[]).filter(
  code =>
    code.startsWith('TALLY_INGEST_') ||
    (code.startsWith('TALLY_EVENT_') && code !== 'TALLY_EVENT_NOT_FOUND') ||
    code === 'TALLY_JOURNAL_WRITE',
)

const POINT_ERRORS: readonly ErrorCode[] = [
  ...INGEST_ERRORS.filter(code => !code.startsWith('TALLY_EVENT_') || code.startsWith('TALLY_EVENT_TIME_')),
  ...(Object.keys(ERRORS) as ErrorCode[]).filter(
    code => code.startsWith('TALLY_METRIC_') && !QUERY_CODES.has(code),
  ),
]

import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { TallyError } from '@tallystick/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { asTallyError } from '../http/errors.ts'
import { screenAnswer } from './answers.ts'
import { ClientStream } from './client-stream.ts'
import { type Ask, type Conversation, outcomeOf } from './conversation.ts'
import type { Endpoint } from './endpoints.ts'
import { openAiError, readableFailure } from './errors.ts'
import { UsageTail } from './facts.ts'
import { answerHeaders } from './headers.ts'
import { type JsonObject, objectOf } from './json.ts'
import { COMMENT, frameOf, SseReader } from './sse.ts'
import { bodyError, wholeBody } from './upstream.ts'

/** Bytes of an answer that comes whole. */
const MAX_ANSWER = 64 * 1024 * 1024
/** Bytes of what an upstream says when it refuses. */
const MAX_FAILURE = 1024 * 1024

export type Served = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly conversation: Conversation
}

/** Asks the upstream, and answers with what it says as far as the firewall lets it. What goes wrong is recorded, and thrown where it can still be answered. */
export async function serve(
  served: Served,
  endpoint: Endpoint | undefined,
  prepare: () => Promise<Ask>,
): Promise<unknown> {
  const { conversation, reply } = served
  let isAnswered = false
  try {
    const response = await conversation.ask(await prepare())
    const { statusCode: status = 0 } = response
    if (status < 200 || (status >= 300 && status < 400)) {
      response.resume()
      throw new TallyError(
        'TALLY_UPSTREAM_PROTOCOL',
        `the upstream answered ${status}, which is no answer of its API`,
      )
    }
    const encoding = response.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') {
      response.destroy()
      throw new TallyError(
        'TALLY_UPSTREAM_PROTOCOL',
        'the upstream compressed its answer, which it was asked not to',
      )
    }
    if (status >= 400) {
      const failure = readableFailure(status, await wholeBody(response, MAX_FAILURE))
      // It may repeat what was said.
      await screenAnswer(conversation.exchange, failure)
      const body = JSON.stringify(failure)
      await conversation.finish('upstream_error', status)
      isAnswered = true
      return reply.code(status).headers(headersOf(served, response)).type('application/json').send(body)
    }
    if (endpoint?.stream === undefined) {
      isAnswered = true
      return await passOn(served, response)
    }
    if (/^text\/event-stream\b/i.test(response.headers['content-type'] ?? '')) {
      isAnswered = true
      return await streamAnswer(served, response, endpoint)
    }
    const answer = answerOf(await wholeBody(response, MAX_ANSWER))
    conversation.facts.note(answer)
    await screenAnswer(conversation.exchange, answer)
    const body = JSON.stringify(answer)
    conversation.noteFirstToken()
    await conversation.finish('completed', status)
    isAnswered = true
    return reply.code(status).headers(headersOf(served, response)).type('application/json').send(body)
  } catch (error) {
    if (isAnswered) throw error
    const { signal } = conversation
    const known = signal.aborted ? undefined : asTallyError(error)
    await conversation.finish(outcomeOf(error, signal), known?.status ?? CLIENT_GONE)
    throw error
  }
}

/** What nginx calls a request whose client closed it. */
const CLIENT_GONE = 499
/** Of a stream in which the upstream failed: its own status had been that of an answer. */
const BAD_GATEWAY = 502

function answerOf(bytes: Buffer): JsonObject {
  const answer = objectOf(bytes)
  if (answer === undefined)
    throw new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream answered what is not JSON')
  return answer
}

function headersOf({ request, reply }: Served, response: IncomingMessage): OutgoingHttpHeaders {
  return {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    ...answerHeaders(response.headers),
    'x-tally-request-id': request.id,
  }
}

/** An answer that says nothing to scan, as it comes. */
async function passOn(served: Served, response: IncomingMessage): Promise<void> {
  const { conversation, reply } = served
  const { signal, facts } = conversation
  const status = response.statusCode ?? 200
  reply.hijack()
  const client = new ClientStream(reply.raw, signal, status, headersOf(served, response))
  const tail = new UsageTail()
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      conversation.noteFirstToken()
      tail.add(chunk)
      await client.write(chunk)
    }
    facts.usage = tail.usage
    await conversation.finish('completed', status)
    client.end()
  } catch (error) {
    client.destroy()
    await endBadly(served, signal.aborted ? error : bodyError(error))
  }
}

/** A stream of events, each as far as it may go. Nothing is thrown: the client has had its status. */
async function streamAnswer(served: Served, response: IncomingMessage, endpoint: Endpoint): Promise<void> {
  const { conversation, reply } = served
  const { exchange, facts, signal } = conversation
  const answer = endpoint.stream!(exchange, facts)
  reply.hijack()
  const client = new ClientStream(reply.raw, signal, 200, headersOf(served, response))
  const reader = new SseReader()
  let isDone = false
  try {
    try {
      // Not destroyed when left early: the connection serves the next request.
      for await (const bytes of response.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        let frames = ''
        for (const { event, data } of reader.read(bytes)) {
          if (data === '[DONE]') isDone = true
          if (isDone) break
          if (data === undefined) frames += COMMENT
          else {
            const more = await answer.event({ event, data })
            if (more !== '') conversation.noteFirstToken()
            frames += more
          }
        }
        if (frames !== '') await client.write(frames)
        if (isDone) break
      }
      if (isDone) response.resume()
      else if (!reader.end().isWhole)
        throw new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream broke off its answer')
    } catch (error) {
      throw signal.aborted || error instanceof TallyError ? error : streamError(error)
    }
    const rest = await answer.end()
    if (rest !== '') await client.write(rest)
    // The client has the whole only when its record is durable.
    if (facts.hasFailed) await conversation.finish('upstream_error', BAD_GATEWAY)
    else await conversation.finish('completed', 200)
    if (isDone) await client.write(frameOf('[DONE]'))
  } catch (error) {
    response.destroy()
    await endBadly(served, error)
    if (!signal.aborted)
      await tell(client, answer.end.bind(answer), asTallyError(error), endpoint).catch(() => undefined)
  }
  client.end()
}

function streamError(error: unknown): TallyError {
  return error instanceof RangeError
    ? new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream sent an event that is too long', {
        cause: error,
      })
    : bodyError(error)
}

/** Ends a stream with an error that clients raise: what had come before an upstream broke off is still theirs. */
async function tell(
  client: ClientStream,
  rest: () => Promise<string>,
  error: TallyError,
  { path }: Endpoint,
): Promise<void> {
  const body = openAiError(error)
  const frame =
    path === '/responses'
      ? frameOf(
          JSON.stringify({ type: 'error', code: body.code, message: body.message, param: null, error: body }),
          'error',
        )
      : frameOf(JSON.stringify({ error: body }))
  const held = error.code.startsWith('TALLY_UPSTREAM_') ? await rest().catch(() => '') : ''
  await client.write(held + frame)
}

/** Records an end that could not be answered any more. */
async function endBadly({ conversation, request }: Served, error: unknown): Promise<void> {
  const { signal, facts } = conversation
  const known = asTallyError(error)
  if (known.code === 'TALLY_INTERNAL' && !signal.aborted)
    request.log.error({ err: error, request_id: request.id }, known.message)
  const outcome = outcomeOf(error, signal, facts.hasFailed)
  const status = signal.aborted ? CLIENT_GONE : known.status
  try {
    await conversation.finish(outcome, outcome === 'upstream_error' ? BAD_GATEWAY : status)
  } catch (failure) {
    request.log.error({ err: failure, request_id: request.id }, 'the end of an exchange was not recorded')
  }
}

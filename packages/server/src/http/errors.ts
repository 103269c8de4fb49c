import type { Socket } from 'node:net'
import { type ErrorBody, TallyError } from '@tallystick/core'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isLookedFor, sendLost } from '../console/files.ts'
import { collectMethods } from './methods.ts'

/** What every refusal looks like on the wire. */
export type ErrorReply = { error: ErrorBody; request_id: string }

/** Seconds a client should wait before it sends again what was refused for load. */
const RETRY_AFTER = '1'

/**
 * Answers every failure with a code of the catalogue; what has none is logged and answered as TALLY_INTERNAL without detail. With a `console` a
 * browser that looks for a page that is not there is given the console's. `unrouted`: the error in the words of whoever asks at an address that is
 * not served.
 */
export function addErrors(
  app: FastifyInstance,
  console: string | undefined,
  unrouted: (path: string, error: TallyError) => ErrorBody,
): void {
  app.setErrorHandler<Error>((error, request, reply) => {
    const known = asTallyError(error)
    logFailure(request, error, known)
    return refuse(reply, known, request.id)
  })
  const methodsOf = collectMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const methods = methodsOf(path)
    const what = `${request.method} ${path} is not served here`
    if (methods.length === 0 && console !== undefined && isLookedFor(request)) return sendLost(reply, console)
    const code = methods.length === 0 ? 'TALLY_NOT_FOUND' : 'TALLY_METHOD_NOT_ALLOWED'
    const error = new TallyError(code, what)
    if (methods.length > 0) reply.header('allow', methods.join(', '))
    return refuse(reply, error, request.id, unrouted(path, error))
  })
}

/** `known` is what `error` is answered as. Messages of refusals may quote what was sent: only the code is logged. */
export function logFailure(request: FastifyRequest, error: Error, known: TallyError): void {
  if (known.code !== 'TALLY_INTERNAL')
    request.log.debug({ request_id: request.id }, `refused with ${known.code} ${request.id}`)
  // A question that its asker gave up is no failure.
  else if (request.signal.aborted) request.log.debug({ request_id: request.id }, `given up ${request.id}`)
  else request.log.error({ err: error, request_id: request.id }, error.message)
}

/** A tail's socket failed: what its client sent amiss (https://github.com/websockets/ws/blob/master/doc/ws.md#error-codes), or its network. */
export function failSocket(error: Error, socket: { terminate(): void }, request: FastifyRequest): void {
  const { code = '' } = error as NodeJS.ErrnoException
  if (code.startsWith('WS_ERR_') || error instanceof RangeError || 'syscall' in error)
    request.log.debug({ request_id: request.id }, `tail ended with ${code} ${request.id}`)
  else request.log.error({ err: error, request_id: request.id }, error.message)
  socket.terminate()
}

/** Sends an error with the headers its status asks for (RFC 9110 §10.2.3, §11.6.1). `body`: the error in the words of another API. */
export function refuse(
  reply: FastifyReply,
  error: TallyError,
  requestId: string,
  body: ErrorBody = error.toJSON(),
): FastifyReply {
  const isScript = SCRIPT_MODES.has(String(reply.request.headers['sec-fetch-mode']))
  for (const [name, value] of Object.entries(headersOf(error, isScript))) reply.header(name, value)
  return reply.code(error.status).send({ error: body, request_id: requestId } satisfies ErrorReply)
}

/** Fetches of a page's script: a challenge to Basic would make the browser ask for a password in a box of its own. */
const SCRIPT_MODES: ReadonlySet<string> = new Set(['cors', 'no-cors', 'same-origin'])
const BEARER = 'Bearer realm="tallystick"'
/** RFC 7617 §2.1. */
const BASIC = 'Basic realm="tallystick", charset="UTF-8"'

function headersOf(error: TallyError, isScript: boolean): Record<string, string> {
  if (error.status === 401) return { 'www-authenticate': isScript ? BEARER : `${BEARER}, ${BASIC}` }
  if (error.status === 429 || error.status === 503)
    return { 'retry-after': String(error.details?.retry_after ?? RETRY_AFTER) }
  return {}
}

/** Router failures that happen before a route is known: a bad escape in the path, an endless parameter. */
export function refuseUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void refuse(reply, asTallyError(error), request.id)
}

/** Bytes that are not HTTP: answered in the same shape where the socket still can be written to. */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const refusal = new TallyError('TALLY_REQUEST_INVALID', messageOfParser(error.code))
  const body = JSON.stringify({ error: refusal.toJSON(), request_id: '-' } satisfies ErrorReply)
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function messageOfParser(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'the headers are too large'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'the request did not arrive in time'
  return 'the request is not valid HTTP'
}

/** Any error as one of the catalogue. Fastify's own client errors keep their message, which names no inside. */
export function asTallyError(error: unknown): TallyError {
  if (error instanceof TallyError) return error
  const { statusCode, code, message } = error as Partial<FastifyError>
  if (statusCode === 413)
    return new TallyError('TALLY_INGEST_TOO_LARGE', 'the body is too large', { cause: error })
  if (statusCode === 415)
    return new TallyError('TALLY_INGEST_MEDIA_TYPE', 'the media type is not supported here', { cause: error })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new TallyError('TALLY_REQUEST_INVALID', message ?? String(code), { cause: error })
  return new TallyError('TALLY_INTERNAL', 'an internal error happened', { cause: error })
}

/** The path of a request target: query texts may hold personal data and stay out of logs and messages. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end === -1 ? url : url.slice(0, end)
}

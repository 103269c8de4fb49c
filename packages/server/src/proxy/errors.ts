import { isUtf8 } from 'node:buffer'
import type { ErrorBody, TallyError } from '@tallystick/core'
import type { FastifyInstance } from 'fastify'
import { asTallyError, logFailure, refuse } from '../http/errors.ts'
import { isObject, type Json, type JsonObject, parseFaithfully } from './json.ts'

/** An error as clients of OpenAI's API read it, with what all errors here have. */
export type OpenAiError = ErrorBody & { readonly type: string; readonly param: null }

export function openAiError(error: TallyError): OpenAiError {
  return { ...error.toJSON(), type: typeOf(error), param: null }
}

/** An error at an address that no route has, or not for this method: whoever asks below /v1 is a client of OpenAI's API. */
export const unroutedError = (path: string, error: TallyError): ErrorBody =>
  path.startsWith('/v1/') ? openAiError(error) : error.toJSON()

function typeOf({ code, status }: TallyError): string {
  if (code === 'TALLY_PROXY_BLOCKED') return 'policy_violation'
  if (code.startsWith('TALLY_UPSTREAM_')) return 'upstream_error'
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

/** Refusals on the proxy's routes, of whatever part of the server, in the shape its clients read. */
export function addOpenAiErrors(app: FastifyInstance): void {
  app.setErrorHandler<Error>((error, request, reply) => {
    const known = asTallyError(error)
    logFailure(request, error, known)
    return refuse(reply, known, request.id, openAiError(known))
  })
}

/** Characters of an error that is no JSON. What is longer is a page, or a dump. */
const MAX_PLAIN = 2_000
/** Tags, and what only looks like JSON: a value could hide in its escapes. */
const NOT_PLAIN = /^[<{["]|<(?:!doctype|html|head|title|body)\b|[\0-\x08\x0e-\x1f]/i

/** What an upstream answered that is no success: the JSON it says it in, or the first of a list, as it came; else an error in the shape of the API. */
export function readableFailure(status: number, body: Buffer): JsonObject {
  const text = isUtf8(body) ? body.toString('utf8').trim() : ''
  const value = jsonOf(text)
  const said = Array.isArray(value) ? value.find(isObject) : value
  if (isObject(said)) return said
  const isPlain = text !== '' && text.length <= MAX_PLAIN && !NOT_PLAIN.test(text)
  const error: JsonObject = {
    // Not a page of some gateway in between, say.
    message: isPlain ? text : `the upstream answered ${status} without an error that can be read`,
    type: 'upstream_error',
    param: null,
    code: null,
  }
  return { error }
}

function jsonOf(text: string): Json | undefined {
  try {
    return parseFaithfully(text)
  } catch {
    // The message of the parser quotes the text.
    return undefined
  }
}

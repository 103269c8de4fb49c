import type { ErrorBody, TallyError } from '@tallystick/core'
import type { FastifyInstance } from 'fastify'
import { asTallyError, logFailure, refuse } from '../http/errors.ts'
import { isObject, type JsonObject, objectOf } from './json.ts'

/** An error as clients of OpenAI's API read it, with what all errors here have. */
export type OpenAiError = ErrorBody & { readonly type: string; readonly param: null }

export function openAiError(error: TallyError): OpenAiError {
  return { ...error.toJSON(), type: typeOf(error), param: null }
}

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

/** What an upstream answered that is no success: what it says when clients can read it, else an error in their shape. */
export function readableFailure(status: number, body: Buffer): JsonObject {
  const value = objectOf(body)
  if (value !== undefined && (isObject(value.error) || typeof value.error === 'string')) return value
  // A page of some gateway in between, say.
  const error: JsonObject = {
    message: `the upstream answered ${status} without an error that can be read`,
    type: 'upstream_error',
    param: null,
    code: null,
  }
  return { error }
}

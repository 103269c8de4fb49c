import { ERRORS, type ErrorBody, type ErrorCode, TallyError } from '@tallystick/core'

export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absent values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly json?: unknown
  /** The text of `json`, compressed with zstd. */
  readonly packedJson?: Uint8Array<ArrayBuffer>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
  readonly accept?: string
}

/** Sends requests with a key to one server. */
export type Transport = {
  /** The answer, whatever its status. Rejects with TALLY_SERVER_UNREACHABLE when there is none. */
  exchange(path: string, request?: HttpRequest): Promise<Response>
  /** A successful answer. Rejects with the TallyError that the server names otherwise. */
  send(path: string, request?: HttpRequest): Promise<Response>
}

function isErrorBody(value: unknown): value is ErrorBody {
  if (value === null || typeof value !== 'object') return false
  const { code, message } = value as Partial<ErrorBody>
  return typeof code === 'string' && typeof message === 'string' && Object.hasOwn(ERRORS, code)
}

/** A JSON object, or an empty one when the text is none: a proxy's page, for instance. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

/** The refusal that an answer carries; what is not one of Tallystick's is told as it came. */
export function errorOfAnswer(status: number, body: string, url: string): TallyError {
  const { error, request_id: requestId } = parseObject(body)
  if (!isErrorBody(error))
    return new TallyError('TALLY_SERVER_UNREACHABLE', `${url} answers ${status}, but not as Tallystick does`)
  return new TallyError(error.code as ErrorCode, error.message, {
    ...(typeof error.position === 'number' ? { position: error.position } : {}),
    details: { ...error.details, ...(typeof requestId === 'string' ? { request_id: requestId } : {}) },
  })
}

/** Why a connection could not be made or broke, in words. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  const { code, errors } = (cause ?? {}) as NodeJS.ErrnoException & {
    errors?: readonly NodeJS.ErrnoException[]
  }
  const found = code ?? errors?.[0]?.code
  if (found === 'ECONNREFUSED') return 'connection refused'
  if (found === 'ENOTFOUND') return 'no such host'
  return found ?? (cause instanceof Error ? cause.message : message)
}

export function createTransport(base: string, key: string | undefined): Transport {
  const exchange: Transport['exchange'] = async (path, request = {}) => {
    const url = new URL(base + path)
    for (const [name, value] of Object.entries(request.query ?? {}))
      if (value !== undefined && value !== '') url.searchParams.set(name, String(value))
    const body = request.packedJson ?? (request.json === undefined ? undefined : JSON.stringify(request.json))
    try {
      return await fetch(url, {
        method: request.method ?? 'GET',
        headers: {
          accept: request.accept ?? 'application/json',
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(request.packedJson === undefined ? {} : { 'content-encoding': 'zstd' }),
          ...request.headers,
        },
        // A redirect could lead the key to another server.
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      })
    } catch (error) {
      if (request.signal?.aborted) throw error
      throw new TallyError('TALLY_SERVER_UNREACHABLE', `${base}: ${reasonOf(error)}`, { cause: error })
    }
  }
  return {
    exchange,
    send: async (path, request) => {
      const response = await exchange(path, request)
      if (!response.ok) throw errorOfAnswer(response.status, await response.text(), base)
      return response
    },
  }
}

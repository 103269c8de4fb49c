type Refusal = {
  readonly code: string
  readonly message: string
  readonly help?: string | undefined
  readonly position?: number | undefined
}

/** What the API answers when it refuses: `{error: {code, message, …}}`, or what stands in for it when nothing of ours answered. */
export class ApiError extends Error {
  /** 0 when there was no answer at all. */
  readonly status: number
  readonly code: string
  /** What to do about it. */
  readonly help: string | undefined
  /** Offset in the query, of an error that points at one. */
  readonly position: number | undefined
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined

  constructor(status: number, { code, message, help, position }: Refusal, retryAfter?: number) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.help = help
    this.position = position
    this.retryAfter = retryAfter
  }
}

/** There was no answer at all. */
export const offline = (): ApiError =>
  new ApiError(0, {
    code: 'OFFLINE',
    message: 'The server does not answer.',
    help: 'Is it running, and is this machine online?',
  })

export const isOffline = (error: unknown): boolean => error instanceof ApiError && error.status === 0

/** There was none, or only of what stands before the server. */
export const isAway = (error: unknown): boolean =>
  isOffline(error) || (error instanceof ApiError && error.status >= 502 && error.status <= 504)

export type Params = Readonly<Record<string, string | number | boolean | undefined>>

/** Path with those parameters that have a value. */
export function addressOf(path: string, params: Params = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Called when the server no longer knows the session; the session provider shows the sign-in page. */
let onSignedOut: () => void = () => {}
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

async function send(method: string, address: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        // Pages of other origins cannot set it: with the cookie's SameSite, what the server asks of every change.
        'x-tallystick-console': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw offline()
  }
}

async function request<T>(method: string, address: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, address, body, signal)
  if (response.status === 204) return undefined as T
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  throw refused(response, answer)
}

function refused(response: Response, answer: unknown): ApiError {
  const refusal = refusalOf(response, answer)
  if (refusal.status === 401 && /^TALLY_AUTH_(REQUIRED|INVALID)$/.test(refusal.code)) onSignedOut()
  return refusal
}

const ENDED = { message: 'the session has ended', help: 'Sign in to go on.' }

/** What the server says, without what it says to those who come with keys: whoever is at the console has a session or a password. */
function fitting(refusal: Refusal): Refusal {
  const { code, message } = refusal
  if (code === 'TALLY_AUTH_REQUIRED' || (code === 'TALLY_AUTH_INVALID' && message === ENDED.message))
    return { ...refusal, ...ENDED }
  return code === 'TALLY_AUTH_INVALID' ? { ...refusal, help: undefined } : refusal
}

function refusalOf(response: Response, answer: unknown): ApiError {
  const { error } = (answer ?? {}) as { error?: Refusal & { details?: { retry_after?: number } } }
  const retryAfter = Number(response.headers.get('retry-after') ?? error?.details?.retry_after)
  return new ApiError(
    response.status,
    error === undefined
      ? {
          code: `HTTP_${response.status}`,
          message: `The server answered ${response.status} ${response.statusText}`.trim(),
        }
      : fitting(error),
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined,
  )
}

/** The public API, as the signed-in user. Every method throws ApiError. */
export const api = {
  get: <T>(path: string, params?: Params, signal?: AbortSignal) =>
    request<T>('GET', addressOf(path, params), undefined, signal),
  post: <T>(path: string, body: unknown = {}, signal?: AbortSignal) => request<T>('POST', path, body, signal),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, body),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, body),
  delete: <T = void>(path: string, body?: unknown) => request<T>('DELETE', path, body),
}

/** POSTs to what answers in lines of JSON, and hands over each as it comes. Throws ApiError, also when it breaks off. */
export async function streamLines(path: string, onLine: (line: unknown) => void): Promise<void> {
  const response = await send('POST', path, {})
  if (!response.ok || response.body === null)
    throw refused(response, await response.json().catch(() => undefined))
  let rest = ''
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') onLine(JSON.parse(line))
  }
}

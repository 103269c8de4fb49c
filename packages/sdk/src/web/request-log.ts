import { randomUUID } from 'node:crypto'
import type { Logger, Tallystick } from '../index.ts'

/** What the web integrations share; `R` is the framework's request. */
export type RequestLogOptions<R> = {
  /** Default: the instance that `configure` made. */
  readonly tallystick?: Tallystick
  /** Name of the logger. Default `http`. */
  readonly module?: string
  /** Header with the id of a request, taken over when it is a sound one and always sent back. Default `x-request-id`. */
  readonly requestIdHeader?: string
  /** Who makes the request, asked when it is answered, for authentication has happened by then. */
  readonly userId?: (request: R) => string | undefined
  /** Requests that are not logged: health checks. */
  readonly skip?: (request: R) => boolean
}

/** What is known when a request arrives. */
export type Arrival = {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly ip: string | undefined
  readonly header: (name: string) => string | undefined
}

/** What is known when it is over. */
export type Outcome = {
  /** Undefined when the client went away before an answer. */
  readonly status: number | undefined
  /** The route's pattern, `/users/:id`: what metrics are grouped by. */
  readonly route: string | undefined
  readonly userId: string | undefined
  readonly error?: unknown
}

export type RequestLog = {
  readonly requestId: string
  /** Ids that everything logged while the request is served carries: for `withContext`. */
  readonly context: Readonly<Record<string, string>>
  /** Logs the request once, however often it is called. */
  readonly finish: (outcome: Outcome) => void
}

/** Ids that come from outside go into logs and headers: only what looks like one is taken over. */
const SOUND_ID = /^[A-Za-z0-9][A-Za-z0-9._:+/=@-]{0,127}$/
/** W3C Trace Context, §3.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}/

/** Begins to log a request. Never throws. */
export function beginRequest(
  tallystick: Tallystick,
  logger: Logger,
  { method, url, ip, header }: Arrival,
  idHeader = 'x-request-id',
): RequestLog {
  const started = performance.now()
  const sent = header(idHeader)
  const requestId = sent !== undefined && SOUND_ID.test(sent) ? sent : randomUUID()
  const [, traceId, parentId] = TRACEPARENT.exec(header('traceparent') ?? '') ?? []
  const userAgent = header('user-agent')
  const context = {
    request_id: requestId,
    ...(ip === undefined ? {} : { ip_address: ip }),
    ...(userAgent === undefined ? {} : { user_agent: userAgent }),
    ...(traceId === undefined ? {} : { trace_id: traceId, span_id: parentId! }),
  }
  let finished = false
  return {
    requestId,
    context,
    finish: ({ status, route, userId, error }) => {
      if (finished) return
      finished = true
      const milliseconds = performance.now() - started
      const path = pathOf(url)
      // 499, as nginx has it: the client closed the request.
      const code = status ?? 499
      const tags = { method, endpoint: route ?? 'unmatched', status_code: code }
      tallystick.recordMetric('request_duration_seconds', milliseconds / 1000, 's', { tags })
      tallystick.trackRequest()
      const write = code >= 500 ? logger.error : code >= 400 ? logger.warning : logger.info
      write.call(logger, `${method} ${path} ${code} ${milliseconds.toFixed(1)} ms`, {
        category: 'api',
        name: 'http.request',
        context: { ...context, ...(userId === undefined ? {} : { user_id: userId }) },
        method,
        path: url,
        ...(route === undefined ? {} : { route }),
        status_code: code,
        duration_ms: Math.round(milliseconds * 1000) / 1000,
        ...(status === undefined ? { aborted: true } : {}),
        ...(error === undefined ? {} : { error }),
      })
    },
  }
}

/** The path alone: what follows `?` may be anything, and stands, scrubbed, in the attribute `path`. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end === -1 ? url : url.slice(0, end)
}

import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { EVENT_FIELDS } from '@tallystick/core'
import { defaultTallystick, type Logger, type Tallystick } from '../index.ts'
import { addressIn } from './client-address.ts'

/** What the web integrations share; `R` is the framework's request. */
export type RequestLogOptions<R> = {
  /** Default: the instance that `configure` made. */
  readonly tallystick?: Tallystick
  /** Name of the logger. Default `http`. */
  readonly module?: string
  /** Header with the id of a request, taken over when it is a sound one and always sent back. Default `x-request-id`. */
  readonly requestIdHeader?: string
  /** Who makes the request, asked when it is answered, for authentication has happened by then. */
  readonly userId?: (request: R) => string | number | undefined
  /** The route's pattern for metrics, `/users/:id`, asked when the request is answered. Default: what the framework knows; plain `node:http` knows none. */
  readonly route?: (request: R) => string | undefined
  /** Requests that are not logged: health checks. */
  readonly skip?: (request: R) => boolean
}

/** What is known when a request arrives. */
export type Arrival = {
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly ip: string | undefined
  /** By its name in small letters. */
  readonly header: (name: string) => string | undefined
}

/** What is known when it is over. */
export type Outcome = {
  /** Undefined when the client went away before an answer. */
  readonly status: number | undefined
  /** The client went away before it had the whole answer. */
  readonly aborted?: boolean
  /** The route's pattern, `/users/:id`: what metrics are grouped by. */
  readonly route: string | undefined
  readonly error?: unknown
}

export type RequestLog = {
  readonly requestId: string
  /** Ids that everything logged while the request is served carries: for `withContext`. */
  readonly context: Readonly<Record<string, string>>
  /** Logger that carries them by itself. */
  readonly log: Logger
  /** Logs the request once, however often it is called, and not at all when it is to be skipped. */
  readonly finish: (outcome: () => Outcome) => void
}

export type RequestLogs<R> = {
  readonly tallystick: Tallystick
  readonly requestIdHeader: string
  readonly begin: (request: R, arrival: Arrival) => RequestLog
}

/** Ids that come from outside go into logs and headers: only what looks like one is taken over. */
const SOUND_ID = /^[A-Za-z0-9][A-Za-z0-9._:+/=@-]{0,127}$/
/** W3C Trace Context, §3.2: version, trace id, parent id, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}/
/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** Logs the requests of one application. Throws TypeError for a header that can be none; what comes of it never throws. */
export function createRequestLogs<R>(options: RequestLogOptions<R>): RequestLogs<R> {
  const requestIdHeader = (options.requestIdHeader ?? 'x-request-id').toLowerCase()
  if (!TOKEN.test(requestIdHeader))
    throw new TypeError(`requestIdHeader: ${JSON.stringify(requestIdHeader)} is no name of a header`)
  const { tallystick = defaultTallystick(), userId, skip, route: routeOf } = options
  const logger = tallystick.getLogger(options.module ?? 'http')

  /** The application's own functions may fail; its requests must not fail for it. */
  const ask = <T>(name: string, question: () => T): T | undefined => {
    try {
      return question()
    } catch (error) {
      logger.error(`The option ${name} of the request logger failed`, error)
      return undefined
    }
  }

  const begin = (request: R, { method, url, ip, header }: Arrival): RequestLog => {
    const started = performance.now()
    const sent = header(requestIdHeader)
    const requestId = sent !== undefined && SOUND_ID.test(sent) ? sent : randomUUID()
    const [, traceId, parentId] = TRACEPARENT.exec(header('traceparent') ?? '') ?? []
    // Both may be a client's invention, and evidence with a field that is none would be refused.
    const address = ip === undefined ? undefined : addressIn(ip)
    const userAgent = header('user-agent')?.slice(0, EVENT_FIELDS.user_agent.max)
    const context = {
      request_id: requestId,
      ...(address === undefined ? {} : { ip_address: address }),
      ...(userAgent === undefined || userAgent === '' ? {} : { user_agent: userAgent }),
      ...(traceId === undefined ? {} : { trace_id: traceId, span_id: parentId! }),
    }
    let finished = skip !== undefined && ask('skip', () => skip(request)) === true

    return {
      requestId,
      context,
      log: logger.child({ context }),
      finish: outcome => {
        if (finished) return
        finished = true
        const milliseconds = performance.now() - started
        const { status, aborted = false, route: known, error } = outcome()
        const route = routeOf === undefined ? known : ask('route', () => routeOf(request))
        // 499, as nginx has it: the client closed the request.
        const code = status ?? 499
        const tags = { method, endpoint: route ?? 'unmatched', status_code: code }
        tallystick.recordMetric('request_duration_seconds', milliseconds / 1000, 's', { tags })
        tallystick.trackRequest()
        const user = userId === undefined ? undefined : ask('userId', () => userId(request))
        const write = code >= 500 ? logger.error : code >= 400 ? logger.warning : logger.info
        write(`${method} ${pathOf(url)} ${code} ${milliseconds.toFixed(1)} ms`, {
          category: 'api',
          name: 'http.request',
          context: { ...context, ...(user === undefined ? {} : { user_id: user }) },
          method,
          path: url,
          ...(route === undefined ? {} : { route }),
          status_code: code,
          duration_ms: Math.round(milliseconds * 1000) / 1000,
          ...(aborted || status === undefined ? { aborted: true } : {}),
          ...(error === undefined ? {} : { error }),
        })
      },
    }
  }
  return { tallystick, requestIdHeader, begin }
}

/** A header of a Node request as one text; several of one name are joined as RFC 9110 §5.3 has it. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/**
 * Calls back once, when the answer is sent or its client has gone away, with the status that the client was sent. HTTP/1 and HTTP/2.
 */
export function onEnd(
  response: ServerResponse,
  callback: (end: { readonly status: number | undefined; readonly aborted: boolean }) => void,
): void {
  let whole = false
  response.once('finish', () => {
    whole = true
  })
  // `close` comes after `finish`; alone it says that the answer was cut off.
  response.once('close', () =>
    callback({
      status: whole || response.headersSent ? response.statusCode : undefined,
      aborted: !whole,
    }),
  )
}

const served = new WeakSet<object>()

/** Whether this is the first to log a Node request: frameworks stand on node:http, and applications inside one another. */
export function isFirst(request: object): boolean {
  if (served.has(request)) return false
  served.add(request)
  return true
}

/** The path alone: what follows `?` may be anything, and stands, scrubbed, in the attribute `path`. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end === -1 ? url : url.slice(0, end)
}

import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { TallyError } from '@tallystick/core'

export type UpstreamAsk = {
  readonly method: string
  /** Below the base URL, with its query: `/chat/completions`. */
  readonly path: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer | undefined
  /** Aborted when nobody waits for the answer: the connection to the upstream is closed then. */
  readonly signal: AbortSignal
}

/** The service behind the proxy. */
export type Upstream = {
  /** Of the base URL, for records. */
  readonly host: string
  /**
   * Resolves when the status and headers of the answer are there, whatever they are. Rejects with TALLY_UPSTREAM_UNREACHABLE, TALLY_UPSTREAM_TIMEOUT, or the
   * reason of `signal`.
   */
  ask(ask: UpstreamAsk): Promise<IncomingMessage>
  close(): void
}

export type UpstreamOptions = {
  readonly base: string
  /** Milliseconds until the headers of an answer must be there. */
  readonly timeoutMs: number
  /** Milliseconds between two pieces of an answer. */
  readonly idleMs: number
}

const MAX_IDLE_CONNECTIONS = 256

export function createUpstream({ base, timeoutMs, idleMs }: UpstreamOptions): Upstream {
  const url = new URL(base.endsWith('/') ? base : `${base}/`)
  const isSecure = url.protocol === 'https:'
  const agentOptions = { keepAlive: true, maxFreeSockets: MAX_IDLE_CONNECTIONS }
  const agent = isSecure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions)
  const request = isSecure ? httpsRequest : httpRequest

  const once = (
    { method, path, headers, body, signal }: UpstreamAsk,
    canRepeat: boolean,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const target = new URL(`.${path}`, url)
      const length = body === undefined ? {} : { 'content-length': body.length }
      const outgoing = request(target, { method, agent, signal, headers: { ...headers, ...length } })
      const timer = setTimeout(() => outgoing.destroy(new Late()), timeoutMs)
      let hasAnswer = false
      outgoing.once('response', response => {
        hasAnswer = true
        clearTimeout(timer)
        // Whoever reads the body hears of its errors; one that comes when nobody reads any more is nobody's.
        response.on('error', () => undefined)
        outgoing.setTimeout(idleMs, () => response.destroy(new Late()))
        resolve(response)
      })
      // More than once: also what happens to a request that was answered is told here.
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        if (hasAnswer) return
        // A kept connection was closed in the moment it was used, as all who keep connections must expect (RFC 9112 §9.3.1).
        const isStale = canRepeat && outgoing.reusedSocket && error.code === 'ECONNRESET'
        if (isStale && !signal.aborted) resolve(once({ method, path, headers, body, signal }, false))
        else reject(failureOf(error, signal))
      })
      outgoing.end(body)
    })

  const failureOf = (error: NodeJS.ErrnoException, signal: AbortSignal): Error => {
    if (signal.aborted) return signal.reason as Error
    if (error instanceof Late)
      return new TallyError(
        'TALLY_UPSTREAM_TIMEOUT',
        `the upstream did not answer within ${timeoutMs / 1_000} s`,
      )
    const why = error.code ?? error.name
    return new TallyError('TALLY_UPSTREAM_UNREACHABLE', `the upstream cannot be reached (${why})`, {
      cause: error,
    })
  }

  return {
    host: url.host,
    ask: ask => once(ask, true),
    close: () => agent.destroy(),
  }
}

class Late extends Error {}

/** Why the body of an answer broke off. */
export function bodyError(error: unknown): TallyError {
  if (error instanceof TallyError) return error
  if (error instanceof Late)
    return new TallyError('TALLY_UPSTREAM_TIMEOUT', 'the upstream fell silent in the middle of its answer')
  return new TallyError('TALLY_UPSTREAM_PROTOCOL', 'the upstream broke off its answer', { cause: error })
}

/** The whole body. Throws TALLY_UPSTREAM_PROTOCOL when it is longer than `limit` or breaks off, TALLY_UPSTREAM_TIMEOUT. */
export async function wholeBody(response: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > limit)
        throw new TallyError('TALLY_UPSTREAM_PROTOCOL', `the answer is larger than ${limit} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw bodyError(error)
  }
  return Buffer.concat(chunks, length)
}

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Choice,
  chatBody,
  chatChunks,
  completionBody,
  completionChunks,
  embeddingsBody,
  json,
  MODEL,
  responseBody,
  responseEvents,
} from './upstream-protocol.ts'

export type Received = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
  /** Settles when the connection of this request is over: true when its answer was sent whole. */
  readonly closed: Promise<boolean>
}

/** How the service answers. Without `choices` it says hello. */
export type Script = {
  readonly choices?: readonly Choice[]
  /** UTF-16 code units of one delta. */
  readonly delta?: number
  /** Bytes of one write; the whole event by default. */
  readonly bytes?: number
  /** Milliseconds between writes. */
  readonly pauseMs?: number
  /** Milliseconds before anything is sent; `Infinity` never answers. */
  readonly waitMs?: number
  /** Instead of an answer. */
  readonly error?: {
    readonly status: number
    readonly body: string
    readonly headers?: Readonly<Record<string, string>>
  }
  /** A line put among the events after so many of them. */
  readonly inject?: { readonly after: number; readonly raw: string }
  /** Cuts the connection after so many events; `Infinity`: after all of them, instead of ending the answer. */
  readonly cutAfter?: number
  /** How lines end. */
  readonly feed?: '\n' | '\r\n' | '\r'
  readonly headers?: Readonly<Record<string, string>>
}

/** A service that speaks the protocol of OpenAI's API over a real socket, does what its script says, and remembers what it was asked. */
export class Upstream implements AsyncDisposable {
  readonly received: Received[] = []
  /** By request; the same for all when it is no function. */
  script: Script | ((request: Received) => Script) = {}
  /** Keep what is asked. Off for load. */
  remember = true
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      this.#answer(request, response).catch(() => response.destroy())
    })
  }

  static async start(): Promise<Upstream> {
    const server = createServer()
    const upstream = new Upstream(server)
    await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve))
    return upstream
  }

  /** What clients call the base URL. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  get last(): Received {
    const last = this.received.at(-1)
    if (last === undefined) throw new Error('the upstream was never asked')
    return last
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(resolve => this.#server.close(resolve))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const received: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      text,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      closed: new Promise(resolve => response.once('close', () => resolve(response.writableFinished))),
    }
    if (this.remember) this.received.push(received)
    const script = typeof this.script === 'function' ? this.script(received) : this.script
    if (script.waitMs === Number.POSITIVE_INFINITY) return
    if (script.waitMs !== undefined) await pause(script.waitMs)
    const headers = { 'x-request-id': 'req_upstream', 'openai-processing-ms': '7', ...script.headers }
    if (script.error !== undefined) {
      response.writeHead(script.error.status, {
        'content-type': 'application/json',
        ...headers,
        ...script.error.headers,
      })
      response.end(script.error.body)
      return
    }
    if (received.body.stream === true) await stream(response, framesOf(received, script), script, headers)
    else {
      const body = json(bodyOf(received, script))
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...headers,
      })
      response.end(body)
    }
  }
}

const HELLO: readonly Choice[] = [{ content: 'Hello! How can I help you today?' }]

/** As many choices as were asked for, the script's over and over. */
function choicesOf({ body }: Received, { choices = HELLO }: Script): readonly Choice[] {
  const count = typeof body.n === 'number' ? body.n : choices.length
  return Array.from({ length: count }, (_, i) => choices[i % choices.length]!)
}

const endpointOf = ({ path }: Received): string => path.replace(/^\/v1\//, '').replace(/\?.*$/, '')

function bodyOf(received: Received, script: Script): object {
  const choices = choicesOf(received, script)
  const endpoint = endpointOf(received)
  switch (endpoint) {
    case 'chat/completions':
      return chatBody(choices)
    case 'completions':
      return completionBody(choices.map(({ content = '' }) => content))
    case 'responses':
      return responseBody(choices[0]!)
    case 'embeddings':
      return embeddingsBody([received.body.input].flat().length)
    case 'models':
      return { object: 'list', data: [modelBody(MODEL)] }
    default:
      return modelBody(endpoint.replace('models/', ''))
  }
}

const modelBody = (id: string) => ({ id, object: 'model', created: 1_764_000_000, owned_by: 'local' })

function framesOf(received: Received, script: Script): string[] {
  const { delta = 4 } = script
  const choices = choicesOf(received, script)
  if (endpointOf(received) === 'responses')
    return responseEvents(choices[0]!, delta).map(event => `event: ${event.type}\ndata: ${json(event)}\n\n`)
  const options = received.body.stream_options as { include_usage?: boolean } | undefined
  const chunks =
    endpointOf(received) === 'completions'
      ? completionChunks(
          choices.map(({ content = '' }) => content),
          delta,
        )
      : chatChunks(choices, delta, options?.include_usage === true)
  return [...chunks.map(chunk => `data: ${json(chunk)}\n\n`), 'data: [DONE]\n\n']
}

async function stream(
  response: ServerResponse,
  frames: readonly string[],
  { bytes, pauseMs, inject, cutAfter, feed = '\n' }: Script,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers })
  for (const [index, frame] of frames.entries()) {
    if (cutAfter === index) {
      // What was written arrives, and then nothing.
      await pause(20)
      response.destroy()
      return
    }
    const text = (inject?.after === index ? inject.raw : '') + frame
    const buffer = Buffer.from(feed === '\n' ? text : text.replaceAll('\n', feed))
    for (let at = 0; at < buffer.length; at += bytes ?? buffer.length) {
      if (response.destroyed) return
      const isFull = !response.write(buffer.subarray(at, at + (bytes ?? buffer.length)))
      if (pauseMs !== undefined) await pause(pauseMs)
      else if (isFull) await new Promise(resolve => response.once('drain', resolve).once('close', resolve))
    }
  }
  if (cutAfter === Number.POSITIVE_INFINITY) {
    await pause(20)
    response.destroy()
  } else response.end()
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, milliseconds))

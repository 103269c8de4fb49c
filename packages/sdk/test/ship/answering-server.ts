import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'

export type Received = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly lines: readonly string[]
  readonly writer: string | undefined
  readonly sequence: number
}

export type Answer =
  | {
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | 'cut'

/** An HTTP server on a real socket that answers as the test says, and keeps what it got. */
export class AnsweringServer {
  readonly received: Received[] = []
  answer: (request: Received) => Answer
  readonly #server: Server
  #port = 0

  private constructor(server: Server, answer: (request: Received) => Answer) {
    this.#server = server
    this.answer = answer
  }

  static async start(answer: (request: Received) => Answer = takeAll): Promise<AnsweringServer> {
    const server = createServer()
    const self = new AnsweringServer(server, answer)
    server.on('request', (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const received = receivedOf(request, Buffer.concat(parts))
        self.received.push(received)
        const said = self.answer(received)
        if (said === 'cut') return request.socket.destroy()
        response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers })
        return response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body))
      })
    })
    await self.listen()
    return self
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The messages of all lines that arrived, in order. */
  get lines(): string[] {
    return this.received.flatMap(({ lines }) => lines)
  }

  listen(): Promise<void> {
    return new Promise(resolve =>
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port
        resolve()
      }),
    )
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise(resolve => this.#server.close(() => resolve()))
  }
}

/** What the server says when all is well. */
export const takeAll = ({ lines }: Received): Answer => ({
  status: 200,
  body: { accepted: lines.length, duplicates: 0, errors: [] },
})

function receivedOf(request: IncomingMessage, body: Buffer): Received {
  const encoding = request.headers['content-encoding']
  const text = (
    encoding === 'zstd' ? zstdDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body
  ).toString()
  return {
    path: request.url!,
    headers: request.headers,
    lines: text.split('\n').slice(0, -1),
    writer: request.headers['x-tally-writer'] as string | undefined,
    sequence: Number(request.headers['x-tally-sequence']),
  }
}

import { Agent, request } from 'node:http'
import type { TallyServer } from './server.ts'

/** Posts NDJSON batches over a fixed number of kept-alive connections. */
export class IngestClient implements Disposable {
  readonly #agent: Agent
  readonly #server: TallyServer
  readonly #path: string

  constructor(server: TallyServer, connections: number, path = '/api/v1/events') {
    this.#server = server
    this.#path = path
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** Milliseconds from sending to the whole acknowledgement. Waits and sends again when told to slow down. */
  async post(body: Buffer): Promise<number> {
    const started = performance.now()
    for (;;) {
      const { status, retryAfter } = await this.#send(body)
      if (status === 200) return performance.now() - started
      if (status !== 429 && status !== 503) throw new Error(`ingest answered ${status}`)
      await new Promise(resolve => setTimeout(resolve, retryAfter * 1000))
    }
  }

  #send(body: Buffer): Promise<{ status: number; retryAfter: number }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#server.url + this.#path, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          authorization: `Bearer ${this.#server.key}`,
          'content-type': 'application/x-ndjson',
          'content-length': body.length,
        },
      })
      outgoing.on('response', response => {
        response.resume()
        response.on('end', () =>
          resolve({ status: response.statusCode!, retryAfter: Number(response.headers['retry-after'] ?? 1) }),
        )
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}

import { once } from 'node:events'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** The way back to the client, no faster than it reads. */
export class ClientStream {
  readonly #response: ServerResponse
  readonly #signal: AbortSignal

  constructor(response: ServerResponse, signal: AbortSignal, status: number, headers: OutgoingHttpHeaders) {
    this.#response = response
    this.#signal = signal
    response.writeHead(status, headers)
    // A client learns at once that its request was taken, also while all is still held back.
    response.flushHeaders()
  }

  /** Resolves when there is room for more. Rejects when the client is gone. */
  async write(data: string | Uint8Array): Promise<void> {
    this.#signal.throwIfAborted()
    if (!this.#response.write(data)) await once(this.#response, 'drain', { signal: this.#signal })
  }

  end(): void {
    this.#response.end()
  }

  /** So that the client cannot take what it has for the whole. */
  destroy(): void {
    this.#response.destroy()
  }
}

import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { type Counts, drop, reasonOf, waitFor } from './tally.ts'

const RETRY_MS = 1_000

/** Messages as UDP datagrams (RFC 5426), to an address that is looked up once. Nobody tells whether they arrive. */
export class Datagrams {
  readonly #host: string
  readonly #port: number
  readonly #counts: Counts
  readonly #maxBytes: number
  #socket: Socket | undefined
  #ready = false
  #waiting: string[] = []
  #size = 0
  #failedAt = 0
  #closed = false
  readonly #wakes = new Set<() => void>()

  constructor(host: string, port: number, counts: Counts, maxBytes: number) {
    this.#host = host
    this.#port = port
    this.#counts = counts
    this.#maxBytes = maxBytes
  }

  add(message: string): void {
    if (this.#closed) {
      drop(this.#counts, 1, 'closed')
      return
    }
    if (this.#size + message.length > this.#maxBytes) {
      drop(this.#counts, 1, 'too many are waiting')
      return
    }
    this.#open()
    if (this.#socket === undefined) {
      drop(this.#counts, 1, this.#counts.problem ?? 'no socket')
      return
    }
    this.#counts.pending++
    this.#size += message.length
    if (this.#ready) this.#send(this.#socket, message)
    else this.#waiting.push(message)
  }

  drained(milliseconds: number): Promise<void> {
    return waitFor(
      () => this.#counts.pending === 0,
      milliseconds,
      wake => {
        this.#wakes.add(wake)
        return () => this.#wakes.delete(wake)
      },
    )
  }

  close(): void {
    this.#closed = true
    this.#socket?.close()
    this.#socket = undefined
  }

  #open(): void {
    if (this.#socket !== undefined || Date.now() - this.#failedAt < RETRY_MS) return
    const socket = createSocket(isIPv6(this.#host) ? 'udp6' : 'udp4')
    this.#socket = socket
    socket.unref()
    socket.on('error', error => {
      this.#counts.problem = reasonOf(error)
      // ICMP says that nobody listens: a connected socket hears of it, and stays usable.
      if (this.#ready) return
      this.#failedAt = Date.now()
      this.#socket = undefined
      socket.close()
      for (const message of this.#waiting.splice(0)) this.#done(message, error)
    })
    socket.connect(this.#port, this.#host, () => {
      this.#ready = true
      for (const message of this.#waiting.splice(0)) this.#send(socket, message)
    })
  }

  #send(socket: Socket, message: string): void {
    socket.send(message, error => this.#done(message, error))
  }

  #done(message: string, error: Error | null): void {
    this.#size -= message.length
    this.#counts.pending--
    if (error !== null) drop(this.#counts, 1, reasonOf(error))
    if (this.#counts.pending === 0) for (const wake of this.#wakes) wake()
  }
}

import type { Socket } from 'node:net'
import { type Counts, drop, reasonOf, waitFor } from './tally.ts'

/** First and longest wait before the next attempt to connect, in milliseconds; doubled each time, with full jitter. */
const RETRY_MS = 200
const RETRY_CAP_MS = 30_000
/** A collector that does not answer is given up for this attempt after so many milliseconds. */
const CONNECT_MS = 10_000
/** Frames handed to the socket at a time, in characters. */
const PIECE = 65_536

export type ConnectionOptions = {
  /** Opens a socket; `connected` is to be called when it can be written to. */
  readonly connect: (connected: () => void) => Socket
  readonly counts: Counts
  /** What may wait for the connection, in characters. */
  readonly maxBytes: number
}

/**
 * Frames on their way over one connection, which is made again whenever it breaks. Frames that the system did not take before a break are sent
 * again over the next one. What it took and the peer never read is lost without a trace: syslog over TCP has no acknowledgements.
 */
export class Connection {
  readonly #connect: ConnectionOptions['connect']
  readonly #counts: Counts
  readonly #maxBytes: number
  #queue: string[] = []
  /** The first frame of `#queue` that was not sent; the ones before are dropped when they are many. */
  #head = 0
  #queued = 0
  #sending: string[] | undefined
  #socket: Socket | undefined
  #connected = false
  #attempt = 0
  #retry: NodeJS.Timeout | undefined
  #closed = false
  readonly #wakes = new Set<() => void>()

  constructor({ connect, counts, maxBytes }: ConnectionOptions) {
    this.#connect = connect
    this.#counts = counts
    this.#maxBytes = maxBytes
  }

  add(frame: string): void {
    if (this.#closed) {
      drop(this.#counts, 1, 'closed')
      return
    }
    if (this.#queued + frame.length > this.#maxBytes) {
      drop(this.#counts, 1, this.#counts.problem ?? 'the connection is too slow')
      return
    }
    this.#queue.push(frame)
    this.#queued += frame.length
    this.#counts.pending++
    if (this.#socket === undefined && this.#retry === undefined) this.#open()
    else if (this.#connected && this.#sending === undefined) this.#send()
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
    clearTimeout(this.#retry)
    // What is still here has had its time.
    const left = this.#counts.pending
    this.#counts.pending = 0
    if (left > 0) drop(this.#counts, left, this.#counts.problem ?? 'closed before it was sent')
    this.#queue = []
    if (this.#connected && left === 0) this.#socket?.end()
    else this.#socket?.destroy()
  }

  #open(): void {
    let socket: Socket
    try {
      socket = this.#connect(() => {
        clearTimeout(late)
        this.#connected = true
        this.#attempt = 0
        this.#counts.problem = undefined
        this.#send()
      })
    } catch (error) {
      this.#counts.problem = reasonOf(error)
      this.#again()
      return
    }
    this.#socket = socket
    const late = setTimeout(() => socket.destroy(new Error('connecting took too long')), CONNECT_MS).unref()
    // Logging keeps no process alive; a flush does.
    socket.unref()
    socket.on('error', error => {
      this.#counts.problem = reasonOf(error)
    })
    // A collector that half-closes has gone; it sends nothing that matters.
    socket.on('end', () => socket.destroy())
    socket.resume()
    socket.on('close', () => {
      clearTimeout(late)
      this.#socket = undefined
      this.#connected = false
      if (this.#sending !== undefined) {
        this.#queue = [...this.#sending, ...this.#queue.slice(this.#head)]
        this.#head = 0
        for (const frame of this.#sending) this.#queued += frame.length
        this.#sending = undefined
      }
      if (!this.#closed && this.#counts.pending > 0) this.#again()
    })
  }

  #again(): void {
    const wait = Math.random() * Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** Math.min(this.#attempt++, 20))
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#open()
    }, wait).unref()
  }

  #send(): void {
    const piece: string[] = []
    let size = 0
    while (this.#head < this.#queue.length && size < PIECE) {
      const frame = this.#queue[this.#head++]!
      piece.push(frame)
      size += frame.length
    }
    if (this.#head === this.#queue.length || this.#head > 4096) {
      this.#queue = this.#queue.slice(this.#head)
      this.#head = 0
    }
    if (piece.length === 0) return
    this.#queued -= size
    this.#sending = piece
    const socket = this.#socket!
    socket.write(piece.join(''), error => {
      // After a break `close` has put them back.
      if (error || this.#socket !== socket || this.#closed) return
      this.#sending = undefined
      this.#counts.pending -= piece.length
      if (this.#counts.pending === 0) for (const wake of this.#wakes) wake()
      this.#send()
    })
  }
}

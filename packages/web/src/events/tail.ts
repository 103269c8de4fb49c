import type { TallyEvent } from '../api/types.ts'
import { RING_SIZE } from './ring.ts'

export type TailStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  /** Lost, and tried again after so many ms. */
  | { readonly kind: 'lost'; readonly retryMs: number }
  /** The server refuses the query. */
  | { readonly kind: 'refused'; readonly message: string }
  /** The server ended it, and would again. */
  | { readonly kind: 'ended'; readonly message: string }

export type TailListener = {
  /** What came in since the last time, oldest first; `more` were let go because there were more than anyone could see. */
  readonly onEvents: (events: readonly TallyEvent[], more: number) => void
  /** The server dropped so many because this reader was slow. */
  readonly onMissed: (count: number) => void
  readonly onStatus: (status: TailStatus) => void
  /** The connection stands: what happened before it is to be looked up. */
  readonly onOpen: () => void
}

type Message =
  | { readonly type: 'events'; readonly events: readonly TallyEvent[] }
  | { readonly type: 'missed'; readonly count: number }
  | { readonly type: 'filter_ok'; readonly query: string }
  | { readonly type: 'error'; readonly error: { readonly message: string } }
  | { readonly type: 'ping' }

/** Between two drawings: more often than this nobody can read, and scrolling needs its frames. */
const REST_MS = 120

/** Close code of RFC 6455 §7.4.1: the key or session is no longer valid. */
const POLICY_VIOLATION = 1008

const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 20_000]

/** Follows `/api/v1/tail`, and connects anew when it is lost. The cookie of the session authenticates it. */
export class Tail {
  readonly #listener: TailListener
  #query: string
  /** The filter whose `filter_ok` is awaited: until then what comes is of the one before. */
  #awaited: string | undefined
  #socket: WebSocket | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #frame = 0
  #flushed = 0
  #arrived: TallyEvent[] = []
  #more = 0
  #failures = 0
  #closed = false

  constructor(query: string, listener: TailListener) {
    this.#query = query
    this.#listener = listener
    this.#connect()
  }

  setQuery(query: string): void {
    if (query === this.#query) return
    this.#query = query
    this.#arrived = []
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    this.#awaited = query
    this.#socket.send(JSON.stringify({ type: 'filter', query }))
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    cancelAnimationFrame(this.#frame)
    this.#socket?.close()
  }

  #connect(): void {
    if (this.#closed) return
    this.#listener.onStatus({ kind: 'connecting' })
    const asked = this.#query
    const address = new URL(
      `/api/v1/tail?${new URLSearchParams({ q: asked, together: 'true' })}`,
      location.href,
    )
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address)
    this.#socket = socket
    this.#awaited = undefined
    socket.onopen = () => {
      this.#failures = 0
      if (asked !== this.#query) {
        this.#awaited = this.#query
        socket.send(JSON.stringify({ type: 'filter', query: this.#query }))
      }
      this.#listener.onStatus({ kind: 'open' })
      this.#listener.onOpen()
    }
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)) as Message)
    socket.onclose = ({ code, reason }) => {
      if (this.#closed || this.#socket !== socket) return
      if (code === POLICY_VIOLATION) {
        this.#listener.onStatus({ kind: 'ended', message: reason })
        return
      }
      const retryMs = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)]!
      this.#listener.onStatus({ kind: 'lost', retryMs })
      this.#timer = setTimeout(() => this.#connect(), retryMs)
    }
  }

  #take(message: Message): void {
    switch (message.type) {
      case 'events':
        if (this.#awaited !== undefined) return
        this.#arrived.push(...message.events)
        // A page in the background draws no frames.
        if (this.#arrived.length > 2 * RING_SIZE) {
          this.#more += this.#arrived.length - RING_SIZE
          this.#arrived = this.#arrived.slice(-RING_SIZE)
        }
        if (this.#frame === 0) this.#frame = requestAnimationFrame(at => this.#flush(at))
        return
      case 'missed':
        this.#listener.onMissed(message.count)
        return
      case 'filter_ok':
        if (message.query === this.#awaited) this.#awaited = undefined
        this.#listener.onStatus({ kind: 'open' })
        return
      case 'error':
        this.#listener.onStatus({ kind: 'refused', message: message.error.message })
        return
    }
  }

  #flush(at: number): void {
    if (at - this.#flushed < REST_MS) {
      this.#frame = requestAnimationFrame(later => this.#flush(later))
      return
    }
    this.#frame = 0
    this.#flushed = at
    const [arrived, more] = [this.#arrived, this.#more]
    this.#arrived = []
    this.#more = 0
    if (arrived.length > 0) this.#listener.onEvents(arrived, more)
  }
}

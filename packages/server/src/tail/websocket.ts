import type { WebSocket } from '@fastify/websocket'
import { TallyError, type TallyEvent } from '@tallystick/core'
import type { TailMessage, TailSubscription } from '@tallystick/engine'
import { asTallyError } from '../http/errors.ts'
import { REVOKED } from './registry.ts'

/** Close codes of RFC 6455 §7.4.1. */
const GOING_AWAY = 1001
const POLICY_VIOLATION = 1008
const INTERNAL_ERROR = 1011

/** Heartbeats without a pong before a peer counts as gone. */
const MISSED_PONGS = 3

/** Longest that an event waits for others to go out with it, and most that go out together. */
const GATHER_MS = 50
const MOST_GATHERED = 500

export type SocketOptions = {
  /** Asked when the subscription has ended: whether that is because its reader may not read any more. */
  readonly isRevoked: () => boolean
  readonly heartbeatMs: number
  readonly maxBuffered: number
  /** Messages `event` that come soon after each other go out as one, `{"type":"events","events":[…]}`. */
  readonly together?: boolean
}

/** What is said over a tail's socket: JSON texts both ways. */
export type SocketProtocol = {
  /** What a subscription brings, as it is sent. Ends with the subscription. */
  messages(subscription: TailSubscription): AsyncIterable<object>
  /** Answers an object the client sent; what it throws is answered as an error. */
  answer(message: Readonly<Record<string, unknown>>, subscription: TailSubscription): object
  /** What the client may send, for the error when it is something else. */
  readonly expects: string
  /** Sent with every heartbeat, for clients that cannot see ping frames. */
  readonly ping?: object
}

/**
 * Serves a tail until either side closes. At most `maxBuffered` bytes and two messages wait in the socket: the subscription behind it then
 * fills, and says how many events were missed.
 */
export function serveSocket(
  socket: WebSocket,
  subscription: TailSubscription,
  protocol: SocketProtocol,
  options: SocketOptions,
): void {
  const send = (message: object) => socket.send(JSON.stringify(message))
  /** Resolves when all that waits is handed to the kernel, or the socket is closed. */
  const drained = (message: object) =>
    new Promise<void>(resolve => socket.send(JSON.stringify(message), () => resolve()))

  let gathered: TallyEvent[] = []
  let timer: NodeJS.Timeout | undefined
  const takeGathered = () => {
    clearTimeout(timer)
    timer = undefined
    const events = gathered
    gathered = []
    return { type: 'events', events }
  }
  const sendGathered = () => {
    if (gathered.length > 0) send(takeGathered())
  }
  /** A message to send now; undefined when it waits for others. */
  const gather = (message: object): object | undefined => {
    if (!options.together) return message
    if (!isEvent(message)) {
      sendGathered()
      return message
    }
    gathered.push(message.event)
    if (gathered.length === MOST_GATHERED || socket.bufferedAmount >= options.maxBuffered)
      return takeGathered()
    timer ??= setTimeout(sendGathered, GATHER_MS)
    return undefined
  }

  let unanswered = 0
  const heartbeat = setInterval(() => {
    if (unanswered++ === MISSED_PONGS) return socket.terminate()
    socket.ping()
    if (protocol.ping !== undefined && socket.bufferedAmount < options.maxBuffered) send(protocol.ping)
  }, options.heartbeatMs)
  heartbeat.unref()

  socket.on('pong', () => {
    unanswered = 0
  })
  socket.on('message', (data, isBinary) => {
    // A client that sends without reading would fill the buffer with answers.
    if (socket.bufferedAmount > 2 * options.maxBuffered)
      return socket.close(POLICY_VIOLATION, 'read what is sent')
    const answered = isBinary ? refusal('messages are text') : answer(String(data), subscription, protocol)
    // What came before the filter changed stays before the answer.
    sendGathered()
    send(answered)
  })
  socket.on('close', () => {
    clearInterval(heartbeat)
    clearTimeout(timer)
    subscription.close()
  })

  const pump = async () => {
    for await (const message of protocol.messages(subscription)) {
      if (socket.readyState !== socket.OPEN) return
      const ready = gather(message)
      if (ready === undefined) continue
      if (socket.bufferedAmount < options.maxBuffered) send(ready)
      else await drained(ready)
    }
    sendGathered()
  }
  pump().then(
    () =>
      options.isRevoked()
        ? socket.close(POLICY_VIOLATION, REVOKED)
        : socket.close(GOING_AWAY, 'the server is going away'),
    () => socket.close(INTERNAL_ERROR, 'the tail failed'),
  )
}

/** Native tails: messages `event` (or `events`, see `together`), `missed` (a count), `filter_ok`, `error`, `ping`; the client may send `{"type":"filter","query":"…"}`. */
export const NATIVE: SocketProtocol = {
  messages: (subscription): AsyncIterable<TailMessage> => subscription,
  answer({ type, query }, subscription) {
    if (type !== 'filter' || typeof query !== 'string')
      return refusal(`the message must be ${NATIVE.expects}`)
    subscription.setFilter(query)
    return { type: 'filter_ok', query }
  },
  expects: '{"type":"filter","query":"…"}',
  ping: { type: 'ping' },
}

const isEvent = (message: object): message is Extract<TailMessage, { type: 'event' }> =>
  'type' in message && message.type === 'event'

function answer(text: string, subscription: TailSubscription, protocol: SocketProtocol): object {
  const message = parse(text)
  if (message === undefined) return refusal(`the message must be ${protocol.expects}`)
  try {
    return protocol.answer(message, subscription)
  } catch (error) {
    return { type: 'error', error: asTallyError(error).toJSON() }
  }
}

export function refusal(message: string): object {
  return { type: 'error', error: new TallyError('TALLY_REQUEST_INVALID', message).toJSON() }
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

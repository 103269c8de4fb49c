/** One event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html), or its comments. */
export type SseEvent = {
  /** Undefined for a message without a name. */
  readonly event: string | undefined
  /** Lines joined by line feeds; undefined where there is none, as in a comment that keeps a connection alive. */
  readonly data: string | undefined
}

/** Characters of one event. The last event of a response repeats the whole of it. */
export const MAX_EVENT = 16 * 1024 * 1024

/**
 * Reads server-sent events from bytes in any pieces: CR, LF or CRLF, comments, data of several lines, a byte order mark. Bytes that are not UTF-8 become
 * U+FFFD. Throws RangeError when an event is longer than MAX_EVENT.
 */
export class SseReader {
  // Its own way with byte order marks differs with where the bytes are cut.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #isStart = true
  #rest = ''
  /** The last piece ended with CR, and the LF that may follow is part of it. */
  #afterReturn = false
  #event: string | undefined
  #data: string[] = []
  #isEmpty = true
  #length = 0

  read(bytes: Uint8Array): SseEvent[] {
    return this.#lines(this.#decoder.decode(bytes, { stream: true }))
  }

  /** The stream has ended. An event without the blank line behind it is none (the specification drops it). */
  end(): { readonly isWhole: boolean } {
    this.#lines(this.#decoder.decode())
    return { isWhole: this.#rest === '' && this.#isEmpty }
  }

  #lines(piece: string): SseEvent[] {
    const events: SseEvent[] = []
    let text = piece
    if (this.#isStart && text !== '') {
      if (text.startsWith('\ufeff')) text = text.slice(1)
      this.#isStart = false
    }
    if (this.#afterReturn && text !== '') {
      if (text.startsWith('\n')) text = text.slice(1)
      this.#afterReturn = false
    }
    if (this.#length + this.#rest.length + text.length > MAX_EVENT * 2)
      throw new RangeError('an event is too long')
    let start = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code !== 10 && code !== 13) continue
      const line = this.#rest + text.slice(start, at)
      this.#rest = ''
      if (code === 13) {
        if (at + 1 === text.length) this.#afterReturn = true
        else if (text.charCodeAt(at + 1) === 10) at++
      }
      start = at + 1
      const event = this.#line(line)
      if (event !== undefined) events.push(event)
    }
    this.#rest += text.slice(start)
    if (this.#length + this.#rest.length > MAX_EVENT) throw new RangeError('an event is too long')
    return events
  }

  #line(line: string): SseEvent | undefined {
    if (line === '') return this.#dispatch()
    this.#length += line.length
    const colon = line.indexOf(':')
    if (colon === 0) return { event: undefined, data: undefined }
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    this.#isEmpty = false
    if (name === 'data') this.#data.push(value)
    else if (name === 'event') this.#event = value
    return undefined
  }

  #dispatch(): SseEvent | undefined {
    const event = this.#event
    const data = this.#data
    this.#event = undefined
    this.#data = []
    this.#isEmpty = true
    this.#length = 0
    return data.length === 0 ? undefined : { event, data: data.join('\n') }
  }
}

/** Names that events are sent with: nobody looks for values in them. */
const NAME = /^[\w.-]{1,100}$/

/** An event as it is sent; a name that is not one is left out. JSON has no raw line feeds; what is not JSON may. */
export function frameOf(data: string, event?: string): string {
  const lines = data.includes('\n')
    ? data
        .split('\n')
        .map(line => `data: ${line}`)
        .join('\n')
    : `data: ${data}`
  return event === undefined || !NAME.test(event) ? `${lines}\n\n` : `event: ${event}\n${lines}\n\n`
}

/** Keeps a connection alive while everything is held back. */
export const COMMENT = ': \n\n'

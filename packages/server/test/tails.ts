import { bearer } from './support.ts'

// The DOM-like WebSocket of Node takes headers; its declarations do not say so.
type WithHeaders = new (url: string, options: { headers?: object; protocols?: string[] }) => WebSocket

export type Message = {
  readonly type: string
  readonly event?: { readonly message?: string; readonly seq: number }
  readonly events?: readonly { readonly message?: string }[]
  readonly count?: number
  readonly error?: { readonly code: string; readonly position?: number }
}

/** A live tail over WebSocket that collects what it is told. */
export async function openSocket(
  url: string,
  secret: string | undefined,
  query = '',
  protocols?: string[],
  more = '',
) {
  const address = `${url.replace('http', 'ws')}/api/v1/tail?q=${encodeURIComponent(query)}${more}`
  const socket = new (WebSocket as unknown as WithHeaders)(address, {
    ...(secret === undefined ? {} : { headers: bearer(secret) }),
    ...(protocols === undefined ? {} : { protocols }),
  })
  const messages: Message[] = []
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const look of waiting) look()
  }
  socket.addEventListener('message', ({ data }) => {
    messages.push(JSON.parse(String(data)) as Message)
    wake()
  })
  const closed = new Promise<{ code: number; reason: string }>(resolve =>
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
  )
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('the upgrade was refused')))
  })
  return {
    socket,
    messages,
    closed,
    send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    /** Resolves to the first message that fits, waiting for it. */
    next: (fits: (message: Message) => boolean) =>
      new Promise<Message>(resolve => {
        const look = () => {
          const found = messages.find(fits)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: async () => {
      socket.close()
      await closed
    },
  }
}

/** A live tail over server-sent events: `text` is all that came so far. */
export async function openEvents(url: string, secret: string, query = '') {
  const abort = new AbortController()
  const response = await fetch(`${url}/api/v1/tail?q=${encodeURIComponent(query)}`, {
    headers: { ...bearer(secret), accept: 'text/event-stream' },
    signal: abort.signal,
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    text: () => text,
    /** Reads until the text holds `word`, or the stream ends. */
    until: async (word: string) => {
      while (!text.includes(word)) {
        const { done, value } = await reader.read()
        if (done) return text
        text += value
      }
      return text
    },
    close: () => abort.abort(),
  }
}

/** All that a tail says until `word`, after `act` has been done with the tail open. */
export async function readUntil(
  url: string,
  secret: string,
  transport: 'sse' | 'websocket',
  query: string,
  word: string,
  act: () => Promise<void>,
): Promise<string> {
  if (transport === 'sse') {
    const tail = await openEvents(url, secret, query)
    await tail.until('tail is open')
    await act()
    const text = await tail.until(word)
    tail.close()
    return text
  }
  const tail = await openSocket(url, secret, query)
  await act()
  await tail.next(({ event }) => event?.message === word)
  await tail.close()
  return JSON.stringify(tail.messages)
}

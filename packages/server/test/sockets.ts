// The DOM-like WebSocket of Node takes headers; its declarations do not say so.
type WithHeaders = new (url: string, options: { headers?: object; protocols?: string[] }) => WebSocket

export type Said = { readonly type?: string; readonly [name: string]: unknown }

/** A WebSocket client that keeps what it is told. */
export async function connect(url: string, path: string, headers: object) {
  const socket = new (WebSocket as unknown as WithHeaders)(url.replace('http', 'ws') + path, { headers })
  const said: Said[] = []
  const waiting = new Set<() => void>()
  socket.addEventListener('message', ({ data }) => {
    said.push(JSON.parse(String(data)) as Said)
    for (const look of waiting) look()
  })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error('the connection was refused')))
  })
  return {
    socket,
    said,
    send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    /** The first message that is wanted, from the ones there are. */
    next: (wanted: (message: Said) => boolean, ms = 10_000) =>
      new Promise<Said>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`not told within ${ms} ms: ${JSON.stringify(said)}`)),
          ms,
        )
        const look = () => {
          const found = said.find(wanted)
          if (found === undefined) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () =>
      new Promise(resolve => {
        socket.addEventListener('close', resolve)
        socket.close()
      }),
  }
}

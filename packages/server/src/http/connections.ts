import type { Server } from 'node:http'
import type { Socket } from 'node:net'

export type Connections = {
  /** Closes connections at rest now, and the others once their requests are answered. */
  drain(): void
  /** Cuts off every connection, whatever became of it: upgraded, hijacked, never read. */
  destroyAll(): void
}

/**
 * Lets a server end without waiting for its clients: from `drain` on, connections at rest close, and the others once their
 * requests are answered. Node's closeIdleConnections leaves connections open that never carried a request (browsers and fetch make
 * them ahead), and keeps one alive that was busy when it was called.
 */
export function trackConnections(server: Server): Connections {
  const requests = new Map<Socket, number>()
  const all = new Set<Socket>()
  let draining = false
  server.on('connection', socket => {
    all.add(socket)
    requests.set(socket, 0)
    socket.once('close', () => {
      all.delete(socket)
      requests.delete(socket)
    })
  })
  // An upgraded connection belongs to its tail.
  server.on('upgrade', ({ socket }) => requests.delete(socket))
  server.on('request', ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1)
    response.once('close', () => {
      const left = (requests.get(socket) ?? 1) - 1
      requests.set(socket, left)
      if (draining && left === 0) socket.end()
    })
  })
  return {
    drain() {
      draining = true
      for (const [socket, count] of requests) if (count === 0) socket.destroy()
    },
    destroyAll() {
      for (const socket of all) socket.destroy()
    },
  }
}

import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** An address that stays while the server behind it comes and goes; connections can be cut at any moment. */
export class Forwarder {
  /** Where connections go; nowhere while undefined: they are closed at once. */
  target: string | undefined
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server) {
    this.#server = server
    server.on('connection', incoming => {
      if (this.target === undefined) {
        incoming.destroy()
        return
      }
      const { hostname, port } = new URL(this.target)
      const outgoing = connect(Number(port), hostname)
      for (const [socket, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ] as const) {
        this.#sockets.add(socket)
        socket.pipe(other)
        socket.on('error', () => other.destroy())
        socket.on('close', () => {
          this.#sockets.delete(socket)
          other.destroy()
        })
      }
    })
  }

  static async start(target?: string): Promise<Forwarder> {
    const server = createServer()
    const forwarder = new Forwarder(server)
    forwarder.target = target
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return forwarder
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Cuts every connection that is open, whatever is on its way. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise(resolve => this.#server.close(resolve))
  }
}

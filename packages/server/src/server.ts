import type { AddressInfo } from 'node:net'
import type { Engine } from '@tallystick/engine'
import { buildServer } from './http/app.ts'
import { type ServerOptions, settingsOf } from './http/options.ts'

export type RunningServer = {
  /** `http://host:port` it can be reached at from this machine. */
  readonly url: string
  /** Stops accepting, lets requests in flight finish, ends tails with a reason, then closes the engine. Safe to call twice. */
  close(): Promise<void>
}

/** Serves an engine. From here on the server owns it: `close` closes both, and a failure to listen closes the engine too. */
export async function startServer(engine: Engine, options: ServerOptions = {}): Promise<RunningServer> {
  const settings = settingsOf(options)
  const app = buildServer(engine, options)
  try {
    await app.listen({ host: settings.host, port: settings.port })
  } catch (error) {
    await engine.close()
    throw error
  }
  let closing: Promise<void> | undefined
  const shutDown = async () => {
    try {
      await app.close()
    } finally {
      await engine.close()
    }
  }
  return {
    url: urlOf(app.server.address() as AddressInfo),
    close() {
      closing ??= shutDown()
      return closing
    },
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host =
    address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address
  return `http://${host}:${port}`
}

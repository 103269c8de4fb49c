import type { AddressInfo } from 'node:net'
import type { Engine } from '@tallystick/engine'
import type { FastifyInstance } from 'fastify'
import { buildServer } from './http/app.ts'
import { urlOf } from './http/host.ts'
import { type ServerOptions, settingsOf } from './http/options.ts'

export type RunningServer = {
  /** `http://host:port` it can be reached at from this machine. */
  readonly url: string
  /** Stops accepting, lets requests in flight finish, ends tails with a reason, then closes the engine. Safe to call twice. */
  close(): Promise<void>
}

/** Serves an engine. From here on the server owns it: `close` closes both, and a failure to start closes the engine too. */
export async function startServer(engine: Engine, options: ServerOptions = {}): Promise<RunningServer> {
  const app = await listening(engine, options).catch(async error => {
    await engine.close()
    throw error
  })
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

async function listening(engine: Engine, options: ServerOptions): Promise<FastifyInstance> {
  const { host, port } = settingsOf(options)
  const app = buildServer(engine, options)
  // What scans are sealed with must be at hand before the first of them.
  await engine.vault.open()
  await app.listen({ host, port })
  return app
}

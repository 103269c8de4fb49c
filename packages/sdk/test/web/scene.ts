import { request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { createTallystick, type Tallystick } from '../../src/index.ts'
import { AnsweringServer } from '../ship/answering-server.ts'
import { collector } from '../speech/collect.ts'

type Json = Record<string, unknown>

/** A log line in the file format. */
export type Line = {
  readonly level: string
  readonly message: string
  readonly module: string
  readonly name?: string
  readonly context: Readonly<Record<string, string>>
  readonly fields: {
    readonly method: string
    readonly path: string
    readonly route?: string
    readonly status_code: number
    readonly duration_ms: number
    readonly aborted?: boolean
  }
  readonly error?: { readonly message: string; readonly stack: string }
}

export type Scene = {
  readonly tallystick: Tallystick
  readonly lines: () => Line[]
  /** Lines of requests, once there are so many. */
  readonly requests: (count: number) => Promise<Line[]>
  /** Tags of request_duration_seconds, as they arrived at a server. */
  readonly metrics: () => Promise<{ readonly value: number; readonly unit: string; readonly tags: Json }[]>
}

/** An instance with everything on, its lines kept, and its metrics shipped over a socket. */
export async function scene(t: TestContext, trustedProxies?: readonly string[]): Promise<Scene> {
  const server = await AnsweringServer.start()
  const kept = collector()
  const tallystick = createTallystick(
    {
      profile: 'debug',
      callSite: false,
      consoleEnabled: false,
      fileEnabled: false,
      directory: join(tmpdir(), 'tally-web'),
      performanceInterval: 3600,
      url: server.url,
      key: 'k',
      ...(trustedProxies === undefined ? {} : { trustedProxies }),
    },
    { env: {}, exitHandlers: false, destinations: [kept] },
  )
  t.after(async () => {
    await tallystick.shutdown(2_000)
    await server.stop()
  })
  const lines = (): Line[] => kept.lines.map(line => JSON.parse(line) as Line)
  return {
    tallystick,
    lines,
    requests: async count => {
      const found = () => lines().filter(({ name }) => name === 'http.request')
      for (let i = 0; i < 200 && found().length < count; i++)
        await new Promise(resolve => setTimeout(resolve, 10))
      // One too many would come now.
      await new Promise(resolve => setTimeout(resolve, 20))
      return found()
    },
    metrics: async () => {
      await tallystick.flush(5_000)
      return server.received
        .filter(({ path }) => path.startsWith('/api/v1/metrics'))
        .flatMap(({ lines: points }) => points)
        .map(point => JSON.parse(point) as { metric: string; value: number; unit: string; tags: Json })
        .filter(({ metric }) => metric === 'request_duration_seconds')
    },
  }
}

export async function listening(t: TestContext, server: Server): Promise<string> {
  if (!server.listening) await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Sends a request and leaves: before the answer, or once its first bytes are there. */
export async function leave(
  url: string,
  when: 'before the answer' | 'in the answer',
  body?: string,
): Promise<void> {
  const request = httpRequest(url, { method: body === undefined ? 'GET' : 'POST', agent: false })
  request.on('error', () => {})
  if (body !== undefined) request.setHeader('content-type', 'application/json')
  request.end(body)
  if (when === 'in the answer') {
    const response = await new Promise<IncomingMessage>(resolve => request.once('response', resolve))
    response.on('error', () => {})
    await new Promise(resolve => response.once('data', resolve))
  } else await new Promise(resolve => setTimeout(resolve, 60))
  request.destroy()
}

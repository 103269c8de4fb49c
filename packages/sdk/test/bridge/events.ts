import type { TestContext } from 'node:test'
import { AnsweringServer } from '../ship/answering-server.ts'

export type Event = {
  readonly time: string
  readonly level?: string
  readonly message?: string
  readonly service?: string
  readonly module?: string
  readonly request_id?: string
  readonly attributes?: {
    readonly error?: { readonly type?: string; readonly message: string; readonly stack: string }
    readonly [name: string]: unknown
  }
}

/** A server on a socket, and the events that it was brought. */
export async function receiving(
  t: TestContext,
): Promise<AnsweringServer & { readonly events: () => Event[] }> {
  const server = await AnsweringServer.start()
  t.after(() => server.stop())
  return Object.assign(server, { events: () => server.lines.map(line => JSON.parse(line) as Event) })
}

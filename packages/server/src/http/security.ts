import { TallyError } from '@tallystick/core'
import type { FastifyInstance } from 'fastify'
import { hostCheck } from './host.ts'
import type { Settings } from './options.ts'

/** Sent with every answer. There is no CORS header: other origins' pages may not read anything. */
const HEADERS: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
]

/** What the pages for people may load: their own origin only. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Security headers on every answer, and the Host allow-list against DNS rebinding. */
export function addSecurity(app: FastifyInstance, settings: Settings): void {
  const isAllowed = hostCheck(settings)
  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of HEADERS) reply.header(name, value)
    reply.header('x-request-id', request.id)
    reply.header('cache-control', 'no-store')
    const name = request.headers.host?.toLowerCase().replace(/:\d+$/, '') ?? ''
    if (!isAllowed(name))
      throw new TallyError(
        'TALLY_HOST_REFUSED',
        `the name ${JSON.stringify(name.slice(0, 128))} is not one this server answers to; --allowed-host allows it`,
      )
  })
  // The WebSocket plugin closes refused upgrades it has seen. One refused before its turn would keep a socket that nobody reads or
  // closes: descriptors lost without a key, and a shutdown that waits for ever.
  app.addHook('onResponse', async request => {
    if (request.ws === null && request.headers.upgrade !== undefined) request.raw.socket.destroy()
  })
}

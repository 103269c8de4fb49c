import { TallyError } from '@tallystick/core'
import type { ApiKey, Engine, Scope } from '@tallystick/engine'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'

/** What a route asks of its caller: a scope, any valid key, or nothing. */
export type Access = Scope | 'any' | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route declares it; the server does not start with a route that does not. */
    access?: Access
  }
  interface FastifyRequest {
    /** The key the request was made with; null on a public route without a valid one. */
    apiKey: ApiKey | null
  }
}

/** The tenant whose admin keys administer the whole instance; admin keys of others administer their own tenant's keys. */
export const INSTANCE_TENANT = 'default'

/** WebSocket subprotocol that carries a key where headers cannot be set (browsers): `tallystick.key.<key>`. */
export const KEY_PROTOCOL = 'tallystick.key.'

/** Longer than any key, short enough to hash without thought. */
const MAX_SECRET = 512

/** Authenticates every request before its body is read, and holds it against its route's `access`. */
export function addAuth(app: FastifyInstance, engine: Engine): void {
  const routes: RouteOptions[] = []
  app.decorateRequest('apiKey', null)
  app.addHook('onRoute', route => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    for (const route of routes)
      if (route.config?.access === undefined)
        throw new Error(`${route.method} ${route.url} declares no access`)
  })
  app.addHook('onRequest', async request => {
    if (request.is404) return
    const { access } = request.routeOptions.config
    if (access === undefined) throw new Error(`${request.routeOptions.url} declares no access`)
    const secret = secretOf(request)
    const key =
      secret === undefined || secret.length > MAX_SECRET
        ? undefined
        : await engine.control.authenticate(secret)
    request.apiKey = key ?? null
    if (access === 'public') return
    if (secret === undefined) throw new TallyError('TALLY_AUTH_REQUIRED', 'this address needs an API key')
    if (key === undefined)
      throw new TallyError('TALLY_AUTH_INVALID', 'the API key is unknown, revoked or expired')
    if (!allows(key, access))
      throw new TallyError('TALLY_AUTH_SCOPE', `this address needs the scope ${access}`)
  })
}

function allows(key: ApiKey, access: Scope | 'any'): boolean {
  return access === 'any' || key.scopes.includes(access) || key.scopes.includes('admin')
}

function secretOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')
  if (bearer) return bearer[1]
  if (!request.ws) return undefined
  return protocolsOf(request.headers['sec-websocket-protocol'])
    .find(name => name.startsWith(KEY_PROTOCOL))
    ?.slice(KEY_PROTOCOL.length)
}

function protocolsOf(header: string | undefined): string[] {
  return (header ?? '').split(',').map(name => name.trim())
}

/** The key of a request on a route that needs one. */
export function keyOf(request: FastifyRequest): ApiKey {
  if (request.apiKey === null) throw new Error('a route without a key asked for one')
  return request.apiKey
}

/** The only tenant a request may see. */
export function tenantOf(request: FastifyRequest): string {
  return keyOf(request).tenant
}

/** May this admin key administer `tenant`? Throws TALLY_AUTH_SCOPE. */
export function mustAdminister(key: ApiKey, tenant: string | 'instance'): void {
  if (key.tenant !== INSTANCE_TENANT && key.tenant !== tenant)
    throw new TallyError(
      'TALLY_AUTH_SCOPE',
      `an admin key of tenant ${key.tenant} administers the keys of that tenant only; this needs one of tenant ${INSTANCE_TENANT}`,
    )
}

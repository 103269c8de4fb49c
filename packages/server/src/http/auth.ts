import { TallyError } from '@tallystick/core'
import type { Engine, Permission } from '@tallystick/engine'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import type { Cookies } from './cookies.ts'
import { type Credentials, credentialsOf, mustBeOfConsole, mustBeOfHere, sessionOf } from './credentials.ts'
import type { Logins } from './logins.ts'
import { ANYONE, type Principal, principalOfKey, principalOfUser } from './principal.ts'

/** What a route asks of its caller: a permission, any valid credentials, or nothing. */
export type Access = Permission | 'any' | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route declares it; the server does not start with a route that does not. */
    access?: Access
    /** Where its callers say who they are, when that is elsewhere than on other routes; `anyone` need not. */
    identify?: (request: FastifyRequest) => Credentials | { readonly kind: 'anyone' } | undefined
  }
}

/** Longer than any key, short enough to hash without thought. */
const MAX_SECRET = 512

/** Authenticates every request before its body is read, and holds it against its route's `access`. */
export function addAuth(app: FastifyInstance, engine: Engine, logins: Logins, cookies: Cookies): void {
  const routes: RouteOptions[] = []
  app.decorateRequest('principal', null)
  app.addHook('onRoute', route => {
    routes.push(route)
  })
  app.addHook('onReady', async () => {
    for (const route of routes)
      if (route.config?.access === undefined)
        throw new Error(`${route.method} ${route.url} declares no access`)
  })

  const identify = (request: FastifyRequest) => {
    const { identify: ofRoute } = request.routeOptions.config
    return ofRoute === undefined ? (credentialsOf(request) ?? sessionOf(request, cookies)) : ofRoute(request)
  }

  const authenticate = async (request: FastifyRequest): Promise<Principal> => {
    const credentials = identify(request)
    switch (credentials?.kind) {
      case undefined:
        throw new TallyError('TALLY_AUTH_REQUIRED', 'this address needs an API key, or user and password')
      case 'anyone':
        return ANYONE
      case 'password':
        mustBeOfHere(request)
        return logins.basic(request, credentials.user, credentials.password)
      case 'session': {
        mustBeOfConsole(request)
        const found = await engine.control.session(credentials.token)
        if (found === undefined) throw new TallyError('TALLY_AUTH_INVALID', 'the session has ended')
        return principalOfUser(found.user, found.session)
      }
      case 'key': {
        const { secret } = credentials
        const key = secret.length > MAX_SECRET ? undefined : await engine.control.authenticate(secret)
        if (key === undefined)
          throw new TallyError('TALLY_AUTH_INVALID', 'the API key is unknown, revoked or expired')
        return principalOfKey(key)
      }
    }
  }

  app.addHook('onRequest', async request => {
    if (request.is404) return
    const { access } = request.routeOptions.config
    if (access === undefined) throw new Error(`${request.routeOptions.url} declares no access`)
    if (access === 'public') {
      // A public address says more to those it knows, and the same to whoever it does not.
      if (identify(request) !== undefined)
        request.principal = await authenticate(request).catch(ignoreRefusal)
      return
    }
    const principal = await authenticate(request)
    request.principal = principal
    if (access !== 'any' && !principal.permissions.has(access))
      throw new TallyError('TALLY_AUTH_SCOPE', `this address needs the permission ${access}`)
  })
}

function ignoreRefusal(error: unknown): null {
  if (error instanceof TallyError && error.code.startsWith('TALLY_AUTH_')) return null
  throw error
}

import { TallyError } from '@tallystick/core'
import {
  type Actor,
  type ApiKey,
  type Engine,
  observedReader,
  PERMISSIONS,
  type Permission,
  permissionsOfKey,
  permissionsOfUser,
  type Read,
  type Reader,
  readerOf as readerOfEngine,
  type Session,
  type User,
} from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'

/** Who makes a request: an API key, a user with a password, or anyone where the proxy is open. */
export type Principal = {
  readonly tenant: string
  readonly permissions: ReadonlySet<Permission>
} & (
  | { readonly kind: 'key'; readonly key: ApiKey }
  | {
      readonly kind: 'user'
      readonly user: User
      /** Where they signed in with a browser. */
      readonly session?: Session
    }
  | { readonly kind: 'anyone' }
)

declare module 'fastify' {
  interface FastifyRequest {
    /** Null on a public route without valid credentials. */
    principal: Principal | null
  }
}

/** The tenant whose admins administer the whole instance; admins of others administer their own tenant's keys and users. */
export const INSTANCE_TENANT = 'default'

export const ANYONE: Principal = {
  kind: 'anyone',
  tenant: INSTANCE_TENANT,
  permissions: new Set<Permission>(['ingest']),
}

export function principalOfKey(key: ApiKey): Principal {
  return { kind: 'key', key, tenant: key.tenant, permissions: permissionsOfKey(key) }
}

export function principalOfUser(user: User, session?: Session): Principal {
  return {
    kind: 'user',
    user,
    tenant: user.tenant,
    permissions: permissionsOfUser(user),
    ...(session === undefined ? {} : { session }),
  }
}

/** The user who makes a request, with their session where they have one. Throws TALLY_AUTH_SCOPE for a key. */
export function userOf(request: FastifyRequest): { readonly user: User; readonly session?: Session } {
  const principal = principalOf(request)
  if (principal.kind !== 'user')
    throw new TallyError('TALLY_AUTH_SCOPE', 'this address is for users; an API key has no account')
  return principal
}

/** Who makes a request on a route that is not public. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new Error('a public route asked who is there')
  return request.principal
}

/** The only tenant a request may see. */
export function tenantOf(request: FastifyRequest): string {
  return principalOf(request).tenant
}

/** What this request may read: its tenant, and the payload only where it may see that. Whatever is read is recorded before the answer leaves. */
export function readerOf(engine: Engine, request: FastifyRequest): Reader {
  const reader = readerOfEngine(engine, principalOf(request))
  return request.reads === null ? reader : observedReader(reader, request.reads)
}

/**
 * What figures that are defined are read with: the tenant's whole record, whoever asks. Like derived series they may be asked for as they are
 * defined, though they count by attributes: how many scans were severe gives no scan away. Recorded as figures, for no row leaves.
 */
export function figuresReaderOf(engine: Engine, request: FastifyRequest): Reader {
  const reader = readerOfEngine(engine, { tenant: tenantOf(request), permissions: new Set(PERMISSIONS) })
  const { reads } = request
  if (reads === null) return reader
  const answered = ({ rows: _, phase: __, complete: ___, ...read }: Read) =>
    reads.answered({ ...read, kind: 'aggregate' })
  return observedReader(reader, {
    answered,
    flows: async read => {
      if (read.phase === 'start') await answered(read)
    },
  })
}

/** A principal's name in logs and in the audit trail. */
export function nameOf(principal: Principal): string {
  if (principal.kind === 'anyone') return 'anyone'
  return principal.kind === 'key' ? `key:${principal.key.id}` : principal.user.name
}

export function actorOf(request: FastifyRequest): Actor {
  const principal = principalOf(request)
  return {
    ...sourceOf(request, nameOf(principal)),
    ...(principal.kind === 'user' && principal.session !== undefined
      ? { session: principal.session.id }
      : {}),
  }
}

/** Somebody who is not authenticated, or not yet. */
export function sourceOf(request: FastifyRequest, name: string): Actor {
  const userAgent = request.headers['user-agent']
  return { name, ip: request.ip, requestId: request.id, ...(userAgent === undefined ? {} : { userAgent }) }
}

export function administersInstance({ tenant, permissions }: Principal): boolean {
  return tenant === INSTANCE_TENANT && permissions.has('admin')
}

/** May this admin administer `tenant`? Throws TALLY_AUTH_SCOPE. */
export function mustAdminister(principal: Principal, tenant: string | 'instance'): void {
  if (principal.tenant !== INSTANCE_TENANT && principal.tenant !== tenant)
    throw new TallyError(
      'TALLY_AUTH_SCOPE',
      `an admin of tenant ${principal.tenant} administers that tenant only; this needs one of tenant ${INSTANCE_TENANT}`,
    )
}

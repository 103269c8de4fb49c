import type { FastifyRequest } from 'fastify'
import { type Credentials, credentialsOf, isFromElsewhere } from '../http/credentials.ts'
import type { Settings } from '../http/options.ts'
import { holdsOwnKey } from './headers.ts'

/** Keys of this server say so themselves, damaged ones too, so that they are told from those of upstreams. Passwords (Basic) are those of users here. */
const OWN = /^(?:Bearer +tally_|Basic )/i

const hasOwnKey = ({ headers }: FastifyRequest): boolean =>
  headers['x-tally-key'] !== undefined && headers['x-tally-key'] !== ''

/** Who makes a request of the proxy: whoever X-Tally-Key is of, else Authorization; where the proxy is open, anyone. */
export function identify(
  request: FastifyRequest,
  { proxy }: Pick<Settings, 'proxy'>,
): Credentials | { readonly kind: 'anyone' } | undefined {
  if (hasOwnKey(request)) return { kind: 'key', secret: String(request.headers['x-tally-key']) }
  if (OWN.test(request.headers.authorization ?? '')) return credentialsOf(request)
  // A page of another origin in somebody's browser would otherwise speak to models in their name.
  return proxy.open && !isFromElsewhere(request) ? { kind: 'anyone' } : undefined
}

/**
 * What the upstream is told in Authorization: what the client says, unless that is who it is here; else the key that the operator set. It passes
 * through and is kept nowhere.
 */
export function upstreamAuthorization(
  request: FastifyRequest,
  { proxy }: Pick<Settings, 'proxy'>,
): string | undefined {
  const { authorization = '' } = request.headers
  const isBasic = /^Basic /i.test(authorization)
  if (
    authorization !== '' &&
    !holdsOwnKey(authorization) &&
    (!OWN.test(authorization) || (isBasic && hasOwnKey(request)))
  )
    return authorization
  return proxy.upstreamKey === undefined ? undefined : `Bearer ${proxy.upstreamKey}`
}

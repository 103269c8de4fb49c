import { TallyError } from '@tallystick/core'
import { administrationOf, type Engine, ROLES, type Role, type User } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import type { Logins } from '../http/logins.ts'
import { sourceOf } from '../http/principal.ts'
import type { Claims } from './oidc.ts'
import type { OidcSettings } from './oidc-options.ts'

/** Who changes users because of what a provider says, in the audit trail. */
const ACTOR = 'oidc'

/**
 * The user of whoever a provider vouches for, made when they come for the first time, with the role that the provider's groups give them now. They
 * are known by issuer and subject, which never change (OpenID Connect Core §5.7), and a name that another user has is never given to
 * them. Throws TALLY_OIDC_NAME, TALLY_OIDC_ROLE, and TALLY_AUTH_INVALID for a disabled user; each is recorded as a failed login.
 */
export async function userOfClaims(
  engine: Engine,
  settings: OidcSettings,
  claims: Claims,
  request: FastifyRequest,
  logins: Logins,
): Promise<User> {
  const { control } = engine
  const administration = administrationOf(engine, sourceOf(request, ACTOR))
  const identity = { issuer: claims.iss, subject: claims.sub }
  const known = await control.userOf(identity)
  const name = known?.name ?? nameOf(claims)
  const refuse = (error: TallyError, reason: string): never => {
    logins.failed(request, { name: name ?? '', method: 'oidc', reason })
    throw error
  }

  if (known?.disabled !== undefined)
    return refuse(new TallyError('TALLY_AUTH_INVALID', 'this user is disabled'), 'disabled')
  const role = roleOf(claims, settings)
  if (role === undefined) {
    if (known !== undefined) await administration.endSessions(known.name)
    return refuse(new TallyError('TALLY_OIDC_ROLE', 'no group of this user gives a role'), 'no_role')
  }
  if (known !== undefined)
    return known.role === role ? known : administration.changeUser(known.name, { role })
  const taken = () => refuse(new TallyError('TALLY_OIDC_NAME', 'another user has this name'), 'name_taken')
  if (name === undefined)
    return refuse(new TallyError('TALLY_OIDC_NAME', 'no claim is the name of a user'), 'no_name')
  try {
    return await administration.createUserOf(identity, { name, role, tenant: settings.tenant })
  } catch (error) {
    const code = error instanceof TallyError ? error.code : undefined
    if (code === 'TALLY_USER_EXISTS') return taken()
    if (code === 'TALLY_USER_INVALID')
      return refuse(new TallyError('TALLY_OIDC_NAME', 'the name is none that a user can have'), 'no_name')
    throw error
  }
}

/** The address, unless the provider says that nobody checked it, else the name at the provider; in lower case, as names here are. */
function nameOf({ email, email_verified, preferred_username }: Claims): string | undefined {
  const name = typeof email === 'string' && email_verified !== false ? email : preferred_username
  return typeof name === 'string' && name !== '' ? name.toLowerCase() : undefined
}

function roleOf(claims: Claims, { roleClaim, roles, defaultRole }: OidcSettings): Role | undefined {
  const said = [claims[roleClaim]].flat()
  const given = new Set(said.map(value => (typeof value === 'string' ? roles.get(value) : undefined)))
  // Roles are listed from the highest on.
  return ROLES.find(role => given.has(role)) ?? defaultRole
}

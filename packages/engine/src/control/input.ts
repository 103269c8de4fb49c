import { parseTime, TallyError, timeToMs } from '@tallystick/core'
import type { Grant, Role, Scope } from '../ports/control-store.ts'

const TENANT = /^[a-z0-9][a-z0-9_-]{0,62}$/
/** Also an address like ada@example.org; no colon, which ends a name in HTTP Basic (RFC 7617 §2). */
const USER = /^[a-z0-9][a-z0-9._@+-]{0,127}$/
export const ROLES: readonly Role[] = ['admin', 'operator', 'auditor', 'guest']
export const GRANTS: readonly Grant[] = ['ingest', 'read', 'payload', 'export', 'verify']
const SCOPES: readonly Scope[] = ['ingest', 'read', 'admin']

/** Returns `name` when it may name a tenant (docs/design/001-record-format.md), else throws TALLY_TENANT_INVALID. */
export function tenantName(name: string): string {
  if (typeof name !== 'string' || !TENANT.test(name))
    throw new TallyError('TALLY_TENANT_INVALID', `${shown(name)} is not a tenant name`)
  return name
}

export function keyName(name: string): string {
  if (typeof name !== 'string' || !/^\P{C}{1,128}$/u.test(name))
    throw new TallyError('TALLY_REQUEST_INVALID', 'the name of an API key is 1 to 128 printable characters')
  return name
}

/** Scopes without repetition, in the catalogue's order. */
export function keyScopes(scopes: readonly Scope[]): readonly Scope[] {
  const unknown = scopes.find(scope => !SCOPES.includes(scope))
  if (unknown !== undefined || scopes.length === 0)
    throw new TallyError(
      'TALLY_REQUEST_INVALID',
      `scopes are one or more of ${SCOPES.join(', ')}${unknown === undefined ? '' : `, not ${shown(unknown)}`}`,
    )
  return SCOPES.filter(scope => scopes.includes(scope))
}

/** Returns `name` when it may name a user, else throws TALLY_USER_INVALID. */
export function userName(name: string): string {
  if (typeof name !== 'string' || !USER.test(name))
    throw new TallyError('TALLY_USER_INVALID', `${shown(name)} is not a user name`)
  return name
}

export function userRole(role: Role): Role {
  if (!ROLES.includes(role))
    throw new TallyError('TALLY_REQUEST_INVALID', `a role is one of ${ROLES.join(', ')}, not ${shown(role)}`)
  return role
}

/** Grants without repetition, in the catalogue's order. */
export function userGrants(grants: readonly Grant[]): readonly Grant[] {
  const unknown = grants.find(grant => !GRANTS.includes(grant))
  if (unknown !== undefined)
    throw new TallyError('TALLY_REQUEST_INVALID', `grants are of ${GRANTS.join(', ')}, not ${shown(unknown)}`)
  return GRANTS.filter(grant => grants.includes(grant))
}

/** Canonical time at which a key ends, which is still to come. `now` is in epoch milliseconds. */
export function expiry(expires: string, now: number): string {
  let time: string
  try {
    time = parseTime(expires)
  } catch (cause) {
    throw new TallyError('TALLY_REQUEST_INVALID', `expires must be an RFC 3339 time, not ${shown(expires)}`, {
      cause,
    })
  }
  if (timeToMs(time) <= now) throw new TallyError('TALLY_KEY_EXPIRY', `expires (${time}) is past`)
  return time
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 80)
}

import { parseTime, TallyError, timeToMs } from '@tallystick/core'
import type { Scope } from '../ports/control-store.ts'

const TENANT = /^[a-z0-9][a-z0-9_-]{0,62}$/
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

import type { Engine } from '@tallystick/engine'
import { type Principal, principalOfKey, principalOfUser } from './principal.ts'

/**
 * Whether who made a request may still do all that they could when they made it: the key was not revoked and has not expired, the session has not ended, the user is not
 * disabled or deleted and has, without a session, the password that they came with, and no permission was taken from them. For what goes on long after it was asked for.
 */
export async function mayStill(engine: Engine, principal: Principal): Promise<boolean> {
  const now = await asOfNow(engine, principal)
  return now !== undefined && [...principal.permissions].every(permission => now.permissions.has(permission))
}

async function asOfNow({ control }: Engine, principal: Principal): Promise<Principal | undefined> {
  if (principal.kind === 'anyone') return principal
  if (principal.kind === 'key') {
    const key = (await control.keys(principal.tenant)).find(({ id }) => id === principal.key.id)
    const isOver = key?.expires !== undefined && Date.parse(key.expires) <= Date.now()
    return key === undefined || key.revoked !== undefined || isOver ? undefined : principalOfKey(key)
  }
  const user = await control.user(principal.user.name)
  if (user === undefined || user.disabled !== undefined || user.created !== principal.user.created)
    return undefined
  const { session } = principal
  const isSignedIn =
    session === undefined
      ? user.passwordChanged === principal.user.passwordChanged
      : (await control.sessions(user.name)).some(({ id }) => id === session.id)
  return isSignedIn ? principalOfUser(user, session) : undefined
}

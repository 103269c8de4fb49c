import { TallyError } from '@tallystick/core'
import type { Engine } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import { INSTANCE_TENANT, type Principal, principalOfUser } from './principal.ts'
import { createThrottle } from './throttle.ts'

/** Failures after which a login is no slip of the hand any more. */
const SUSPICIOUS = 5
/** What may be a user's name; anything else could be a password typed into the wrong field, and is not recorded. */
const NAME = /^[a-z0-9][a-z0-9._@+-]{0,127}$/

/**
 * Logs users in: the principal of a user and their password, or TALLY_AUTH_INVALID (the same for unknown, wrong and disabled), TALLY_AUTH_SLOWED
 * and TALLY_AUTH_BUSY. Failures are recorded in the stream `security` of the user's tenant; the password is not.
 */
export function createLogins(
  engine: Engine,
  now: () => number,
): (request: FastifyRequest, name: string, password: string) => Promise<Principal> {
  const throttle = createThrottle(now)

  const recordFailure = async (request: FastifyRequest, name: string, attempts: number): Promise<void> => {
    const user = await engine.control.user(name)
    const reason =
      user === undefined ? 'unknown_user' : user.disabled === undefined ? 'wrong_password' : 'disabled'
    const named = NAME.test(name) ? { user_id: name, entity_type: 'user', entity_id: name } : {}
    await engine.ingest(user?.tenant ?? INSTANCE_TENANT, [
      {
        stream: 'security',
        category: 'security',
        name: 'login.failure',
        message: `Failed login${'user_id' in named ? ` of ${name}` : ''} from ${request.ip}`,
        ...named,
        ip: request.ip,
        user_agent: request.headers['user-agent']?.slice(0, 2_048),
        request_id: request.id,
        attributes: {
          severity: attempts >= SUSPICIOUS ? 'HIGH' : 'MEDIUM',
          details: { reason, method: 'basic', attempts },
        },
      },
    ])
  }

  return async (request, name, password) => {
    const { ip } = request
    throttle.check(name, ip)
    let attempts = 0
    const user = await engine.control.verifyUser(name, password, () => {
      attempts = throttle.attempt(name, ip)
    })
    if (user !== undefined) {
      if (attempts > 0) throttle.succeeded(name, ip)
      return principalOfUser(user)
    }
    // Whoever waited for the check of another request made no attempt of their own.
    if (attempts > 0)
      recordFailure(request, name, attempts).catch((error: unknown) =>
        request.log.error({ err: error, request_id: request.id }, 'a failed login could not be recorded'),
      )
    throw new TallyError('TALLY_AUTH_INVALID', 'user and password do not belong together')
  }
}

import { TallyError } from '@tallystick/core'
import type { Engine, User } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import { INSTANCE_TENANT, type Principal, principalOfUser } from './principal.ts'
import { createThrottle } from './throttle.ts'

/** Failures after which a login is no slip of the hand any more. */
const SUSPICIOUS = 5
/** What may be a user's name; anything else could be a password typed into the wrong field, and is not recorded. */
const NAME = /^[a-z0-9][a-z0-9._@+-]{0,127}$/

/** `basic`: with the request itself; `console`: to sign in, or again while signed in; `oidc`: through an identity provider. */
export type LoginMethod = 'basic' | 'console' | 'oidc'

export type LoginFailure = {
  readonly name: string
  readonly method: LoginMethod
  /** Default: what the user says, or `wrong_password`. */
  readonly reason?: string
  readonly attempts?: number
}

/** Logins with passwords: slowed when they fail, and then recorded. */
export type Logins = {
  /**
   * The user whose password it is; TALLY_AUTH_INVALID for all others (the same for unknown, wrong and disabled), TALLY_AUTH_SLOWED and
   * TALLY_AUTH_BUSY.
   */
  verify(request: FastifyRequest, name: string, password: string, method: LoginMethod): Promise<User>
  /** The principal of a user and their password. Throws as `verify` does, and TALLY_AUTH_OTP_REQUIRED: with a second factor a password alone is not enough. */
  basic(request: FastifyRequest, name: string, password: string): Promise<Principal>
  /** Records a failure in the stream `security` of the user's tenant, without holding up the refusal. What was typed as a password is not in it. */
  failed(request: FastifyRequest, failure: LoginFailure): void
}

export function createLogins(engine: Engine, now: () => number): Logins {
  const { control } = engine
  const throttle = createThrottle(now)

  const recordFailure = async (
    request: FastifyRequest,
    { name, method, reason, attempts = 1 }: LoginFailure,
  ): Promise<void> => {
    const user = await control.user(name)
    const why =
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
          details: { reason: reason ?? why, method, attempts },
        },
      },
    ])
  }

  const logins: Logins = {
    failed(request, failure) {
      recordFailure(request, failure).catch((error: unknown) =>
        request.log.error({ err: error, request_id: request.id }, 'a failed login could not be recorded'),
      )
    },

    async verify(request, name, password, method) {
      const { ip } = request
      throttle.check(name, ip)
      let attempts = 0
      const user = await control.verifyUser(name, password, () => {
        attempts = throttle.attempt(name, ip)
      })
      if (user !== undefined) {
        if (attempts > 0) throttle.succeeded(name, ip)
        return user
      }
      // Whoever waited for the check of another request made no attempt of their own.
      if (attempts > 0) logins.failed(request, { name, method, attempts })
      throw new TallyError('TALLY_AUTH_INVALID', 'user and password do not belong together')
    },

    async basic(request, name, password) {
      const user = await logins.verify(request, name, password, 'basic')
      if ((await control.secondFactor(name))?.confirmed !== undefined)
        throw new TallyError('TALLY_AUTH_OTP_REQUIRED', 'a password alone is not enough for this user')
      return principalOfUser(user)
    },
  }
  return logins
}

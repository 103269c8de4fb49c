import { type JsonObject, TallyError } from '@tallystick/core'
import type { Engine } from '../engine.ts'
import type { Session, SessionMethod, User } from '../ports/control-store.ts'
import { type Actor, recordDeed } from './deeds.ts'

export type SignIn = {
  readonly method: SessionMethod
  /** What proved that it is them beside the method. */
  readonly secondFactor?: 'totp' | 'recovery_code' | undefined
  /** Asked when the session is made: whether what let them in still holds. */
  readonly stillHolds?: () => Promise<boolean>
}

/** What users do with their own account. Whatever was done is in the stream `audit` of their tenant when the promise resolves. */
export type Account = {
  /** Throws TALLY_AUTH_INVALID when the user may not sign in any more. When it cannot be recorded there is no session. */
  signIn(input: SignIn): Promise<{ session: Session; token: string }>
  signOut(session: Session): Promise<void>
  /** Throws TALLY_SESSION_NOT_FOUND. */
  endSession(id: string): Promise<void>
  endSessions(): Promise<void>
  /** Every session ends. Throws TALLY_PASSWORD_INVALID. */
  changePassword(password: string): Promise<void>
  /** Throws TALLY_TOTP_NOT_FOUND when none waits. */
  confirmSecondFactor(input: {
    readonly step: number
    readonly recoveryCodes: readonly string[]
  }): Promise<void>
  /** Throws TALLY_TOTP_NOT_FOUND. */
  removeSecondFactor(): Promise<void>
}

/** The account of `user`, who is the actor. Passwords, tokens and codes are never recorded. */
export function accountOf(engine: Engine, actor: Actor, user: User): Account {
  const { control } = engine
  const record = (name: string, message: string, details?: JsonObject, by: Actor = actor) =>
    recordDeed(engine, by, {
      tenant: user.tenant,
      category: 'authentication',
      name,
      message: `${user.name} ${message}`,
      entity: ['user', user.name],
      ...(details === undefined ? {} : { details }),
    })

  return {
    async signIn({ method, secondFactor, stillHolds = async () => true }) {
      const refused = () => new TallyError('TALLY_AUTH_INVALID', 'this user may not sign in any more')
      const { ip, userAgent } = actor
      const made = await control
        .createSession({
          user: user.name,
          method,
          ...(ip === undefined ? {} : { ip }),
          ...(userAgent === undefined ? {} : { userAgent }),
        })
        .catch((error: unknown) => {
          throw error instanceof TallyError && error.code === 'TALLY_USER_NOT_FOUND' ? refused() : error
        })
      const { session } = made
      try {
        if (!(await stillHolds())) throw refused()
        const details = {
          method,
          ...(secondFactor === undefined ? {} : { second_factor: secondFactor }),
        }
        await record('login.success', 'signed in', details, { ...actor, session: session.id })
      } catch (error) {
        await control.endSession(user.name, session.id).catch(() => undefined)
        throw error
      }
      return made
    },

    async signOut({ id }) {
      await control.endSession(user.name, id)
      await record('logout', 'signed out', undefined, { ...actor, session: id })
    },

    async endSession(id) {
      await control.endSession(user.name, id)
      await record('session.end', 'ended a session', { ended: id })
    },

    async endSessions() {
      const ended = await control.endSessions(user.name)
      await record('session.end_all', 'signed out everywhere', { ended })
    },

    async changePassword(password) {
      await control.changeUser(user.name, { password })
      await record('password.change', 'changed their password')
    },

    async confirmSecondFactor(input) {
      await control.confirmSecondFactor(user.name, input)
      await record('second_factor.on', 'turned on their second factor')
    },

    async removeSecondFactor() {
      await control.removeSecondFactor(user.name)
      await record('second_factor.off', 'turned off their second factor')
    },
  }
}

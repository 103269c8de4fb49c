import { randomBytes } from 'node:crypto'
import { TallyError } from '@tallystick/core'
import { type Engine, openSecondFactor, type User } from '@tallystick/engine'
import type { FastifyRequest } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import type { LoginMethod, Logins } from '../http/logins.ts'
import { createThrottle } from '../http/throttle.ts'

/** RFC 6238 with what every authenticator app takes: SHA-1, six digits, thirty seconds. */
const CODE = { algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Steps that a clock may be off, either way (RFC 6238 §5.2). */
const WINDOW = 1
/** RFC 4226 §4: 160 bits. */
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** What proved that it is them. */
export type Proof = 'totp' | 'recovery_code'

/** Codes of users, beside their passwords. Wrong ones are slowed and recorded like passwords. */
export type SecondFactors = {
  /**
   * Whether the user has none, and if they have one, that `otp` is of it. No code is good twice. Throws TALLY_AUTH_OTP_REQUIRED, TALLY_AUTH_OTP_INVALID
   * and TALLY_AUTH_SLOWED.
   */
  demand(request: FastifyRequest, user: User, otp: string | undefined): Promise<Proof | undefined>
  /** The time step of a code of the secret that waits to be confirmed. Throws TALLY_TOTP_NOT_FOUND, TALLY_TOTP_EXISTS, TALLY_AUTH_OTP_INVALID, TALLY_AUTH_SLOWED. */
  confirming(request: FastifyRequest, user: User, otp: string): Promise<number>
}

export function createSecondFactors(engine: Engine, logins: Logins, now: () => number): SecondFactors {
  const { control } = engine
  const throttle = createThrottle(now)

  /** Counts an attempt before `check` is asked. Whoever guesses knows the password already, so the wait is for the user, from whatever address. */
  const slowed = async <T>(
    request: FastifyRequest,
    user: User,
    method: LoginMethod,
    check: () => Promise<T | undefined>,
  ): Promise<T> => {
    const attempts = throttle.attempt(user.name, '')
    const found = await check()
    if (found === undefined) {
      logins.failed(request, { name: user.name, method, reason: 'wrong_code', attempts })
      throw new TallyError('TALLY_AUTH_OTP_INVALID', 'the code is not one that is taken now')
    }
    throttle.succeeded(user.name, '')
    return found
  }

  return {
    async demand(request, user, otp) {
      const factor = await openSecondFactor(engine, user)
      if (!factor?.confirmed) return undefined
      if (otp === undefined) throw new TallyError('TALLY_AUTH_OTP_REQUIRED', 'this user has a second factor')
      return slowed<Proof>(request, user, 'console', async () => {
        const step = stepOf(factor.secret, otp, now())
        if (step !== undefined) return (await control.takeStep(user.name, step)) ? 'totp' : undefined
        const code = normalRecoveryCode(otp)
        return (await control.takeRecoveryCode(user.name, code)) ? 'recovery_code' : undefined
      })
    },

    async confirming(request, user, otp) {
      const factor = await openSecondFactor(engine, user)
      if (factor === undefined)
        throw new TallyError('TALLY_TOTP_NOT_FOUND', 'no second factor waits to be confirmed')
      if (factor.confirmed)
        throw new TallyError('TALLY_TOTP_EXISTS', `${user.name} has a second factor already`)
      return slowed(request, user, 'console', async () => stepOf(factor.secret, otp, now()))
    },
  }
}

/** A new secret: as it is kept, as people type it, and as apps read it from a picture (otpauth:// of the Key URI Format). */
export function newSecret(user: User): {
  readonly bytes: Uint8Array
  readonly secret: string
  readonly uri: string
} {
  const bytes = randomBytes(SECRET_BYTES)
  const secret = secretOf(bytes)
  const uri = new TOTP({ ...CODE, issuer: 'Tallystick', label: user.name, secret }).toString()
  return { bytes, secret: secret.base32, uri }
}

/** Ten codes of 80 random bits, in groups of four. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    Array.from(randomBytes(16), byte => BASE32[byte & 31])
      .join('')
      .replace(/(.{4})(?!$)/g, '$1-'),
  )
}

/** A recovery code as it is hashed, whatever its case, spaces and hyphens. */
export function normalRecoveryCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toLowerCase()
}

function stepOf(secret: Uint8Array, otp: string, now: number): number | undefined {
  const token = otp.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const delta = TOTP.validate({ ...CODE, token, secret: secretOf(secret), timestamp: now, window: WINDOW })
  return delta === null ? undefined : TOTP.counter({ period: CODE.period, timestamp: now }) + delta
}

/** On a buffer of its own: a Buffer may stand inside a larger one. */
const secretOf = (bytes: Uint8Array) => new Secret({ buffer: new Uint8Array(bytes).buffer })

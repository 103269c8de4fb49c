import { accountOf, offerSecondFactor } from '@tallystick/engine'
import Type from 'typebox'
import { actorOf, userOf } from '../http/principal.ts'
import { OtpProof, PasswordChange, PasswordProof, RecoveryCodes, TotpOffer } from '../schemas/session.ts'
import { startSession } from '../signin/browser.ts'
import { newRecoveryCodes, newSecret, normalRecoveryCode } from '../signin/second-factors.ts'
import type { Routes } from './context.ts'

/** What users change of their own account. Each asks for the password again, or for a code: a browser that was left open is not enough. */
export const accountRoutes: Routes = (app, context) => {
  const { engine, logins, secondFactors } = context

  app.put(
    '/api/v1/account/password',
    {
      config: { access: 'any', errors: ['TALLY_PASSWORD_INVALID'] },
      schema: {
        operationId: 'changePassword',
        summary: 'Change your password; every other session ends, and this one goes on under a new cookie',
        tags: ['account'],
        body: PasswordChange,
        response: { 204: Type.Null({ description: 'Changed.' }) },
      },
    },
    async (request, reply) => {
      const { user, session } = userOf(request)
      const { current, password } = request.body
      await logins.verify(request, user.name, current, 'console')
      await accountOf(engine, actorOf(request), user).changePassword(password)
      if (session !== undefined) await startSession(context, request, reply, user, { method: 'password' })
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/v1/account/totp',
    {
      config: { access: 'any', errors: ['TALLY_TOTP_EXISTS', 'TALLY_VAULT_KEY', 'TALLY_VAULT_CORRUPT'] },
      schema: {
        operationId: 'offerTotp',
        summary: 'Set up a second factor; nothing is asked for before it is confirmed',
        tags: ['account'],
        body: PasswordProof,
        response: { 200: TotpOffer },
      },
    },
    async request => {
      const { name } = userOf(request).user
      const user = await logins.verify(request, name, request.body.password, 'console')
      const { bytes, secret, uri } = newSecret(user)
      await offerSecondFactor(engine, user, bytes)
      return { secret, uri }
    },
  )

  app.put(
    '/api/v1/account/totp',
    {
      config: {
        access: 'any',
        errors: [
          'TALLY_TOTP_NOT_FOUND',
          'TALLY_TOTP_EXISTS',
          'TALLY_AUTH_OTP_INVALID',
          'TALLY_VAULT_CORRUPT',
        ],
      },
      schema: {
        operationId: 'confirmTotp',
        summary: 'Confirm a second factor with its first code; it is asked for from now on',
        tags: ['account'],
        body: OtpProof,
        response: { 200: RecoveryCodes },
      },
    },
    async request => {
      const { user } = userOf(request)
      const step = await secondFactors.confirming(request, user, request.body.otp)
      const codes = newRecoveryCodes()
      await accountOf(engine, actorOf(request), user).confirmSecondFactor({
        step,
        recoveryCodes: codes.map(normalRecoveryCode),
      })
      return { recovery_codes: codes }
    },
  )

  app.delete(
    '/api/v1/account/totp',
    {
      config: { access: 'any', errors: ['TALLY_TOTP_NOT_FOUND'] },
      schema: {
        operationId: 'removeTotp',
        summary: 'Turn off your second factor, or drop one that waits to be confirmed',
        tags: ['account'],
        body: PasswordProof,
        response: { 204: Type.Null({ description: 'Turned off.' }) },
      },
    },
    async (request, reply) => {
      const { user } = userOf(request)
      await logins.verify(request, user.name, request.body.password, 'console')
      await accountOf(engine, actorOf(request), user).removeSecondFactor()
      return reply.code(204).send()
    },
  )
}

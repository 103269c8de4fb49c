import { TallyError } from '@tallystick/core'
import { accountOf, type Session, type User } from '@tallystick/engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { mustBeOfHere, SESSION_COOKIE } from '../http/credentials.ts'
import { actorOf, principalOfUser, userOf } from '../http/principal.ts'
import { SessionList, SessionParams, SignedIn, SignedOut, SignIn } from '../schemas/session.ts'
import { clearSession, startSession } from '../signin/browser.ts'
import type { Routes } from './context.ts'
import { whoamiBody } from './instance.ts'

/** Signing in to the console and out of it (docs/design/013-sign-in.md). */
export const sessionRoutes: Routes = (app, context) => {
  const { engine, settings, cookies, logins, secondFactors } = context
  const { control } = engine

  const signedIn = async (user: User, session: Session) => ({
    signed_in: true,
    ...whoamiBody(engine, principalOfUser(user)),
    session: { id: session.id, created: session.created, expires: session.expires },
    totp: (await control.secondFactor(user.name))?.confirmed !== undefined,
  })

  app.get(
    '/api/v1/session',
    {
      config: { access: 'public', errors: ['TALLY_CONTROL_UNAVAILABLE'] },
      schema: {
        operationId: 'session',
        summary: 'Whether this browser is signed in, and as whom',
        tags: ['account'],
        response: { 200: Type.Union([SignedOut, SignedIn]) },
      },
    },
    async (request, reply) => {
      const { principal } = request
      if (principal?.kind === 'user' && principal.session !== undefined)
        return signedIn(principal.user, principal.session)
      // What the browser still sends of a session that is over.
      if (cookies.read(request, SESSION_COOKIE) !== undefined && principal === null)
        clearSession(cookies, request, reply)
      const { oidc } = settings
      return { signed_in: false, ...(oidc === undefined ? {} : { oidc: { label: oidc.label } }) }
    },
  )

  app.post(
    '/api/v1/session',
    {
      config: {
        access: 'public',
        errors: [
          'TALLY_AUTH_INVALID',
          'TALLY_AUTH_OTP_REQUIRED',
          'TALLY_AUTH_OTP_INVALID',
          'TALLY_AUTH_ORIGIN',
          'TALLY_AUTH_SLOWED',
          'TALLY_AUTH_BUSY',
          'TALLY_VAULT_CORRUPT',
          'TALLY_CONTROL_UNAVAILABLE',
          'TALLY_JOURNAL_WRITE',
          'TALLY_INGEST_OVERLOADED',
        ],
      },
      schema: {
        operationId: 'signIn',
        summary: 'Sign in with a browser; the answer sets the cookie of a session',
        tags: ['account'],
        body: SignIn,
        response: { 200: SignedIn },
      },
    },
    async (request, reply) => {
      mustBeOfHere(request)
      const { user: name, password, otp } = request.body
      const user = await logins.verify(request, name, password, 'console')
      const secondFactor = await secondFactors.demand(request, user, otp)
      const session = await startSession(context, request, reply, user, {
        method: 'password',
        secondFactor,
        // The pair is remembered, so this costs a lookup: it fails when the password was changed meanwhile.
        stillHolds: async () => (await control.verifyUser(name, password)) !== undefined,
      })
      return signedIn(user, session)
    },
  )

  app.delete(
    '/api/v1/session',
    {
      config: { access: 'any', errors: ['TALLY_SESSION_NOT_FOUND'] },
      schema: {
        operationId: 'signOut',
        summary: 'Sign out',
        tags: ['account'],
        response: { 204: Type.Null({ description: 'Signed out.' }) },
      },
    },
    async (request, reply) => {
      const { user, session } = userOf(request)
      if (session === undefined)
        throw new TallyError('TALLY_SESSION_NOT_FOUND', 'this request has no session')
      await accountOf(engine, actorOf(request), user).signOut(session)
      clearSession(cookies, request, reply)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/v1/sessions',
    {
      config: { access: 'any' },
      schema: {
        operationId: 'sessions',
        summary: 'Where you are signed in',
        tags: ['account'],
        response: { 200: SessionList },
      },
    },
    async request => {
      const { user, session: current } = userOf(request)
      const sessions = await control.sessions(user.name)
      return { sessions: sessions.map(session => sessionBody(session, session.id === current?.id)) }
    },
  )

  app.delete(
    '/api/v1/sessions',
    {
      config: { access: 'any' },
      schema: {
        operationId: 'endSessions',
        summary: 'Sign out everywhere, here too',
        tags: ['account'],
        response: { 204: Type.Null({ description: 'Signed out.' }) },
      },
    },
    async (request, reply) => {
      await accountOf(engine, actorOf(request), userOf(request).user).endSessions()
      return signedOut(request, reply)
    },
  )

  app.delete(
    '/api/v1/sessions/:id',
    {
      config: { access: 'any', errors: ['TALLY_SESSION_NOT_FOUND'] },
      schema: {
        operationId: 'endSession',
        summary: 'End one of your sessions',
        tags: ['account'],
        params: SessionParams,
        response: { 204: Type.Null({ description: 'Ended.' }) },
      },
    },
    async (request, reply) => {
      const { user, session } = userOf(request)
      const { id } = request.params
      await accountOf(engine, actorOf(request), user).endSession(id)
      return id === session?.id ? signedOut(request, reply) : reply.code(204).send()
    },
  )

  const signedOut = (request: FastifyRequest, reply: FastifyReply) => {
    if (userOf(request).session !== undefined) clearSession(cookies, request, reply)
    return reply.code(204).send()
  }
}

function sessionBody({ user: _, lastSeen, userAgent, ...session }: Session, current: boolean): object {
  return {
    ...session,
    last_seen: lastSeen,
    ...(userAgent === undefined ? {} : { user_agent: userAgent }),
    current,
  }
}

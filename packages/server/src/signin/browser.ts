import { accountOf, type Session, type SignIn, type User } from '@tallystick/engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Cookies } from '../http/cookies.ts'
import { SESSION_COOKIE } from '../http/credentials.ts'
import { sourceOf } from '../http/principal.ts'
import type { RouteContext } from '../routes/context.ts'

/**
 * Signs a user in: a session whose token nobody knew before (a token that came with the request is never taken over), on the record, and its
 * cookie. The session that the browser had ends.
 */
export async function startSession(
  { engine, cookies, settings }: Pick<RouteContext, 'engine' | 'cookies' | 'settings'>,
  request: FastifyRequest,
  reply: FastifyReply,
  user: User,
  signIn: SignIn,
): Promise<Session> {
  const account = accountOf(engine, sourceOf(request, user.name), user)
  const { session, token } = await account.signIn(signIn)
  const former = cookies.read(request, SESSION_COOKIE)
  const over = former === undefined ? undefined : await engine.control.session(former)
  if (over !== undefined) await engine.control.endSession(over.user.name, over.session.id)
  cookies.write(request, reply, SESSION_COOKIE, token, {
    maxAge: Math.floor((Date.parse(session.expires) - settings.now()) / 1_000),
    sameSite: 'Strict',
  })
  return session
}

export function clearSession(cookies: Cookies, request: FastifyRequest, reply: FastifyReply): void {
  cookies.write(request, reply, SESSION_COOKIE, '', { maxAge: 0, sameSite: 'Strict' })
}

import type { AddressInfo } from 'node:net'
import { TallyError } from '@tallystick/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { asTallyError } from '../http/errors.ts'
import { urlOf } from '../http/host.ts'
import { OidcLogin } from '../schemas/session.ts'
import { startSession } from '../signin/browser.ts'
import { createFlows, FLOW_SECONDS, safeReturn } from '../signin/flow.ts'
import { createOidc } from '../signin/oidc.ts'
import { userOfClaims } from '../signin/oidc-user.ts'
import type { Routes } from './context.ts'

const FLOW_COOKIE = 'tallystick_oidc'
const CALLBACK = '/auth/oidc/callback'

/** Signing in through an identity provider. Addresses for browsers: what fails leads to the console's page for signing in, with the code of the error. */
export const oidcRoutes: Routes = (app, context) => {
  const { engine, settings, cookies, logins } = context
  const flows = createFlows(settings.now)
  const oidc = settings.oidc === undefined ? undefined : createOidc(settings.oidc)
  const here = () => settings.publicUrl ?? urlOf(app.server.address() as AddressInfo)

  const clearFlow = (request: FastifyRequest, reply: FastifyReply) =>
    cookies.write(request, reply, FLOW_COOKIE, '', { maxAge: 0, sameSite: 'Lax' })

  const lead = (request: FastifyRequest, reply: FastifyReply, error: unknown) => {
    const { code, cause } = asTallyError(error)
    // Only what kind of failure it was: messages and bodies of providers may hold what they were sent.
    if (code === 'TALLY_OIDC_FAILED' || code === 'TALLY_INTERNAL')
      request.log.warn(
        { request_id: request.id, reason: reasonOf(cause) },
        `sign-in through the identity provider failed: ${reasonOf(cause)}`,
      )
    return reply.redirect(`/login?error=${code}`)
  }

  app.get(
    '/auth/oidc/login',
    {
      exposeHeadRoute: false,
      config: { access: 'public', errors: ['TALLY_OIDC_OFF'] },
      schema: {
        operationId: 'oidcLogin',
        summary: 'Sign in through the identity provider: leads a browser there',
        tags: ['account'],
        querystring: OidcLogin,
        response: {
          302: Type.Null({ description: 'To the provider; when that fails, to /login?error=CODE.' }),
        },
      },
    },
    async (request, reply) => {
      if (oidc === undefined) throw off()
      try {
        const { url, flow } = await oidc.begin(here() + CALLBACK, safeReturn(request.query.return_to))
        cookies.write(request, reply, FLOW_COOKIE, flows.seal(flow), {
          maxAge: FLOW_SECONDS,
          sameSite: 'Lax',
        })
        return reply.redirect(url)
      } catch (error) {
        return lead(request, reply, error)
      }
    },
  )

  app.get(
    CALLBACK,
    {
      exposeHeadRoute: false,
      config: { access: 'public', errors: ['TALLY_OIDC_OFF'] },
      schema: {
        operationId: 'oidcCallback',
        summary: 'Where the identity provider leads a browser back to',
        tags: ['account'],
        response: {
          200: {
            description: 'Signed in; a page that leads on.',
            content: { 'text/html': { schema: Type.String() } },
          },
          302: Type.Null({ description: 'Not signed in: to /login?error=CODE.' }),
        },
      },
    },
    async (request, reply) => {
      if (oidc === undefined || settings.oidc === undefined) throw off()
      clearFlow(request, reply)
      try {
        const flow = flows.open(cookies.read(request, FLOW_COOKIE) ?? '')
        const answer = new URL(request.url, here())
        if (flow === undefined || answer.searchParams.get('state') !== flow.state)
          throw new TallyError('TALLY_OIDC_FLOW', 'no sign-in of this browser waits for that')
        const claims = await oidc.finish(answer, flow)
        const user = await userOfClaims(engine, settings.oidc, claims, request, logins)
        await startSession(context, request, reply, user, { method: 'oidc' })
        // The cookie of the session is SameSite=Strict, so a browser does not send it where a redirect leads that began at the provider. A page of
        // this server that leads on is a beginning of its own.
        return reply.type('text/html; charset=utf-8').send(pageTo(flow.returnTo))
      } catch (error) {
        return lead(request, reply, error)
      }
    },
  )
}

const off = () => new TallyError('TALLY_OIDC_OFF', 'no identity provider is set up')

/** What kind of failure openid-client met: its own code, that of the provider (RFC 6749 §4.1.2.1), or that of the network. */
function reasonOf(cause: unknown): string {
  const { code, error, name, cause: inner } = (cause ?? {}) as Record<string, unknown>
  const parts = [error, code, inner === undefined ? undefined : reasonOf(inner)]
  const said = parts.filter(part => typeof part === 'string' && /^[\w.-]{1,64}$/.test(part))
  return said.length > 0 ? said.join(' ') : String(name ?? 'unknown').slice(0, 64)
}

function pageTo(path: string): string {
  const address = path.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${address}">
<title>Tallystick</title>
<p>You are signed in. <a href="${address}">Go on</a>
</html>
`
}

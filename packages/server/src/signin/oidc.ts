import { TallyError } from '@tallystick/core'
import type { Configuration } from 'openid-client'
import type { Flow } from './flow.ts'
import type { OidcSettings } from './oidc-options.ts'

/** Seconds that the provider has for each answer. */
const TIMEOUT = 10

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

/** The client of an identity provider: authorization code with PKCE (OpenID Connect Core §3.1, RFC 7636). */
export type Oidc = {
  /** Where the browser goes, and what its answer will be held against. */
  begin(redirectUri: string, returnTo: string): Promise<{ url: string; flow: Flow }>
  /** Claims of whoever came back to `answer`, the redirect URI with its query. */
  finish(answer: URL, flow: Flow): Promise<Claims>
}

/** Rejects with TALLY_OIDC_FAILED whose cause says why. The provider is asked for its configuration when it is first needed, and again after a failure. */
export function createOidc({ issuer, clientId, clientSecret, scope }: OidcSettings): Oidc {
  let discovered: Promise<Configuration> | undefined

  const discover = async (): Promise<Configuration> => {
    const client = await import('openid-client')
    const options = {
      timeout: TIMEOUT,
      ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
    }
    if (clientSecret === undefined)
      return client.discovery(issuer, clientId, undefined, client.None(), options)
    const authenticate: typeof client.ClientSecretBasic =
      secret =>
      (server, ...rest) => {
        // OpenID Connect Discovery §3: without a list, Basic.
        const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
        const way = methods.includes('client_secret_basic')
          ? client.ClientSecretBasic
          : client.ClientSecretPost
        way(secret)(server, ...rest)
      }
    return client.discovery(issuer, clientId, clientSecret, authenticate(clientSecret), options)
  }
  const configuration = (): Promise<Configuration> => {
    const asked = discovered ?? discover()
    discovered = asked
    asked.catch(() => {
      if (discovered === asked) discovered = undefined
    })
    return asked
  }

  return {
    begin: (redirectUri, returnTo) =>
      attempt(async () => {
        const client = await import('openid-client')
        const config = await configuration()
        const flow: Flow = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
          returnTo,
        }
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope,
          state: flow.state,
          nonce: flow.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
          code_challenge_method: 'S256',
        })
        return { url: url.href, flow }
      }),

    finish: (answer, { state, nonce, verifier }) =>
      attempt(async () => {
        const client = await import('openid-client')
        const config = await configuration()
        const tokens = await client.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()!
        // Many providers put into the ID token only who it is.
        const more =
          config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await client.fetchUserInfo(config, tokens.access_token, claims.sub)
        return { ...more, ...claims }
      }),
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new TallyError('TALLY_OIDC_FAILED', 'signing in through the identity provider failed', { cause })
  }
}

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Seconds that anything of it lasts. */
const TTL = 600

/** An OpenID provider on this machine, whose own forms take any login and password, and then ask for consent. */
export type IdentityProvider = {
  readonly issuer: string
  readonly client: { readonly id: string; readonly secret: string }
  /** What it says of those who sign in there, by what they type as login. */
  readonly people: Map<string, Record<string, unknown>>
  /** Lets people go back to there. Before, it answers nothing. */
  serve(redirectUri: string): Promise<void>
  stop(): void
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const server = createServer()
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const client = { id: 'tallystick', secret: randomBytes(24).toString('base64url') }
  const people = new Map<string, Record<string, unknown>>()
  return {
    issuer,
    client,
    people,
    async serve(redirectUri) {
      // It warns of what is not for production: its own forms for signing in, and keeping everything in memory.
      const { warn } = console
      console.warn = () => undefined
      const { Provider } = await import('oidc-provider')
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const provider = new Provider(issuer, {
        clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
        jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
        cookies: { keys: [randomBytes(16).toString('hex')] },
        ttl: {
          AccessToken: TTL,
          AuthorizationCode: TTL,
          Grant: TTL,
          IdToken: TTL,
          Interaction: TTL,
          Session: TTL,
        },
        claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
        findAccount: (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
      })
      console.warn = warn
      server.on('request', provider.callback())
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

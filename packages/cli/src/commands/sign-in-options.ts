import { TallyError } from '@tallystick/core'
import type { OidcOptions, ServerOptions } from '@tallystick/server'

/** How people sign in, from the environment: TALLYSTICK_PUBLIC_URL and TALLYSTICK_OIDC_* (docs/access.md). Throws TALLY_CONFIG_INVALID. */
export function signInOptions(
  env: Readonly<Record<string, string | undefined>>,
): Pick<ServerOptions, 'publicUrl' | 'oidc'> {
  return { publicUrl: env.TALLYSTICK_PUBLIC_URL || undefined, oidc: oidcOptions(env) }
}

function oidcOptions(env: Readonly<Record<string, string | undefined>>): OidcOptions | undefined {
  const of = (name: string) => env[`TALLYSTICK_OIDC_${name}`] || undefined
  const [issuer, clientId] = [of('ISSUER'), of('CLIENT_ID')]
  if (issuer === undefined && clientId === undefined) return undefined
  if (issuer === undefined || clientId === undefined)
    throw new TallyError(
      'TALLY_CONFIG_INVALID',
      'TALLYSTICK_OIDC_ISSUER and TALLYSTICK_OIDC_CLIENT_ID are set together or not at all',
    )
  return {
    issuer,
    clientId,
    clientSecret: of('CLIENT_SECRET'),
    label: of('LABEL'),
    scopes: of('SCOPES')?.split(/[\s,]+/),
    roleClaim: of('ROLE_CLAIM'),
    roles: rolesOf(of('ROLES')),
    // The server knows which roles there are, and refuses others.
    defaultRole: of('DEFAULT_ROLE') as OidcOptions['defaultRole'],
    tenant: of('TENANT'),
  }
}

/** `group=admin,other=auditor`; the last = is before the role, for groups may be named by expressions like `cn=admins`. */
function rolesOf(text = ''): NonNullable<OidcOptions['roles']> {
  const roles = text
    .split(',')
    .map(pair => pair.trim())
    .filter(pair => pair !== '')
    .map(pair => {
      const at = pair.lastIndexOf('=')
      if (at <= 0)
        throw new TallyError(
          'TALLY_CONFIG_INVALID',
          `TALLYSTICK_OIDC_ROLES is pairs like group=admin with commas between, and ${JSON.stringify(pair)} is none`,
        )
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
    })
  return Object.fromEntries(roles) as NonNullable<OidcOptions['roles']>
}

import { TallyError } from '@tallystick/core'
import { ROLES, type Role } from '@tallystick/engine'
import { isLoopback } from '../http/host.ts'

/** How people sign in through an identity provider (OpenID Connect). */
export type OidcOptions = {
  /** URL of the provider, under which `/.well-known/openid-configuration` is. */
  readonly issuer: string
  readonly clientId: string
  /** Without one this server is a public client: PKCE alone. */
  readonly clientSecret?: string | undefined
  /** What the button says. Default `Single sign-on`. */
  readonly label?: string | undefined
  /** Default openid, email and profile. */
  readonly scopes?: readonly string[] | undefined
  /** Claim that names groups or roles, as a text or a list of texts. Default `groups`. */
  readonly roleClaim?: string | undefined
  /** Role of users by what the claim says; of several the highest. */
  readonly roles?: Readonly<Record<string, Role>> | undefined
  /** Role of those whom no group gives one. Default `none`: they may not sign in. */
  readonly defaultRole?: Role | 'none' | undefined
  /** Tenant of the users it makes. Default `default`. */
  readonly tenant?: string | undefined
}

export type OidcSettings = {
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly label: string
  readonly scope: string
  readonly roleClaim: string
  readonly roles: ReadonlyMap<string, Role>
  readonly defaultRole: Role | undefined
  readonly tenant: string
}

/** Throws TALLY_CONFIG_INVALID. Over http only a provider on this machine is taken: its keys would be anybody's. */
export function oidcSettings(options: OidcOptions): OidcSettings {
  const { defaultRole = 'none', roles = {} } = options
  const issuer = URL.canParse(options.issuer) ? new URL(options.issuer) : undefined
  const isUsable =
    issuer?.protocol === 'https:' || (issuer?.protocol === 'http:' && isLoopback(issuer.hostname))
  if (issuer === undefined || !isUsable)
    throw invalid('the issuer is no https URL (http is for providers on this machine)')
  if (options.clientId === '') throw invalid('the client id is empty')
  for (const role of [...Object.values(roles), ...(defaultRole === 'none' ? [] : [defaultRole])])
    if (!ROLES.includes(role))
      throw invalid(`${JSON.stringify(role)} is not a role; roles are ${ROLES.join(', ')}`)
  return Object.freeze({
    issuer,
    clientId: options.clientId,
    clientSecret: options.clientSecret || undefined,
    label: options.label || 'Single sign-on',
    scope: (options.scopes ?? ['openid', 'email', 'profile']).join(' '),
    roleClaim: options.roleClaim || 'groups',
    roles: new Map(Object.entries(roles)),
    defaultRole: defaultRole === 'none' ? undefined : defaultRole,
    tenant: options.tenant || 'default',
  })
}

const invalid = (problem: string) => new TallyError('TALLY_CONFIG_INVALID', `OpenID Connect: ${problem}`)

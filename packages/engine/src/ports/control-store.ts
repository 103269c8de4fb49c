import type { JsonObject } from '@tallystick/core'

/** What an API key may do. `admin` implies the others. */
export type Scope = 'ingest' | 'read' | 'admin'

/** What a user is to their tenant; `access/` says what each role may do. */
export type Role = 'admin' | 'operator' | 'auditor' | 'guest'

/** A permission given to a user beyond their role. `admin` is a role. */
export type Grant = 'ingest' | 'read' | 'payload' | 'export' | 'verify'

export type User = {
  /** Unique in the instance: HTTP Basic names no tenant. */
  readonly name: string
  readonly tenant: string
  readonly role: Role
  readonly grants: readonly Grant[]
  readonly created: string
  /** Since when they cannot log in. */
  readonly disabled?: string
  /** When they got another password than their first, the last time. */
  readonly passwordChanged?: string
}

export type NewUser = {
  readonly name: string
  readonly tenant: string
  readonly role: Role
  readonly grants?: readonly Grant[]
  readonly password: string
}

/** What is not named stays as it is. */
export type UserChange = {
  readonly role?: Role
  readonly grants?: readonly Grant[]
  readonly password?: string
  readonly disabled?: boolean
}

/** How somebody signed in: by their password here, or by an identity provider. */
export type SessionMethod = 'password' | 'oidc'

/** Somebody signed in to the console. */
export type Session = {
  /** Public part, for lists and for ending it. */
  readonly id: string
  readonly user: string
  readonly method: SessionMethod
  readonly created: string
  /** To the minute. */
  readonly lastSeen: string
  /** When it ends at the latest. */
  readonly expires: string
  readonly ip?: string
  readonly userAgent?: string
}

export type NewSession = Pick<Session, 'user' | 'method' | 'ip' | 'userAgent'>

/** What makes the codes of a user beside their password (RFC 6238). */
export type SecondFactor = {
  /** As it was given: `access/` knows whether it is sealed. */
  readonly secret: string
  readonly created: string
  /** Since when it is asked for; without, it waits for its first code. */
  readonly confirmed?: string
  /** Recovery codes that are left. */
  readonly recoveryCodes: number
}

/** Who somebody is to an identity provider (OpenID Connect Core §5.7). */
export type Identity = { readonly issuer: string; readonly subject: string }

export type Tenant = { readonly name: string; readonly created: string }

export type ApiKey = {
  /** Public part, for lists and revocation. */
  readonly id: string
  readonly tenant: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly created: string
  readonly expires?: string
  readonly revoked?: string
  readonly lastUsed?: string
}

/** A version of a tenant's policy. Versions count from 1 by name and never change. */
export type PolicyVersion = {
  readonly tenant: string
  readonly name: string
  readonly version: number
  /** SHA-256 of the canonical form, in hexadecimal. */
  readonly hash: string
  readonly created: string
  /** Who applied it first, as the audit trail names them. */
  readonly createdBy: string
}

/** `source` is what somebody wrote, comments and all; `canonical` (RFC 8785) is what it means, and what is hashed. */
export type StoredPolicy = PolicyVersion & { readonly canonical: string; readonly source: string }

export type NewPolicy = {
  readonly tenant: string
  readonly name: string
  readonly hash: string
  readonly canonical: string
  readonly source: string
  readonly by: string
  /** Id of the API key it is for; without, it is for all keys of the tenant that have none of their own. */
  readonly key?: string
}

/** From `activated` on until the next of the same key, or of the tenant where `key` is absent. */
export type PolicyActivation = {
  readonly key?: string
  /** Absent: none of its own. */
  readonly policy?: { readonly name: string; readonly version: number; readonly hash: string }
  readonly activated: string
  readonly activatedBy: string
}

export type ViewKind = 'search' | 'dashboard'

/** A saved search, or a dashboard: a document that only its readers understand. */
export type SavedView = {
  readonly id: string
  readonly tenant: string
  readonly kind: ViewKind
  /** Unique among those of its kind and owner. */
  readonly name: string
  /** Name of a user, or `key:<id>`. */
  readonly owner: string
  /** Seen by all readers of the tenant; otherwise by its owner alone. */
  readonly shared: boolean
  readonly document: JsonObject
  readonly created: string
  readonly changed: string
  /** Counts changes, from 1 on. */
  readonly version: number
}

export type NewView = Omit<SavedView, 'id' | 'created' | 'changed' | 'version'>

/** What is not named stays as it is. `version`: only if it is still that one. */
export type ViewChange = Partial<Pick<SavedView, 'name' | 'shared' | 'document' | 'version'>>

/** Tenants, users, API keys, policies, views, settings: what is neither record nor view of it. Synchronous where SQLite is. */
export interface ControlStore {
  createTenant(name: string): Promise<Tenant>
  tenants(): Promise<Tenant[]>
  tenant(name: string): Promise<Tenant | undefined>
  /** The secret is returned once and only its SHA-256 is stored (it has 256 bits of entropy, so a plain hash is enough). */
  createKey(input: {
    tenant: string
    name: string
    scopes: readonly Scope[]
    expires?: string
  }): Promise<{ key: ApiKey; secret: string }>
  keys(tenant?: string): Promise<ApiKey[]>
  revokeKey(id: string): Promise<void>
  /** The key a secret belongs to, unless unknown, revoked or expired. Constant-time comparison; cached; notes lastUsed at most once a minute. */
  authenticate(secret: string): Promise<ApiKey | undefined>
  /** The password is stored as scrypt. Throws TALLY_USER_INVALID, TALLY_USER_EXISTS, TALLY_PASSWORD_INVALID, TALLY_TENANT_NOT_FOUND. */
  createUser(input: NewUser): Promise<User>
  users(tenant?: string): Promise<User[]>
  user(name: string): Promise<User | undefined>
  /** Throws TALLY_USER_NOT_FOUND. */
  changeUser(name: string, change: UserChange): Promise<User>
  /** Throws TALLY_USER_NOT_FOUND. */
  deleteUser(name: string): Promise<void>
  /**
   * The user whose password this is, unless unknown, wrong or disabled; each takes as long as the others. A pair that was right is
   * remembered for five minutes, as long as neither password nor user change, here or in another process. `admit` is called before the
   * half second that any other pair costs, and may throw. Throws TALLY_AUTH_BUSY when too many wait for theirs.
   */
  verifyUser(name: string, password: string, admit?: () => void): Promise<User | undefined>
  /** A user without password, whom an identity provider vouches for. Throws as `createUser` does. */
  createUserOf(identity: Identity, input: Omit<NewUser, 'password'>): Promise<User>
  userOf(identity: Identity): Promise<User | undefined>
  /**
   * The token is returned once and only its SHA-256 is stored. It ends seven days later, or after twelve hours in which nothing was asked; when its user is disabled, deleted
   * or gets another password; and when its user has a hundred younger ones. Throws TALLY_USER_NOT_FOUND, also for a disabled user.
   */
  createSession(input: NewSession): Promise<{ session: Session; token: string }>
  /** The session a token belongs to and its user, unless it is over. Reads both anew, and notes lastSeen at most once a minute. */
  session(token: string): Promise<{ session: Session; user: User } | undefined>
  /** Those of a user that are not over, the youngest first. */
  sessions(user: string): Promise<Session[]>
  /** Throws TALLY_SESSION_NOT_FOUND for what is no session of this user. */
  endSession(user: string, id: string): Promise<void>
  /** How many there were. */
  endSessions(user: string): Promise<number>
  secondFactor(user: string): Promise<SecondFactor | undefined>
  /** Keeps a secret until it is confirmed, in place of another that was not. Throws TALLY_TOTP_EXISTS, TALLY_USER_NOT_FOUND. */
  offerSecondFactor(user: string, secret: string): Promise<void>
  /** From now on it is asked for. `step` is the time step of the code that confirms it. Throws TALLY_TOTP_NOT_FOUND when none waits. */
  confirmSecondFactor(
    user: string,
    input: { readonly step: number; readonly recoveryCodes: readonly string[] },
  ): Promise<void>
  /** Whether a time step is later than every other that was taken, in which case it is taken now: no code is good twice. */
  takeStep(user: string, step: number): Promise<boolean>
  /** Whether it is a recovery code that is left, in which case it is none from now on. */
  takeRecoveryCode(user: string, code: string): Promise<boolean>
  /** Recovery codes go with it. Throws TALLY_TOTP_NOT_FOUND. */
  removeSecondFactor(user: string): Promise<void>
  /**
   * Puts a policy in force at once. One whose canonical form is a version already is that version again: `added` is false.
   * Throws TALLY_TENANT_NOT_FOUND, and TALLY_KEY_NOT_FOUND for a key that is not the tenant's.
   */
  applyPolicy(input: NewPolicy): Promise<{ readonly policy: PolicyVersion; readonly added: boolean }>
  /** Takes the policy of a key, or of the tenant, out of force. Throws TALLY_POLICY_NOT_FOUND where there is none. */
  resetPolicy(input: {
    readonly tenant: string
    readonly key?: string
    readonly by: string
  }): Promise<PolicyVersion>
  /** The policy in force for a key: its own, else its tenant's, else none. */
  activePolicy(tenant: string, key?: string): Promise<PolicyVersion | undefined>
  /** API keys with a policy of their own in force. */
  keyPolicies(tenant: string): Promise<{ readonly key: string; readonly policy: PolicyVersion }[]>
  /** One version of a policy, or without a number the newest. */
  policy(tenant: string, name: string, version?: number): Promise<StoredPolicy | undefined>
  /** Every version, by name, the newest first. */
  policyVersions(tenant: string): Promise<PolicyVersion[]>
  /** What applied when, the newest first. */
  policyActivations(tenant: string, limit: number): Promise<PolicyActivation[]>
  /** At most 500 of an owner. Throws TALLY_VIEW_EXISTS, TALLY_VIEW_TOO_LARGE, TALLY_VIEW_LIMIT, TALLY_TENANT_NOT_FOUND. */
  createView(view: NewView): Promise<SavedView>
  /** Those of a reader and those that are shared, by name. */
  views(tenant: string, kind: ViewKind, reader: string): Promise<SavedView[]>
  view(tenant: string, kind: ViewKind, id: string): Promise<SavedView | undefined>
  /** Throws TALLY_VIEW_NOT_FOUND, TALLY_VIEW_CONFLICT, and as `createView`. */
  changeView(tenant: string, kind: ViewKind, id: string, change: ViewChange): Promise<SavedView>
  /** Throws TALLY_VIEW_NOT_FOUND. */
  deleteView(tenant: string, kind: ViewKind, id: string): Promise<void>
  setting(name: string): Promise<string | undefined>
  setSetting(name: string, value: string): Promise<void>
  close(): Promise<void>
}

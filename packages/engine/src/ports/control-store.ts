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

/** Tenants, users, API keys, policies, settings: what is neither record nor view of it. Synchronous where SQLite is. */
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
  setting(name: string): Promise<string | undefined>
  setSetting(name: string, value: string): Promise<void>
  close(): Promise<void>
}

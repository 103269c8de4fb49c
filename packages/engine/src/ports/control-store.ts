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

/** Tenants, users, API keys, settings: what is neither record nor view of it. Synchronous where SQLite is. */
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
  setting(name: string): Promise<string | undefined>
  setSetting(name: string, value: string): Promise<void>
  close(): Promise<void>
}

/** What an API key may do. `admin` implies the others. */
export type Scope = 'ingest' | 'read' | 'admin'

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

/** Tenants, API keys, settings: what is neither record nor view of it. Synchronous where SQLite is. */
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
  setting(name: string): Promise<string | undefined>
  setSetting(name: string, value: string): Promise<void>
  close(): Promise<void>
}

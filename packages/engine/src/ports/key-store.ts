/** `hash`: behind keyed hashes, so that equal inputs stay comparable. `encrypt`: for what only this tenant's readers may open. */
export type KeyPurpose = 'hash' | 'encrypt'

/** One version of a tenant's key. */
export type TenantKey = {
  /** 16 hex digits; unique in the tenant. */
  readonly id: string
  readonly purpose: KeyPurpose
  /** RFC 3339 in UTC. */
  readonly created: string
  /** 32 bytes. Never logged, and never leaves the process. */
  readonly secret: Uint8Array
}

/** What may be told of a key. */
export type KeyInfo = Omit<TenantKey, 'secret'>

/** Keys of tenants: made when they are first needed, and kept for ever, so that what they sealed opens. Rejects TALLY_VAULT_KEY, TALLY_VAULT_CORRUPT, TALLY_ENCRYPTION_KEY. */
export interface KeyStore {
  /** Whether whoever runs the instance gave an encryption key, rather than leave that to a file beside what it protects. */
  readonly guarded: boolean
  /** Makes ready, and refuses when there is a key that does not open. Every other method does so first. */
  open(): Promise<void>
  /** The version in use. */
  current(tenant: string, purpose: KeyPurpose): Promise<TenantKey>
  /** Every version, oldest first; none for a tenant that needed none yet. */
  versions(tenant: string): Promise<readonly TenantKey[]>
  /** Makes a new version, which is the one in use from now on. */
  rotate(tenant: string, purpose: KeyPurpose): Promise<KeyInfo>
  /**
   * Makes every key open with another encryption key as well (base64 of 32 bytes), and gives the number of tenants. The one in use goes on to
   * work until the instance is started with the other, which then opens alone.
   */
  rewrap(encryptionKey: string): Promise<number>
  /** Tenants that have keys. */
  tenants(): Promise<readonly string[]>
}

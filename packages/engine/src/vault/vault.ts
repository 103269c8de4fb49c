import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseEncryptionKey, TallyError, timeFromMs } from '@tallystick/core'
import { isTenantName, makeDirectory, readIfPresent, replaceFile, syncDirectory } from '../journal/index.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyInfo, KeyPurpose, KeyStore, TenantKey } from '../ports/key-store.ts'
import { boundTo, listTenantFiles, readTenantFile, type StoredKey, writeTenantFile } from './files.ts'
import { unwrap, type WrappingKey, wrap, wrappingKey } from './wrap.ts'

export type VaultOptions = {
  /** `keys/` of a data directory, which one process holds. */
  readonly directory: string
  /** ENCRYPTION_KEY, base64 of 32 bytes; without it there is a file. */
  readonly encryptionKey?: string | undefined
  readonly clock: Clock
}

const KEY_FILE = 'encryption-key'

/** The keys of tenants in files, each wrapped under an encryption key. Nothing is read or made before it is needed. */
export function createVault(options: VaultOptions): KeyStore {
  return new Vault(options)
}

class Vault implements KeyStore {
  readonly guarded: boolean
  readonly #directory: string
  readonly #tenantFiles: string
  readonly #encryptionKey: string | undefined
  readonly #clock: Clock
  /** What new keys are wrapped under: the encryption key in use, then those that are to follow it. */
  #wrapping: readonly WrappingKey[] = []
  readonly #tenants = new Map<string, readonly TenantKey[]>()

  constructor({ directory, encryptionKey, clock }: VaultOptions) {
    this.guarded = encryptionKey !== undefined && encryptionKey !== ''
    this.#directory = directory
    this.#tenantFiles = join(directory, 'tenants')
    this.#encryptionKey = this.guarded ? encryptionKey : undefined
    this.#clock = clock
  }

  async open(): Promise<void> {
    if (this.#wrapping.length > 0) return
    const tenants = listTenantFiles(this.#tenantFiles)
    const { current, former } = this.#encryptionKeys(tenants)
    // All are opened before any is changed: with a wrong key everything stays as it is.
    const stored = tenants.map(tenant => [tenant, readTenantFile(this.#tenantFiles, tenant)] as const)
    const opened = stored.map(([tenant, keys]) => this.#openTenant(tenant, keys, current, former))
    for (const [i, [tenant, keys]] of stored.entries()) this.#tidy(tenant, keys, opened[i]!, current)
    if (former.length > 0) {
      rmSync(join(this.#directory, KEY_FILE))
      syncDirectory(this.#directory)
    }
    for (const [i, tenant] of tenants.entries()) this.#tenants.set(tenant, opened[i]!)
    this.#wrapping = [current]
  }

  async current(tenant: string, purpose: KeyPurpose): Promise<TenantKey> {
    await this.open()
    return this.#latest(tenant, purpose) ?? this.#make(tenant, purpose)
  }

  async versions(tenant: string): Promise<readonly TenantKey[]> {
    await this.open()
    return this.#tenants.get(tenant) ?? []
  }

  async rotate(tenant: string, purpose: KeyPurpose): Promise<KeyInfo> {
    await this.open()
    const { secret: _, ...info } = this.#make(tenant, purpose)
    return info
  }

  async rewrap(encryptionKey: string): Promise<number> {
    await this.open()
    const next = wrappingKey(parseEncryptionKey(encryptionKey, 'the new encryption key'))
    if (next.id === this.#wrapping[0]?.id)
      throw new TallyError('TALLY_CONFIG_INVALID', 'the new encryption key is the one in use')
    for (const [tenant, keys] of this.#tenants) {
      const stored = readTenantFile(this.#tenantFiles, tenant).map((key, i) => {
        const wraps = key.wraps.filter(({ under }) => under !== next.id)
        return { ...key, wraps: [...wraps, wrap(keys[i]!.secret, next, boundTo(tenant, key))] }
      })
      writeTenantFile(this.#tenantFiles, tenant, stored)
    }
    this.#wrapping = [...this.#wrapping.filter(({ id }) => id !== next.id), next]
    return this.#tenants.size
  }

  async tenants(): Promise<readonly string[]> {
    await this.open()
    return [...this.#tenants.keys()].sort()
  }

  #latest(tenant: string, purpose: KeyPurpose): TenantKey | undefined {
    return this.#tenants.get(tenant)?.findLast(key => key.purpose === purpose)
  }

  #make(tenant: string, purpose: KeyPurpose): TenantKey {
    if (!isTenantName(tenant))
      throw new TallyError('TALLY_TENANT_INVALID', 'that is not the name of a tenant')
    const key: TenantKey = {
      id: randomBytes(8).toString('hex'),
      purpose,
      created: timeFromMs(this.#clock.now()),
      secret: randomBytes(32),
    }
    const { secret, ...info } = key
    const wraps = this.#wrapping.map(under => wrap(secret, under, boundTo(tenant, key)))
    makeDirectory(this.#tenantFiles)
    writeTenantFile(this.#tenantFiles, tenant, [
      ...readTenantFile(this.#tenantFiles, tenant),
      { ...info, wraps },
    ])
    this.#tenants.set(tenant, [...(this.#tenants.get(tenant) ?? []), key])
    return key
  }

  /** The encryption key in use, and the one of the file where that is to be replaced by it. */
  #encryptionKeys(tenants: readonly string[]): {
    readonly current: WrappingKey
    readonly former: readonly WrappingKey[]
  } {
    const path = join(this.#directory, KEY_FILE)
    const file = readIfPresent(path)?.toString('utf8')
    const ofFile = file === undefined ? undefined : wrappingKey(parseEncryptionKey(file, path))
    if (this.#encryptionKey !== undefined)
      return {
        current: wrappingKey(parseEncryptionKey(this.#encryptionKey)),
        former: ofFile === undefined ? [] : [ofFile],
      }
    if (ofFile !== undefined) return { current: ofFile, former: [] }
    if (tenants.length > 0)
      throw new TallyError(
        'TALLY_VAULT_KEY',
        `ENCRYPTION_KEY is not set and ${path} is not there, but ${tenants.length} tenants have keys that one of them opens`,
      )
    const made = randomBytes(32)
    makeDirectory(this.#directory)
    replaceFile(path, Buffer.from(`${made.toString('base64')}\n`))
    return { current: wrappingKey(made), former: [] }
  }

  #openTenant(
    tenant: string,
    keys: readonly StoredKey[],
    current: WrappingKey,
    former: readonly WrappingKey[],
  ): TenantKey[] {
    return keys.map(({ wraps, ...info }) => {
      for (const under of [current, ...former]) {
        const wrapped = wraps.find(one => one.under === under.id)
        if (wrapped === undefined) continue
        const secret = unwrap(wrapped, under, boundTo(tenant, info))
        if (secret === undefined)
          throw new TallyError('TALLY_VAULT_CORRUPT', `key ${info.id} of tenant ${tenant} does not open`)
        return { ...info, secret }
      }
      throw new TallyError(
        'TALLY_VAULT_KEY',
        `key ${info.id} of tenant ${tenant} opens with encryption key ${wraps.map(({ under }) => under).join(' or ')}; the one given is ${current.id}`,
      )
    })
  }

  /** What came before the encryption key in use no longer opens anything; what is to follow it still will. */
  #tidy(
    tenant: string,
    stored: readonly StoredKey[],
    opened: readonly TenantKey[],
    current: WrappingKey,
  ): void {
    const tidied = stored.map((key, i) => {
      const at = key.wraps.findIndex(({ under }) => under === current.id)
      const wraps = at < 0 ? [wrap(opened[i]!.secret, current, boundTo(tenant, key))] : key.wraps.slice(at)
      return { ...key, wraps }
    })
    if (
      tidied.some(
        ({ wraps }, i) => wraps.length !== stored[i]!.wraps.length || wraps[0] !== stored[i]!.wraps[0],
      )
    )
      writeTenantFile(this.#tenantFiles, tenant, tidied)
  }
}

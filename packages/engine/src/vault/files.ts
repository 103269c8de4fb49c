import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { isTenantName, list, readIfPresent, replaceFile } from '../journal/index.ts'
import type { KeyInfo, KeyPurpose } from '../ports/key-store.ts'
import type { Wrapped } from './wrap.ts'

/** A key as it stands in its tenant's file: wrapped under each encryption key that opens it, the one that is to be used last at the end. */
export type StoredKey = KeyInfo & { readonly wraps: readonly Wrapped[] }

const ENDING = '.json'
const ID = /^[0-9a-f]{16}$/

export function listTenantFiles(directory: string): string[] {
  return list(directory)
    .filter(name => name.endsWith(ENDING))
    .map(name => name.slice(0, -ENDING.length))
    .filter(isTenantName)
    .sort()
}

/** Keys of a tenant, oldest first. Throws TALLY_VAULT_CORRUPT. */
export function readTenantFile(directory: string, tenant: string): StoredKey[] {
  const path = join(directory, tenant + ENDING)
  const bytes = readIfPresent(path)
  if (bytes === undefined) return []
  let content: { v?: unknown; tenant?: unknown; keys?: unknown } | null = null
  try {
    content = JSON.parse(bytes.toString('utf8'))
  } catch {
    // Falls through to the refusal below.
  }
  if (
    content?.v !== 1 ||
    content.tenant !== tenant ||
    !Array.isArray(content.keys) ||
    !content.keys.every(isKey)
  )
    throw new TallyError('TALLY_VAULT_CORRUPT', `${path} does not hold the keys of ${tenant}`)
  return content.keys
}

/** In one step, and durable when it returns. */
export function writeTenantFile(directory: string, tenant: string, keys: readonly StoredKey[]): void {
  const text = `${JSON.stringify({ v: 1, tenant, keys }, null, 2)}\n`
  replaceFile(join(directory, tenant + ENDING), Buffer.from(text))
}

/** What the wrapping of a key is bound to: moved to another tenant or purpose it does not open. */
export function boundTo(tenant: string, { purpose, id }: Pick<KeyInfo, 'purpose' | 'id'>): string {
  return `tallystick tenant key\n${tenant}\n${purpose}\n${id}`
}

function isKey(value: unknown): value is StoredKey {
  const { id, purpose, created, wraps } = (value ?? {}) as Record<string, unknown>
  return (
    typeof id === 'string' &&
    ID.test(id) &&
    (['hash', 'encrypt'] satisfies KeyPurpose[] as unknown[]).includes(purpose) &&
    typeof created === 'string' &&
    Array.isArray(wraps) &&
    wraps.every(wrap => typeof wrap?.under === 'string' && typeof wrap.sealed === 'string')
  )
}

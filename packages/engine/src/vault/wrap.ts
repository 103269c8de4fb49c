import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** What other keys are wrapped under: derived from an encryption key, known by its id. */
export type WrappingKey = { readonly id: string; readonly secret: Uint8Array }

/** A key as it is kept: nonce, ciphertext and tag, base64. */
export type Wrapped = { readonly under: string; readonly sealed: string }

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `key`: 32 bytes. The id says nothing about it, and tells it apart from others. */
export function wrappingKey(key: Uint8Array): WrappingKey {
  return {
    id: createHmac('sha256', key).update('tallystick wrapping key id').digest('hex').slice(0, 16),
    // Derived, so that the same encryption key can serve other ends elsewhere (RFC 5869).
    secret: new Uint8Array(hkdfSync('sha256', key, '', 'tallystick wrapping v1', 32)),
  }
}

/** Encrypts a key with AES-256-GCM; `about` is what it is bound to. */
export function wrap(key: Uint8Array, under: WrappingKey, about: string): Wrapped {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', under.secret, nonce).setAAD(Buffer.from(about))
  const sealed = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
  return { under: under.id, sealed: sealed.toString('base64') }
}

/** Undefined when it was altered, or is bound to something else. */
export function unwrap({ sealed }: Wrapped, under: WrappingKey, about: string): Uint8Array | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', under.secret, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

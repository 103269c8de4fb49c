import { TallyError } from './errors.ts'

/** Of AES-256. */
const BYTES = 32
/** 32 bytes in base64 or base64url, with or without padding. */
const FORM = /^[A-Za-z0-9+/_-]{43}=?$/

/** The key in a setting such as ENCRYPTION_KEY: 32 bytes, written in base64. Throws TALLY_ENCRYPTION_KEY, which does not quote it. */
export function parseEncryptionKey(text: string, name = 'ENCRYPTION_KEY'): Uint8Array {
  const written = text.trim()
  if (!FORM.test(written))
    throw new TallyError(
      'TALLY_ENCRYPTION_KEY',
      `${name} is not the base64 of ${BYTES} bytes: it has ${written.length} characters; make one with: openssl rand -base64 32`,
    )
  const binary = atob(written.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, character => character.charCodeAt(0))
}

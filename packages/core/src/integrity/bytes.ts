import { TallyError } from '../errors.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Text of UTF-8 bytes, or undefined when they are not valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    out.set(part, offset)
    offset += part.length
  }
  return out
}

export function toHex(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += byte.toString(16).padStart(2, '0')
  return out
}

/** Standard base64 with padding (RFC 4648 §4). For hashes, keys and signatures: at most some kilobytes. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/**
 * Bytes of standard base64. Only the one canonical encoding is taken (padding there, unused bits zero), so that no two
 * texts mean the same signature. Throws TALLY_PROOF_INVALID.
 */
export function fromBase64(text: string): Uint8Array {
  let binary: string | undefined
  try {
    binary = atob(text)
  } catch {
    // Falls through to the refusal below.
  }
  if (binary === undefined || btoa(binary) !== text)
    throw new TallyError('TALLY_PROOF_INVALID', 'not canonical base64')
  return Uint8Array.from(binary, char => char.charCodeAt(0))
}

/** Bytes of the base64 form of a SHA-256 hash. Throws TALLY_PROOF_INVALID. */
export function hashFromBase64(text: string): Uint8Array {
  const hash = fromBase64(text)
  if (hash.length !== 32)
    throw new TallyError('TALLY_PROOF_INVALID', `a hash has 32 bytes, not ${hash.length}`)
  return hash
}

import { ed25519 } from '@noble/curves/ed25519.js'
import { concatBytes, utf8 } from '../bytes.ts'
import type { NoteSignature, VerifyNote } from './note.ts'
import { SIGNATURE_TYPE, type VerifierKey } from './verifier-key.ts'

/** Ed25519 over a message (RFC 8032): 64 bytes. The private key stays with whoever made the function. */
export type Sign = (message: Uint8Array) => Uint8Array

/**
 * Verifies an Ed25519 signature strictly, as RFC 8032 §5.1.7 and FIPS 186-5 do: non-canonical encodings and public keys of
 * small order are refused, so that a signature means one key and one message. Never throws.
 */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    // The library throws on wrong lengths and on keys that are no point.
    return false
  }
}

/** Verifies a signature line of either type that we write. */
export const verifyNoteSignature: VerifyNote = (text, { signature }, { type, publicKey }) => {
  if (type === SIGNATURE_TYPE.ed25519) return verifyEd25519(publicKey, utf8(text), signature)
  const time = cosignatureTime(signature)
  return time !== undefined && verifyEd25519(publicKey, cosignedMessage(text, time), signature.subarray(8))
}

/** Signs a note text with the key's own Ed25519 signature, type 0x01. */
export function signNote(text: string, key: VerifierKey, sign: Sign): NoteSignature {
  return { name: key.name, id: key.id, signature: sign(utf8(text)) }
}

/**
 * A timestamped cosignature of a checkpoint's text (c2sp.org/tlog-cosignature, `cosignature/v1`).
 * `time` is in whole seconds since the Unix epoch; `key` must be of type 0x04.
 */
export function cosignNote(text: string, key: VerifierKey, time: number, sign: Sign): NoteSignature {
  const timestamp = new Uint8Array(8)
  new DataView(timestamp.buffer).setBigUint64(0, BigInt(time))
  return { name: key.name, id: key.id, signature: concatBytes(timestamp, sign(cosignedMessage(text, time))) }
}

/** Seconds since the Unix epoch at which a cosignature was made; undefined when it is malformed. */
export function cosignatureTime(signature: Uint8Array): number | undefined {
  if (signature.length !== 8 + 64) return undefined
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))
  return Number.isSafeInteger(time) ? time : undefined
}

function cosignedMessage(text: string, time: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${time}\n${text}`)
}

import { sha256 } from '@noble/hashes/sha2.js'
import { TallyError } from '../../errors.ts'
import { concatBytes, fromBase64, toBase64, toHex, utf8 } from '../bytes.ts'

/** Signature type identifier bytes of c2sp.org/signed-note that are used here. */
export const SIGNATURE_TYPE = {
  /** Ed25519 over the note text. */
  ed25519: 0x01,
  /** Timestamped Ed25519 checkpoint cosignature, c2sp.org/tlog-cosignature. */
  cosignatureV1: 0x04,
} as const

export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE]

/** A public key under a name (c2sp.org/signed-note, "Verifier keys"). */
export type VerifierKey = {
  readonly name: string
  readonly type: SignatureType
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array
  /** 32-bit key id. */
  readonly id: number
}

/** Key id: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), big-endian. */
export function keyId(name: string, type: SignatureType, publicKey: Uint8Array): number {
  const hash = sha256(concatBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey))
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0)
}

/** A verifier key from its parts. Throws TALLY_PROOF_INVALID when the name or the key cannot be one. */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  type: SignatureType = SIGNATURE_TYPE.ed25519,
): VerifierKey {
  if (!isKeyName(name)) throw refused(`${JSON.stringify(name)} cannot be the name of a key`)
  if (publicKey.length !== 32) throw refused(`an Ed25519 public key has 32 bytes, not ${publicKey.length}`)
  return { name, type, publicKey, id: keyId(name, type, publicKey) }
}

/** `<name>+<hex key id>+<base64(type ‖ public key)>`, what people pin. */
export function formatVerifierKey({ name, type, publicKey, id }: VerifierKey): string {
  return `${name}+${formatKeyId(id)}+${toBase64(concatBytes(Uint8Array.of(type), publicKey))}`
}

/** Parses a vkey. Throws TALLY_PROOF_INVALID when it is malformed, of an unknown type, or its id is not that of its key. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text.trim()) ?? []
  if (name === undefined || id === undefined || encoded === undefined) {
    throw refused('a verifier key has the form name+id+key, with 8 lower-case hex digits as id')
  }
  const material = fromBase64(encoded)
  const type = Object.values(SIGNATURE_TYPE).find(known => known === material[0])
  if (type === undefined)
    throw refused(`verifier key ${name} is of an unknown type (0x${toHex(material.subarray(0, 1))})`)
  const key = verifierKey(name, material.subarray(1), type)
  if (formatKeyId(key.id) !== id)
    throw refused(`verifier key ${name} has the id ${formatKeyId(key.id)}, not ${id}`)
  return key
}

/** The same public key under another name or type: how a tenant's key follows from the instance's. */
export function deriveVerifierKey(
  key: VerifierKey,
  change: { name?: string; type?: SignatureType },
): VerifierKey {
  return verifierKey(change.name ?? key.name, key.publicKey, change.type ?? key.type)
}

/** Key ids are printed as eight lower-case hex digits. */
export function formatKeyId(id: number): string {
  return id.toString(16).padStart(8, '0')
}

/** Key names are not empty and hold neither Unicode spaces nor a plus sign; control characters cannot stand in a note. */
export function isKeyName(name: string): boolean {
  return name !== '' && name.isWellFormed() && !/[\s\u0085+\u0000-\u001f]/u.test(name)
}

function refused(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', message)
}

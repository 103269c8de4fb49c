import { TallyError } from '../../errors.ts'
import { concatBytes, fromBase64, toBase64 } from '../bytes.ts'
import { isKeyName, type VerifierKey } from './verifier-key.ts'

/** One signature line of a note. */
export type NoteSignature = {
  readonly name: string
  readonly id: number
  /** What follows the key id: for Ed25519 the signature, for cosignatures a timestamp and the signature. */
  readonly signature: Uint8Array
}

/** A parsed note. Nothing in it may be believed before a signature was verified. */
export type Note = {
  /** The signed text, with its final line feed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Whether the signature on this text by this key is good. */
export type VerifyNote = (text: string, signature: NoteSignature, key: VerifierKey) => boolean

/** c2sp.org/signed-note asks for a limit, and for at least 16. */
const MAX_SIGNATURES = 100
const MAX_NOTE_LENGTH = 1_000_000

/** Parses a signed note (c2sp.org/signed-note, "Format"). Throws TALLY_PROOF_INVALID when it is malformed. */
export function parseNote(note: string): Note {
  if (note.length > MAX_NOTE_LENGTH) throw malformed(`is longer than ${MAX_NOTE_LENGTH} characters`)
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note))
    throw malformed('holds characters a note must not hold')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw malformed('has no signatures after a blank line')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) throw malformed(`has more than ${MAX_SIGNATURES} signatures`)
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) }
}

/** Text and signature lines, as they are published. */
export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignature).join('')}`
}

/** The line that carries a signature: em dash, name, base64 of key id and signature. */
export function formatSignature({ name, id, signature }: NoteSignature): string {
  const prefix = new Uint8Array(4)
  new DataView(prefix.buffer).setUint32(0, id)
  return `\u2014 ${name} ${toBase64(concatBytes(prefix, signature))}\n`
}

/**
 * Opens a note with known keys: its text, and the signatures that verified. Signatures by unknown keys are ignored.
 * Throws TALLY_PROOF_INVALID when it is malformed, when no known key signed it, or when a known key's signature is bad.
 */
export function openNote(
  note: string,
  keys: readonly VerifierKey[],
  verify: VerifyNote,
): { text: string; verified: { key: VerifierKey; signature: NoteSignature }[] } {
  const { text, signatures } = parseNote(note)
  const verified: { key: VerifierKey; signature: NoteSignature }[] = []
  for (const signature of signatures) {
    const key = keys.find(candidate => candidate.name === signature.name && candidate.id === signature.id)
    if (key === undefined) continue
    if (!verify(text, signature, key)) throw malformed(`carries a bad signature by ${key.name}`)
    verified.push({ key, signature })
  }
  if (verified.length === 0) throw malformed('is signed by no known key')
  return { text, verified }
}

function parseSignature(line: string): NoteSignature {
  const [, name, encoded] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? []
  if (name === undefined || encoded === undefined || !isKeyName(name))
    throw malformed('has a malformed signature line')
  const bytes = fromBase64(encoded)
  if (bytes.length < 5) throw malformed('has a signature that is too short')
  return { name, id: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), signature: bytes.subarray(4) }
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the signed note ${message}`)
}

import { TallyError } from '../../errors.ts'
import { hashFromBase64, toBase64 } from '../bytes.ts'
import { formatNote, openNote } from './note.ts'
import { cosignatureTime, cosignNote, type Sign, signNote, verifyNoteSignature } from './signature.ts'
import { deriveVerifierKey, SIGNATURE_TYPE, type VerifierKey } from './verifier-key.ts'

/** Tree head of a log (c2sp.org/tlog-checkpoint). */
export type Checkpoint = {
  readonly origin: string
  /** Entries in the log; sizes beyond 2^53 - 1 are refused. */
  readonly size: number
  /** RFC 6962 root, 32 bytes. */
  readonly root: Uint8Array
  /** Extension lines; we write none. */
  readonly extensions?: readonly string[]
}

/** A checkpoint whose signature was verified. */
export type OpenedCheckpoint = {
  readonly checkpoint: Checkpoint
  /** Key that signed it. */
  readonly key: VerifierKey
  /** Seconds since the Unix epoch of its newest good cosignature by that key: the log was alive then. */
  readonly signedAt?: number
}

/** The text that is signed. */
export function formatCheckpointText({ origin, size, root, extensions = [] }: Checkpoint): string {
  return [origin, size, toBase64(root), ...extensions].map(line => `${line}\n`).join('')
}

/** Parses a checkpoint's text. Throws TALLY_PROOF_INVALID. Believe it only after its note was opened with a trusted key. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, root, ...extensions] = text.split('\n')
  const end = extensions.pop()
  if (origin === undefined || origin === '' || size === undefined || root === undefined || end !== '') {
    throw malformed('has fewer than three lines')
  }
  if (!/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw malformed(`has no valid tree size: ${size.slice(0, 40)}`)
  if (extensions.includes('')) throw malformed('has an empty extension line')
  const checkpoint = { origin, size: Number(size), root: hashFromBase64(root) }
  return extensions.length === 0 ? checkpoint : { ...checkpoint, extensions }
}

/**
 * A checkpoint signed twice with the log's key: by the log itself (type 0x01) and timestamped (type 0x04), so that a copy
 * shows its age. `key` is the log's own (name = origin); `time` is in whole seconds since the Unix epoch.
 */
export function signCheckpoint(checkpoint: Checkpoint, key: VerifierKey, time: number, sign: Sign): string {
  const text = formatCheckpointText(checkpoint)
  const signatures = [
    signNote(text, deriveVerifierKey(key, { type: SIGNATURE_TYPE.ed25519 }), sign),
    cosignNote(text, deriveVerifierKey(key, { type: SIGNATURE_TYPE.cosignatureV1 }), time, sign),
  ]
  return formatNote({ text, signatures })
}

/**
 * Opens a checkpoint with the log's verifier key, whose name must be the checkpoint's origin.
 * Throws TALLY_PROOF_INVALID when it is malformed, of another log, or not signed by that key.
 */
export function openCheckpoint(note: string, key: VerifierKey): OpenedCheckpoint {
  const logKey = deriveVerifierKey(key, { type: SIGNATURE_TYPE.ed25519 })
  const timeKey = deriveVerifierKey(key, { type: SIGNATURE_TYPE.cosignatureV1 })
  const { text, verified } = openNote(note, [logKey, timeKey], verifyNoteSignature)
  const checkpoint = parseCheckpointText(text)
  if (checkpoint.origin !== key.name)
    throw malformed(`is of the log ${checkpoint.origin}, not of ${key.name}`)
  if (!verified.some(signature => signature.key === logKey))
    throw malformed('lacks the signature of the log itself')
  const times = verified
    .filter(({ key }) => key === timeKey)
    .map(({ signature }) => cosignatureTime(signature.signature) ?? 0)
  return { checkpoint, key: logKey, ...(times.length === 0 ? {} : { signedAt: Math.max(...times) }) }
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the checkpoint ${message}`)
}

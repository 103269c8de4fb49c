import { TallyError } from '../../errors.ts'
import { fromUtf8, hashFromBase64, toBase64, utf8 } from '../bytes.ts'
import { type TreeHasher, treeHasher } from '../merkle/hasher.ts'
import { verifyInclusion } from '../merkle/verify.ts'
import { type OpenedCheckpoint, openCheckpoint, parseCheckpointText } from '../tlog/checkpoint.ts'
import { parseNote } from '../tlog/note.ts'
import { keyForOrigin } from '../tlog/origin.ts'
import type { VerifierKey } from '../tlog/verifier-key.ts'
import { type LedgerEntry, parseEntry } from './entry.ts'
import { type ParsedLine, parseLine } from './line.ts'

/** An inclusion proof as it travels; hashes are base64. */
export type ProofPath = { readonly index: number; readonly size: number; readonly hashes: readonly string[] }

/** A ledger entry of kind `erasure` that a tombstone is shown to belong to. */
export type ErasureProof = {
  readonly entry: string
  readonly batch_proof: ProofPath
  readonly ledger_proof: ProofPath
}

/** One document that is enough to check an event offline with a pinned key (docs/design/001-record-format.md, "Batch proof"). */
export type ProofDocument = {
  readonly v: 1
  readonly type: 'tallystick.proof'
  /** Canonical line, without its line feed. For an erased event, its tombstone. */
  readonly line: string
  /** Canonical ledger entry of the batch. */
  readonly entry: string
  /** Line → batch root. */
  readonly batch_proof: ProofPath
  /** Entry → checkpoint root. */
  readonly ledger_proof: ProofPath
  /** For a tombstone: the entry that authorises it, under the same checkpoint. */
  readonly erasure?: ErasureProof
  /** Signed note. */
  readonly checkpoint: string
}

/** What a proof document shows. `ALTERED` covers everything that does not verify; `reason` says what. */
export type ProofVerdict =
  | {
      readonly verdict: 'VERIFIED' | 'ERASED'
      readonly tenant: string
      readonly seq: number
      readonly entry: LedgerEntry
      readonly checkpoint: OpenedCheckpoint
    }
  | { readonly verdict: 'ALTERED'; readonly reason: string }

/** The wire form of an inclusion proof. */
export function proofPath(index: number, size: number, hashes: readonly Uint8Array[]): ProofPath {
  return { index, size, hashes: hashes.map(toBase64) }
}

/** Puts a proof document together from the bytes as they stand in journal and ledger. */
export function proofDocument(parts: {
  line: Uint8Array
  entry: Uint8Array
  batchProof: ProofPath
  ledgerProof: ProofPath
  erasure?: { entry: Uint8Array; batchProof: ProofPath; ledgerProof: ProofPath }
  checkpoint: string
}): ProofDocument {
  const { erasure } = parts
  return {
    v: 1,
    type: 'tallystick.proof',
    line: textOf(parts.line),
    entry: textOf(parts.entry),
    batch_proof: parts.batchProof,
    ledger_proof: parts.ledgerProof,
    ...(erasure === undefined
      ? {}
      : {
          erasure: {
            entry: textOf(erasure.entry),
            batch_proof: erasure.batchProof,
            ledger_proof: erasure.ledgerProof,
          },
        }),
    checkpoint: parts.checkpoint,
  }
}

/** Checks the shape of a proof document, not what it claims. Throws TALLY_PROOF_INVALID. */
export function parseProofDocument(value: unknown): ProofDocument {
  const document = objectOf(value, 'proof')
  if (document.type !== 'tallystick.proof' || document.v !== 1)
    throw malformed('is not a proof document of version 1')
  for (const key of ['line', 'entry', 'checkpoint'])
    if (typeof document[key] !== 'string') throw malformed(`lacks ${key}`)
  checkPath(document.batch_proof)
  checkPath(document.ledger_proof)
  if (document.erasure !== undefined) {
    const erasure = objectOf(document.erasure, 'erasure')
    if (typeof erasure.entry !== 'string') throw malformed('lacks the entry of its erasure')
    checkPath(erasure.batch_proof)
    checkPath(erasure.ledger_proof)
  }
  return document as ProofDocument
}

/**
 * Verifies a proof document offline against a pinned key (the instance's, or the tenant's log's):
 * line → batch root → ledger entry → checkpoint root → signature. Never throws.
 */
export function verifyProof(
  document: unknown,
  pin: VerifierKey,
  hasher: TreeHasher = treeHasher(),
): ProofVerdict {
  try {
    return followProof(parseProofDocument(document), pin, hasher)
  } catch (error) {
    if (error instanceof TallyError) return { verdict: 'ALTERED', reason: error.message }
    throw error
  }
}

function followProof(document: ProofDocument, pin: VerifierKey, hasher: TreeHasher): ProofVerdict {
  const checkpoint = openWithPin(document.checkpoint, pin)
  const lineBytes = utf8(document.line)
  const line = parseLine(lineBytes)
  checkTenant(line, checkpoint)

  const entry = entryUnder(document.entry, document.ledger_proof, checkpoint, hasher)
  const leaf = line.tombstone?.leaf ?? hasher.leaf(lineBytes)
  checkLine({ line, leaf, entry, kind: 'events', path: document.batch_proof }, hasher)

  if (line.tombstone !== undefined) {
    const { erasure } = document
    if (erasure === undefined) throw malformed('holds a tombstone that no erasure entry authorises')
    const authority = entryUnder(erasure.entry, erasure.ledger_proof, checkpoint, hasher)
    checkLine(
      { line, leaf: hasher.leaf(lineBytes), entry: authority, kind: 'erasure', path: erasure.batch_proof },
      hasher,
    )
  }
  const verdict = line.tombstone === undefined ? 'VERIFIED' : 'ERASED'
  return { verdict, tenant: line.tenant, seq: line.seq, entry, checkpoint }
}

/** Opens a checkpoint with whatever key the pin gives for its origin. Throws TALLY_PROOF_INVALID. */
export function openWithPin(note: string, pin: VerifierKey): OpenedCheckpoint {
  const { origin } = parseCheckpointText(parseNote(note).text)
  const key = keyForOrigin(pin, origin)
  if (key === undefined)
    throw malformed(`is of the log ${origin}, which the pinned key ${pin.name} does not vouch for`)
  return openCheckpoint(note, key)
}

function checkTenant(line: ParsedLine, { checkpoint }: OpenedCheckpoint): void {
  if (!checkpoint.origin.endsWith(`/${line.tenant}`)) {
    throw malformed(`shows a line of tenant ${line.tenant} under the log ${checkpoint.origin}`)
  }
}

/** The entry a text holds, shown to be under a checkpoint. Throws TALLY_PROOF_INVALID. */
export function entryUnder(
  text: string,
  path: ProofPath,
  { checkpoint }: OpenedCheckpoint,
  hasher: TreeHasher,
): LedgerEntry {
  const bytes = utf8(text)
  const entry = parseEntry(bytes)
  if (path.size !== checkpoint.size || path.index !== entry.batch)
    throw malformed('has a ledger proof for another entry or size')
  const proof = path.hashes.map(hashFromBase64)
  if (
    !verifyInclusion(
      { index: path.index, size: path.size, leafHash: hasher.leaf(bytes), proof, root: checkpoint.root },
      hasher,
    )
  ) {
    throw malformed('does not connect its ledger entry to the checkpoint')
  }
  return entry
}

function checkLine(
  claim: {
    line: ParsedLine
    leaf: Uint8Array
    entry: LedgerEntry
    kind: LedgerEntry['kind']
    path: ProofPath
  },
  hasher: TreeHasher,
): void {
  const { line, leaf, entry, kind, path } = claim
  if (entry.kind !== kind) throw malformed(`needs an entry of kind ${kind}, not ${entry.kind}`)
  if (path.size !== entry.count || line.seq !== entry.firstSeq + path.index)
    throw malformed(`has a batch proof that is not for seq ${line.seq}`)
  const proof = path.hashes.map(hashFromBase64)
  if (
    !verifyInclusion({ index: path.index, size: path.size, leafHash: leaf, proof, root: entry.root }, hasher)
  ) {
    throw malformed(`does not connect line ${line.seq} to its batch: the line is not the one that was sealed`)
  }
}

function checkPath(value: unknown): void {
  const { index, size, hashes } = objectOf(value, 'inclusion proof')
  if (
    !Number.isSafeInteger(index) ||
    !Number.isSafeInteger(size) ||
    (index as number) < 0 ||
    (size as number) < 0
  ) {
    throw malformed('has an inclusion proof with numbers out of range')
  }
  if (!Array.isArray(hashes) || hashes.length > 64 || hashes.some(hash => typeof hash !== 'string')) {
    throw malformed('has an inclusion proof without hashes')
  }
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(`is not an object (${what})`)
  return value as Record<string, unknown>
}

function textOf(bytes: Uint8Array): string {
  const text = fromUtf8(bytes)
  if (text === undefined) throw malformed('would hold bytes that are not UTF-8')
  return text
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the proof ${message}`)
}

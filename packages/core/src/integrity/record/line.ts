import { TallyError } from '../../errors.ts'
import { fromUtf8, hashFromBase64, toBase64 } from '../bytes.ts'
import { canonicalize } from '../canonical.ts'
import type { TreeHasher } from '../merkle/hasher.ts'

/** What stands in place of an erased line (docs/design/001-record-format.md, "Journal"). */
export type Tombstone = {
  readonly seq: number
  readonly tenant: string
  /** When it was erased, RFC 3339 in UTC. */
  readonly at: string
  /** Who had it erased. */
  readonly by: string
  /** Leaf hash of the erased line, 32 bytes: keeps the batch's root as it was. */
  readonly leaf: Uint8Array
  /** Policy it was erased under. */
  readonly policy: string
  readonly reason: string
}

/** A journal line, as far as verification reads it. */
export type ParsedLine = {
  readonly seq: number
  readonly tenant: string
  /** Id of the event; a tombstone has none. */
  readonly id?: string
  readonly tombstone?: Tombstone
}

/** The canonical line of a tombstone, without its line feed. */
export function formatTombstone({ seq, tenant, at, by, leaf, policy, reason }: Tombstone): string {
  return canonicalize({ erased: { at, by, leaf: toBase64(leaf), policy, reason }, seq, tenant })
}

/**
 * Reads a journal line without its line feed. Throws TALLY_PROOF_INVALID, saying why, unless it is one canonical JSON
 * object with a seq and a tenant.
 */
export function parseLine(bytes: Uint8Array): ParsedLine {
  const text = fromUtf8(bytes)
  if (text === undefined) throw malformed('is not UTF-8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('is not a JSON object')
  if (!isCanonical(value, text)) throw malformed('is not canonical JSON')
  const { seq, tenant, erased, id } = value as Record<string, unknown>
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) throw malformed('has no seq')
  if (typeof tenant !== 'string') throw malformed('has no tenant')
  if (erased !== undefined) return { seq, tenant, tombstone: parseErased(seq, tenant, erased) }
  return typeof id === 'string' ? { seq, tenant, id } : { seq, tenant }
}

/** The sequence number a line claims, whether or not it is one of ours; undefined when it has none. */
export function claimedSeq(bytes: Uint8Array): number | undefined {
  try {
    const seq: unknown = (JSON.parse(fromUtf8(bytes) ?? '') as { seq?: unknown } | null)?.seq
    return typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : undefined
  } catch {
    return undefined
  }
}

/** Whether a line can be a tombstone, by its first bytes: `{"er`, which no field of an event starts with. */
export function looksErased(bytes: Uint8Array, start = 0): boolean {
  return bytes[start + 2] === 0x65 && bytes[start + 3] === 0x72
}

/** The hash a line contributes to its batch: its own, or the one its tombstone carries. Throws TALLY_PROOF_INVALID. */
export function batchLeaf(line: Uint8Array, hasher: TreeHasher): Uint8Array {
  return (looksErased(line) ? parseLine(line).tombstone?.leaf : undefined) ?? hasher.leaf(line)
}

function parseErased(seq: number, tenant: string, erased: unknown): Tombstone {
  const { at, by, leaf, policy, reason } = (erased ?? {}) as Record<string, unknown>
  if ([at, by, leaf, policy, reason].some(text => typeof text !== 'string'))
    throw malformed('is an incomplete tombstone')
  return {
    seq,
    tenant,
    at: at as string,
    by: by as string,
    leaf: hashFromBase64(leaf as string),
    policy: policy as string,
    reason: reason as string,
  }
}

function isCanonical(value: object, text: string): boolean {
  try {
    return canonicalize(value) === text
  } catch {
    return false
  }
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the line ${message}`)
}

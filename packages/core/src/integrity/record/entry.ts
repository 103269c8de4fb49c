import { TallyError } from '../../errors.ts'
import { fromUtf8, hashFromBase64, toBase64, utf8 } from '../bytes.ts'
import { canonicalize } from '../canonical.ts'

/** One entry of a tenant's ledger: it commits to a batch of lines (docs/design/001-record-format.md, "Ledger"). */
export type LedgerEntry = {
  /** Index of the entry in the ledger. */
  readonly batch: number
  /** `events`: lines as they were taken in. `erasure`: tombstones that later stand in place of such lines. */
  readonly kind: 'events' | 'erasure'
  /** First sequence number it covers. */
  readonly firstSeq: number
  /** How many consecutive lines it covers, at least 1. */
  readonly count: number
  /** RFC 6962 root over those lines, 32 bytes. */
  readonly root: Uint8Array
  /** When it was made, RFC 3339 in UTC. */
  readonly time: string
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/
const KEYS = 'batch,count,first_seq,kind,root,time,v'

/** The entry as it stands in a bundle: the UTF-8 bytes of its canonical JSON. */
export function formatEntry({ batch, kind, firstSeq, count, root, time }: LedgerEntry): Uint8Array {
  return utf8(canonicalize({ batch, count, first_seq: firstSeq, kind, root: toBase64(root), time, v: 1 }))
}

/** Parses an entry. Throws TALLY_PROOF_INVALID unless it is exactly what `formatEntry` writes. */
export function parseEntry(bytes: Uint8Array): LedgerEntry {
  const text = fromUtf8(bytes)
  let value: unknown
  try {
    value = text === undefined ? undefined : JSON.parse(text)
  } catch {
    // Falls through to the refusal below.
  }
  if (typeof value !== 'object' || value === null || canonicalKeys(value) !== KEYS)
    throw malformed('is not a ledger entry')
  const { batch, count, first_seq: firstSeq, kind, root, time, v } = value as Record<string, unknown>
  if (v !== 1) throw malformed(`has version ${JSON.stringify(v)}; this program knows version 1`)
  if (!isIndex(batch) || !isIndex(firstSeq) || !isIndex(count) || count === 0)
    throw malformed('has numbers out of range')
  if (kind !== 'events' && kind !== 'erasure') throw malformed('is of an unknown kind')
  if (typeof root !== 'string' || typeof time !== 'string' || !TIME.test(time))
    throw malformed('has no valid root or time')
  if (canonicalize(value) !== text) throw malformed('is not canonical')
  return { batch, kind, firstSeq, count, root: hashFromBase64(root), time }
}

function canonicalKeys(value: object): string {
  return Object.keys(value).sort().join()
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function malformed(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', `the ledger entry ${message}`)
}

import { toBase64 } from '../bytes.ts'
import type { LedgerEntry } from './entry.ts'
import type { ProofPath } from './proof-document.ts'

/** One ledger entry that covers lines of an export, shown to be under the export's checkpoint. */
export type ExportBatch = {
  readonly type: 'tallystick.export.batch'
  /** Canonical ledger entry. */
  readonly entry: string
  /** Entry → checkpoint root. */
  readonly ledger_proof: ProofPath
  /** Leaf hashes of the entry’s lines before the first exported one, base64. */
  readonly before: readonly string[]
  /** Leaf hashes of the entry’s lines after the last exported one, base64. */
  readonly after: readonly string[]
}

/** Last line of an export of a whole range: which lines there must be, and the checkpoint they hang on. */
export type ExportTrailer = {
  readonly type: 'tallystick.export'
  readonly v: 1
  readonly tenant: string
  readonly first_seq: number
  readonly last_seq: number
  /** Signed note. */
  readonly checkpoint: string
}

/** What `exportTrailers` needs of a journal and its ledger. */
export type ExportSource = {
  readonly tenant: string
  /** Exported lines [firstSeq, endSeq). */
  readonly firstSeq: number
  readonly endSeq: number
  readonly checkpoint: string
  /** Every entry under that checkpoint that covers an exported line, with its canonical text: events, and erasures for tombstones. */
  readonly entries:
    | AsyncIterable<{ entry: LedgerEntry; text: string }>
    | Iterable<{ entry: LedgerEntry; text: string }>
  ledgerProof(index: number): Promise<ProofPath>
  /** What the lines [from, to) contribute to the root of an entry of this kind (the tombstone’s own hash for `erasure`). */
  leaves(kind: LedgerEntry['kind'], from: number, to: number): Promise<readonly Uint8Array[]>
}

/**
 * The lines that follow the events of a range export, so that `tally verify` can tell from the file and a pinned key that every line
 * is there and none was altered. Each is JSON without its line feed.
 */
export async function* exportTrailers(source: ExportSource): AsyncGenerator<string> {
  const { tenant, firstSeq, endSeq, checkpoint } = source
  for await (const { entry, text } of source.entries) {
    const end = entry.firstSeq + entry.count
    const leaves = async (from: number, to: number) =>
      from < to ? (await source.leaves(entry.kind, from, to)).map(toBase64) : []
    const batch: ExportBatch = {
      type: 'tallystick.export.batch',
      entry: text,
      ledger_proof: await source.ledgerProof(entry.batch),
      before: await leaves(entry.firstSeq, Math.min(firstSeq, end)),
      after: await leaves(Math.max(endSeq, entry.firstSeq), end),
    }
    yield JSON.stringify(batch)
  }
  const trailer: ExportTrailer = {
    type: 'tallystick.export',
    v: 1,
    tenant,
    first_seq: firstSeq,
    last_seq: endSeq - 1,
    checkpoint,
  }
  yield JSON.stringify(trailer)
}

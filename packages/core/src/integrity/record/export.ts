import type { ProofPath } from './proof-document.ts'

/**
 * An export that carries its proof (docs/design/001-record-format.md, "Export with proof"): NDJSON of canonical lines by ascending seq,
 * with lines of its own between them that start with their `type`, which no event does. What proves the lines of a batch follows them at
 * once, so that whoever checks the file needs to keep one batch.
 */
export type ExportDocument = ExportHeader | ExportBatch | ExportErasure | ExportEnd

/** First line: whose lines follow, and the checkpoint that they hang on. */
export type ExportHeader = {
  readonly type: 'tallystick.export'
  readonly v: 1
  readonly tenant: string
  /** What was asked for; nothing vouches for it. */
  readonly query?: string
  readonly from?: string
  readonly to?: string
  /** Signed note. */
  readonly checkpoint: string
}

/** Follows the exported lines of one batch: its ledger entry, and what leads from the lines to it. */
export type ExportBatch = {
  readonly type: 'tallystick.export.batch'
  /** Canonical ledger entry, of kind `events`. */
  readonly entry: string
  /** Entry → checkpoint root. */
  readonly ledger_proof: ProofPath
  /** Roots of the largest subtrees of the batch without an exported line, from left to right, base64 (`subtreesWithout`). */
  readonly hashes: readonly string[]
}

/** After all lines: an entry of kind `erasure` that authorises exported tombstones. Members as in a batch. */
export type ExportErasure = Omit<ExportBatch, 'type'> & { readonly type: 'tallystick.export.erasure' }

/** Last line. What ends without it was cut off. */
export type ExportEnd = {
  readonly type: 'tallystick.export.end'
  /** Exported lines of the record. */
  readonly count: number
}

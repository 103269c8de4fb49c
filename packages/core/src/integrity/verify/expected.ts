import type { LedgerEntry } from '../record/entry.ts'
import type { CheckedEntry } from './ledger.ts'
import type { Report } from './report.ts'

/** Lines that should stand in the journal: those of one entry, or of entries that cannot be believed. */
export type ExpectedBatch = {
  readonly firstSeq: number
  readonly count: number
  /** Root over the lines; undefined when the entry that held it is lost. */
  readonly root: Uint8Array | undefined
  /** Index of the entry. */
  readonly entry: number
}

/** What follows the last batch. */
export type Reach = {
  /** First sequence number that no entry covers. */
  sealedSeq: number
  /** The last entries are lost, so that it is not known where the sealed lines end. */
  openEnd: boolean
}

/**
 * The batches that the ledger's entries commit to, contiguous from `reach.sealedSeq`, which moves on with them. Entries of kind
 * `erasure` are handed to `onErasure`.
 */
export async function* expectedBatches(
  entries: AsyncIterable<CheckedEntry>,
  reach: Reach,
  report: Report,
  onErasure: (entry: LedgerEntry) => void,
): AsyncGenerator<ExpectedBatch> {
  for await (const { index, entry } of entries) {
    if (entry === undefined) {
      reach.openEnd = true
      continue
    }
    if (entry.kind === 'erasure') {
      onErasure(entry)
      continue
    }
    const gap = entry.firstSeq - reach.sealedSeq
    if (gap !== 0 && (gap < 0 || !reach.openEnd)) {
      report.add({
        kind: 'entry altered',
        verdict: 'ALTERED',
        entry: index,
        message: `ledger entry ${index} starts at seq ${entry.firstSeq} where seq ${reach.sealedSeq} should follow`,
      })
    }
    if (gap < 0) continue
    if (gap > 0) yield { firstSeq: reach.sealedSeq, count: gap, root: undefined, entry: index - 1 }
    reach.openEnd = false
    reach.sealedSeq = entry.firstSeq + entry.count
    yield { firstSeq: entry.firstSeq, count: entry.count, root: entry.root, entry: index }
  }
}

import type { TreeHasher } from '../merkle/hasher.ts'
import { BlockFinder, hasBlocks } from '../record/blocks.ts'
import type { ExpectedBatch } from './expected.ts'
import type { SegmentRef, TenantReader } from './reader.ts'
import { type Report, seqRange } from './report.ts'

/**
 * The block hashes beside a ledger. They only help to say where: what folds to a batch's root is as good as the root, and what does not,
 * or is not there, leaves the batch as the narrowest place that can be named. So they never speak against a record.
 */
export class BlockFiles {
  readonly #finder: BlockFinder
  readonly #lacking: { readonly segments: Set<string>; batches: number; first?: ExpectedBatch } = {
    segments: new Set(),
    batches: 0,
  }

  constructor(reader: TenantReader, hasher: TreeHasher) {
    this.#finder = new BlockFinder(segment => reader.blocks(segment), hasher)
  }

  /** Hashes of the blocks of a batch, shown to fold to its root. Undefined, and remembered, when it should have some and has none. */
  async find(
    batch: ExpectedBatch,
    segments: readonly SegmentRef[],
  ): Promise<readonly Uint8Array[] | undefined> {
    const { firstSeq, count, root } = batch
    if (root === undefined || !hasBlocks(count)) return undefined
    const name = segments.findLast(segment => segment.firstSeq <= firstSeq)?.name
    if (name === undefined) return undefined
    const hashes = await this.#finder.find(name, { firstSeq, count, root })
    if (hashes === undefined) {
      this.#lacking.segments.add(name)
      this.#lacking.batches++
      this.#lacking.first ??= batch
    }
    return hashes
  }

  /** Notes what could not be found. */
  report(report: Report): void {
    const { segments, batches, first } = this.#lacking
    if (first === undefined) return
    const last = first.firstSeq + first.count - 1
    report.note(
      `block hashes of ${batches} ${batches === 1 ? 'batch' : 'batches'} in ${segments.size} ${segments.size === 1 ? 'segment' : 'segments'} are missing or damaged, first those of batch ${first.entry} (${seqRange(first.firstSeq, last)}, segment ${[...segments][0]}): this says nothing about the record, but an altered line there can be narrowed down to its batch only. They are made anew when the server starts and the file is missing`,
    )
  }
}

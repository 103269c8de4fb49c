import { equalBytes } from '../bytes.ts'
import { CompactTree } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import type { LedgerEntry } from '../record/entry.ts'
import { looksErased } from '../record/line.ts'
import { LineCursor } from './cursor.ts'
import type { TenantReader } from './reader.ts'
import { type SeqRun, subtractRuns } from './runs.ts'

/** Which tombstones the ledger's erasure entries authorise. */
export class ErasureCheck {
  readonly #reader: TenantReader
  readonly #hasher: TreeHasher
  readonly #pending: LedgerEntry[] = []
  readonly #authorised: SeqRun[] = []
  /** Runs of tombstones that were met in the journal. */
  readonly tombstones: SeqRun[] = []

  constructor(reader: TenantReader, hasher: TreeHasher) {
    this.#reader = reader
    this.#hasher = hasher
  }

  /** Notes an entry of kind `erasure`. */
  addEntry(entry: LedgerEntry): void {
    this.#pending.push(entry)
  }

  /** Runs of tombstones that no erasure entry covers with the very lines that stand there. */
  async unauthorised(): Promise<SeqRun[]> {
    if (this.tombstones.length === 0) return []
    for (const entry of this.#pending.splice(0)) {
      if (await this.#standsAsEntered(entry))
        this.#authorised.push({ first: entry.firstSeq, end: entry.firstSeq + entry.count })
    }
    return subtractRuns(this.tombstones, this.#authorised)
  }

  /** Whether the lines an entry covers are tombstones that hash to its root. */
  async #standsAsEntered({ firstSeq, count, root }: LedgerEntry): Promise<boolean> {
    const segments = await this.#reader.segments()
    const cursor = await LineCursor.at(this.#reader, segments, this.#hasher, firstSeq, true)
    const tree = new CompactTree(this.#hasher)
    while (tree.size < count) {
      const item = await cursor.next(segments.length)
      if (item === undefined || 'damage' in item || !looksErased(item.bytes)) break
      tree.append(this.#hasher.leaf(item.bytes))
    }
    await cursor.close()
    return tree.size === count && equalBytes(tree.root(), root)
  }
}

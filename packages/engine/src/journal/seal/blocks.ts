import { formatBlocks, hasBlocks, type LedgerEntry, type ReadTile } from '@tallystick/core'
import { LedgerEntries } from '../entries.ts'
import { hashLines, merkleBlocks } from '../merkle.ts'
import { SegmentReader } from '../segment/read.ts'

const CHUNK_BYTES = 1024 * 1024

/** Lines of a segment that are sealed, and where they stand. */
export type SealedSegment = {
  readonly tenant: string
  readonly firstSeq: number
  /** Number after its last sealed line. */
  readonly endSeq: number
  /** Folder of the tenant's segments. */
  readonly directory: string
  readonly ledgerSize: number
  readonly readFile: ReadTile
}

/**
 * Makes the block hashes of a segment anew from its lines, for all batches whose lines still hash to their root: what is built into a
 * damaged record could not be found there.
 */
export async function rebuildBlocks(segment: SealedSegment): Promise<Buffer> {
  const { firstSeq, endSeq, ledgerSize, readFile } = segment
  const records: Uint8Array[] = []
  const lines = new SegmentReader()
  for await (const { entry } of new LedgerEntries(ledgerSize, readFile).from(firstSeq)) {
    if (entry.firstSeq >= endSeq) break
    const blocks = hasBlocks(entry.count) ? await blocksOf(entry, segment, lines) : undefined
    if (blocks !== undefined) records.push(formatBlocks(entry, blocks))
  }
  return Buffer.concat(records)
}

async function blocksOf(
  { firstSeq, count, root }: LedgerEntry,
  segment: SealedSegment,
  reader: SegmentReader,
): Promise<Buffer | undefined> {
  const leaves: Buffer[] = []
  const chunks = reader.read(segment.directory, segment.firstSeq, firstSeq, firstSeq + count, CHUNK_BYTES)
  for await (const chunk of chunks) leaves.push(hashLines(chunk.lines, chunk.count))
  const tree = merkleBlocks(leaves)
  return tree.root.equals(root) ? tree.blocks : undefined
}

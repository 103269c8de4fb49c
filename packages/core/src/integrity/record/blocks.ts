import { concatBytes, equalBytes } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import { HASH_SIZE, type TreeHasher } from '../merkle/hasher.ts'

/**
 * Lines in a block: 2^6, so that the hash of a full block is a node of the batch's tree. 64 lines are few enough to look through, and
 * half a byte per line is little enough to keep (docs/design/001-record-format.md, "Blocks").
 */
export const BLOCK_LINES = 64

/** Lines of one batch. */
export type BatchLines = { readonly firstSeq: number; readonly count: number }

/** "TBH1", the first number as 64 bits, the count as 32 bits, all big-endian. */
const MAGIC = 0x54424831
const HEADER = 16

/** How many blocks a batch has; the last one may be short. */
export function blockCount(count: number): number {
  return Math.ceil(count / BLOCK_LINES)
}

/** Whether the block hashes of a batch are kept: that of a single block would be the batch's root. */
export function hasBlocks(count: number): boolean {
  return count > BLOCK_LINES
}

/** The record of one batch in a file of block hashes. `hashes` are those of all its blocks, one after the other. */
export function formatBlocks({ firstSeq, count }: BatchLines, hashes: Uint8Array): Uint8Array {
  return concatBytes(headerOf({ firstSeq, count }), hashes)
}

/** Block hashes that were found, and where the record after them starts: the best place to look for the next batch. */
export type FoundBlocks = { readonly hashes: readonly Uint8Array[]; readonly end: number }

/**
 * Block hashes of a batch in a file of them, which need not be believed: they fold to the batch's root (RFC 6962 §2.1: blocks are the
 * leaves of the tree above them), or they are not found. The batch is searched for by its header, so that damage costs only the batch
 * it hits; `from` is where to look first.
 */
export function findBlocks(
  file: Uint8Array,
  batch: BatchLines & { readonly root: Uint8Array },
  hasher: TreeHasher,
  from = 0,
): FoundBlocks | undefined {
  const header = headerOf(batch)
  const length = HEADER + blockCount(batch.count) * HASH_SIZE
  for (const [start, end] of [
    [from, file.length],
    [0, Math.min(from, file.length)],
  ] as const) {
    let at = file.indexOf(header[0]!, start)
    for (; at >= 0 && at < end && at + length <= file.length; at = file.indexOf(header[0]!, at + 1)) {
      if (!equalBytes(file.subarray(at, at + HEADER), header)) continue
      const hashes = splitHashes(file.subarray(at + HEADER, at + length))
      if (equalBytes(rootOfHashes(hashes, hasher), batch.root)) return { hashes, end: at + length }
    }
  }
  return undefined
}

/** Looks for batches in files of block hashes, best in ascending order; it keeps the file that it read last. */
export class BlockFinder {
  readonly #read: (segment: string) => Promise<Uint8Array | undefined>
  readonly #hasher: TreeHasher
  #segment: string | undefined
  #file: Uint8Array | undefined
  /** Behind the record that was found last. */
  #next = 0

  /** `read` gives the file of a segment, by its name, as it stands now; undefined when there is none. */
  constructor(read: (segment: string) => Promise<Uint8Array | undefined>, hasher: TreeHasher) {
    this.#read = read
    this.#hasher = hasher
  }

  /** Block hashes of a batch of a segment, shown to fold to its root; undefined when there are none. */
  async find(
    segment: string,
    batch: BatchLines & { readonly root: Uint8Array },
  ): Promise<readonly Uint8Array[] | undefined> {
    const look = () => this.#file && findBlocks(this.#file, batch, this.#hasher, this.#next)
    let found = this.#segment === segment ? look() : undefined
    if (found === undefined) {
      // Batches are appended while a segment is open.
      this.#file = await this.#read(segment)
      this.#segment = segment
      this.#next = 0
      found = look()
    }
    if (found !== undefined) this.#next = found.end
    return found?.hashes
  }
}

function splitHashes(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / HASH_SIZE }, (_, i) =>
    bytes.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE),
  )
}

function headerOf({ firstSeq, count }: BatchLines): Uint8Array {
  const header = new Uint8Array(HEADER)
  const view = new DataView(header.buffer)
  view.setUint32(0, MAGIC)
  view.setBigUint64(4, BigInt(firstSeq))
  view.setUint32(12, count)
  return header
}

import { CompactTree } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { batchLeaf } from './line.ts'

const LINE_FEED = 0x0a

/** Calls `visit` with every line of NDJSON bytes, without its line feed. A last line needs none. */
export function eachLine(ndjson: Uint8Array, visit: (line: Uint8Array) => void): void {
  for (let start = 0; start < ndjson.length; ) {
    const found = ndjson.indexOf(LINE_FEED, start)
    const end = found < 0 ? ndjson.length : found
    visit(ndjson.subarray(start, end))
    start = end + 1
  }
}

/** Leaf hashes of NDJSON lines, tombstones counting as the lines they stand for. Throws TALLY_PROOF_INVALID on a bad tombstone. */
export function batchLeaves(ndjson: Uint8Array, hasher: TreeHasher): Uint8Array[] {
  const leaves: Uint8Array[] = []
  eachLine(ndjson, line => leaves.push(batchLeaf(line, hasher)))
  return leaves
}

/** RFC 6962 root over fresh event lines, and how many they are: what a ledger entry of kind `events` commits to. */
export function batchRoot(ndjson: Uint8Array, hasher: TreeHasher): { root: Uint8Array; count: number } {
  const tree = new CompactTree(hasher)
  eachLine(ndjson, line => tree.append(hasher.leaf(line)))
  return { root: tree.root(), count: tree.size }
}

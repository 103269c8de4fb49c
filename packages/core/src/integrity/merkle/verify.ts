import { equalBytes } from '../bytes.ts'
import { HASH_SIZE, type TreeHasher } from './hasher.ts'

/** Sizes and indexes of proofs: any number below 2^64. */
export type TreeSize = number | bigint

const LIMIT = 1n << 64n

/** Whether the proof shows the leaf at `index` of the tree of `size` leaves with that root (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  input: {
    index: TreeSize
    size: TreeSize
    leafHash: Uint8Array
    proof: readonly Uint8Array[]
    root: Uint8Array
  },
  hasher: TreeHasher,
): boolean {
  const { index, size, ...rest } = input
  return verifySubtreeInclusion({ index, start: 0n, end: size, ...rest }, hasher)
}

/**
 * Whether the proof shows the leaf at `index` of the log under the root of the subtree [start, end)
 * (draft-ietf-plants-merkle-tree-certs, "Subtree Inclusion Proofs").
 */
export function verifySubtreeInclusion(
  input: {
    index: TreeSize
    start: TreeSize
    end: TreeSize
    leafHash: Uint8Array
    proof: readonly Uint8Array[]
    root: Uint8Array
  },
  hasher: TreeHasher,
): boolean {
  const [index, start, end] = [BigInt(input.index), BigInt(input.start), BigInt(input.end)]
  if (!isSubtree(start, end) || index < start || index >= end) return false
  if (!areHashes([input.leafHash, ...input.proof])) return false

  let node = index - start
  let last = end - start - 1n
  let hash = input.leafHash
  for (const sibling of input.proof) {
    if (last === 0n) return false
    if (isOdd(node) || node === last) {
      hash = hasher.node(sibling, hash)
      // On the right border, levels without a left sibling add no hash.
      while (!isOdd(node) && node !== 0n) {
        node >>= 1n
        last >>= 1n
      }
    } else {
      hash = hasher.node(hash, sibling)
    }
    node >>= 1n
    last >>= 1n
  }
  return last === 0n && equalBytes(hash, input.root)
}

/**
 * Whether the proof shows the tree of `size1` leaves with `root1` to be the beginning of the tree of `size2` with `root2`
 * (RFC 9162 §2.1.4.2). Every tree begins with the empty one, so a claim about size 0 proves nothing and is refused.
 */
export function verifyConsistency(
  input: {
    size1: TreeSize
    size2: TreeSize
    proof: readonly Uint8Array[]
    root1: Uint8Array
    root2: Uint8Array
  },
  hasher: TreeHasher,
): boolean {
  const { size1, size2, proof, root1, root2 } = input
  if (BigInt(size1) === 0n) return false
  return verifySubtreeConsistency(
    { start: 0n, end: size1, size: size2, proof, subtreeRoot: root1, root: root2 },
    hasher,
  )
}

/**
 * Whether the proof shows the subtree [start, end) with `subtreeRoot` to be part of the tree of `size` leaves with `root`
 * (draft-ietf-plants-merkle-tree-certs, "Subtree Consistency Proofs"). The empty subtree is part of every tree.
 */
export function verifySubtreeConsistency(
  input: {
    start: TreeSize
    end: TreeSize
    size: TreeSize
    proof: readonly Uint8Array[]
    subtreeRoot: Uint8Array
    root: Uint8Array
  },
  hasher: TreeHasher,
): boolean {
  const { proof, subtreeRoot, root } = input
  const [start, end, size] = [BigInt(input.start), BigInt(input.end), BigInt(input.size)]
  if (start < 0n || end > size || size >= LIMIT) return false
  if (start === end) return proof.length === 0 && equalBytes(subtreeRoot, hasher.empty())
  if (!isSubtree(start, end) || !areHashes(proof)) return false

  // first, last: the subtree's edges; treeLast: the tree's right edge; all as node indexes on the current level.
  let first = start
  let last = end - 1n
  let treeLast = size - 1n
  const ascend = () => {
    first >>= 1n
    last >>= 1n
    treeLast >>= 1n
  }
  // The proof starts at the largest perfect subtree on the right of [start, end), or at the subtree's own root.
  if (last === treeLast) while (first !== last) ascend()
  else while (first !== last && isOdd(last)) ascend()

  const rest = [...proof]
  const seed = first === last ? subtreeRoot : rest.shift()
  if (seed === undefined) return false
  let subtreeHash = seed
  let treeHash = seed
  for (const sibling of rest) {
    if (treeLast === 0n) return false
    if (isOdd(last) || last === treeLast) {
      if (first < last) subtreeHash = hasher.node(sibling, subtreeHash)
      treeHash = hasher.node(sibling, treeHash)
      while (!isOdd(last) && last !== 0n) ascend()
    } else {
      treeHash = hasher.node(treeHash, sibling)
    }
    ascend()
  }
  return treeLast === 0n && equalBytes(subtreeHash, subtreeRoot) && equalBytes(treeHash, root)
}

/** A subtree is not empty and starts at a multiple of the smallest power of two that is not below its length. */
function isSubtree(start: bigint, end: bigint): boolean {
  if (start < 0n || start >= end || end >= LIMIT) return false
  let width = 1n
  while (width < end - start) width <<= 1n
  return start % width === 0n
}

function isOdd(value: bigint): boolean {
  return (value & 1n) === 1n
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every(hash => hash.length === HASH_SIZE)
}

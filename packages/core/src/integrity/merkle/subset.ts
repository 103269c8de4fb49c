import type { TreeHasher } from './hasher.ts'

/** Leaves [start, end) of a tree. */
export type LeafRange = { readonly start: number; readonly end: number }

/**
 * What proves some leaves of a tree of `size` at once: the largest subtrees of RFC 6962 §2.1 that hold none of `indexes` (ascending),
 * from left to right. Their roots, with the leaves themselves, give the root of the tree; for one leaf they are its inclusion proof in
 * another order, for all leaves there are none.
 */
export function* subtreesWithout(indexes: readonly number[], size: number): Generator<LeafRange> {
  yield* without({ start: 0, end: size }, 0, indexes.length)

  function* without({ start, end }: LeafRange, from: number, to: number): Generator<LeafRange> {
    if (from === to) yield { start, end }
    else if (end - start > to - from) {
      const middle = start + splitPoint(end - start)
      let cut = from
      while (cut < to && indexes[cut]! < middle) cut++
      yield* without({ start, end: middle }, from, cut)
      yield* without({ start: middle, end }, cut, to)
    }
  }
}

/** One leaf that is known. */
export type KnownLeaf = { readonly index: number; readonly hash: Uint8Array }

/**
 * Root of a tree of `size` leaves from some of them (by ascending index, at least one) and the roots of `subtreesWithout` them.
 * Undefined when `hashes` are too few or too many for that, or an index lies beyond the tree or is not above the one before.
 */
export function rootFromSubset(
  leaves: readonly KnownLeaf[],
  size: number,
  hashes: readonly Uint8Array[],
  hasher: TreeHasher,
): Uint8Array | undefined {
  const ascending = leaves.every(({ index }, i) => index > (leaves[i - 1]?.index ?? -1) && index < size)
  if (!ascending || leaves.length === 0) return undefined
  let used = 0
  const root = rootOf(0, size, 0, leaves.length)
  return used === hashes.length ? root : undefined

  function rootOf(start: number, end: number, from: number, to: number): Uint8Array | undefined {
    if (from === to) return hashes[used++]
    if (end - start === 1) return leaves[from]!.hash
    const middle = start + splitPoint(end - start)
    let cut = from
    while (cut < to && leaves[cut]!.index < middle) cut++
    const left = rootOf(start, middle, from, cut)
    const right = left && rootOf(middle, end, cut, to)
    return left && right && hasher.node(left, right)
  }
}

/** Largest power of two smaller than n, for n > 1. */
export function splitPoint(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

import { TallyError } from '../../errors.ts'
import { rootOfHashes } from './compact-tree.ts'
import type { TreeHasher } from './hasher.ts'
import { splitPoint } from './subset.ts'

/** Root of the perfect subtree over leaves [index · 2^level, (index + 1) · 2^level). */
export type ReadHash = (level: number, index: number) => Uint8Array | Promise<Uint8Array>

/** Leaves [start, end). */
type Range = readonly [start: number, end: number]

/**
 * Inclusion proof of RFC 6962 §2.1.1, leaf-side hash first. Reads O(log² size) hashes.
 * Throws TALLY_PROOF_INVALID unless 0 ≤ index < size.
 */
export function proveInclusion(
  index: number,
  size: number,
  read: ReadHash,
  hasher: TreeHasher,
): Promise<Uint8Array[]> {
  if (!isIndex(index) || !isIndex(size) || index >= size)
    throw outOfRange(`no leaf ${index} in a tree of ${size}`)
  return hashRanges(path(index, 0, size), read, hasher)
}

/**
 * Consistency proof of RFC 6962 §2.1.2 between the trees of the first `size1` and the first `size2` leaves.
 * Throws TALLY_PROOF_INVALID unless 0 < size1 ≤ size2.
 */
export function proveConsistency(
  size1: number,
  size2: number,
  read: ReadHash,
  hasher: TreeHasher,
): Promise<Uint8Array[]> {
  if (!isIndex(size1) || !isIndex(size2) || size1 === 0 || size1 > size2) {
    throw outOfRange(`no consistency proof from size ${size1} to ${size2}`)
  }
  return hashRanges(subproof(size1, 0, size2, true), read, hasher)
}

/** Reads subtree roots from leaf hashes in memory: for proofs within one batch. */
export function readFromLeaves(leafHashes: readonly Uint8Array[], hasher: TreeHasher): ReadHash {
  return (level, index) => {
    const width = 2 ** level
    return rootOfHashes(leafHashes.slice(index * width, (index + 1) * width), hasher)
  }
}

/** PATH(m, D[start:end]) of RFC 6962 §2.1.1, as the ranges whose tree hashes make the proof. */
function path(index: number, start: number, end: number): Range[] {
  if (end - start === 1) return []
  const middle = start + splitPoint(end - start)
  return index < middle
    ? [...path(index, start, middle), [middle, end]]
    : [...path(index, middle, end), [start, middle]]
}

/** SUBPROOF(m, D[start:end], known) of RFC 6962 §2.1.2; `old` is where the first tree ends. */
function subproof(old: number, start: number, end: number, known: boolean): Range[] {
  if (old === end) return known ? [] : [[start, end]]
  const middle = start + splitPoint(end - start)
  return old <= middle
    ? [...subproof(old, start, middle, known), [middle, end]]
    : [...subproof(old, middle, end, false), [start, middle]]
}

async function hashRanges(
  ranges: readonly Range[],
  read: ReadHash,
  hasher: TreeHasher,
): Promise<Uint8Array[]> {
  const hashes: Uint8Array[] = []
  for (const range of ranges) hashes.push(await rangeHash(range, read, hasher))
  return hashes
}

/** Tree hash of a range that starts at a multiple of a power of two not smaller than its length. */
async function rangeHash([start, end]: Range, read: ReadHash, hasher: TreeHasher): Promise<Uint8Array> {
  let width = 1
  let level = 0
  while (width < end - start) {
    width *= 2
    level++
  }
  if (width === end - start) return read(level, start / width)
  const middle = start + width / 2
  return hasher.node(await read(level - 1, start / (width / 2)), await rangeHash([middle, end], read, hasher))
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function outOfRange(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', message)
}

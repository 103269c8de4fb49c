import { hash } from 'node:crypto'
import { BLOCK_LINES, batchLeaf, type Hash, looksErased, type TreeHasher, treeHasher } from '@tallystick/core'
import { LINE_FEED } from './lines.ts'

/** Bytes in a SHA-256 hash. */
const SIZE = 32

/** SHA-256 by OpenSSL, by way of a binary string: half the cost of asking for a Buffer. */
export const nativeHash: Hash = data => Buffer.from(hash('sha256', data, 'binary'), 'latin1')

/** RFC 6962 hashing by OpenSSL. */
export const nativeHasher: TreeHasher = treeHasher(data => hash('sha256', data, 'buffer'))

/**
 * Leaf hashes of `count` lines, one after the other: SHA-256(0x00 ‖ line without its line feed), or what a tombstone says in its place.
 *
 * No line is copied: the prefix is put where the line feed of the line before stands, for as long as the hashing takes. A binary
 * string is the cheapest form in which Node hands out a digest: half the cost of a Buffer.
 */
export function hashLines(lines: Buffer, count: number): Buffer {
  const leaves = Buffer.allocUnsafeSlow(count * SIZE)
  let start = 0
  for (let i = 0; i < count; i++) {
    const end = lines.indexOf(LINE_FEED, start)
    if (start === 0 || looksErased(lines, start))
      leaves.set(batchLeaf(lines.subarray(start, end), nativeHasher), i * SIZE)
    else {
      lines[start - 1] = 0
      leaves.write(hash('sha256', lines.subarray(start - 1, end), 'binary'), i * SIZE, 'binary')
      lines[start - 1] = LINE_FEED
    }
    start = end + 1
  }
  return leaves
}

/** RFC 6962 root over at least one leaf hash (32 bytes each, one after the other). */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  return fold(leaves, undefined).root
}

/** The same, with the hashes of the blocks of BLOCK_LINES leaves, one after the other: a level that is passed on the way. */
export function merkleBlocks(leaves: readonly Uint8Array[]): {
  readonly root: Buffer
  readonly blocks: Buffer
} {
  const { root, blocks } = fold(leaves, undefined)
  return { root, blocks: blocks ?? root }
}

/** Inclusion proof of RFC 6962 §2.1.1 for one of the leaves, leaf-side hash first. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Buffer[] {
  return fold(leaves, index).proof
}

/**
 * Folds the tree level by level in one buffer; an odd last node moves up as it is, which gives the tree of RFC 6962. Each result is
 * written behind what is still to be read, and the byte before a pair belongs to a node that was read already, so that it can
 * hold the prefix 0x01.
 */
function fold(
  leaves: readonly Uint8Array[],
  index: number | undefined,
): { root: Buffer; proof: Buffer[]; blocks: Buffer | undefined } {
  const nodes = Buffer.concat([Buffer.alloc(1), ...leaves])
  const proof: Buffer[] = []
  let blocks: Buffer | undefined
  let position = index
  let leavesPerNode = 1
  for (let width = (nodes.length - 1) / SIZE; width > 1; width = Math.ceil(width / 2)) {
    if (leavesPerNode === BLOCK_LINES) blocks = Buffer.from(nodes.subarray(1, 1 + width * SIZE))
    leavesPerNode *= 2
    if (position !== undefined) {
      const sibling = position ^ 1
      if (sibling < width) proof.push(Buffer.from(nodeAt(nodes, sibling)))
      position >>= 1
    }
    for (let i = 0; 2 * i < width; i++) {
      if (2 * i + 1 === width) nodes.copyWithin(1 + i * SIZE, 1 + 2 * i * SIZE, 1 + (2 * i + 1) * SIZE)
      else {
        const before = 2 * i * SIZE
        nodes[before] = 1
        nodes.write(
          hash('sha256', nodes.subarray(before, before + 1 + 2 * SIZE), 'binary'),
          1 + i * SIZE,
          'binary',
        )
      }
    }
  }
  return { root: Buffer.from(nodeAt(nodes, 0)), proof, blocks }
}

function nodeAt(nodes: Buffer, index: number): Buffer {
  return nodes.subarray(1 + index * SIZE, 1 + (index + 1) * SIZE)
}

import { sha256 } from '@noble/hashes/sha2.js'

/** SHA-256 of bytes, as a fresh array of 32. Injectable, because native code is several times faster than any portable one. */
export type Hash = (data: Uint8Array) => Uint8Array

/** Bytes in a hash. */
export const HASH_SIZE = 32

/** Hashing of RFC 6962 §2.1. The prefixes keep a leaf from passing for an inner node. */
export type TreeHasher = {
  /** SHA-256(0x00 ‖ data). */
  readonly leaf: (data: Uint8Array) => Uint8Array
  /** SHA-256(0x01 ‖ left ‖ right). */
  readonly node: (left: Uint8Array, right: Uint8Array) => Uint8Array
  /** SHA-256 of nothing: the root of the empty tree. */
  readonly empty: () => Uint8Array
  readonly hash: Hash
}

/** A tree hasher over the given SHA-256; portable JavaScript when none is given. */
export function treeHasher(hash: Hash = sha256): TreeHasher {
  // Hashing is synchronous, so one scratch buffer serves every call.
  const pair = new Uint8Array(1 + 2 * HASH_SIZE)
  pair[0] = 1
  let scratch = new Uint8Array(1024)
  return {
    leaf(data) {
      if (data.length + 1 > scratch.length) scratch = new Uint8Array(2 * data.length)
      scratch[0] = 0
      scratch.set(data, 1)
      return hash(scratch.subarray(0, data.length + 1))
    },
    node(left, right) {
      pair.set(left, 1)
      pair.set(right, 1 + HASH_SIZE)
      return hash(pair)
    },
    empty: () => hash(new Uint8Array(0)),
    hash,
  }
}

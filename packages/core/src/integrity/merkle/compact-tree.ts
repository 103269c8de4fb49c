import type { TreeHasher } from './hasher.ts'

/**
 * The root of a growing RFC 6962 tree, in O(log n) memory: the perfect subtrees of its right edge (a compact range).
 * Works like a binary counter: a new leaf carries through the levels that hold a subtree already.
 */
export class CompactTree {
  readonly #hasher: TreeHasher
  /** `#edge[level]` is the root of the perfect subtree of 2^level leaves, where the size has that bit set. */
  readonly #edge: (Uint8Array | undefined)[] = []
  #size = 0

  constructor(hasher: TreeHasher) {
    this.#hasher = hasher
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size
  }

  append(leafHash: Uint8Array): void {
    let hash = leafHash
    let level = 0
    for (let left = this.#edge[level]; left !== undefined; left = this.#edge[level]) {
      hash = this.#hasher.node(left, hash)
      this.#edge[level++] = undefined
    }
    this.#edge[level] = hash
    this.#size++
  }

  /** Root of the leaves so far. */
  root(): Uint8Array {
    let root: Uint8Array | undefined
    for (const subtree of this.#edge) {
      if (subtree !== undefined) root = root === undefined ? subtree : this.#hasher.node(subtree, root)
    }
    return root ?? this.#hasher.empty()
  }
}

/** RFC 6962 root over leaf hashes. */
export function rootOfHashes(leafHashes: Iterable<Uint8Array>, hasher: TreeHasher): Uint8Array {
  const tree = new CompactTree(hasher)
  for (const hash of leafHashes) tree.append(hash)
  return tree.root()
}

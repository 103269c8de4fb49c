import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  CompactTree,
  proveConsistency,
  proveInclusion,
  readFromLeaves,
  rootFromSubset,
  rootOfHashes,
  subtreesWithout,
  treeHasher,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from '../../src/integrity/index.ts'

const hasher = treeHasher()
const leaves = Array.from({ length: 300 }, (_, i) => hasher.leaf(utf8(`leaf ${i}`)))
const rootAt = (size: number) => rootOfHashes(leaves.slice(0, size), hasher)

/** MTH of RFC 6962 §2.1, word for word. */
function definition(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return hasher.empty()
  if (hashes.length === 1) return hashes[0]!
  let k = 1
  while (k * 2 < hashes.length) k *= 2
  return hasher.node(definition(hashes.slice(0, k)), definition(hashes.slice(k)))
}

describe('the Merkle tree', () => {
  test('has the root of the definition at every size while it grows', () => {
    const tree = new CompactTree(hasher)
    assert.deepEqual(tree.root(), hasher.empty())
    leaves.forEach((leaf, i) => {
      tree.append(leaf)
      assert.equal(tree.size, i + 1)
      assert.deepEqual(tree.root(), definition(leaves.slice(0, i + 1)))
    })
  })

  test('proves every leaf it holds, and no other', async () => {
    const anyIndex = fc
      .integer({ min: 1, max: 300 })
      .chain(size => fc.tuple(fc.nat(size - 1), fc.constant(size), fc.nat(299)))
    await fc.assert(
      fc.asyncProperty(anyIndex, async ([index, size, other]) => {
        const proof = await proveInclusion(index, size, readFromLeaves(leaves, hasher), hasher)
        const claim = { index, size, proof, root: rootAt(size) }
        assert.ok(verifyInclusion({ ...claim, leafHash: leaves[index]! }, hasher))
        assert.equal(verifyInclusion({ ...claim, leafHash: leaves[other]! }, hasher), other === index)
      }),
    )
  })

  test('proves that every earlier tree is its beginning', async () => {
    const sizes = fc
      .integer({ min: 1, max: 300 })
      .chain(size2 => fc.tuple(fc.integer({ min: 1, max: size2 }), fc.constant(size2)))
    await fc.assert(
      fc.asyncProperty(sizes, async ([size1, size2]) => {
        const proof = await proveConsistency(size1, size2, readFromLeaves(leaves, hasher), hasher)
        assert.ok(
          verifyConsistency({ size1, size2, proof, root1: rootAt(size1), root2: rootAt(size2) }, hasher),
        )
        assert.equal(
          verifyConsistency({ size1, size2, proof, root1: rootAt(size1 + 1), root2: rootAt(size2) }, hasher),
          size1 === 300,
        )
      }),
    )
  })

  test('refuses to prove what lies outside', () => {
    const read = readFromLeaves(leaves, hasher)
    for (const [index, size] of [
      [3, 3],
      [-1, 3],
      [0, 0],
      [0.5, 3],
    ] as const) {
      assert.throws(() => proveInclusion(index, size, read, hasher), { code: 'TALLY_PROOF_INVALID' })
    }
    for (const [from, to] of [
      [0, 3],
      [4, 3],
      [1, Number.NaN],
    ] as const) {
      assert.throws(() => proveConsistency(from, to, read, hasher), { code: 'TALLY_PROOF_INVALID' })
    }
  })
})

describe('a proof of several leaves', () => {
  const sizeAndIndexes = fc.integer({ min: 1, max: 300 }).chain(size =>
    fc.tuple(
      fc.constant(size),
      fc.uniqueArray(fc.nat(size - 1), { minLength: 1 }).map(all => all.toSorted((a, b) => a - b)),
    ),
  )
  const hashesOf = (indexes: readonly number[], size: number) =>
    Array.from(subtreesWithout(indexes, size), ({ start, end }) => definition(leaves.slice(start, end)))
  const known = (indexes: readonly number[]) => indexes.map(index => ({ index, hash: leaves[index]! }))

  test('gives the root, and for one leaf is its inclusion proof in another order', async () => {
    await fc.assert(
      fc.asyncProperty(sizeAndIndexes, async ([size, indexes]) => {
        const hashes = hashesOf(indexes, size)
        assert.deepEqual(rootFromSubset(known(indexes), size, hashes, hasher), rootAt(size))
        const [index] = indexes
        const path = await proveInclusion(index!, size, readFromLeaves(leaves.slice(0, size), hasher), hasher)
        const hex = (list: readonly Uint8Array[]) =>
          list.map(hash => Buffer.from(hash).toString('hex')).sort()
        assert.deepEqual(hex(hashesOf([index!], size)), hex(path))
      }),
    )
  })

  test('gives no root or another one for anything else', () => {
    fc.assert(
      fc.property(sizeAndIndexes, fc.nat(), fc.nat(5), ([size, indexes], at, change) => {
        const hashes = hashesOf(indexes, size)
        const claim = known(indexes)
        const i = at % claim.length
        const stranger = hasher.leaf(utf8('stranger'))
        if (change === 0) claim[i] = { ...claim[i]!, hash: stranger }
        else if (change === 1) claim.splice(i, 1)
        else if (change === 2) claim.push(claim.at(-1)!)
        else if (change === 3) hashes.push(stranger)
        else if (change === 4) claim.push({ index: size, hash: stranger })
        else claim.unshift({ index: -1, hash: stranger })
        assert.notDeepEqual(rootFromSubset(claim, size, hashes, hasher), rootAt(size))
      }),
    )
  })

  test('of a tree beyond all measure takes no longer than its hashes', () => {
    const size = Number.MAX_SAFE_INTEGER
    const some = leaves.slice(0, 20)
    assert.equal(rootFromSubset(known([0]), size, some, hasher), undefined)
    assert.equal(Array.from(subtreesWithout([5], size)).length, 53)
  })
})

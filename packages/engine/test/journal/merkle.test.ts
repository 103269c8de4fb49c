import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  batchLeaves,
  formatTombstone,
  looksErased,
  rootOfHashes,
  treeHasher,
  verifyInclusion,
} from '@tallystick/core'
import fc from 'fast-check'
import { hashLines, inclusionProof, merkleRoot } from '../../src/journal/merkle.ts'

const portable = treeHasher()
const SIZE = 32
const split = (leaves: Buffer) =>
  Array.from(
    { length: leaves.length / SIZE },
    (_, i) => new Uint8Array(leaves.subarray(i * SIZE, (i + 1) * SIZE)),
  )
const text = fc.array(
  fc
    .string({ unit: 'grapheme' })
    .map(line => line.replaceAll('\n', ' '))
    .filter(line => !looksErased(Buffer.from(line))),
  { minLength: 1, maxLength: 300 },
)
const encode = (lines: readonly string[]) => Buffer.from(lines.map(line => `${line}\n`).join(''))

describe('Merkle trees over lines', () => {
  test('give the leaf hashes and the root of the portable code', () => {
    fc.assert(
      fc.property(text, lines => {
        const buffer = encode(lines)
        const leaves = hashLines(buffer, lines.length)
        assert.deepEqual(
          split(leaves),
          batchLeaves(encode(lines), portable).map(leaf => new Uint8Array(leaf)),
        )
        assert.deepEqual(
          new Uint8Array(merkleRoot([leaves])),
          new Uint8Array(rootOfHashes(split(leaves), portable)),
        )
        assert.deepEqual(buffer, encode(lines), 'the lines are as they were')
      }),
    )
  })

  test('give inclusion proofs that verify, from leaves in any pieces', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (lines, a, b) => {
        const [index, cut] = [a % lines.length, (b % lines.length) * SIZE]
        const leaves = hashLines(encode(lines), lines.length)
        const pieces = [leaves.subarray(0, cut), leaves.subarray(cut)]
        const proof = inclusionProof(pieces, index)
        const root = merkleRoot(pieces)
        const leafHash = split(leaves)[index]!
        assert.ok(verifyInclusion({ index, size: lines.length, leafHash, proof, root }, portable))
      }),
    )
  })

  test('a tombstone counts as the line that it stands for', () => {
    const lines = ['{"a":1}', '{"b":2}', '{"c":3}']
    const leaves = hashLines(encode(lines), 3)
    for (const erased of [0, 1, 2]) {
      const leaf = split(leaves)[erased]!
      const stone = formatTombstone({
        seq: erased,
        tenant: 't',
        at: 'now',
        by: 'me',
        leaf,
        policy: 'p',
        reason: 'r',
      })
      assert.deepEqual(hashLines(encode(lines.with(erased, stone)), 3), leaves)
    }
  })
})

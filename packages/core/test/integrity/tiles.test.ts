import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  EMPTY_LOG,
  edgeRoot,
  formatEntryBundle,
  growLog,
  type LogEdge,
  parseEntryBundle,
  parseTilePath,
  proveConsistencyFromTiles,
  proveInclusionFromTiles,
  readEdge,
  readEntryFromTiles,
  rootOfHashes,
  tilePath,
  tilesOfGrowth,
  treeHasher,
  utf8,
  verifyConsistency,
  verifyInclusion,
} from '../../src/integrity/index.ts'

const hasher = treeHasher()
const entries = Array.from({ length: 70_000 }, (_, i) => utf8(`entry ${i}`))
const leaves = entries.map(entry => hasher.leaf(entry))

/** A log kept in a map, grown in the given steps. */
function logOf(steps: readonly number[]): { files: Map<string, Uint8Array>; edge: LogEdge } {
  const files = new Map<string, Uint8Array>()
  let edge = EMPTY_LOG
  for (const size of steps) {
    const grown = growLog(edge, entries.slice(edge.size, size), hasher)
    for (const file of grown.files) {
      assert.ok(!files.has(file.path), `${file.path} is written twice`)
      files.set(file.path, file.bytes)
    }
    edge = grown.edge
  }
  return { files, edge }
}

const reader = (files: Map<string, Uint8Array>) => async (path: string) => files.get(path)

describe('tile paths', () => {
  test('are those of c2sp.org/tlog-tiles', () => {
    assert.equal(tilePath({ level: 0, index: 1234067, width: 8 }), 'tile/0/x001/x234/067.p/8')
    assert.equal(tilePath({ level: 1, index: 0, width: 256 }), 'tile/1/000')
    assert.equal(tilePath({ level: 'entries', index: 1000, width: 256 }), 'tile/entries/x001/000')
  })

  test('parse back, and only in the one form they have', () => {
    const tile = fc.record({
      level: fc.oneof(fc.constant('entries' as const), fc.nat(63)),
      index: fc.maxSafeNat(),
      width: fc.integer({ min: 1, max: 256 }),
    })
    fc.assert(fc.property(tile, tile => assert.deepEqual(parseTilePath(tilePath(tile)), { ...tile })))
    const wrong = [
      'tile/00/000',
      'tile/64/000',
      'tile/0/1',
      'tile/0/x000/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/08',
    ]
    for (const path of [
      ...wrong,
      '/tile/0/000',
      'tile/0/000/',
      'tile/0/../000',
      'tile/0/0000',
      'tile/-1/000',
      'checkpoint',
      '',
    ]) {
      assert.throws(() => parseTilePath(path), { code: 'TALLY_PROOF_INVALID' }, path)
    }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'tile/entriesx0123.p') }), text => {
        try {
          assert.equal(tilePath(parseTilePath(`tile/${text}`)), `tile/${text}`)
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'TALLY_PROOF_INVALID')
        }
      }),
    )
  })
})

describe('a tiled log', () => {
  test('of 70,000 entries has the tiles the specification counts', () => {
    const tiles = [...tilesOfGrowth(0, 70_000)]
    const count = (level: number | 'entries', full: boolean) =>
      tiles.filter(t => t.level === level && (t.width === 256) === full)
    assert.equal(count(0, true).length, 273)
    assert.deepEqual(count(0, false), [{ level: 0, index: 273, width: 112 }])
    assert.equal(count(1, true).length, 1)
    assert.deepEqual(count(1, false), [{ level: 1, index: 1, width: 17 }])
    assert.deepEqual(count(2, false), [{ level: 2, index: 0, width: 1 }])
    assert.equal(count('entries', true).length, 273)
    assert.deepEqual(
      [...tilesOfGrowth(255, 256)],
      [
        { level: 'entries', index: 0, width: 256 },
        { level: 0, index: 0, width: 256 },
        { level: 1, index: 0, width: 1 },
      ],
    )
  })

  test('grows by exactly the tiles that tilesOfGrowth names, whatever the steps', () => {
    const steps = fc.array(fc.nat(1500), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(steps, growth => {
        let edge = EMPTY_LOG
        for (const by of growth) {
          const size = edge.size + by
          const grown = growLog(edge, entries.slice(edge.size, size), hasher)
          assert.deepEqual(
            grown.files.map(file => file.path),
            [...tilesOfGrowth(edge.size, size)].map(tilePath),
          )
          edge = grown.edge
          assert.deepEqual(edgeRoot(edge, hasher), rootOfHashes(leaves.slice(0, size), hasher))
        }
      }),
      { numRuns: 20 },
    )
  })

  test('goes on from the edge that its own files hold', async () => {
    for (const size of [0, 1, 255, 256, 257, 65_536, 65_537, 70_000]) {
      const { files, edge } = logOf([size])
      const read = async (path: string) => files.get(path) ?? assert.fail(`${path} is missing`)
      assert.deepEqual(await readEdge(size, read), edge)
    }
  })

  test('proves entries and earlier sizes from its tiles, also once partial tiles are gone', async () => {
    const size = 70_000
    const { files } = logOf([600, size])
    for (const path of files.keys())
      if (path.includes('.p/') && files.has(path.replace(/\.p\/\d+$/, ''))) files.delete(path)
    const read = reader(files)
    const root = rootOfHashes(leaves, hasher)
    for (const index of [0, 255, 256, 599, 65_535, 65_536, 69_999]) {
      const proof = await proveInclusionFromTiles(index, size, read, hasher)
      assert.ok(
        verifyInclusion({ index, size, leafHash: leaves[index]!, proof, root }, hasher),
        `entry ${index}`,
      )
      assert.deepEqual(await readEntryFromTiles(index, size, read), entries[index])
    }
    for (const size1 of [1, 256, 257, 600, 65_536, 69_999, size]) {
      const proof = await proveConsistencyFromTiles(size1, size, read, hasher)
      const root1 = rootOfHashes(leaves.slice(0, size1), hasher)
      assert.ok(verifyConsistency({ size1, size2: size, proof, root1, root2: root }, hasher), `size ${size1}`)
    }
    const proof = await proveInclusionFromTiles(3, 600, read, hasher)
    assert.ok(
      verifyInclusion(
        {
          index: 3,
          size: 600,
          leafHash: leaves[3]!,
          proof,
          root: rootOfHashes(leaves.slice(0, 600), hasher),
        },
        hasher,
      ),
    )
  })

  test('says which tile is missing or malformed', async () => {
    const { files } = logOf([600])
    const read = reader(files)
    files.set('tile/0/001', new Uint8Array(31))
    await assert.rejects(proveInclusionFromTiles(300, 600, read, hasher), { code: 'TALLY_PROOF_INVALID' })
    files.delete('tile/0/001')
    await assert.rejects(proveInclusionFromTiles(300, 600, read, hasher), /tile 0\/1 is missing/)
    await assert.rejects(readEntryFromTiles(600, 600, read), { code: 'TALLY_PROOF_INVALID' })
  })
})

describe('entry bundles', () => {
  test('read back what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 })), list => {
        assert.deepEqual(parseEntryBundle(formatEntryBundle(list)), list)
      }),
    )
    const largest = new Uint8Array(0xffff).fill(7)
    assert.deepEqual(parseEntryBundle(formatEntryBundle([largest])), [largest])
  })

  test('are refused when an entry is too large or the bundle ends within one', () => {
    assert.throws(() => formatEntryBundle([new Uint8Array(0x10000)]), { code: 'TALLY_PROOF_INVALID' })
    for (const bytes of [[0], [0, 1], [0, 1, 65, 0]]) {
      assert.throws(() => parseEntryBundle(Uint8Array.from(bytes)), { code: 'TALLY_PROOF_INVALID' })
    }
  })
})

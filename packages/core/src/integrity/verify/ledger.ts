import { equalBytes } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { type LedgerEntry, parseEntry } from '../record/entry.ts'
import type { Checkpoint } from '../tlog/checkpoint.ts'
import { parseEntryBundle } from '../tlog/entry-bundle.ts'
import { edgeRoot, splitTile } from '../tlog/grow.ts'
import { TILE_WIDTH, tilePath, tileWidth } from '../tlog/tile-path.ts'
import { readTile } from '../tlog/tile-reader.ts'
import type { TenantReader } from './reader.ts'
import type { Report } from './report.ts'

/** An entry as far as it can be believed: undefined when it is missing, malformed, or not what the checkpoint covers. */
export type CheckedEntry = { readonly index: number; readonly entry: LedgerEntry | undefined }

/**
 * A tenant's ledger, checked up to a checkpoint and extended to later ones. Every entry is hashed, the tree is built from
 * them alone, its root must be the checkpoint's, and the hash tiles on the disk must be the tiles of that tree.
 */
export class LedgerCheck {
  readonly #reader: TenantReader
  readonly #hasher: TreeHasher
  readonly #report: Report
  /** Roots of full blocks of 256 entries: level 1 of the tile tree. */
  readonly #blockRoots: Uint8Array[] = []
  /** Entries that the checkpoint does not vouch for, by index. */
  readonly #doubt = new Set<number>()
  #size = 0
  #bound = true

  constructor(reader: TenantReader, hasher: TreeHasher, report: Report) {
    this.#reader = reader
    this.#hasher = hasher
    this.#report = report
  }

  /** Entries that were checked. */
  get size(): number {
    return this.#size
  }

  /** Whether the tree hashed to every checkpoint so far; without it no line is proven. */
  get bound(): boolean {
    return this.#bound
  }

  /**
   * Extends the check to a checkpoint at least as large. Every earlier checkpoint given must be a beginning of this one.
   * Resolves to the path of a tile that is missing altogether, with nothing reported: a newer checkpoint may explain it.
   */
  async extend(checkpoint: Checkpoint, earlier: readonly Checkpoint[]): Promise<{ missing?: string }> {
    const { size } = checkpoint
    const firstBlock = this.#blockRoots.length
    const lastBlock = Math.ceil(size / TILE_WIDTH) - 1
    for (let index = firstBlock; index <= lastBlock; index++) {
      const missing = await this.#missingBlock(index, size)
      if (missing !== undefined) return { missing }
    }
    const tails = new Map<number, readonly Uint8Array[]>()
    let partial: Block | undefined
    for (let index = firstBlock; index <= lastBlock; index++) {
      const block = await this.#readBlock(index, size)
      for (const old of earlier) {
        if (Math.floor(old.size / TILE_WIDTH) === index)
          tails.set(old.size, block.leaves.slice(0, old.size % TILE_WIDTH))
      }
      if (block.width < TILE_WIDTH) partial = block
      else {
        this.#blockRoots.push(rootOfHashes(block.leaves, this.#hasher))
        this.#judgeBlock(index, block)
      }
    }
    if (!this.#reachesRoot(partial, checkpoint)) {
      this.#bound = false
      this.#report.add({
        kind: 'ledger altered',
        verdict: 'ALTERED',
        message: `the ledger’s ${size} entries do not hash to the root of its checkpoint: entries, tiles or checkpoint were replaced`,
      })
    }
    if (partial !== undefined) this.#judgeBlock(lastBlock, partial)
    if (this.#bound) {
      await this.#checkUpperTiles(firstBlock, size)
      for (const old of earlier) this.#checkBeginning(old, tails.get(old.size) ?? [])
    }
    this.#size = size
    return {}
  }

  /** Entries [from, to), read again. An entry is believed only as far as the root of the checkpoint reaches. */
  async *entries(from: number, to: number): AsyncGenerator<CheckedEntry> {
    for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
      const start = index * TILE_WIDTH
      const bundle = await this.#readBundle(index, this.#size)
      for (let i = Math.max(from, start); i < Math.min(to, start + TILE_WIDTH); i++) {
        const bytes = bundle?.entries?.[i - start]
        yield { index: i, entry: bytes === undefined || this.#doubt.has(i) ? undefined : tryParse(bytes, i) }
      }
    }
  }

  async #readBundle(
    index: number,
    size: number,
  ): Promise<{ path: string; entries?: Uint8Array[] } | undefined> {
    const found = await readTile(this.#reader.tile, { level: 'entries', index, size })
    if (found === undefined) return undefined
    try {
      const entries = parseEntryBundle(found.bytes)
      const fits = found.partial ? entries.length === found.width : entries.length === TILE_WIDTH
      return fits ? { path: found.path, entries: entries.slice(0, found.width) } : { path: found.path }
    } catch {
      return { path: found.path }
    }
  }

  async #readLeafTile(
    index: number,
    size: number,
  ): Promise<{ path: string; hashes?: Uint8Array[] } | undefined> {
    const found = await readTile(this.#reader.tile, { level: 0, index, size })
    if (found === undefined) return undefined
    try {
      return {
        path: found.path,
        hashes: splitTile(found.bytes, found.partial ? found.width : TILE_WIDTH).slice(0, found.width),
      }
    } catch {
      return { path: found.path }
    }
  }

  /** The path of a block of which neither the entries nor the hashes are there. */
  async #missingBlock(index: number, size: number): Promise<string | undefined> {
    const there =
      (await readTile(this.#reader.tile, { level: 'entries', index, size })) ??
      (await readTile(this.#reader.tile, { level: 0, index, size }))
    return there === undefined
      ? tilePath({ level: 'entries', index, width: tileWidth(0, index, size) })
      : undefined
  }

  /** One block of entries with the tile that holds their hashes. */
  async #readBlock(index: number, size: number): Promise<Block> {
    const width = tileWidth(0, index, size)
    const bundle = await this.#readBundle(index, size)
    const tile = await this.#readLeafTile(index, size)
    const fromBundle = bundle?.entries?.map(this.#hasher.leaf)
    const fromTile = tile?.hashes
    const block: Block = {
      width,
      paths: {
        bundle: bundle?.path ?? tilePath({ level: 'entries', index, width }),
        tile: tile?.path ?? tilePath({ level: 0, index, width }),
      },
      gone: { bundle: bundle === undefined, tile: tile === undefined },
      fromBundle,
      fromTile,
      leaves: fromBundle ?? fromTile ?? [],
    }
    if (
      fromBundle !== undefined &&
      fromTile !== undefined &&
      width === TILE_WIDTH &&
      !sameHashes(fromBundle, fromTile)
    ) {
      // The two disagree; the hash of the block in the level above says which of them the checkpoint means.
      const above = await this.#levelOneHash(index, size)
      if (above !== undefined && equalBytes(above, rootOfHashes(fromTile, this.#hasher)))
        block.leaves = fromTile
    }
    return block
  }

  async #levelOneHash(block: number, size: number): Promise<Uint8Array | undefined> {
    const found = await readTile(this.#reader.tile, { level: 1, index: Math.floor(block / TILE_WIDTH), size })
    const start = (block % TILE_WIDTH) * 32
    return found && found.bytes.length >= start + 32 ? found.bytes.subarray(start, start + 32) : undefined
  }

  /** Whether the full blocks and the partial one, read either way, hash to the checkpoint's root. */
  #reachesRoot(partial: Block | undefined, checkpoint: Checkpoint): boolean {
    const fits = () => equalBytes(this.#rootOf(this.#blockRoots, partial?.leaves ?? []), checkpoint.root)
    if (fits()) return true
    // Nothing above vouches for a partial block, so the other reading of it is tried too.
    if (partial?.fromBundle === undefined || partial.fromTile === undefined) return false
    partial.leaves = partial.fromTile
    if (fits()) return true
    partial.leaves = partial.fromBundle
    return false
  }

  #judgeBlock(index: number, block: Block): void {
    const { paths, gone, fromBundle, fromTile, leaves } = block
    const start = index * TILE_WIDTH
    this.#nameMissing(index, block)
    if (fromBundle === undefined) {
      for (let i = 0; i < block.width; i++) this.#doubt.add(start + i)
      if (!gone.bundle) {
        this.#report.add({
          kind: 'tile altered',
          verdict: 'ALTERED',
          tile: paths.bundle,
          message: `${paths.bundle} altered: it does not hold ${block.width} entries`,
        })
      }
    }
    fromBundle?.forEach((hash, i) => {
      if (equalBytes(hash, leaves[i]!)) return
      this.#doubt.add(start + i)
      this.#report.add({
        kind: 'entry altered',
        verdict: 'ALTERED',
        entry: start + i,
        tile: paths.bundle,
        message: `${paths.bundle} altered: entry ${start + i} is not the one under the checkpoint`,
      })
    })
    const wrong = fromTile?.findIndex((hash, i) => !equalBytes(hash, leaves[i]!)) ?? -1
    if (wrong >= 0 || (fromTile === undefined && !gone.tile)) {
      this.#report.add({
        kind: 'tile altered',
        verdict: 'ALTERED',
        tile: paths.tile,
        ...(wrong < 0 ? {} : { entry: start + wrong }),
        message:
          wrong < 0
            ? `${paths.tile} altered: it does not hold ${block.width} hashes`
            : `${paths.tile} altered: hash ${wrong} is not that of entry ${start + wrong}`,
      })
    }
  }

  #nameMissing(index: number, { paths, gone, width }: Block): void {
    const first = index * TILE_WIDTH
    if (gone.bundle) this.#missingTile(paths.bundle, `entries ${first}\u2013${first + width - 1} are gone`)
    if (gone.tile)
      this.#missingTile(paths.tile, `hashes of entries ${first}\u2013${first + width - 1} are gone`)
  }

  #missingTile(path: string, what: string): void {
    this.#report.add({
      kind: 'tile missing',
      verdict: 'MISSING',
      tile: path,
      message: `${path} missing: ${what}`,
    })
  }

  /** Compares the tiles above level 0 with the tree of the entries. */
  async #checkUpperTiles(firstBlock: number, size: number): Promise<void> {
    let nodes: readonly Uint8Array[] = this.#blockRoots
    let changed = firstBlock
    for (let level = 1; nodes.length > 0; level++) {
      const above: Uint8Array[] = []
      for (let index = 0; index * TILE_WIDTH < nodes.length; index++) {
        const expected = nodes.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)
        if (expected.length === TILE_WIDTH) above.push(rootOfHashes(expected, this.#hasher))
        if ((index + 1) * TILE_WIDTH > changed) await this.#checkTile(level, index, size, expected)
      }
      changed = Math.floor(changed / TILE_WIDTH)
      nodes = above
    }
  }

  async #checkTile(
    level: number,
    index: number,
    size: number,
    expected: readonly Uint8Array[],
  ): Promise<void> {
    const found = await readTile(this.#reader.tile, { level, index, size })
    if (found === undefined) {
      this.#missingTile(
        tilePath({ level, index, width: expected.length }),
        'a hash tile of the ledger is gone',
      )
      return
    }
    const length = 32 * (found.partial ? found.width : TILE_WIDTH)
    const wrong = expected.findIndex(
      (hash, i) => !equalBytes(hash, found.bytes.subarray(32 * i, 32 * (i + 1))),
    )
    if (found.bytes.length === length && wrong < 0) return
    this.#report.add({
      kind: 'tile altered',
      verdict: 'ALTERED',
      tile: found.path,
      message: `${found.path} altered: ${found.bytes.length === length ? `hash ${wrong} is not that of the tree` : `it has ${found.bytes.length} bytes, not ${length}`}`,
    })
  }

  #checkBeginning(old: Checkpoint, tail: readonly Uint8Array[]): void {
    const blocks = this.#blockRoots.slice(0, Math.floor(old.size / TILE_WIDTH))
    if (equalBytes(this.#rootOf(blocks, tail), old.root)) return
    this.#report.add({
      kind: 'ledger rewritten',
      verdict: 'ALTERED',
      message: `the ledger was rewritten: its first ${old.size} entries are not those of an earlier checkpoint of that size`,
    })
  }

  /** Root over full blocks and the leaves after them. */
  #rootOf(blockRoots: readonly Uint8Array[], tail: readonly Uint8Array[]): Uint8Array {
    const hashes: (readonly Uint8Array[])[] = [tail]
    for (let nodes = blockRoots; nodes.length > 0; ) {
      const full = nodes.length - (nodes.length % TILE_WIDTH)
      const above: Uint8Array[] = []
      for (let i = 0; i < full; i += TILE_WIDTH)
        above.push(rootOfHashes(nodes.slice(i, i + TILE_WIDTH), this.#hasher))
      hashes.push(nodes.slice(full))
      nodes = above
    }
    return edgeRoot({ size: blockRoots.length * TILE_WIDTH + tail.length, entries: [], hashes }, this.#hasher)
  }
}

type Block = {
  readonly width: number
  readonly paths: { readonly bundle: string; readonly tile: string }
  readonly gone: { readonly bundle: boolean; readonly tile: boolean }
  /** Leaf hashes as the entries give them; undefined when the bundle is missing or malformed. */
  readonly fromBundle: readonly Uint8Array[] | undefined
  /** Leaf hashes as the tile holds them. */
  readonly fromTile: readonly Uint8Array[] | undefined
  /** The ones the tree is built from. */
  leaves: readonly Uint8Array[]
}

function sameHashes(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((hash, i) => equalBytes(hash, b[i]!))
}

function tryParse(bytes: Uint8Array, index: number): LedgerEntry | undefined {
  try {
    const entry = parseEntry(bytes)
    return entry.batch === index ? entry : undefined
  } catch {
    return undefined
  }
}

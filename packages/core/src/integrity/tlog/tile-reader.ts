import { TallyError } from '../../errors.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { proveConsistency, proveInclusion, type ReadHash } from '../merkle/prove.ts'
import { parseEntryBundle } from './entry-bundle.ts'
import { splitTile } from './grow.ts'
import { TILE_WIDTH, tilePath, tileWidth } from './tile-path.ts'

/** Reads a resource of a log by its path below the log's prefix: `tile/0/000`. Undefined when there is none. */
export type ReadTile = (path: string) => Promise<Uint8Array | undefined>

/**
 * Reads a tile of a log of `size` entries, falling back to the full tile when the partial one was removed meanwhile,
 * as c2sp.org/tlog-tiles allows. Undefined when neither is there.
 */
export async function readTile(
  read: ReadTile,
  tile: { level: number | 'entries'; index: number; size: number },
): Promise<{ path: string; width: number; bytes: Uint8Array; partial: boolean } | undefined> {
  const { level, index, size } = tile
  const width = tileWidth(level === 'entries' ? 0 : level, index, size)
  const path = tilePath({ level, index, width })
  const bytes = await read(path)
  if (bytes !== undefined) return { path, width, bytes, partial: width < TILE_WIDTH }
  if (width === TILE_WIDTH) return undefined
  const fullPath = tilePath({ level, index, width: TILE_WIDTH })
  const full = await read(fullPath)
  return full === undefined ? undefined : { path: fullPath, width, bytes: full, partial: false }
}

/** Tree hashes of a tiled log of `size` entries. Rejects TALLY_PROOF_INVALID when a tile is missing or malformed. */
export function readHashesFromTiles(read: ReadTile, size: number, hasher: TreeHasher): ReadHash {
  const tiles = new Map<string, Promise<Uint8Array[]>>()
  const hashesOf = async (level: number, index: number): Promise<Uint8Array[]> => {
    const found = await readTile(read, { level, index, size })
    if (found === undefined) throw new TallyError('TALLY_PROOF_INVALID', `tile ${level}/${index} is missing`)
    const full = found.partial ? found.width : TILE_WIDTH
    return splitTile(found.bytes, full).slice(0, found.width)
  }
  return async (level, index) => {
    const tileLevel = Math.floor(level / 8)
    const width = 2 ** (level % 8)
    const first = index * width
    const tileIndex = Math.floor(first / TILE_WIDTH)
    const key = `${tileLevel}/${tileIndex}`
    const tile = tiles.get(key) ?? hashesOf(tileLevel, tileIndex)
    tiles.set(key, tile)
    const start = first % TILE_WIDTH
    const hashes = (await tile).slice(start, start + width)
    if (hashes.length !== width)
      throw new TallyError('TALLY_PROOF_INVALID', `node ${level}/${index} lies beyond a log of ${size}`)
    return rootOfHashes(hashes, hasher)
  }
}

/** Inclusion proof of an entry in a tiled log of `size` entries. Rejects TALLY_PROOF_INVALID. */
export async function proveInclusionFromTiles(
  index: number,
  size: number,
  read: ReadTile,
  hasher: TreeHasher,
): Promise<Uint8Array[]> {
  return proveInclusion(index, size, readHashesFromTiles(read, size, hasher), hasher)
}

/** Consistency proof between two sizes of a tiled log. Rejects TALLY_PROOF_INVALID. */
export async function proveConsistencyFromTiles(
  size1: number,
  size2: number,
  read: ReadTile,
  hasher: TreeHasher,
): Promise<Uint8Array[]> {
  return proveConsistency(size1, size2, readHashesFromTiles(read, size2, hasher), hasher)
}

/** The bytes of one entry of a tiled log of `size` entries. Rejects TALLY_PROOF_INVALID. */
export async function readEntryFromTiles(index: number, size: number, read: ReadTile): Promise<Uint8Array> {
  const bundle = Math.floor(index / TILE_WIDTH)
  const found = index < size ? await readTile(read, { level: 'entries', index: bundle, size }) : undefined
  const entry = found && parseEntryBundle(found.bytes)[index % TILE_WIDTH]
  if (entry === undefined) throw new TallyError('TALLY_PROOF_INVALID', `entry ${index} is missing`)
  return entry
}

import { TallyError } from '../../errors.ts'
import { concatBytes } from '../bytes.ts'
import { rootOfHashes } from '../merkle/compact-tree.ts'
import { HASH_SIZE, type TreeHasher } from '../merkle/hasher.ts'
import { formatEntryBundle, parseEntryBundle } from './entry-bundle.ts'
import { levelSize, TILE_WIDTH, tilePath, tileWidth } from './tile-path.ts'

/**
 * The right edge of a tiled log: its partial entry bundle and, per level, the hashes of its partial tile. All that is
 * needed to append, and never more than 255 entries and 255 hashes per level.
 */
export type LogEdge = {
  /** Entries in the log. */
  readonly size: number
  /** Entries after the last full bundle. */
  readonly entries: readonly Uint8Array[]
  /** `hashes[level]`: hashes after the last full tile of that level. */
  readonly hashes: readonly (readonly Uint8Array[])[]
}

export const EMPTY_LOG: LogEdge = { size: 0, entries: [], hashes: [] }

/** A file to write, immutable once it stands. */
export type TileFile = { readonly path: string; readonly bytes: Uint8Array }

/**
 * Append entries: the new edge, and every tile and entry bundle that the grown log serves and the old one did not.
 * A partial tile is a file of its own, so nothing that a published checkpoint needs is overwritten.
 */
export function growLog(
  edge: LogEdge,
  newEntries: readonly Uint8Array[],
  hasher: TreeHasher,
): { edge: LogEdge; files: TileFile[] } {
  const files: TileFile[] = []
  const size = edge.size + newEntries.length
  if (newEntries.length === 0) return { edge, files }

  const bundles = fill(edge.entries, newEntries)
  emit('entries', edge.size, bundles, formatEntryBundle)

  const hashes: (readonly Uint8Array[])[] = []
  let added = newEntries.map(hasher.leaf)
  for (let level = 0; added.length > 0 || level < edge.hashes.length; level++) {
    const before = edge.hashes[level] ?? []
    const tiles = fill(before, added)
    if (added.length > 0) emit(level, levelSize(level, edge.size), tiles, parts => concatBytes(...parts))
    hashes.push(tiles.partial)
    // Only a full tile is hashed into the level above.
    added = tiles.full.map(tile => rootOfHashes(tile, hasher))
  }
  return { edge: { size, entries: bundles.partial, hashes }, files }

  function emit(
    level: number | 'entries',
    from: number,
    tiles: Filled,
    format: (parts: readonly Uint8Array[]) => Uint8Array,
  ) {
    let index = Math.floor(from / TILE_WIDTH)
    for (const part of [...tiles.full, tiles.partial]) {
      if (part.length > 0)
        files.push({ path: tilePath({ level, index, width: part.length }), bytes: format(part) })
      index++
    }
  }
}

/** Root of the log at this edge. */
export function edgeRoot(edge: LogEdge, hasher: TreeHasher): Uint8Array {
  let root: Uint8Array | undefined
  for (const hashes of edge.hashes) {
    // What lies right of a level's partial tile is narrower than one of its hashes, so it folds in as a last, odd node.
    if (root === undefined) root = hashes.length > 0 ? rootOfHashes(hashes, hasher) : undefined
    else root = foldRight(hashes, root, hasher)
  }
  return root ?? hasher.empty()
}

/** Rebuilds the edge of a log of `size` entries from its partial tiles. Throws TALLY_PROOF_INVALID when they do not fit. */
export async function readEdge(size: number, read: (path: string) => Promise<Uint8Array>): Promise<LogEdge> {
  const partial = async (level: number | 'entries') => {
    const rows = level === 'entries' ? 0 : level
    const index = Math.floor(levelSize(rows, size) / TILE_WIDTH)
    const width = tileWidth(rows, index, size)
    return { width, bytes: width === 0 ? new Uint8Array(0) : await read(tilePath({ level, index, width })) }
  }
  const bundle = await partial('entries')
  const entries = parseEntryBundle(bundle.bytes)
  if (entries.length !== bundle.width)
    throw misfit(`the last entry bundle holds ${entries.length} entries, not ${bundle.width}`)
  const hashes: Uint8Array[][] = []
  for (let level = 0; levelSize(level, size) > 0; level++) {
    const tile = await partial(level)
    hashes.push(splitTile(tile.bytes, tile.width))
  }
  return { size, entries, hashes }
}

/** The `width` hashes of a tile. Throws TALLY_PROOF_INVALID when its length does not fit. */
export function splitTile(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * HASH_SIZE)
    throw misfit(`a tile of ${width} hashes has ${width * HASH_SIZE} bytes, not ${bytes.length}`)
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE))
}

type Filled = { full: Uint8Array[][]; partial: Uint8Array[] }

/** Cuts what a level holds after its last full tile into full tiles and a rest. */
function fill(before: readonly Uint8Array[], added: readonly Uint8Array[]): Filled {
  const all = [...before, ...added]
  const full: Uint8Array[][] = []
  let start = 0
  for (; start + TILE_WIDTH <= all.length; start += TILE_WIDTH)
    full.push(all.slice(start, start + TILE_WIDTH))
  return { full, partial: all.slice(start) }
}

/** Tree hash of perfect subtrees followed by a narrower `last` one: the perfect ones pair up from the left, RFC 6962 §2.1. */
function foldRight(hashes: readonly Uint8Array[], last: Uint8Array, hasher: TreeHasher): Uint8Array {
  let root = last
  let end = hashes.length
  // The set bits of the count are the perfect subtrees, smallest on the right.
  for (let width = 1; width <= end; width *= 2) {
    if (end % (2 * width) === 0) continue
    root = hasher.node(rootOfHashes(hashes.slice(end - width, end), hasher), root)
    end -= width
  }
  return root
}

function misfit(message: string): TallyError {
  return new TallyError('TALLY_PROOF_INVALID', message)
}

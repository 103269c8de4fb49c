import { TallyError } from '../../errors.ts'

/** Hashes in a full tile and entries in a full bundle: c2sp.org/tlog-tiles fixes the tile height at 8. */
export const TILE_WIDTH = 256

/** A resource of a tiled log: a tile of tree hashes at a level, or a bundle of entries. Partial when `width` < 256. */
export type Tile = { readonly level: number | 'entries'; readonly index: number; readonly width: number }

/** Path of a tile below the log's prefix: `tile/0/x001/x234/067.p/8` (c2sp.org/tlog-tiles, "Merkle Tree"). */
export function tilePath({ level, index, width }: Tile): string {
  let name = String(index % 1000).padStart(3, '0')
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    name = `x${String(rest % 1000).padStart(3, '0')}/${name}`
  }
  return `tile/${level}/${name}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** The tile a path names. Throws TALLY_PROOF_INVALID unless the path is the one `tilePath` gives. */
export function parseTilePath(path: string): Tile {
  const [, level, name, partial] = PATH.exec(path) ?? []
  if (level !== undefined && name !== undefined) {
    const tile: Tile = {
      level: level === 'entries' ? level : Number(level),
      index: Number(name.replaceAll(/[x/]/g, '')),
      width: partial === undefined ? TILE_WIDTH : Number(partial),
    }
    if (
      (tile.level === 'entries' || tile.level <= 63) &&
      Number.isSafeInteger(tile.index) &&
      tilePath(tile) === path
    )
      return tile
  }
  throw new TallyError(
    'TALLY_PROOF_INVALID',
    `${JSON.stringify(path.slice(0, 200))} is not the path of a tile`,
  )
}

/** Nodes of a tile level in a tree of `size` leaves: roots of perfect subtrees of 256^level leaves. */
export function levelSize(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/** Width of tile `index` of a level in a tree of `size` leaves: 256, less for the partial tile, 0 beyond the edge. */
export function tileWidth(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, levelSize(level, size) - index * TILE_WIDTH))
}

/**
 * Everything a log of `to` leaves serves that a log of `from` leaves did not: entry bundles, then hash tiles by level,
 * each by index. With `from` = 0, the whole log.
 */
export function* tilesOfGrowth(from: number, to: number): Generator<Tile> {
  yield* growthOfLevel('entries', from, to)
  for (let level = 0; levelSize(level, to) > 0; level++) {
    yield* growthOfLevel(level, levelSize(level, from), levelSize(level, to))
  }
}

function* growthOfLevel(level: Tile['level'], from: number, to: number): Generator<Tile> {
  if (from === to) return
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
    yield { level, index, width: Math.min(TILE_WIDTH, to - index * TILE_WIDTH) }
  }
}

import { POINT_PREFIX } from '@tallystick/core'

const LINE_FEED = 0x0a
const PREFIX = Buffer.from(POINT_PREFIX)
const BELOW = Buffer.from(`\n${POINT_PREFIX}`)
/** Lines of points that are inserted as one block. */
const BLOCK_BYTES = 8 * 1024 * 1024

/** Whole lines by where they belong: those of points, and all others, in pieces of the same memory. */
export function splitLines(lines: Buffer): { readonly points: Buffer[]; readonly others: Buffer[] } {
  const points: Buffer[] = []
  const others: Buffer[] = []
  for (let from = 0; from < lines.length; ) {
    const isPoint = startsPoint(lines, from)
    const to = isPoint ? endOfPoints(lines, from) : nextPoint(lines, from)
    ;(isPoint ? points : others).push(lines.subarray(from, to))
    from = to
  }
  return { points, others }
}

const startsPoint = (lines: Buffer, at: number) => PREFIX.compare(lines, at, at + PREFIX.length) === 0

function nextPoint(lines: Buffer, from: number): number {
  const at = lines.indexOf(BELOW, from)
  return at < 0 ? lines.length : at + 1
}

function endOfPoints(lines: Buffer, from: number): number {
  let at = from
  while (at < lines.length && startsPoint(lines, at)) {
    const feed = lines.indexOf(LINE_FEED, at)
    at = feed < 0 ? lines.length : feed + 1
  }
  return at
}

/** Pieces put together into blocks; a piece that is longer than a block is cut between lines. */
export function blocksOf(pieces: readonly Buffer[]): Buffer[][] {
  const blocks: Buffer[][] = []
  let bytes = BLOCK_BYTES
  for (const piece of pieces)
    for (let from = 0; from < piece.length; ) {
      const feed = from + BLOCK_BYTES >= piece.length ? -1 : piece.indexOf(LINE_FEED, from + BLOCK_BYTES)
      const to = feed < 0 ? piece.length : feed + 1
      if (bytes + to - from > BLOCK_BYTES) {
        blocks.push([])
        bytes = 0
      }
      blocks.at(-1)!.push(piece.subarray(from, to))
      bytes += to - from
      from = to
    }
  return blocks
}

import { type ClickHouseConnection, CODE, EngineError } from './connection.ts'
import { shapeLines } from './lines.ts'

/** Bytes that are inserted as one block: a compromise of memory, and of parts to merge. */
const BLOCK_BYTES = 16 * 1024 * 1024
/** Looked through without giving way to others. */
const STEP_BYTES = 512 * 1024
const LINE_FEED = 0x0a

/** Inserts whole canonical lines, block by block. */
export async function appendLines(connection: ClickHouseConnection, lines: readonly Buffer[]): Promise<void> {
  for (const block of blocksOf(lines.flatMap(stepsOf))) {
    try {
      await connection.insert(shaped(block))
    } catch (error) {
      if (!(error instanceof EngineError && error.code === CODE.incorrectData)) throw error
      // An attribute that the engine's JSON cannot hold, as an integer of 2^64. Nothing of the block is in.
      await connection.insert(shaped(block, true))
    }
  }
}

async function* shaped(steps: readonly Buffer[], all = false): AsyncGenerator<Buffer[]> {
  for (const step of steps) {
    const pieces = await shapeLines(step, all)
    if (pieces.length > 0) yield pieces
  }
}

/** Whole lines, cut into pieces of about STEP_BYTES. */
function stepsOf(lines: Buffer): Buffer[] {
  const steps: Buffer[] = []
  for (let from = 0; from < lines.length; ) {
    const feed = from + STEP_BYTES >= lines.length ? -1 : lines.indexOf(LINE_FEED, from + STEP_BYTES)
    const to = feed < 0 ? lines.length : feed + 1
    steps.push(lines.subarray(from, to))
    from = to
  }
  return steps
}

/** In blocks of about the same size. */
function blocksOf(steps: readonly Buffer[]): Buffer[][] {
  const total = steps.reduce((sum, { length }) => sum + length, 0)
  const size = total / Math.max(1, Math.round(total / BLOCK_BYTES))
  const blocks: Buffer[][] = []
  let bytes = size
  for (const step of steps) {
    if (bytes >= size) {
      blocks.push([])
      bytes = 0
    }
    blocks.at(-1)!.push(step)
    bytes += step.length
  }
  return blocks
}

import { close, ftruncate, openSync, rmSync, unlinkSync, writev } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EngineError, UNREACHABLE } from '../connection.ts'

/**
 * The file that lines go to the engine through. It has no name once it is open, so that nothing is left of it whoever dies, and the engine's
 * process inherits it. Lines in the text of an INSERT would cost half as much CPU again and four times their memory: the engine copies the
 * text, and its SQL lexer walks over all of it.
 */
export type Stage = {
  readonly descriptor: number
  /** Makes these lines its whole content. Resolves to their bytes. */
  fill(lines: AsyncIterable<readonly Buffer[]>): Promise<number>
  close(): Promise<void>
}

export function openStage(directory: string): Stage {
  const path = join(directory, 'stage.ndjson')
  rmSync(path, { force: true })
  const descriptor = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return {
    descriptor,
    async fill(lines) {
      let end = 0
      for await (const pieces of lines) end += await onDisk(writeWholly(descriptor, pieces, end))
      await onDisk(truncate(descriptor, end))
      return end
    },
    close: () => closeFile(descriptor),
  }
}

const closeFile = promisify(close)
const truncate = promisify(ftruncate)
const write = promisify(writev)

/** Writes every byte at a position; resolves to their number. */
async function writeWholly(descriptor: number, pieces: readonly Buffer[], position: number): Promise<number> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const { bytesWritten } = await write(descriptor, pieces, position)
  if (bytesWritten !== length) throw new Error('the disk is full')
  return length
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new EngineError(
      UNREACHABLE,
      `lines cannot be handed to the engine: ${(error as NodeJS.ErrnoException).message}`,
    )
  }
}

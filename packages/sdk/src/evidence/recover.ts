import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Claim, ifPresent, namesIn, removeFile } from '../disk/index.ts'
import { readFrames } from './frame.ts'
import { firstOf, type SpoolFile } from './spool-file.ts'

/** A folder of a dead process, ready to be shipped. */
export type FoundFolder = {
  readonly claim: Claim
  readonly files: SpoolFile[]
  /** Every record below this number is done with. */
  readonly acked: number
  /** Records to ship. */
  readonly pending: number
  readonly bytes: number
}

export const ACKED = 'acked'

/**
 * Reads a folder that was taken over. What follows the last good frame of a file was torn by a crash, and never acknowledged: it is not
 * read. So are records whose numbers the next file gives anew: they were refused.
 */
export async function recover(claim: Claim): Promise<FoundFolder> {
  const names = (await namesIn(claim.path)).filter(name => firstOf(name) !== undefined)
  const acked = Number((await ifPresent(readFile(join(claim.path, ACKED), 'utf8'))) ?? 0)
  const files: SpoolFile[] = []
  let pending = 0
  let bytes = 0
  for (const [i, name] of names.entries()) {
    const path = join(claim.path, name)
    const givenAnew = names[i + 1] === undefined ? Number.POSITIVE_INFINITY : firstOf(names[i + 1]!)!
    const frames = readFrames(await readFile(path)).frames.filter(({ sequence }) => sequence < givenAnew)
    const last = frames.at(-1)
    if (last === undefined) {
      await removeFile(path)
      continue
    }
    files.push({ path, first: firstOf(name)!, durable: last.end, sealed: true })
    bytes += last.end
    for (const { sequence, count } of frames)
      pending += Math.max(0, sequence + count - Math.max(acked, sequence))
  }
  return { claim, files, acked, pending, bytes }
}

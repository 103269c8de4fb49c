import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { cutFile } from '../disk.ts'
import { listWalFiles, walName } from '../layout.ts'
import { type Frame, readFrames } from './frame.ts'
import type { WalFileInfo } from './wal.ts'

/**
 * Reads the log after a start: hands every frame to `take`, oldest first, and cuts a torn tail off the last file.
 * Throws TALLY_JOURNAL_CORRUPT when the log is damaged where a crash cannot have torn it.
 */
export function recoverWal(directory: string, take: (frame: Frame) => void): WalFileInfo[] {
  const numbers = listWalFiles(directory)
  return numbers.map((number, i) => {
    const path = join(directory, walName(number))
    const file = readFileSync(path)
    const { frames, length, rest } = readFrames(file)
    if (rest === 'damaged' || (rest === 'torn' && i < numbers.length - 1))
      throw new TallyError(
        'TALLY_JOURNAL_CORRUPT',
        `${path} is damaged at byte ${length}, within frames that were durable`,
      )
    if (rest === 'torn') cutFile(path, length)
    const ends = new Map<string, number>()
    for (const frame of frames) {
      take(frame)
      ends.set(frame.header.tenant, frame.header.first_seq + frame.header.count)
    }
    return { number, length, ends }
  })
}

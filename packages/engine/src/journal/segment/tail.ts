import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { TallyError } from '@tallystick/core'
import { cutFile, syncDirectory } from '../disk.ts'
import { countLines, LINE_FEED, lineStart, seqOfLine } from '../lines.ts'
import { decodeFrame, readSeekTable } from './seekable.ts'

const PIECE_BYTES = 1024 * 1024
/** Of the end of a file: enough for a typical last line. */
const TAIL_BYTES = 16 * 1024

/**
 * Cuts an open segment after a start to its sealed lines: what follows was being written when the process ended. It is in the write-ahead
 * log, which reaches up to number `logEnd`; lines beyond that belong to no crash, and throw TALLY_JOURNAL_CORRUPT, as do sealed lines
 * that are missing. Returns the length that remains; a segment of which nothing is sealed is removed and gives 0.
 */
export function cutToSealed(path: string, firstSeq: number, sealedSeq: number, logEnd: number): number {
  const fd = openSync(path, 'r')
  let size: number
  let sealed: number
  try {
    size = fstatSync(fd).size
    sealed = endsWithLine(fd, size, sealedSeq - 1)
      ? size
      : sealedLength(path, fd, firstSeq, sealedSeq, logEnd)
  } finally {
    closeSync(fd)
  }
  if (sealedSeq <= firstSeq) {
    unlinkSync(path)
    syncDirectory(dirname(path))
  } else if (sealed < size) cutFile(path, sealed)
  return sealed
}

/** The number after the last line of a closed segment. */
export async function endOfClosed(path: string): Promise<number> {
  await using file = await open(path, 'r')
  const frames = await readSeekTable(file)
  const lines = frames.length === 0 ? Buffer.alloc(0) : await decodeFrame(file, frames.at(-1)!)
  const seq = seqOfLine(lines, lines.lastIndexOf(LINE_FEED, -2) + 1)
  if (seq === undefined)
    throw new TallyError('TALLY_JOURNAL_CORRUPT', `${path} does not end with a line that has a seq`)
  return seq + 1
}

/** Whether a file ends with the complete line of a number: what it nearly always does. */
function endsWithLine(fd: number, size: number, seq: number): boolean {
  for (let length = TAIL_BYTES; ; length *= 4) {
    const tail = readAt(fd, Math.max(0, size - length), Math.min(size, length))
    if (tail.at(-1) !== LINE_FEED) return false
    const start = tail.lastIndexOf(LINE_FEED, -2) + 1
    if (start > 0 || tail.length === size) return seqOfLine(tail, start) === seq
  }
}

function sealedLength(path: string, fd: number, firstSeq: number, sealedSeq: number, logEnd: number): number {
  let offset = 0
  let seq = firstSeq
  let sealed = sealedSeq > firstSeq ? undefined : 0
  for (;;) {
    const piece = readAt(fd, offset, PIECE_BYTES)
    if (piece.length === 0) break
    if (sealed === undefined) {
      const { offset: end, lines } = lineStart(piece, sealedSeq - seq)
      if (seq + lines === sealedSeq) sealed = offset + end
    }
    seq += countLines(piece)
    offset += piece.length
  }
  if (sealed === undefined)
    throw new TallyError(
      'TALLY_JOURNAL_CORRUPT',
      `${path} ends at line ${seq}, but lines up to ${sealedSeq} are sealed`,
    )
  if (seq > Math.max(sealedSeq, logEnd))
    throw new TallyError(
      'TALLY_JOURNAL_CORRUPT',
      `${path} holds lines up to ${seq}, but the ledger ends at ${sealedSeq} and the write-ahead log at ${logEnd}: the ledger was rolled back`,
    )
  return sealed
}

function readAt(fd: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(length)
  let done = 0
  while (done < length) {
    const read = readSync(fd, buffer, done, length - done, offset + done)
    if (read === 0) break
    done += read
  }
  return buffer.subarray(0, done)
}

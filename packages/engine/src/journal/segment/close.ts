import { open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { release } from '../../release.ts'
import type { Crash } from '../crash.ts'
import { syncDirectory } from '../disk.ts'
import { segmentName } from '../layout.ts'
import { LINE_FEED } from '../lines.ts'
import { compressFrame, decompressFrame, formatSeekTable } from './seekable.ts'

const FRAME_BYTES = 1024 * 1024

/** Name of the compressed form while it is being written. */
export function partialName(firstSeq: number): string {
  return `${segmentName(firstSeq)}.zst.tmp`
}

/**
 * Replaces a full segment by its compressed form, which is complete and durable before the plain one goes. Every frame is decoded again
 * and compared: this is the one moment in which the record is rewritten. Compression runs in the thread pool.
 * Resolves to the bytes of both forms.
 */
export async function closeSegment(
  directory: string,
  firstSeq: number,
  crash: Crash,
): Promise<{ plainBytes: number; bytes: number }> {
  const plainPath = join(directory, segmentName(firstSeq))
  const partialPath = join(directory, partialName(firstSeq))
  await using plain = await open(plainPath, 'r')
  await using target = await open(partialPath, 'w', 0o600)
  const { size } = await plain.stat()
  const frames: { bytes: number; plainBytes: number }[] = []
  let bytes = 0
  for (let at = 0; at < size; ) {
    const lines = await readLines(size - at, length =>
      plain.read(Buffer.allocUnsafeSlow(length), 0, length, at),
    )
    const frame = await compressFrame(lines)
    const decoded = await decompressFrame(frame, lines.length)
    if (!decoded.equals(lines)) throw new Error('the compressed lines do not decode to themselves')
    await target.writeFile(frame)
    frames.push({ bytes: frame.length, plainBytes: lines.length })
    bytes += frame.length
    at += lines.length
    for (const buffer of [lines, decoded, frame]) release(buffer)
  }
  const table = formatSeekTable(frames)
  await target.writeFile(table)
  await target.sync()
  crash('close.written')
  await rename(partialPath, join(directory, `${segmentName(firstSeq)}.zst`))
  syncDirectory(directory)
  crash('close.renamed')
  await unlink(plainPath)
  crash('close.removed')
  return { plainBytes: size, bytes: bytes + table.length }
}

/** Whole lines of about FRAME_BYTES, more when one line is longer. */
async function readLines(
  available: number,
  read: (length: number) => Promise<{ buffer: Buffer; bytesRead: number }>,
): Promise<Buffer> {
  for (let length = FRAME_BYTES; ; length *= 2) {
    const { buffer, bytesRead } = await read(Math.min(length, available))
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_FEED) + 1
    if (end > 0) return buffer.subarray(0, end)
    if (bytesRead < length) throw new Error('the segment does not end with a line feed')
  }
}

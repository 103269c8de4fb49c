import type { FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import { TallyError } from '@tallystick/core'
import { errorCode } from '../disk.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

/**
 * Level 1 by measurement (docs/design/005-journal.md): lines full of random hexadecimal ids compress better with its plain Huffman
 * literals than with the short matches that higher levels find, up to level 9 at seven times the cost.
 */
const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }

// https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md
const SKIPPABLE_MAGIC = 0x184d2a5e
const SEEKABLE_MAGIC = 0x8f92eab1
const SKIPPABLE_HEADER = 8
const FOOTER = 9
const ENTRY = 8
const CHECKSUM_FLAG = 0x80

const MIN_CHUNK = 1024

/** One zstd frame of a closed segment: where it stands in the file and how long its lines are. */
export type SeekFrame = { readonly offset: number; readonly bytes: number; readonly plainBytes: number }

/** Compresses whole lines to one frame with a content checksum. */
export function compressFrame(lines: Buffer): Promise<Buffer> {
  return compress(lines, { params: PARAMS, chunkSize: MIN_CHUNK + (lines.length >> 2) })
}

/**
 * Lines of one compressed frame. Node's decoder stops after the first frame of its input, so frames go one by one; and it makes output in
 * buffers of `chunkSize`, of which one is far cheaper than many.
 */
export function decompressFrame(frame: Buffer, plainBytes: number): Promise<Buffer> {
  return decompress(frame, { chunkSize: MIN_CHUNK + plainBytes })
}

/** Reads and decodes one frame of a closed segment. Rejects TALLY_JOURNAL_CORRUPT when it is not what the seek table says. */
export async function decodeFrame(
  file: FileHandle,
  { offset, bytes, plainBytes }: SeekFrame,
): Promise<Buffer> {
  let lines: Buffer | undefined
  try {
    lines = await decompressFrame(await readBytes(file, offset, bytes), plainBytes)
  } catch (error) {
    if (!errorCode(error)?.startsWith('ZSTD_')) throw error
  }
  if (lines?.length !== plainBytes)
    throw new TallyError(
      'TALLY_JOURNAL_CORRUPT',
      `the frame at byte ${offset} of a closed segment is damaged`,
    )
  return lines
}

/** Bytes of a file at an offset, fewer at its end. */
export async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.max(0, length))
  let done = 0
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, offset + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}

/** The seek table that ends a closed segment, as a skippable frame. */
export function formatSeekTable(frames: readonly Omit<SeekFrame, 'offset'>[]): Buffer {
  const table = Buffer.alloc(SKIPPABLE_HEADER + frames.length * ENTRY + FOOTER)
  table.writeUInt32LE(SKIPPABLE_MAGIC, 0)
  table.writeUInt32LE(table.length - SKIPPABLE_HEADER, 4)
  let at = SKIPPABLE_HEADER
  for (const { bytes, plainBytes } of frames) {
    table.writeUInt32LE(bytes, at)
    table.writeUInt32LE(plainBytes, at + 4)
    at += ENTRY
  }
  table.writeUInt32LE(frames.length, at)
  table.writeUInt32LE(SEEKABLE_MAGIC, at + 5)
  return table
}

/** Reads the seek table of a closed segment. Rejects TALLY_JOURNAL_CORRUPT when there is none, or it does not fit the file. */
export async function readSeekTable(file: FileHandle): Promise<SeekFrame[]> {
  const { size } = await file.stat()
  if (size < SKIPPABLE_HEADER + FOOTER) throw malformed()
  const footer = await readBytes(file, size - FOOTER, FOOTER)
  const entrySize = (footer[4]! & CHECKSUM_FLAG) === 0 ? ENTRY : ENTRY + 4
  const count = footer.readUInt32LE(0)
  const end = size - FOOTER - count * entrySize
  if (footer.readUInt32LE(5) !== SEEKABLE_MAGIC || end < SKIPPABLE_HEADER) throw malformed()
  const entries = await readBytes(file, end, count * entrySize)
  const frames: SeekFrame[] = []
  let offset = 0
  for (let at = 0; at < entries.length; at += entrySize) {
    const frame = { offset, bytes: entries.readUInt32LE(at), plainBytes: entries.readUInt32LE(at + 4) }
    frames.push(frame)
    offset += frame.bytes
  }
  if (offset !== end - SKIPPABLE_HEADER) throw malformed()
  return frames
}

function malformed(): TallyError {
  return new TallyError('TALLY_JOURNAL_CORRUPT', 'a closed segment does not end in a seek table that fits it')
}

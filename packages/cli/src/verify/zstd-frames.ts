import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import type { SegmentChunk } from '@tallystick/core'

const decompress = promisify(zstdDecompress)

// RFC 8878 §3.1: magic numbers, little-endian.
const FRAME_MAGIC = 0xfd2fb528
const FRAME_MAGIC_BYTES = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
const SKIPPABLE_MAGIC = 0x184d2a50
/** Our frames hold about 1 MiB; what claims to hold more than this is a bomb or damage. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024

/**
 * Decompresses a sequence of zstd frames, one chunk per frame; skippable frames, such as a seek table, are passed over. (Node's own
 * decoder ends with the first frame.) The next frame is decompressed in the thread pool while the caller works on the last.
 * A frame that does not decode is reported as damage, and reading goes on with the next magic number.
 */
export async function* decompressFrames(file: AsyncIterable<Buffer>): AsyncGenerator<SegmentChunk> {
  let ahead: Promise<SegmentChunk> | undefined
  for await (const frame of splitFrames(file)) {
    const next: Promise<SegmentChunk> = 'damage' in frame ? Promise.resolve(frame) : decode(frame)
    // Its rejection is none: decode resolves to damage.
    if (ahead !== undefined) yield await ahead
    ahead = next
  }
  if (ahead !== undefined) yield await ahead
}

type Frame = { readonly bytes: Buffer; readonly offset: number }

async function decode({ bytes, offset }: Frame): Promise<SegmentChunk> {
  try {
    return await decompress(bytes, { maxOutputLength: MAX_FRAME_BYTES })
  } catch (error) {
    return { damage: `the compressed frame at byte ${offset} does not decode (${(error as Error).message})` }
  }
}

/** Cuts a file into its frames by their headers. */
async function* splitFrames(file: AsyncIterable<Buffer>): AsyncGenerator<Frame | { damage: string }> {
  let pending: Buffer = Buffer.alloc(0)
  let offset = 0
  let lost = false
  for await (const chunk of file) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      if (lost) {
        const found = pending.indexOf(FRAME_MAGIC_BYTES)
        const passed = found < 0 ? Math.max(0, pending.length - 3) : found
        pending = pending.subarray(passed)
        offset += passed
        if (found < 0) break
        lost = false
      }
      const length = frameLength(pending)
      if (length === 'more' && pending.length <= MAX_FRAME_BYTES) break
      if (length === 'invalid' || length === 'more') {
        yield { damage: `there is no compressed frame at byte ${offset}` }
        lost = true
        pending = pending.subarray(1)
        offset++
        continue
      }
      if (!isSkippable(pending)) yield { bytes: pending.subarray(0, length), offset }
      pending = pending.subarray(length)
      offset += length
    }
  }
  if (!lost && pending.length > 0)
    yield { damage: `the file ends within the compressed frame at byte ${offset}` }
}

function isSkippable(bytes: Buffer): boolean {
  return (bytes.readUInt32LE(0) & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC
}

/**
 * Length in bytes of the frame at the start, `more` when it goes on beyond the bytes given, `invalid` when it is none
 * (RFC 8878 §3.1.1 and §3.1.2).
 */
export function frameLength(bytes: Buffer): number | 'more' | 'invalid' {
  if (bytes.length < 4) return 'more'
  if (isSkippable(bytes)) {
    if (bytes.length < 8) return 'more'
    const length = 8 + bytes.readUInt32LE(4)
    return length <= bytes.length ? length : 'more'
  }
  if (bytes.readUInt32LE(0) !== FRAME_MAGIC) return 'invalid'
  const descriptor = bytes[4]
  if (descriptor === undefined) return 'more'
  const singleSegment = (descriptor & 0x20) !== 0
  const contentSizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!
  let at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes
  for (let last = false; !last; ) {
    if (at + 3 > bytes.length) return 'more'
    const header = bytes.readUIntLE(at, 3)
    last = (header & 1) === 1
    const type = (header >> 1) & 3
    if (type === 3) return 'invalid'
    // A run-length block holds one byte, however long it is decompressed.
    at += 3 + (type === 1 ? 1 : header >> 3)
  }
  const end = at + ((descriptor & 4) === 0 ? 0 : 4)
  return end <= bytes.length ? end : 'more'
}

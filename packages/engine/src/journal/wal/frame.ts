import { crc32 } from 'node:zlib'
import { isTenantName } from '../layout.ts'

const MAGIC = Buffer.from('TWF1')
/** Magic, length of body, CRC-32 of body. */
const PREFIX = 12
/** No frame is longer, so that a damaged length is not taken for a promise of gigabytes. */
export const MAX_FRAME_BYTES = 256 * 1024 * 1024

/** Header of a frame (docs/design/001-record-format.md). */
export type FrameHeader = {
  readonly tenant: string
  readonly first_seq: number
  readonly count: number
  /** Epoch milliseconds. */
  readonly received: number
  /** Bytes of this file that were durable before this frame was written. */
  readonly synced: number
  readonly writer?: string
  /** The writer's number of the last event. */
  readonly writer_seq?: number
}

export type Frame = { readonly header: FrameHeader; readonly lines: Buffer }

/** What a file of the log holds. */
export type FileContent = {
  readonly frames: readonly Frame[]
  /** Where the good frames end. */
  readonly length: number
  /** What follows them: nothing, a write that was never acknowledged, or damage to frames that were. */
  readonly rest: 'none' | 'torn' | 'damaged'
}

/** Buffers to write one after the other; the lines are not copied. */
export function encodeFrame(header: FrameHeader, lines: Buffer): [head: Buffer, lines: Buffer] {
  const json = JSON.stringify(header)
  const headerLength = Buffer.byteLength(json)
  const head = Buffer.allocUnsafe(PREFIX + 4 + headerLength)
  head.writeUInt32BE(headerLength, PREFIX)
  head.write(json, PREFIX + 4)
  MAGIC.copy(head)
  head.writeUInt32BE(4 + headerLength + lines.length, 4)
  head.writeUInt32BE(crc32(lines, crc32(head.subarray(PREFIX))), 8)
  return [head, lines]
}

/**
 * Reads the frames of a file.
 *
 * Bytes that are no frame may be the torn tail of a write that was never acknowledged: a crash may leave any part of the last group on
 * the disk, even a later frame without an earlier one. But when a good frame behind them says that it was written after they were
 * durable (`synced`), they had been acknowledged, and the file is damaged.
 */
export function readFrames(file: Buffer): FileContent {
  const frames: Frame[] = []
  let length = 0
  while (length < file.length) {
    const frame = frameAt(file, length)
    if (frame === undefined) return { frames, length, rest: wasSynced(file, length) ? 'damaged' : 'torn' }
    frames.push(frame)
    length = frame.end
  }
  return { frames, length, rest: 'none' }
}

function wasSynced(file: Buffer, position: number): boolean {
  for (let at = file.indexOf(MAGIC, position + 1); at >= 0; at = file.indexOf(MAGIC, at + 1)) {
    const frame = frameAt(file, at)
    if (frame !== undefined && frame.header.synced > position) return true
  }
  return false
}

function frameAt(file: Buffer, offset: number): (Frame & { readonly end: number }) | undefined {
  const start = offset + PREFIX
  if (start + 4 > file.length || MAGIC.compare(file, offset, offset + 4) !== 0) return undefined
  const length = file.readUInt32BE(offset + 4)
  const end = start + length
  if (length < 4 || length > MAX_FRAME_BYTES || end > file.length) return undefined
  if (crc32(file.subarray(start, end)) !== file.readUInt32BE(offset + 8)) return undefined
  const linesStart = start + 4 + file.readUInt32BE(start)
  if (linesStart > end) return undefined
  const header = parseHeader(file.toString('utf8', start + 4, linesStart))
  return header && { header, lines: file.subarray(linesStart, end), end }
}

function parseHeader(json: string): FrameHeader | undefined {
  try {
    const header = JSON.parse(json) as FrameHeader
    const good =
      isTenantName(header.tenant) &&
      isNumber(header.first_seq) &&
      isNumber(header.count) &&
      isNumber(header.synced)
    return good ? header : undefined
  } catch {
    return undefined
  }
}

function isNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

import { crc32 } from 'node:zlib'

/**
 * A spool file is a sequence of frames, one per group of records that became durable together:
 *
 *   magic "TES1" | u32 length of body | u32 CRC-32 of body | body
 *   body = u64 number of the first record | u32 records | u64 bytes of this file that were durable before | lines
 *
 * Integers are big-endian. The lines are canonical JSON (RFC 8785), each ended by a line feed: what is sent, byte for byte.
 */
const MAGIC = Buffer.from('TES1')
const PREFIX = 12
const HEAD = 20
/** More than any group: a damaged length is no promise of gigabytes. */
const MAX_BODY_BYTES = 64 * 1024 * 1024

export type Frame = {
  readonly sequence: number
  readonly count: number
  readonly lines: Buffer
  /** Its offset, and the one behind it. */
  readonly start: number
  readonly end: number
}

export type FileContent = {
  readonly frames: readonly Frame[]
  /** What follows them: nothing, a write that was never acknowledged, or damage to records that were. */
  readonly rest: 'none' | 'torn' | 'damaged'
}

/** Bytes of a frame around its lines. */
export const FRAME_OVERHEAD = PREFIX + HEAD

/** The frame of lines (each with its line feed) that follow one another from number `sequence`; `synced` bytes of the file are durable already. */
export function encodeFrame(sequence: number, lines: readonly Buffer[], synced: number): Buffer {
  const frame = Buffer.concat([Buffer.alloc(FRAME_OVERHEAD), ...lines])
  frame.writeBigUInt64BE(BigInt(sequence), PREFIX)
  frame.writeUInt32BE(lines.length, PREFIX + 8)
  frame.writeBigUInt64BE(BigInt(synced), PREFIX + 12)
  MAGIC.copy(frame)
  frame.writeUInt32BE(frame.length - PREFIX, 4)
  frame.writeUInt32BE(crc32(frame.subarray(PREFIX)), 8)
  return frame
}

/**
 * Reads the frames of a whole file. A crash may leave any part of the last write, so bytes that are no frame are a torn tail, to be
 * ignored; but when a good frame behind them says that they had been durable, they are damage, and the good frames are read on from there.
 */
export function readFrames(file: Buffer): FileContent {
  const frames: Frame[] = []
  let rest: FileContent['rest'] = 'none'
  for (let at = 0; at < file.length; ) {
    const frame = frameAt(file, at)
    if (frame !== undefined) {
      frames.push(frame)
      at = frame.end
      continue
    }
    const next = nextSynced(file, at)
    if (next === undefined) return { frames, rest: rest === 'none' ? 'torn' : rest }
    rest = 'damaged'
    at = next
  }
  return { frames, rest }
}

/** Where the next good frame stands that was written after the bytes at `position` were durable. */
function nextSynced(file: Buffer, position: number): number | undefined {
  for (let at = file.indexOf(MAGIC, position + 1); at >= 0; at = file.indexOf(MAGIC, at + 1))
    if (frameAt(file, at) !== undefined && Number(file.readBigUInt64BE(at + PREFIX + 12)) > position)
      return at
  return undefined
}

/** Bytes of the frame that starts a buffer, as its length says; undefined when none does. */
export function frameLength(file: Buffer): number | undefined {
  if (file.length < PREFIX || MAGIC.compare(file, 0, 4) !== 0) return undefined
  const length = PREFIX + file.readUInt32BE(4)
  return length <= PREFIX + MAX_BODY_BYTES ? length : undefined
}

/** The frame at an offset, if a good one stands there. */
export function frameAt(file: Buffer, offset: number): Frame | undefined {
  const start = offset + PREFIX
  if (start + HEAD > file.length || MAGIC.compare(file, offset, offset + 4) !== 0) return undefined
  const length = file.readUInt32BE(offset + 4)
  const end = start + length
  if (length < HEAD || length > MAX_BODY_BYTES || end > file.length) return undefined
  if (crc32(file.subarray(start, end)) !== file.readUInt32BE(offset + 8)) return undefined
  return {
    sequence: Number(file.readBigUInt64BE(start)),
    count: file.readUInt32BE(start + 8),
    lines: file.subarray(start + HEAD, end),
    start: offset,
    end,
  }
}

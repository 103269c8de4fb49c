import { withFile } from '../disk/index.ts'
import type { Batch } from '../ship/index.ts'
import { type Frame, frameAt, frameLength, readFrames } from './frame.ts'
import type { SpoolFile } from './spool-file.ts'

/** What stands at an offset of a file. */
export type Found =
  | { readonly kind: 'batch'; readonly batch: Omit<Batch, 'writer'>; readonly end: number }
  /** Nothing but records that are done with. */
  | { readonly kind: 'past'; readonly end: number }
  /** Durable bytes that are no frame. Reading can go on at `end`. */
  | { readonly kind: 'damage'; readonly end: number }
  | { readonly kind: 'end' }

/** Bytes read at once: some frames more than make a batch. */
const READ_BYTES = 1024 * 1024

/**
 * The records at an offset: whole frames whose numbers follow one another, at least one, up to about `maxRecords`. Frames of records below
 * number `acked` are passed over.
 */
export async function readBatch(
  file: SpoolFile,
  offset: number,
  acked: number,
  maxRecords: number,
): Promise<Found> {
  const available = file.durable - offset
  if (available <= 0) return { kind: 'end' }
  return withFile(file.path, 'r', async handle => {
    const read = async (bytes: number, from: number): Promise<Buffer> => {
      const buffer = Buffer.allocUnsafe(Math.min(bytes, file.durable - from))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
      return buffer.subarray(0, bytesRead)
    }
    let chunk = await read(READ_BYTES, offset)
    const wanted = frameLength(chunk)
    if (wanted !== undefined && wanted > chunk.length && wanted <= available)
      chunk = await read(wanted, offset)
    let past = 0
    for (let frame = frameAt(chunk, 0); frame !== undefined; frame = frameAt(chunk, past)) {
      if (frame.sequence + frame.count > acked) break
      past = frame.end
    }
    if (past > 0) return { kind: 'past', end: offset + past }
    const frames: Frame[] = []
    let records = 0
    for (let at = 0; records < maxRecords; ) {
      const frame = frameAt(chunk, at)
      const last = frames.at(-1)
      if (frame === undefined || (last !== undefined && frame.sequence !== last.sequence + last.count)) break
      frames.push(frame)
      records += frame.count
      at = frame.end
    }
    const last = frames.at(-1)
    if (last !== undefined)
      return {
        kind: 'batch',
        batch: {
          sequence: frames[0]!.sequence,
          count: records,
          body: frames.length === 1 ? last.lines : Buffer.concat(frames.map(({ lines }) => lines)),
        },
        end: offset + last.end,
      }
    const whole = await read(file.durable, 0)
    const next = readFrames(whole).frames.find(({ start }) => start > offset)
    return { kind: 'damage', end: next?.start ?? file.durable }
  })
}

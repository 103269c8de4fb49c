import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type SegmentChunk, type SegmentRef, TallyError, type TenantReader } from '@tallystick/core'
import { isMissing } from '../disk.ts'
import { blocksName, type Layout, listSegments, listWalFiles, segmentName, walName } from '../layout.ts'
import { decodeFrame, readSeekTable } from '../segment/seekable.ts'
import { readFrames } from '../wal/frame.ts'

const READ_BYTES = 1024 * 1024
/** Frames hold about 1 MiB; a seek table that promises more than this is damaged. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024

/** Reads one tenant's record from the files, which this process may be writing to, for verification. What does not decode is told as damage. */
export function filesReader(layout: Layout, tenant: string): TenantReader {
  const segments = layout.segments(tenant)
  const log = layout.log(tenant)
  return {
    tenant,
    checkpoint: async () => (await ifPresent(readFile(join(log, 'checkpoint'))))?.toString('utf8'),
    tile: path => ifPresent(readFile(join(log, path))),
    segments: async () =>
      listSegments(segments).map(({ firstSeq }) => ({ firstSeq, name: blocksName(firstSeq) })),
    blocks: segment => ifPresent(readFile(join(layout.blocks(tenant), segment))),
    lines: segment => readSegment(segments, segment),
    async *wal() {
      for (const number of listWalFiles(layout.wal)) {
        // A file that is gone was trimmed: a checkpoint covers what it held.
        const file = await ifPresent(readFile(join(layout.wal, walName(number))))
        if (file === undefined) continue
        for (const { header, lines } of readFrames(file).frames)
          if (header.tenant === tenant) yield { firstSeq: header.first_seq, lines }
      }
    },
  }
}

/** The compressed form wins where both stand; it may take the plain one's place while that is being opened. */
async function* readSegment(directory: string, { firstSeq }: SegmentRef): AsyncGenerator<SegmentChunk> {
  const path = join(directory, segmentName(firstSeq))
  for (const attempt of [closedSegment(`${path}.zst`), plainSegment(path), closedSegment(`${path}.zst`)]) {
    let found = false
    for await (const chunk of attempt) {
      found = true
      if (chunk !== undefined) yield chunk
    }
    if (found) return
  }
}

/** Yields undefined first when the file is there, so that an empty one is told from none. */
async function* plainSegment(path: string): AsyncGenerator<SegmentChunk | undefined> {
  const file = await ifPresent(open(path, 'r'))
  if (file === undefined) return
  await using handle = file
  yield undefined
  yield* handle.createReadStream({ autoClose: false, highWaterMark: READ_BYTES })
}

async function* closedSegment(path: string): AsyncGenerator<SegmentChunk | undefined> {
  const file = await ifPresent(open(path, 'r'))
  if (file === undefined) return
  await using handle = file
  yield undefined
  let frames: Awaited<ReturnType<typeof readSeekTable>>
  try {
    frames = await readSeekTable(handle)
  } catch (error) {
    yield damageOf(error)
    return
  }
  for (const frame of frames) {
    if (frame.plainBytes > MAX_FRAME_BYTES) {
      yield { damage: `the frame at byte ${frame.offset} says that it holds ${frame.plainBytes} bytes` }
      continue
    }
    try {
      yield await decodeFrame(handle, frame)
    } catch (error) {
      yield damageOf(error)
    }
  }
}

function damageOf(error: unknown): { readonly damage: string } {
  if (error instanceof TallyError && error.code === 'TALLY_JOURNAL_CORRUPT') return { damage: error.message }
  throw error
}

async function ifPresent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

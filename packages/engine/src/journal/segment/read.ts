import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { TallyError } from '@tallystick/core'
import { isMissing } from '../disk.ts'
import { segmentName } from '../layout.ts'
import { countLines, LINE_FEED, lineStart, seqOfLine } from '../lines.ts'
import { decodeFrame, readBytes, readSeekTable, type SeekFrame } from './seekable.ts'

/** Whole lines with consecutive numbers. */
export type LineChunk = { readonly firstSeq: number; readonly count: number; readonly lines: Buffer }

/** A known line start in a plain segment. */
type Mark = { readonly seq: number; readonly offset: number }

/** What is known of a closed segment: its frames, and the first numbers of those that were looked into. */
type SeekIndex = { readonly frames: readonly SeekFrame[]; readonly firstSeqs: (number | undefined)[] }

const MARK_DISTANCE = 512 * 1024
const MIN_READ = 64 * 1024
/** Open segments of which it is kept where lines stand: one for each tenant that writes, or the next lines of each are looked for every time. */
const MARKED_SEGMENTS = 16_384
/** Closed segments whose index is kept. */
const INDEXED_SEGMENTS = 256

/** Reads lines of segments by number, from plain and compressed ones, remembering where lines stand. */
export class SegmentReader {
  readonly #marks = new Map<string, Mark[]>()
  readonly #indexes = new Map<string, SeekIndex>()

  /**
   * Lines [from, to) of the segment of a directory that starts at `firstSeq` and holds all of them, in chunks of about `chunkBytes`.
   * Rejects TALLY_JOURNAL_CORRUPT when a line is not where it must be.
   */
  async *read(
    directory: string,
    firstSeq: number,
    from: number,
    to: number,
    chunkBytes: number,
  ): AsyncGenerator<LineChunk> {
    const path = join(directory, segmentName(firstSeq))
    // The compressed form is there before the plain one goes, so one of the two can be opened.
    const plain = await openIfPresent(path)
    if (plain !== undefined) {
      await using file = plain
      yield* this.#readPlain(path, file, firstSeq, from, to, chunkBytes)
    } else {
      await using file = await openIfPresent(`${path}.zst`)
      if (file === undefined) throw missing(path)
      this.#marks.delete(path)
      yield* this.#readClosed(`${path}.zst`, file, firstSeq, from, to, chunkBytes)
    }
  }

  async *#readPlain(
    path: string,
    file: FileHandle,
    firstSeq: number,
    from: number,
    to: number,
    chunkBytes: number,
  ) {
    const marks = cached(this.#marks, MARKED_SEGMENTS, path, () => [{ seq: firstSeq, offset: 0 }])
    const { size } = await file.stat()
    let { seq, offset } = await nearest(file, marks, from, size)
    while (seq < to) {
      const lines = await readLines(file, offset, size, Math.max(MIN_READ, chunkBytes))
      if (lines.length === 0) throw missing(`${path} line ${seq}`)
      const start = lineStart(lines, from - seq)
      const end = start.offset + lineStart(lines.subarray(start.offset), to - Math.max(seq, from)).offset
      const count = countLines(lines.subarray(start.offset, end))
      if (count > 0) yield { firstSeq: seq + start.lines, count, lines: lines.subarray(start.offset, end) }
      seq += start.lines + count
      offset += end
      remember(marks, { seq, offset })
    }
  }

  async *#readClosed(
    path: string,
    file: FileHandle,
    firstSeq: number,
    from: number,
    to: number,
    chunkBytes: number,
  ) {
    const index = await this.#index(path, file, firstSeq)
    let pending: Buffer[] = []
    let bytes = 0
    let pendingSeq = from
    let seq = from
    for (let i = await this.#frameOf(path, index, file, from); seq < to; i++) {
      const frame = index.frames[i]
      if (frame === undefined) throw missing(`${path} line ${seq}`)
      const lines = await decodeFrame(file, frame)
      const frameSeq = index.firstSeqs[i] ?? firstSeqOf(path, lines)
      index.firstSeqs[i] = frameSeq
      if (frameSeq > seq) throw missing(`${path} line ${seq}`)
      const start = lineStart(lines, seq - frameSeq).offset
      const wanted = lines.subarray(start)
      const end = lineStart(wanted, to - seq)
      if (end.lines === 0) throw missing(`${path} line ${seq}`)
      pending.push(wanted.subarray(0, end.offset))
      bytes += end.offset
      seq += end.lines
      if (bytes >= chunkBytes || seq === to) {
        yield {
          firstSeq: pendingSeq,
          count: seq - pendingSeq,
          lines: pending.length === 1 ? pending[0]! : Buffer.concat(pending),
        }
        pending = []
        bytes = 0
        pendingSeq = seq
      }
    }
  }

  async #index(path: string, file: FileHandle, firstSeq: number): Promise<SeekIndex> {
    const known = this.#indexes.get(path)
    if (known !== undefined) return cached(this.#indexes, INDEXED_SEGMENTS, path, () => known)
    const frames = await readSeekTable(file)
    return cached(this.#indexes, INDEXED_SEGMENTS, path, () => ({ frames, firstSeqs: [firstSeq] }))
  }

  /** The last frame that starts at or before `seq`, by binary search; every frame looked into is remembered. */
  async #frameOf(
    path: string,
    { frames, firstSeqs }: SeekIndex,
    file: FileHandle,
    seq: number,
  ): Promise<number> {
    let low = 0
    let high = frames.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const firstSeq = firstSeqs[middle] ?? firstSeqOf(path, await decodeFrame(file, frames[middle]!))
      firstSeqs[middle] = firstSeq
      if (firstSeq <= seq) low = middle
      else high = middle - 1
    }
    return low
  }
}

function firstSeqOf(path: string, lines: Buffer): number {
  const seq = seqOfLine(lines)
  if (seq === undefined) throw new TallyError('TALLY_JOURNAL_CORRUPT', `${path} holds a line without a seq`)
  return seq
}

/**
 * A line start at or before `from` that is known, or found by halving what lies between two that are, so that nobody reads from the start of a
 * file of megabytes for its last line.
 */
async function nearest(file: FileHandle, marks: readonly Mark[], from: number, size: number): Promise<Mark> {
  let before = marks.findLast(mark => mark.seq <= from)!
  let end = marks.find(mark => mark.seq > from)?.offset ?? size
  while (end - before.offset > MARK_DISTANCE) {
    const middle = Math.floor((before.offset + end) / 2)
    const found = await lineAfter(file, middle, size)
    if (found !== undefined && found.seq <= from) before = found
    else end = middle
  }
  return before
}

/** The first line that begins behind an offset; none when no whole one does. */
async function lineAfter(file: FileHandle, offset: number, size: number): Promise<Mark | undefined> {
  for (let length = MIN_READ; ; length *= 2) {
    const chunk = await readBytes(file, offset, Math.min(length, size - offset))
    const start = chunk.indexOf(LINE_FEED) + 1
    const seq = start > 0 ? seqOfLine(chunk, start) : undefined
    if (seq !== undefined) return { seq, offset: offset + start }
    if (chunk.length < length) return undefined
  }
}

/** Whole lines from an offset: about `bytes`, more when one line is longer, nothing at the end. */
async function readLines(file: FileHandle, offset: number, size: number, bytes: number): Promise<Buffer> {
  for (let length = bytes; ; length *= 2) {
    const chunk = await readBytes(file, offset, Math.min(length, size - offset))
    const end = chunk.lastIndexOf(LINE_FEED) + 1
    if (end > 0 || chunk.length < length) return chunk.subarray(0, end)
  }
}

/** Keeps marks ascending and MARK_DISTANCE apart; the last one moves along with whoever reads the end. */
function remember(marks: Mark[], mark: Mark): void {
  const at = marks.findLastIndex(({ seq }) => seq <= mark.seq)
  if (marks[at]!.seq === mark.seq) return
  if (at === marks.length - 1) {
    const before = marks[at - 1]
    if (before !== undefined && mark.offset - before.offset < MARK_DISTANCE) marks[at] = mark
    else marks.push(mark)
  } else if (
    mark.offset - marks[at]!.offset >= MARK_DISTANCE &&
    marks[at + 1]!.offset - mark.offset >= MARK_DISTANCE
  )
    marks.splice(at + 1, 0, mark)
}

/** Least recently used goes first. */
function cached<V>(cache: Map<string, V>, limit: number, key: string, make: () => V): V {
  const value = cache.get(key) ?? make()
  cache.delete(key)
  cache.set(key, value)
  if (cache.size > limit) cache.delete(cache.keys().next().value!)
  return value
}

async function openIfPresent(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function missing(what: string): TallyError {
  return new TallyError('TALLY_JOURNAL_CORRUPT', `the journal lacks ${what}`)
}

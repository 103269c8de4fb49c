import { CompactTree } from '../merkle/compact-tree.ts'
import type { TreeHasher } from '../merkle/hasher.ts'
import { claimedSeq, looksErased, parseLine } from '../record/line.ts'
import type { SegmentChunk, SegmentRef, TenantReader } from './reader.ts'
import { extendRuns, type SeqRun } from './runs.ts'

/** Where a line stands; `line` counts from 1 within the segment. */
export type Place = { readonly segment: string; readonly line: number }

/** A line without its line feed, or damaged bytes in its stead. */
export type CursorItem = Place & ({ readonly bytes: Uint8Array } | { readonly damage: string })

/** Where a cursor starts: the segment by index, and how many of its lines were read before. */
export type CursorPosition = { readonly segment: number; readonly line: number }

const LINE_FEED = 0x0a
/** Far above what ingest takes in: a longer line is no line. */
const MAX_LINE_SIZE = 16 * 1024 * 1024

/**
 * Reads lines across segments. `hashBatch` is the fast way, for lines that are as they were written; `next` shows each
 * line, to find out what is wrong.
 */
export class LineCursor {
  readonly #reader: TenantReader
  readonly #segments: readonly SegmentRef[]
  readonly #hasher: TreeHasher
  /** The segment that is being read, as an index. */
  #segment: number
  /** Lines of it that were read. */
  #line = 0
  #chunks: AsyncIterator<SegmentChunk> | undefined
  /** Unread bytes from #offset on. The byte before them is free, for the prefix of a leaf hash. */
  #bytes = new Uint8Array(1)
  #offset = 1
  #damage: string | undefined

  constructor(reader: TenantReader, segments: readonly SegmentRef[], hasher: TreeHasher, segment = 0) {
    this.#reader = reader
    this.#segments = segments
    this.#hasher = hasher
    this.#segment = segment
  }

  /**
   * A cursor before the line of sequence number `seq`: by counting when all lines stand where they belong, by reading the
   * numbers in them, behind the last one that is smaller, when `counted` is false.
   */
  static async at(
    reader: TenantReader,
    segments: readonly SegmentRef[],
    hasher: TreeHasher,
    seq: number,
    counted: boolean,
  ): Promise<LineCursor> {
    const segment = Math.max(
      0,
      segments.findLastIndex(candidate => candidate.firstSeq <= seq),
    )
    if (counted) {
      const line = seq - (segments[segment]?.firstSeq ?? seq)
      return LineCursor.resume(reader, segments, hasher, { segment, line })
    }
    const scout = new LineCursor(reader, segments, hasher, segment)
    let line = 0
    for (let item = await scout.next(segment + 1); item !== undefined; item = await scout.next(segment + 1)) {
      if ('bytes' in item && (claimedSeq(item.bytes) ?? seq) < seq) line = item.line
    }
    return LineCursor.resume(reader, segments, hasher, { segment, line })
  }

  /** A cursor at a position that another one of the same segments gave. */
  static async resume(
    reader: TenantReader,
    segments: readonly SegmentRef[],
    hasher: TreeHasher,
    position: CursorPosition,
  ): Promise<LineCursor> {
    const cursor = new LineCursor(reader, segments, hasher, position.segment)
    await cursor.#skip(position.line)
    return cursor
  }

  get position(): CursorPosition {
    return { segment: this.#segment, line: this.#line }
  }

  /**
   * Root over the next `count` lines, which start at sequence number `firstSeq`, and the runs of tombstones among them.
   * Undefined when they cannot be those lines: too few, damaged, or a segment that is not named by its place.
   */
  async hashBatch(
    firstSeq: number,
    count: number,
  ): Promise<{ root: Uint8Array; erased: SeqRun[] } | undefined> {
    const tree = new CompactTree(this.#hasher)
    const erased: SeqRun[] = []
    const last = firstSeq + count
    let seq = firstSeq
    while (seq < last) {
      const end = this.#bytes.indexOf(LINE_FEED, this.#offset)
      if (end >= 0) {
        const leaf = this.#leafAt(this.#offset, end)
        if (leaf === undefined) return undefined
        if (leaf.erased) extendRuns(erased, seq)
        tree.append(leaf.hash)
        this.#offset = end + 1
        this.#line++
        seq++
      } else if (!(await this.#fill())) {
        // The segment is over. What is left of it is no whole line, and the next one must start exactly here.
        if (this.#damage !== undefined || this.#offset < this.#bytes.length) return undefined
        if (this.#segments[this.#segment + 1]?.firstSeq !== seq) return undefined
        this.#open(this.#segment + 1)
      }
    }
    return { root: tree.root(), erased }
  }

  /** The next line or damaged place before segment `until`. A last line without line feed comes as damage. */
  async next(until: number): Promise<CursorItem | undefined> {
    while (this.#segment < until) {
      const segment = this.#segments[this.#segment]?.name
      if (segment === undefined) return undefined
      const end = this.#bytes.indexOf(LINE_FEED, this.#offset)
      if (end >= 0) {
        const bytes = this.#bytes.subarray(this.#offset, end)
        this.#offset = end + 1
        return { segment, line: ++this.#line, bytes }
      }
      if (await this.#fill()) continue
      const place = { segment, line: this.#line + 1 }
      if (this.#offset < this.#bytes.length) {
        const rest = this.#bytes.length - this.#offset
        this.#offset = this.#bytes.length
        return { ...place, damage: `${rest} bytes without a line feed` }
      }
      if (this.#damage !== undefined) {
        const damage = this.#damage
        this.#damage = undefined
        return { ...place, damage }
      }
      this.#open(this.#segment + 1)
    }
    return undefined
  }

  /** Ends reading; a cursor that is not read to its end holds a file open. */
  async close(): Promise<void> {
    await this.#chunks?.return?.()
    this.#chunks = undefined
  }

  #leafAt(start: number, end: number): { hash: Uint8Array; erased: boolean } | undefined {
    if (looksErased(this.#bytes, start)) {
      try {
        const leaf = parseLine(this.#bytes.subarray(start, end)).tombstone?.leaf
        if (leaf !== undefined) return { hash: leaf, erased: true }
      } catch {
        return undefined
      }
    }
    // The line is hashed where it stands: the byte before it, a line feed that was read, becomes the leaf's prefix.
    this.#bytes[start - 1] = 0
    return { hash: this.#hasher.hash(this.#bytes.subarray(start - 1, end)), erased: false }
  }

  async #skip(lines: number): Promise<void> {
    while (this.#line < lines) {
      const end = this.#bytes.indexOf(LINE_FEED, this.#offset)
      if (end >= 0) {
        this.#offset = end + 1
        this.#line++
      } else if (!(await this.#fill())) return
    }
  }

  #open(segment: number): void {
    this.#segment = segment
    this.#line = 0
    this.#chunks = undefined
    this.#bytes = new Uint8Array(1)
    this.#offset = 1
  }

  /** More bytes of the current segment; false at its end, at damage, or when no line can be that long. */
  async #fill(): Promise<boolean> {
    const segment = this.#segments[this.#segment]
    if (segment === undefined || this.#damage !== undefined) return false
    this.#chunks ??= this.#reader.lines(segment)[Symbol.asyncIterator]()
    const { value: chunk, done } = await this.#chunks.next()
    if (done) return false
    if (!(chunk instanceof Uint8Array)) {
      this.#damage = chunk.damage
      return false
    }
    const rest = this.#bytes.length - this.#offset
    if (rest > MAX_LINE_SIZE) {
      this.#offset = this.#bytes.length
      this.#damage = `a line longer than ${MAX_LINE_SIZE} bytes`
      return false
    }
    const bytes = new Uint8Array(1 + rest + chunk.length)
    bytes.set(this.#bytes.subarray(this.#offset), 1)
    bytes.set(chunk, 1 + rest)
    this.#bytes = bytes
    this.#offset = 1
    return true
  }
}

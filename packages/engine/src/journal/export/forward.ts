import { lineStart } from '../lines.ts'
import type { LineChunk } from '../segment/read.ts'

/** A gap of so many lines is read over; beyond, reading starts anew. */
const SKIP_LINES = 4096

/** Reads lines in ascending order, by ranges, without going back to the start of a compressed frame for each of them. */
export class ForwardLines {
  readonly #read: (from: number) => AsyncIterable<LineChunk>
  #chunks: AsyncIterator<LineChunk> | undefined
  /** Lines that were read and not taken. */
  #rest: LineChunk = { firstSeq: 0, count: 0, lines: Buffer.alloc(0) }

  /** `read` gives the lines from a number on to the end. */
  constructor(read: (from: number) => AsyncIterable<LineChunk>) {
    this.#read = read
  }

  /** Lines [from, to), or as far as there are any. */
  async *take(from: number, to: number): AsyncGenerator<LineChunk> {
    if (this.#chunks === undefined || from < this.#rest.firstSeq || from > this.#end + SKIP_LINES) {
      await this.close()
      this.#chunks = this.#read(from)[Symbol.asyncIterator]()
      this.#rest = { firstSeq: from, count: 0, lines: Buffer.alloc(0) }
    }
    for (let seq = from; seq < to; ) {
      if (this.#end <= seq) {
        const next = await this.#chunks.next()
        if (next.done) return
        this.#rest = next.value
        continue
      }
      this.#cut(seq - this.#rest.firstSeq)
      const taken = this.#cut(to - seq)
      seq += taken.count
      yield taken
    }
  }

  async close(): Promise<void> {
    await this.#chunks?.return?.()
    this.#chunks = undefined
  }

  get #end(): number {
    return this.#rest.firstSeq + this.#rest.count
  }

  /** Takes the first `count` lines off what was read. */
  #cut(count: number): LineChunk {
    const { firstSeq, lines, count: available } = this.#rest
    const { offset, lines: taken } =
      count >= available ? { offset: lines.length, lines: available } : lineStart(lines, count)
    this.#rest = { firstSeq: firstSeq + taken, count: available - taken, lines: lines.subarray(offset) }
    return { firstSeq, count: taken, lines: lines.subarray(0, offset) }
  }
}

import { HEAD, isBinary } from './decode.ts'
import type { SourceFile } from './types.ts'

/** Bytes of a file on their way to the decoder. */
export class Reading {
  bytes = 0
  binary = false
  hasFailed = false
  readonly #file: SourceFile
  readonly #progress: ((bytes: number) => void) | undefined

  constructor(file: SourceFile, progress: ((bytes: number) => void) | undefined) {
    this.#file = file
    this.#progress = progress
  }

  /** The pieces, of which the first is long enough to tell by it what the file is. */
  async *pieces(): AsyncGenerator<Buffer> {
    let head: Buffer = Buffer.alloc(0)
    let isKnown = false
    for await (const piece of this.#watched()) {
      this.bytes += piece.length
      this.#progress?.(piece.length)
      if (isKnown) {
        yield piece
        continue
      }
      head = head.length === 0 ? piece : Buffer.concat([head, piece])
      if (head.length < HEAD) continue
      isKnown = true
      if (this.#isBinary(head)) return
      yield head
    }
    if (!isKnown && head.length > 0 && !this.#isBinary(head)) yield head
  }

  #isBinary(head: Buffer): boolean {
    this.binary = isBinary(head)
    return this.binary
  }

  /** Tells what reading throws from what scanning throws. */
  async *#watched(): AsyncGenerator<Buffer> {
    const source = this.#file.read()[Symbol.asyncIterator]()
    try {
      for (;;) {
        const next = await source.next().catch((error: unknown) => {
          this.hasFailed = true
          throw error
        })
        if (next.done) return
        yield next.value
      }
    } finally {
      await source.return?.()
    }
  }
}

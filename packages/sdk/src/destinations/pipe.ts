import { write, writeSync } from 'node:fs'
import { CHUNK } from './chunk.ts'
import { type Counts, drop, reasonOf, waitFor } from './tally.ts'

type Piece = { text: string; lines: number }

/** A full pipe is tried again after so long, in milliseconds. */
const RETRY_MS = 10
/** At exit a reader that stands still is waited for this long. */
const EXIT_MS = 1_000

/** Writes to a pipe or socket that somebody else reads, without ever waiting for the reader. Beyond `maxBytes` (characters) lines are dropped. */
export class Pipe {
  readonly #fd: number
  readonly #counts: Counts
  readonly #maxBytes: number
  #queue: Piece[] = []
  #queued = 0
  /** What the system has been given and has not confirmed. */
  #writing: { bytes: Buffer; lines: number } | undefined
  #broken = false
  readonly #wakes = new Set<() => void>()

  constructor(fd: number, counts: Counts, maxBytes: number) {
    this.#fd = fd
    this.#counts = counts
    this.#maxBytes = maxBytes
  }

  /** Takes lines that were counted as pending. */
  add(text: string, lines: number): void {
    if (this.#broken || this.#queued + text.length > this.#maxBytes) {
      this.#counts.pending -= lines
      drop(this.#counts, lines, this.#broken ? (this.#counts.problem ?? 'closed') : 'the reader is too slow')
      return
    }
    const last = this.#queue.at(-1)
    if (last !== undefined && last.text.length + text.length <= CHUNK) {
      last.text += text
      last.lines += lines
    } else this.#queue.push({ text, lines })
    this.#queued += text.length
    if (this.#writing === undefined) this.#next()
  }

  drained(milliseconds: number): Promise<void> {
    return waitFor(
      () => this.#writing === undefined && this.#queue.length === 0,
      milliseconds,
      wake => {
        this.#wakes.add(wake)
        return () => this.#wakes.delete(wake)
      },
    )
  }

  /** Writes what is queued behind the piece that is on its way, which the system finishes by itself. */
  flushSync(): void {
    const deadline = Date.now() + EXIT_MS
    const queue = this.#queue
    this.#queue = []
    this.#queued = 0
    for (const { text, lines } of queue) {
      let bytes = Buffer.from(text)
      while (!this.#broken && bytes.length > 0) {
        try {
          bytes = bytes.subarray(writeSync(this.#fd, bytes))
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EAGAIN' && Date.now() < deadline)
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
          else this.#break(error)
        }
      }
      this.#counts.pending -= lines
      if (bytes.length > 0) drop(this.#counts, lines, this.#counts.problem ?? 'not written')
    }
  }

  #next(): void {
    const piece = this.#queue.shift()
    if (piece === undefined) {
      for (const wake of this.#wakes) wake()
      return
    }
    this.#queued -= piece.text.length
    this.#writing = { bytes: Buffer.from(piece.text), lines: piece.lines }
    this.#write()
  }

  #write(): void {
    const { bytes, lines } = this.#writing!
    write(this.#fd, bytes, (error, written) => {
      if (error === null && written < bytes.length) {
        this.#writing = { bytes: bytes.subarray(written), lines }
        return this.#write()
      }
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#write(), RETRY_MS)
        return
      }
      this.#counts.pending -= lines
      this.#writing = undefined
      if (error !== null) {
        this.#break(error)
        drop(this.#counts, lines, reasonOf(error))
        for (const rest of this.#queue.splice(0)) {
          this.#counts.pending -= rest.lines
          drop(this.#counts, rest.lines, reasonOf(error))
        }
        this.#queued = 0
      }
      this.#next()
    })
  }

  /** EPIPE and its like: nobody reads any more. */
  #break(error: unknown): void {
    this.#broken = true
    this.#counts.problem = reasonOf(error)
  }
}

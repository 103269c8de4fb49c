/** Where each unit of a normalised text came from in the original. */
export class OffsetMap {
  /** Original start and end of each output unit. */
  #starts: Uint32Array
  #ends: Uint32Array
  #length = 0

  constructor(expected: number) {
    this.#starts = new Uint32Array(expected + 16)
    this.#ends = new Uint32Array(expected + 16)
  }

  /** `count` units of output came from [start, end). */
  add(count: number, start: number, end: number): void {
    if (this.#length + count > this.#starts.length) this.#grow(count)
    for (let i = 0; i < count; i++) {
      this.#starts[this.#length] = start
      this.#ends[this.#length++] = end
    }
  }

  /** The original span behind a span of the output; not empty when that is not. */
  place(start: number, end: number): readonly [start: number, end: number] {
    return [this.start(start), end > start ? this.#ends[end - 1]! : this.start(start)]
  }

  /** Where the original of what follows output offset `at` begins. */
  start(at: number): number {
    return at < this.#length ? this.#starts[at]! : this.#length === 0 ? 0 : this.#ends[this.#length - 1]!
  }

  #grow(count: number): void {
    const grow = (old: Uint32Array): Uint32Array => {
      const next = new Uint32Array(old.length * 2 + count)
      next.set(old)
      return next
    }
    this.#starts = grow(this.#starts)
    this.#ends = grow(this.#ends)
  }
}

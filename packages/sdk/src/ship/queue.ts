type Entry = { readonly line: string; readonly bytes: number }

/** Lines in order of arrival. Knows how many bytes they will be on the wire; the bound is its owner's. */
export class LineQueue {
  #entries: Entry[] = []
  /** Entries before it are taken: shifting an array is not constant in time. */
  #head = 0
  bytes = 0

  get length(): number {
    return this.#entries.length - this.#head
  }

  push(line: string, bytes: number): void {
    this.#entries.push({ line, bytes })
    this.bytes += bytes
  }

  /** The oldest line goes. */
  drop(): void {
    this.bytes -= this.#entries[this.#head++]!.bytes
    this.#trim()
  }

  /** Takes the oldest lines: at least one, then as many as fit. Each ends in a line feed. */
  take(maxLines: number, maxBytes: number): { readonly count: number; readonly text: string } {
    let text = ''
    let bytes = 0
    let count = 0
    for (; count < Math.min(maxLines, this.length); count++) {
      const entry = this.#entries[this.#head + count]!
      if (count > 0 && bytes + entry.bytes > maxBytes) break
      bytes += entry.bytes
      text += `${entry.line}\n`
    }
    this.#head += count
    this.bytes -= bytes
    this.#trim()
    return { count, text }
  }

  #trim(): void {
    if (this.#head === this.#entries.length) this.#entries = []
    else if (this.#head > 1024 && this.#head > this.#entries.length / 2) this.#entries.splice(0, this.#head)
    else return
    this.#head = 0
  }
}

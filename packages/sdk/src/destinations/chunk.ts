/** Lines are handed to the system in pieces of about this many characters, or at the end of the turn of the event loop if that is sooner. */
export const CHUNK = 16_384

/**
 * Gathers the lines of one turn of the event loop: a system call per line costs more than everything else a log call does. What a SIGKILL
 * can take is what stands here: the lines of the running turn, at most one piece.
 */
export class Gather {
  #text = ''
  #lines = 0
  #scheduled = false
  readonly #write: (text: string, lines: number) => void
  readonly #each: boolean

  /** `each`: hand over every line at once. */
  constructor(write: (text: string, lines: number) => void, each = false) {
    this.#write = write
    this.#each = each
  }

  get lines(): number {
    return this.#lines
  }

  add(line: string): void {
    this.#text += `${line}\n`
    this.#lines++
    if (this.#each || this.#text.length >= CHUNK) this.flush()
    else if (!this.#scheduled) {
      this.#scheduled = true
      setImmediate(this.#atEndOfTurn)
    }
  }

  flush(): void {
    if (this.#lines === 0) return
    const text = this.#text
    const lines = this.#lines
    this.#text = ''
    this.#lines = 0
    this.#write(text, lines)
  }

  readonly #atEndOfTurn = (): void => {
    this.#scheduled = false
    this.flush()
  }
}

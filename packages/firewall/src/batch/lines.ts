import type { LineStatistics } from './types.ts'
import type { Window } from './windows.ts'

export type Position = { readonly line: number; readonly column: number }

/** Lines of a text that is seen window by window: where a place is, and how long lines are. A line ends in LF or CR LF. */
export class Lines {
  /** Offsets of the line feeds in the window. */
  #feeds: number[] = []
  /** Lines and columns before the window. */
  #line = 0
  #column = 0
  #base = 0
  #previous: Window | undefined
  #count = 0
  #characters = 0
  #longest = 0
  /** Of the line that is not ended yet. */
  #open = 0

  /** Goes on to the next window. */
  enter(window: Window): void {
    const cut = window.base - this.#base
    if (this.#previous !== undefined && cut > 0) {
      const ended = countBefore(this.#feeds, cut)
      this.#column = ended === 0 ? this.#column + cut : cut - (this.#feeds[ended - 1]! + 1)
      this.#line += ended
    }
    this.#base = window.base
    this.#previous = window
    const feeds: number[] = []
    for (let at = window.text.indexOf('\n'); at >= 0; at = window.text.indexOf('\n', at + 1)) feeds.push(at)
    this.#feeds = feeds
    this.#measure(window)
  }

  #measure({ text, from, to }: Window): void {
    let start = from
    for (let i = countBefore(this.#feeds, from); i < this.#feeds.length && this.#feeds[i]! < to; i++) {
      const feed = this.#feeds[i]!
      const isCrLf = feed > 0 && text.charCodeAt(feed - 1) === 13
      this.#end(this.#open + feed - start - (isCrLf ? 1 : 0))
      this.#open = 0
      start = feed + 1
    }
    this.#open += to - start
  }

  #end(length: number): void {
    this.#count++
    this.#characters += length
    this.#longest = Math.max(this.#longest, length)
  }

  /** Of an offset in the window. */
  position(offset: number): Position {
    const before = countBefore(this.#feeds, offset)
    const column = before === 0 ? this.#column + offset : offset - (this.#feeds[before - 1]! + 1)
    return { line: this.#line + before + 1, column: column + 1 }
  }

  /** Where the line of an offset begins and ends in the window, as far as it lies there. */
  lineAround(offset: number, text: string): { readonly start: number; readonly end: number } {
    const before = countBefore(this.#feeds, offset)
    const end = this.#feeds[before] ?? text.length
    return {
      start: before === 0 ? 0 : this.#feeds[before - 1]! + 1,
      end: end > 0 && text.charCodeAt(end - 1) === 13 ? end - 1 : end,
    }
  }

  /** Of all windows so far. */
  statistics(): LineStatistics {
    const rest = this.#open > 0 ? 1 : 0
    const count = this.#count + rest
    return {
      count,
      average: count === 0 ? 0 : (this.#characters + this.#open) / count,
      longest: Math.max(this.#longest, this.#open),
    }
  }
}

/** How many of ascending numbers are less than one. */
function countBefore(ascending: readonly number[], limit: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}

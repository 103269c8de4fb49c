import type { Writable } from 'node:stream'

/** A line that says how far something is. */
export type Progress = {
  /** Replaces the line; calls closer than 100 ms to the last are left out. */
  show(text: string): void
  /** Removes the line. */
  clear(): void
}

const EVERY_MS = 100
const ERASE_LINE = '\r\x1b[K'

/** A progress line on a terminal; on anything else it is silent. `now` is in milliseconds. */
export function createProgress(
  stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
  now: () => number,
): Progress {
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} }
  let last = Number.NEGATIVE_INFINITY
  let shown = false
  return {
    show(text) {
      if (now() - last < EVERY_MS) return
      last = now()
      shown = true
      // A terminal that does not know its size says 0.
      stream.write(ERASE_LINE + text.slice(0, (stream.columns || 100) - 1))
    },
    clear() {
      if (shown) stream.write(ERASE_LINE)
      shown = false
    },
  }
}

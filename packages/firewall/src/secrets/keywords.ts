/**
 * Aho–Corasick over ASCII without case (Aho, Corasick, 1975), as one table of moves: a character costs two look-ups, whatever the number of
 * keywords.
 */
export type Keywords = {
  /** Calls back with the number of each keyword and where it ends, in the order of the ends. */
  each(text: string, from: number, found: (keyword: number, end: number) => void): void
}

const lower = (code: number): number => (code >= 65 && code <= 90 ? code + 32 : code)

/** `keywords`: lower case, ASCII, not empty. */
export function findKeywords(keywords: readonly string[]): Keywords {
  // Characters of no keyword share class 0, so the table stays small enough for the cache.
  const classes = new Uint8Array(128)
  let width = 1
  for (const keyword of keywords)
    for (let i = 0; i < keyword.length; i++) {
      const code = keyword.charCodeAt(i)
      if (classes[code] === 0) classes[code] = width++
    }
  for (let code = 65; code <= 90; code++) classes[code] = classes[lower(code)]!

  const states = 1 + keywords.reduce((sum, keyword) => sum + keyword.length, 0)
  const moves = new Uint32Array(states * width)
  const outputs: number[][] = [[]]
  let size = 1
  for (const [number, keyword] of keywords.entries()) {
    let state = 0
    for (let i = 0; i < keyword.length; i++) {
      const slot = state * width + classes[keyword.charCodeAt(i)]!
      if (moves[slot] === 0) {
        outputs.push([])
        moves[slot] = size++
      }
      state = moves[slot]!
    }
    outputs[state]!.push(number)
  }
  connect(moves, width, outputs)

  // A move carries, beside the state it goes to (times the width), whether a keyword ends there.
  const table = new Uint32Array(size * width)
  for (let slot = 0; slot < table.length; slot++) {
    const to = moves[slot]!
    table[slot] = ((to * width) << 1) | (outputs[to]!.length > 0 ? 1 : 0)
  }
  return {
    each(text, from, found) {
      let row = 0
      for (let at = from; at < text.length; at++) {
        const code = text.charCodeAt(at)
        const move = table[row + (code < 128 ? classes[code]! : 0)]!
        row = move >>> 1
        if ((move & 1) !== 0) for (const keyword of outputs[row / width]!) found(keyword, at + 1)
      }
    },
  }
}

/** Breadth first: where a state has no move of its own, that of its longest proper suffix; and that suffix's keywords end here too. */
function connect(moves: Uint32Array, width: number, outputs: number[][]): void {
  const suffixes = new Uint32Array(outputs.length)
  const queue: number[] = []
  for (let c = 0; c < width; c++) if (moves[c] !== 0) queue.push(moves[c]!)
  for (let next = 0; next < queue.length; next++) {
    const state = queue[next]!
    const suffix = suffixes[state]!
    outputs[state]!.push(...outputs[suffix]!)
    for (let c = 0; c < width; c++) {
      const slot = state * width + c
      const fallback = moves[suffix * width + c]!
      if (moves[slot] === 0) moves[slot] = fallback
      else {
        suffixes[moves[slot]!] = fallback
        queue.push(moves[slot]!)
      }
    }
  }
}

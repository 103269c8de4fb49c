import { chain } from '../../packages/firewall/src/attacks/hash.ts'
import { foldWords } from '../../packages/firewall/src/attacks/words.ts'

/** MinHash (Broder, 1997) over runs of words, in bands: texts that agree in one band are near duplicates. */
const SHINGLE = 3
const HASHES = 32
const ROWS = 4
/** Words looked at of one text. */
const MAX_WORDS = 600

function signature(text: string): Int32Array {
  const words = foldWords(text.slice(0, MAX_WORDS * 8)).slice(0, MAX_WORDS)
  const best = new Int32Array(HASHES).fill(0x7fffffff)
  const last = Math.max(1, words.length - SHINGLE + 1)
  for (let at = 0; at < last; at++) {
    let shingle = 0
    for (let i = at; i < Math.min(at + SHINGLE, words.length); i++) shingle = chain(shingle, words[i]!.hash)
    for (let i = 0; i < HASHES; i++) {
      const hash = chain(i + 1, shingle)
      if (hash < best[i]!) best[i] = hash
    }
  }
  return best
}

/** For each text the number of its cluster of near duplicates: the lowest index in it. */
export function clusters(texts: readonly string[]): Int32Array {
  const parent = Int32Array.from(texts, (_, index) => index)
  const root = (index: number): number => {
    let at = index
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  const seen = new Map<string, number>()
  for (const [index, text] of texts.entries()) {
    const hashes = signature(text)
    for (let band = 0; band < HASHES; band += ROWS) {
      const key = `${band}:${hashes.subarray(band, band + ROWS).join()}`
      const other = seen.get(key)
      if (other === undefined) {
        seen.set(key, index)
        continue
      }
      const [a, b] = [root(other), root(index)]
      parent[Math.max(a, b)] = Math.min(a, b)
    }
  }
  return parent.map((_, index) => root(index))
}

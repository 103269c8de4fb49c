/** Hashing that goes on letter by letter: FNV-1a's step, and a finaliser so that the low bits of the result can be used (murmur3's). */

export const SEED = 0x811c9dc5 | 0

export const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

export function finish(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Of a text's UTF-16 code units: for names of features. */
export function hashOf(text: string): number {
  let hash = SEED
  for (let i = 0; i < text.length; i++) hash = step(hash, text.charCodeAt(i))
  return finish(hash)
}

/** Of some words and the next one, from the hash of those and of that. */
export const chain = (words: number, word: number): number => finish(Math.imul(words, 0x9e3779b1) ^ word)

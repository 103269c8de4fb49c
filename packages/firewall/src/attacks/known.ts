import { finish, SEED, step } from './hash.ts'
import { WORDS } from './lexicon/index.ts'
import { VOCABULARY } from './model/vocabulary.ts'

/** Hashes of known words, open addressing; 0 is none. */
const SIZE = 1 << 14
const MASK = SIZE - 1
let table: Int32Array | undefined

/** Built when the first text comes. */
function build(): Int32Array {
  const slots = new Int32Array(SIZE)
  for (const word of [...WORDS, ...VOCABULARY.split(' ')]) {
    let hash = SEED
    for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i))
    hash = finish(hash)
    let at = hash & MASK
    while (slots[at] !== 0 && slots[at] !== hash) at = (at + 1) & MASK
    slots[at] = hash
  }
  return slots
}

/** Is this the hash of a frequent English word, or of one of the lexicon's? */
export function isKnown(hash: number): boolean {
  table ??= build()
  let at = hash & MASK
  while (table[at] !== 0) {
    if (table[at] === hash) return true
    at = (at + 1) & MASK
  }
  return false
}

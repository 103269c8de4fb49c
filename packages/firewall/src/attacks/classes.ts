import { hashOf } from './hash.ts'
import { WORD_CLASSES } from './model/classes.ts'

const SIZE = 1 << 15
const MASK = SIZE - 1
const keys = new Int32Array(SIZE)
const classes = new Uint16Array(SIZE)

// They are written folded there: their hashes are those that the reader makes of them.
for (const [index, words] of WORD_CLASSES.trim().split('\n').entries())
  for (const word of words.split(' ')) {
    const hash = hashOf(word)
    let at = hash & MASK
    while (classes[at] !== 0) at = (at + 1) & MASK
    keys[at] = hash
    classes[at] = index + 1
  }

/** The class of the word with this hash, from 1; 0 for a word of none. */
export function classOf(hash: number): number {
  let at = hash & MASK
  while (classes[at] !== 0) {
    if (keys[at] === hash) return classes[at] as number
    at = (at + 1) & MASK
  }
  return 0
}

import { hashOf } from './hash.ts'
import { WORD_CLASSES } from './model/classes.ts'
import { HashTable } from './table.ts'

// They are written folded there: their hashes are those that the reader makes of them.
const words = WORD_CLASSES.trim()
  .split('\n')
  .flatMap((line, index) => line.split(' ').map(word => ({ hash: hashOf(word), class: index + 1 })))
const table = new HashTable(Int32Array.from(words, ({ hash }) => hash))
const classes = Uint16Array.from(words, word => word.class)

/** The class of the word with this hash, from 1; 0 for a word of none. */
export function classOf(hash: number): number {
  const index = table.indexOf(hash)
  return index < 0 ? 0 : (classes[index] as number)
}

import { hashOf } from './hash.ts'
import { WORDS } from './lexicon/index.ts'
import { VOCABULARY } from './model/vocabulary.ts'
import { HashTable } from './table.ts'

/** Of the place in the vocabulary that a word of the lexicon has which is not in it. */
const IN_LEXICON = 3_000
/** Letters that are words. */
const LETTERS = new Set(['a', 'i'])

let known: { readonly table: HashTable; readonly costs: Float64Array } | undefined

/** Built when letters are parted for the first time. */
function build() {
  const places = new Map([...WORDS].map(word => [word, IN_LEXICON]))
  for (const [place, word] of VOCABULARY.split(' ').entries()) places.set(word, place)
  const words = [...places].filter(([word]) => word.length > 1 || LETTERS.has(word))
  return {
    table: new HashTable(Int32Array.from(words, ([word]) => hashOf(word))),
    // How often a word comes falls with its place (Zipf's law); 1 more for each, so that of equals few long ones are chosen.
    costs: Float64Array.from(words, ([, place]) => 1 + Math.log(place + 10)),
  }
}

/** What the word with this hash costs among others, the less the more frequent it is; undefined when it is not known. */
export function costOf(hash: number): number | undefined {
  known ??= build()
  return known.costs[known.table.indexOf(hash)]
}

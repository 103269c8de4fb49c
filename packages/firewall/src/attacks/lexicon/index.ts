import { chain, finish } from '../hash.ts'
import { IDEOGRAPH, kindOf } from '../letters.ts'
import { HashTable } from '../table.ts'
import { foldWords } from '../words.ts'
import { EXTRACTION } from './extraction.ts'
import { JAILBREAK } from './jailbreak.ts'
import { OVERRIDE } from './override.ts'
import { TOOLS } from './tools.ts'

const TERMS = { ...OVERRIDE, ...JAILBREAK, ...EXTRACTION, ...TOOLS }

/** A group of terms that mean the same to a rule, whatever the language. */
export type Group = keyof typeof TERMS

export const GROUPS = Object.keys(TERMS) as Group[]

/** Words of a term that is looked up at most; characters, in scripts without blanks. */
export const MAX_TERM_WORDS = 4
export const MAX_TERM_CHARACTERS = 6

/** Kept apart from the hashes of whole words. */
export const ANY_ENDING = 0x5bd1e995

/** Bit i: the term with this hash belongs to `GROUPS[i]`. */
const terms = new Map<number, number>()
/** Single words, for those who want to write letters apart. */
export const WORDS: string[] = []

for (const [index, name] of GROUPS.entries()) {
  for (const term of TERMS[name].split(/\s+/)) {
    if (term === '') continue
    const anyEnding = term.endsWith('*')
    const text = term.replace(/\*$/, '').replaceAll('_', ' ')
    const words = foldWords(text)
    const limit = kindOf(text.charCodeAt(0)) === IDEOGRAPH ? MAX_TERM_CHARACTERS : MAX_TERM_WORDS
    let hash = 0
    for (const [at, word] of words.slice(0, limit).entries())
      hash = at === 0 ? word.hash : chain(hash, word.hash)
    const own = anyEnding ? finish(hash ^ ANY_ENDING) : hash
    terms.set(own, (terms.get(own) ?? 0) | (1 << index))
    for (const word of words) if (/^[a-z]{2,}$/.test(word.letters)) WORDS.push(word.letters)
  }
}

const table = new HashTable(Int32Array.from(terms.keys()))
const groups = Int32Array.from(terms.values())
/** One byte for many hashes, so that what is no term, nearly everything, costs one look-up. */
const filter = new Uint8Array(1 << 16)
for (const hash of terms.keys()) filter[hash >>> 16] = 1

/** The groups that the term with this hash belongs to, a bit for each; 0 for no term. */
export function groupsOf(hash: number): number {
  if (filter[hash >>> 16] === 0) return 0
  const index = table.indexOf(hash)
  return index < 0 ? 0 : (groups[index] as number)
}

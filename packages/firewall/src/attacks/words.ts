import { finish, SEED, step } from './hash.ts'
import { DIGIT, foldLetter, GAP, IDEOGRAPH, kindOf, LETTER, leetLetter } from './letters.ts'

/** Letters of one word that count: what is longer is a blob or nonsense. */
export const MAX_LETTERS = 48

const APOSTROPHE = 0x27
const TYPOGRAPHIC_APOSTROPHE = 0x2019

export type Word = {
  /** Of the text, exclusive. */
  end: number
  /** Folded letters in `letters`, repeated ones once. 0 for a number. */
  count: number
  /** All its characters. */
  length: number
  /** Capitals after small letters inside it: `fooBar` has one. */
  humps: number
}

/** Is what stands at `at` part of the word before it? Signs are when they stand for a letter between two ("pa$$word", "don't"). */
function continuesWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  const kind = kindOf(code)
  if (kind === LETTER || kind === DIGIT) return true
  if (code !== APOSTROPHE && code !== TYPOGRAPHIC_APOSTROPHE && leetLetter(code) === 0) return false
  const next = at + 1 < text.length ? text.charCodeAt(at + 1) : 0
  if (next === code && code !== APOSTROPHE) return kindOf(text.charCodeAt(at + 2) || 0) === LETTER
  return kindOf(next) === LETTER
}

/**
 * Reads the word that begins at `start` (a letter, digit or sign that stands for one) and writes its folded letters to `letters`, which has
 * room for `MAX_LETTERS`.
 */
export function readWord(text: string, start: number, letters: Uint16Array, word: Word): void {
  let end = start
  let hasLetter = false
  while (end < text.length) {
    const kind = kindOf(text.charCodeAt(end))
    if (kind === LETTER) hasLetter = true
    else if (kind !== DIGIT && (kind === IDEOGRAPH || !continuesWord(text, end))) break
    end++
  }
  word.end = end
  word.length = end - start
  word.count = 0
  word.humps = 0
  if (!hasLetter) return
  let last = 0
  let before = 0
  for (let at = start; at < end && word.count < MAX_LETTERS; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0x41 && code <= 0x5a && before >= 0x61 && before <= 0x7a) word.humps++
    before = code
    const letter = kindOf(code) === LETTER ? foldLetter(code) : leetLetter(code)
    // Repeated letters ("ignoooore") count once, in the lexicon as well.
    if (letter === 0 || letter === last) continue
    letters[word.count++] = letter
    last = letter
  }
}

export function hashLetters(letters: Uint16Array, count: number): number {
  let hash = SEED
  for (let i = 0; i < count; i++) hash = step(hash, letters[i] as number)
  return finish(hash)
}

/** The words of a short text, as the reader of long ones sees them: for the lexicon. */
export function foldWords(text: string): { hash: number; letters: string }[] {
  const words: { hash: number; letters: string }[] = []
  const letters = new Uint16Array(MAX_LETTERS)
  const word: Word = { end: 0, count: 0, length: 0, humps: 0 }
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    const kind = kindOf(code)
    if (kind === GAP) {
      at++
    } else if (kind === IDEOGRAPH) {
      words.push({ hash: finish(step(SEED, foldLetter(code))), letters: text[at] as string })
      at++
    } else {
      readWord(text, at, letters, word)
      if (word.count > 0)
        words.push({
          hash: hashLetters(letters, word.count),
          letters: String.fromCharCode(...letters.subarray(0, word.count)),
        })
      at = word.end
    }
  }
  return words
}

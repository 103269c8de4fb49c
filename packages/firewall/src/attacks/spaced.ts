import { finish, SEED, step } from './hash.ts'
import { isKnown } from './known.ts'
import { DIGIT, foldLetter, GAP, kindOf, LETTER, leetLetter } from './letters.ts'

/** Letters written apart, at least so many, are read as words ("i g n o r e", "i.g.n.o.r.e"). */
const MIN_RUN = 5
/** Letters looked at in one go. */
const MAX_RUN = 400
/** From so many on a quarter must be real letters: rows of numbers, which begin anew at each of them, must be seen for what they are soon. */
const MANY = 8
const LONGEST = 16
/** What a letter costs that is in no known word, beside a word's one. */
const UNKNOWN = 1.5
/** Signs and blanks between words at most. */
const MAX_PART = 4

/** Letters written apart, joined again. */
export type Run = {
  /** Folded; 0 between words. */
  letters: Uint16Array
  count: number
  /** Of the text, exclusive. */
  end: number
}

export const newRun = (): Run => ({
  letters: new Uint16Array(MAX_RUN),
  count: 0,
  end: 0,
})

function letterAt(text: string, at: number): number {
  if (at >= text.length) return 0
  const code = text.charCodeAt(at)
  const kind = kindOf(code)
  return kind === LETTER ? foldLetter(code) : kind === DIGIT || code < 128 ? leetLetter(code) : 0
}

const isGap = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code !== 0x0a && kindOf(code) === GAP
}

/** Could letters written apart begin at `at`? Cheap: said no to by nearly every word. */
export function mayBeSpaced(text: string, at: number): boolean {
  return (
    at + 4 < text.length &&
    isGap(text, at + 1) &&
    letterAt(text, at + 2) !== 0 &&
    text.charCodeAt(at + 3) === text.charCodeAt(at + 1) &&
    letterAt(text, at + 4) !== 0 &&
    // A row of numbers begins anew at each of them.
    (isLetter(text, at) || isLetter(text, at + 2) || isLetter(text, at + 4))
  )
}

const isLetter = (text: string, at: number): boolean => kindOf(text.charCodeAt(at)) === LETTER

/** A lone letter, with the sign or nothing more of a word behind it. */
const isLone = (text: string, at: number): boolean =>
  letterAt(text, at) !== 0 && (at + 1 >= text.length || kindOf(text.charCodeAt(at + 1)) === GAP)

/**
 * Joins the letters written apart that begin at `start`; false when they are too few. One sign stands between two letters; more, or blanks
 * where the sign is none, between words.
 */
export function readSpaced(text: string, start: number, run: Run): boolean {
  const sign = text.charCodeAt(start + 1)
  let at = start
  let count = 0
  let real = 0
  let last = 0
  for (let read = 1; count < MAX_RUN - 1; read++) {
    const letter = letterAt(text, at)
    if (isLetter(text, at)) real++
    if (letter !== last) {
      run.letters[count++] = letter
      last = letter
    }
    at++
    if (read >= MANY && real * 4 < read) break
    let next = at
    while (next - at < MAX_PART && next < text.length && isGap(text, next) && letterAt(text, next) === 0)
      next++
    const isWhole = next - at === 1 && text.charCodeAt(at) === sign
    if (next === at || !isLone(text, next)) break
    if (!isWhole) {
      run.letters[count++] = 0
      last = 0
    }
    at = next
  }
  run.count = count
  run.end = at
  return real >= MIN_RUN
}

/** Parts letters that came without breaks into known words, as few as will do (Viterbi): the starts of words are marked in `starts`. */
export function partWords(run: Run, from: number, to: number, starts: Uint8Array): void {
  const cost = new Float64Array(to - from + 1).fill(Number.POSITIVE_INFINITY)
  const back = new Int32Array(to - from + 1)
  cost[0] = 0
  for (let i = 0; i < to - from; i++) {
    const base = cost[i] as number
    let hash = SEED
    for (let length = 1; length <= LONGEST && i + length <= to - from; length++) {
      hash = step(hash, run.letters[from + i + length - 1] as number)
      const isWord = isKnown(finish(hash))
      if (!isWord && length > 1) continue
      const next = base + (isWord ? 1 : UNKNOWN)
      if (next < (cost[i + length] as number)) {
        cost[i + length] = next
        back[i + length] = i
      }
    }
  }
  for (let at = to - from; at > 0; at = back[at] as number) starts[from + (back[at] as number)] = 1
}

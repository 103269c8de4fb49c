import { finish, SEED, step } from './hash.ts'
import { costOf } from './known.ts'
import { DIGIT, foldLetter, GAP, kindOf, LETTER, leetLetter } from './letters.ts'

/** Letters written apart, at least so many, are read as words ("i g n o r e", "i.g.n.o.r.e"). */
const MIN_LETTERS = 5
/** Characters in a row that are no letters, from which on nothing is written apart: rows of numbers, which must be seen for what they are soon. */
const MAX_OTHERS = 16
/** Characters to one blank, from which on they are parted into words: more than words have. */
const MIN_PARTED = 24
/** Characters in front of the first that is followed by the sign: a lone "I", quotation marks. */
const MAX_LEADING = 16
/** Letters parted in one go. */
const MAX_PARTED = 400
const LONGEST_WORD = 16
/** What a letter costs that is in no known word. */
const UNKNOWN = 7

const SPACE = 0x20
const NEWLINE = 0x0a
/** Signs that belong to the word before them. */
const CLOSING = '.,;:!?)]}"”'

/** A text whose letters stood apart, joined. */
export type Joined = {
  readonly text: string
  /** For each of its UTF-16 units, and for its end, the place in the original. */
  readonly places: Int32Array
}

const isBlank = (code: number): boolean => code <= SPACE || code === 0xa0
/** The first of the two units of a character. */
const isHigh = (code: number): boolean => (code & 0xfc00) === 0xd800
const isLetter = (code: number): boolean => kindOf(code) === LETTER
const mayBeLetter = (code: number): boolean => {
  const kind = kindOf(code)
  return kind === LETTER || ((kind === DIGIT || code < 128) && leetLetter(code) !== 0)
}

/** Could letters written apart begin at `at`? Cheap: said no to by nearly every character. */
function mayBegin(text: string, at: number): boolean {
  const sign = text.charCodeAt(at + 1)
  if (sign !== text.charCodeAt(at + 3) || sign === NEWLINE || kindOf(sign) !== GAP) return false
  const [a, b, c] = [text.charCodeAt(at), text.charCodeAt(at + 2), text.charCodeAt(at + 4)]
  return (
    mayBeLetter(a) &&
    mayBeLetter(b) &&
    mayBeLetter(c) &&
    (isLetter(a) || isLetter(b) || isLetter(c)) &&
    (at === 0 || kindOf(text.charCodeAt(at - 1)) === GAP)
  )
}

/**
 * Joins letters written apart: one sign stands between two of them; several blanks, or blanks where the sign is none, between words. Where
 * nothing tells words apart they are parted into known ones. Undefined when nothing is written apart. Linear.
 */
export function joinSpaced(text: string): Joined | undefined {
  let joiner: Joiner | undefined
  for (let at = 0; at + 4 < text.length; ) {
    if (mayBegin(text, at)) {
      joiner ??= new Joiner(text)
      at = joiner.join(at)
    } else at++
  }
  return joiner?.end()
}

class Joiner {
  readonly #text: string
  /** What is joined is no longer than what it is made of, blanks that part words included. */
  readonly #codes: Uint16Array
  readonly #places: Int32Array
  #count = 0
  #copied = 0
  #isJoined = false

  constructor(text: string) {
    this.#text = text
    this.#codes = new Uint16Array(text.length)
    this.#places = new Int32Array(text.length + 1)
  }

  /** Joins the letters from `start` on if they are enough; where to go on. */
  join(at: number): number {
    const sign = this.#text.charCodeAt(at + 1)
    const start = this.#leading(at, sign)
    this.#copy(start)
    const from = this.#count
    const [end, letters] = this.#read(start, sign)
    if (letters < MIN_LETTERS) this.#count = from
    else {
      this.#copied = end
      this.#isJoined = true
      this.#part(from)
    }
    // What is in front may be a run of its own.
    return Math.max(end, at + 1)
  }

  end(): Joined | undefined {
    if (!this.#isJoined) return undefined
    this.#copy(this.#text.length)
    this.#places[this.#count] = this.#text.length
    const bytes = Buffer.from(this.#codes.buffer, 0, 2 * this.#count)
    return { text: bytes.toString('utf16le'), places: this.#places }
  }

  #copy(end: number): void {
    while (this.#copied < end) this.#put(this.#text.charCodeAt(this.#copied), this.#copied++)
  }

  #put(code: number, place: number): void {
    this.#codes[this.#count] = code
    this.#places[this.#count++] = place
  }

  /** Reads characters written apart as far as they go: the end, and how many letters are among them. */
  #read(start: number, sign: number): [end: number, letters: number] {
    const text = this.#text
    let letters = 0
    let others = 0
    let at = start
    for (;;) {
      const code = text.charCodeAt(at)
      if (isLetter(code)) {
        letters++
        others = 0
      } else others++
      this.#put(code, at++)
      if (isHigh(code) && at < text.length) this.#put(text.charCodeAt(at), at++)
      if (others >= MAX_OTHERS) return [at, letters]
      let next = at
      while (next < text.length && isBlank(text.charCodeAt(next))) next++
      const isOne = text.charCodeAt(at) === sign && at + 1 < text.length && !isBlank(text.charCodeAt(at + 1))
      if (isOne) next = at + 1
      if (next === at || next >= text.length || !this.#isLone(next, sign)) return [at, letters]
      if (!isOne) this.#put(text.charCodeAt(next - 1) === NEWLINE ? NEWLINE : SPACE, at)
      at = next
    }
  }

  /** Where the lone characters in front of the one at `at` begin. */
  #leading(at: number, sign: number): number {
    const isApart = (code: number): boolean => code === sign || isBlank(code)
    let start = at
    for (let count = 0; count < MAX_LEADING && start - 2 >= this.#copied; count++) {
      let before = start - 1
      if (!isApart(this.#text.charCodeAt(before))) break
      while (before > this.#copied && isBlank(this.#text.charCodeAt(before))) before--
      if (isApart(this.#text.charCodeAt(before))) before--
      if (before < this.#copied || isApart(this.#text.charCodeAt(before))) break
      if (before > this.#copied && !isApart(this.#text.charCodeAt(before - 1))) break
      start = before
    }
    return start
  }

  /** Is the character at `at` one by itself, with the sign or a blank or nothing behind it? */
  #isLone(at: number, sign: number): boolean {
    const after = at + (isHigh(this.#text.charCodeAt(at)) ? 2 : 1)
    if (after >= this.#text.length) return true
    const code = this.#text.charCodeAt(after)
    return code === sign || isBlank(code)
  }

  /** Puts blanks into what was joined from `from` on, where there are fewer than words have. */
  #part(from: number): void {
    const codes = this.#codes.slice(from, this.#count)
    let blanks = 1
    for (const code of codes) if (isBlank(code)) blanks++
    if (codes.length < MIN_PARTED * blanks) return
    const places = this.#places.slice(from, this.#count)
    this.#count = from
    for (let start = 0; start < codes.length; start += MAX_PARTED) {
      const breaks = partedAt(codes.subarray(start, start + MAX_PARTED))
      for (const [index, isBreak] of breaks.entries()) {
        if (isBreak === 1) this.#put(SPACE, places[start + index] as number)
        this.#put(codes[start + index] as number, places[start + index] as number)
      }
    }
  }
}

/** Before which of these characters a blank belongs. */
function partedAt(codes: Uint16Array): Uint8Array {
  const breaks = new Uint8Array(codes.length)
  for (let from = 0; from < codes.length; ) {
    let to = from
    while (to < codes.length && kindOf(codes[to] as number) !== GAP) to++
    if (to > from) partWords(codes, from, to, breaks)
    while (to < codes.length && kindOf(codes[to] as number) === GAP) to++
    if (to > 0 && to < codes.length && CLOSING.includes(String.fromCharCode(codes[to - 1] as number)))
      breaks[to] = 1
    from = to
  }
  return breaks
}

/** Parts letters that came without breaks into known words, those that cost least (Viterbi); letters in no known word stay together. */
function partWords(codes: Uint16Array, from: number, to: number, breaks: Uint8Array): void {
  const size = to - from
  const cost = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY)
  const back = new Int32Array(size + 1)
  const known = new Uint8Array(size + 1)
  const letters = codes.slice(from, to)
  for (const [index, code] of letters.entries())
    letters[index] = isLetter(code) ? foldLetter(code) : leetLetter(code)
  cost[0] = 0
  for (let i = 0; i < size; i++) {
    const base = cost[i] as number
    let hash = SEED
    let last = 0
    for (let length = 1; length <= LONGEST_WORD && i + length <= size; length++) {
      const letter = letters[i + length - 1] as number
      // Repeated letters count once, as in words that are written whole.
      if (letter !== last) hash = step(hash, letter)
      last = letter
      const own = costOf(finish(hash))
      if (own === undefined && length > 1) continue
      const next = base + (own ?? UNKNOWN)
      if (next < (cost[i + length] as number)) {
        cost[i + length] = next
        back[i + length] = i
        known[i + length] = own === undefined ? 0 : 1
      }
    }
  }
  let after = 0
  for (let at = size; at > 0; at = back[at] as number) {
    if (at < size && (known[at] === 1 || after === 1)) breaks[from + at] = 1
    after = known[at] as number
  }
}

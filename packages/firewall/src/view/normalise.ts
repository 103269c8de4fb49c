import type { Hidden } from '../types.ts'
import { CONFUSABLE, DECORATED } from './confusables.ts'
import { hiddenKind, isJoiner, selectorByte, tagCharacter } from './hidden.ts'
import { OffsetMap } from './offsets.ts'

/** Text that was smuggled in invisible characters, and where they stood in the original. */
export type Smuggled = { readonly text: string; readonly start: number; readonly end: number }

export type Normalised = {
  readonly text: string
  readonly hidden: readonly Hidden[]
  readonly smuggled: readonly Smuggled[]
  /** Undefined where every character stayed in its place. */
  readonly offsets: OffsetMap | undefined
}

const PLAIN: Pick<Normalised, 'hidden' | 'smuggled' | 'offsets'> = {
  hidden: [],
  smuggled: [],
  offsets: undefined,
}
const NOT_ASCII = /[^\x00-\x7f]/
/** What serialisers of JSON write for signs that may not stand in a string, or should not in a page; texts of tools and programs are full of it. */
const ESCAPED = /\\(?:[nrt"/]|u[0-9A-Fa-f]{4})/
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['/', '/'],
])
const UNIT = /^\\u[0-9A-Fa-f]{4}$/
/** No serialiser writes a letter or a digit so: somebody hides something, and what they wrote is decoded as one piece. */
const HIDING = /^\\u00(?:3\d|[46][1-9A-Fa-f]|[57][\dAa])$/
const BACKSLASH = 92
/**
 * What belongs to no word and to no encoded piece, and composes with no mark: blanks (a byte order mark is none, though `\s` counts it), and of the
 * punctuation what texts without blanks have, as JSON and Chinese.
 */
export const BREAK = /[^\S\ufeff]|["'()!?*[\]|`、。〈-】‘-”！？（）]/
const MARK = /^\p{M}/u
const LETTER = /\p{L}/u
/** More combining marks than any script stacks; what is beyond is normalised by itself, which bounds the sorting that NFKC does. */
const MAX_MARKS = 16
/** Fewer selectors or tags than these say nothing. */
const MIN_SMUGGLED = 4
const WORD_OF_ALIKES = 3
/** England, Scotland and Wales are spelt in tags behind a black flag (Unicode UTS #51). */
const BLACK_FLAG = 0x1f3f4

/**
 * The text as a reader would take it: NFKC, without invisible characters, with look-alikes folded in words that pass for Latin, and without the escapes
 * of JSON. Linear, and local: what becomes of a character depends on its word, its combining marks and the word before it.
 */
export function normalise(original: string): Normalised {
  if (!NOT_ASCII.test(original) && !ESCAPED.test(original)) return { text: original, ...PLAIN }
  return new Normaliser(original).run()
}

class Normaliser {
  readonly #original: string
  readonly #offsets: OffsetMap
  readonly #hidden: Hidden[] = []
  readonly #smuggled: Smuggled[] = []
  #text = ''
  /** The word that is being written: where it begins in the output, and what its letters are. */
  #wordStart = 0
  #ascii = 0
  #alike = 0
  #other = 0
  #afterLatin = false
  #foldedUpTo = 0
  #pieces: string[] = []

  constructor(original: string) {
    this.#original = original
    this.#offsets = new OffsetMap(original.length)
  }

  run(): Normalised {
    const original = this.#original
    for (let at = 0; at < original.length; ) {
      const code = original.codePointAt(at)!
      const escaped = code === BACKSLASH ? this.#escape(at) : at
      if (escaped > at) at = escaped
      else at = hiddenKind(code) === undefined ? this.#cluster(at, code) : this.#invisible(at)
    }
    this.#endWord()
    this.#pieces.push(this.#text.slice(this.#foldedUpTo))
    const text = this.#pieces.join('')
    return { text, hidden: this.#hidden, smuggled: this.#smuggled, offsets: this.#offsets }
  }

  /** One character with its combining marks. */
  #cluster(at: number, code: number): number {
    const original = this.#original
    let end = at + (code > 0xffff ? 2 : 1)
    // A blank or a quote takes no marks: where words end must not depend on what follows.
    if (end < original.length && original.charCodeAt(end) >= 0x300 && !BREAK.test(original[at]!))
      end = marksEnd(original, end)
    if (code < 0x80 && end === at + 1) {
      this.#letter(code)
      this.#emit(original[at]!, at, end)
      return end
    }
    return this.#plain(composed(original.slice(at, end)), at, end)
  }

  /** Where the escape at `at` ends; `at` where none is. */
  #escape(at: number): number {
    const original = this.#original
    const short = ESCAPES.get(original[at + 1] ?? '')
    if (short !== undefined) return this.#plain(short, at, at + 2)
    const end = at + 6
    const [before, unit, after] = [at - 6, at, end].map(from => original.slice(Math.max(0, from), from + 6))
    if (!UNIT.test(unit!) || [before, unit, after].some(one => HIDING.test(one!))) return at
    const code = Number.parseInt(unit!.slice(2), 16)
    return hiddenKind(code) === undefined ? this.#plain(composed(String.fromCharCode(code)), at, end) : end
  }

  #plain(plain: string, start: number, end: number): number {
    const alike = CONFUSABLE.has(plain.codePointAt(0)!)
    if (alike) this.#alike++
    else if (plain.length === 1 && plain.charCodeAt(0) < 0x80) this.#letter(plain.charCodeAt(0))
    else if (LETTER.test(plain)) this.#other++
    else this.#endWord()
    this.#emit(plain, start, end)
    return end
  }

  #letter(code: number): void {
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    if (isLetter) this.#ascii++
    else if (code < 48 || code > 57) this.#endWord()
  }

  #emit(text: string, start: number, end: number): void {
    this.#text += text
    this.#offsets.add(text.length, start, end)
  }

  /** Looks at a word when it ends: one that passes for Latin has its look-alikes folded. */
  #endWord(): void {
    const { length } = this.#text
    const letters = this.#ascii + this.#alike + this.#other
    if (letters > 0) {
      const latin = this.#ascii > 0
      const disguised = this.#other === 0 && this.#alike >= WORD_OF_ALIKES && this.#afterLatin
      if (this.#alike > 0 && (latin || disguised)) this.#fold(length)
      this.#afterLatin = latin || (this.#alike > 0 && disguised)
    }
    this.#ascii = this.#alike = this.#other = 0
    this.#wordStart = length
  }

  #fold(end: number): void {
    this.#pieces.push(this.#text.slice(this.#foldedUpTo, this.#wordStart))
    let folded = ''
    for (const character of this.#text.slice(this.#wordStart, end)) {
      const letter = CONFUSABLE.get(character.codePointAt(0)!)
      // One unit for one: the offsets stay.
      folded += letter ?? character
    }
    this.#pieces.push(folded)
    this.#foldedUpTo = end
  }

  /** A run of invisible characters: it leaves no trace in the text, but is told, and what tags spell is read. */
  #invisible(start: number): number {
    const original = this.#original
    const flag = start >= 2 && original.codePointAt(start - 2) === BLACK_FLAG
    let at = start
    let kind: Hidden['kind'] = 'zero_width'
    let count = 0
    let onlyJoiners = true
    const tags: number[] = []
    const bytes: number[] = []
    for (; at < original.length; count++) {
      const code = original.codePointAt(at)!
      const found = hiddenKind(code)
      if (found === undefined) break
      if (found === 'tag' || (found === 'bidi' && kind !== 'tag')) kind = found
      if (!isJoiner(code)) onlyJoiners = false
      const tag = tagCharacter(code)
      const byte = selectorByte(code)
      if (tag !== -1) tags.push(tag)
      else if (byte !== -1) bytes.push(byte)
      at += code > 0xffff ? 2 : 1
    }
    if (flag && kind === 'tag') return at
    this.#read(String.fromCharCode(...tags.slice(0, 65_536)), start, at)
    this.#read(Buffer.from(bytes).toString('utf8'), start, at)
    if (!onlyJoiners || count > 2 || this.#betweenAscii(start, at))
      this.#hidden.push({ kind, at: this.#text.length, count })
    return at
  }

  #read(text: string, start: number, end: number): void {
    if (text.length >= MIN_SMUGGLED && !text.includes('\ufffd')) this.#smuggled.push({ text, start, end })
  }

  #betweenAscii(start: number, end: number): boolean {
    const isWord = (at: number) => /[a-zA-Z0-9]/.test(this.#original[at] ?? '')
    return isWord(start - 1) && isWord(end)
  }
}

/** Where the combining marks that begin at `at` end. */
function marksEnd(text: string, at: number): number {
  for (let count = 0; count < MAX_MARKS && at < text.length; count++) {
    const code = text.codePointAt(at)!
    if (code < 0x300 || hiddenKind(code) !== undefined) break
    const mark = String.fromCodePoint(code)
    if (!MARK.test(mark) && !isJamo(code)) break
    at += mark.length
  }
  return at
}

/** Hangul vowels and finals (U+1161–11FF), which NFKC composes with what stands before them. */
function isJamo(code: number): boolean {
  return code >= 0x1161 && code <= 0x11ff
}

/** NFKC of one cluster, remembered for single characters. */
const known = new Map<string, string>()
function composed(cluster: string): string {
  let plain = known.get(cluster)
  if (plain === undefined) {
    plain = DECORATED.get(cluster.codePointAt(0)!) ?? digitOf(cluster) ?? cluster.normalize('NFKC')
    if (known.size < 16_384 && cluster.length <= 2) known.set(cluster, plain)
  }
  return plain
}

/** Digit zero of each script whose digits NFKC leaves alone (general category Nd); nine more follow each. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
  0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
  0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0,
]
const DIGITS: ReadonlyMap<string, string> = new Map(
  [0x30, ...ZEROS].flatMap(zero =>
    Array.from({ length: 10 }, (_, value) => [String.fromCodePoint(zero + value), String(value)] as const),
  ),
)

/** The digit that a cluster stands for, in whatever script and with whatever marks: no script writes marks on digits. */
function digitOf(cluster: string): string | undefined {
  return DIGITS.get(cluster[0]!)
}

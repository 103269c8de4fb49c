import { classOf } from './classes.ts'
import { chain, finish, SEED, step } from './hash.ts'
import { foldLetter, GAP, IDEOGRAPH, kindOf } from './letters.ts'
import { ANY_ENDING, groupsOf } from './lexicon/index.ts'
import { isRequest } from './lexicon/requests.ts'
import { Surroundings } from './surroundings.ts'
import { foldWords, MAX_LETTERS, readWord, type Word } from './words.ts'

/** Buckets that features are hashed into. A feature is its bucket and, above that, its kind. */
export const BUCKET_BITS = 20
export const BUCKETS = 1 << BUCKET_BITS
export const LETTERS_KIND = 0
export const WORDS_KIND = 1
/** Words inside data (JSON, mails, tables, markup), where an instruction is out of place. */
export const DATA_KIND = 2
/** What stands between words. */
export const SIGNS_KIND = 3
/** Classes of words, of which one may stand for another. */
export const CLASSES_KIND = 4

/** A sentence or a line, or a piece of one that is longer. */
const MIN_SEGMENT = 24
/** The same at the end of a paragraph. */
const MIN_LAST = 8
const MAX_SEGMENT = 240
/** Features of a segment at most. */
export const MAX_FEATURES = 8_192
/** Words of a segment at most: each is a character long, or stands for what is between two. */
export const MAX_WORDS = MAX_SEGMENT + 16
/** What one word takes at most. */
const ROOM = 400

/** What a segment has: the first of so many places, which are used again for the next one. */
export type Read = {
  readonly features: Int32Array
  count: number
  /** Hashes of its words, with `SENTENCE_END` and `PARAGRAPH_END` among them. */
  readonly words: Int32Array
  wordCount: number
}

/** No word has these hashes. */
export const PARAGRAPH_END = 0
export const SENTENCE_END = 1

export type Sink = {
  /** A term of some groups (bits), the `token`-th word of the text. */
  term(groups: number, token: number): void
  /** In data, a sentence begins here as requests do. */
  request(): void
  /** Brackets without their kind and heaps of signs, many in few words of prose, end here. */
  clutter(): void
  /** A segment is over. */
  segment(start: number, end: number, read: Read, inData: boolean): void
}

/** Reads a text once, from left to right, and tells its features and terms. Linear, with bounded memory. */
export class Reader {
  readonly #sink: Sink
  readonly #read: Read = {
    features: new Int32Array(MAX_FEATURES),
    count: 0,
    words: new Int32Array(MAX_WORDS),
    wordCount: 0,
  }
  #token = 0
  #lastGroups = 0
  #lastTerm = -100
  // Chained hashes of the last 1 to 5 words.
  #c1 = 0
  #c2 = 0
  #c3 = 0
  #c4 = 0
  #c5 = 0
  // Classes of the last two words.
  #k1 = 0
  #k2 = 0
  // The letters before the current one, without what stands between words.
  #l1 = 0
  #l2 = 0
  #l3 = 0
  #l4 = 0
  #gap = 0
  #bare = 0
  readonly #around = new Surroundings()

  constructor(sink: Sink) {
    this.#sink = sink
  }

  read(text: string): void {
    const letters = new Uint16Array(MAX_LETTERS)
    const word: Word = { end: 0, count: 0, length: 0, humps: 0 }
    let segment = 0
    let at = 0
    while (at < text.length) {
      const code = text.charCodeAt(at)
      const kind = kindOf(code)
      if (kind === GAP) {
        at = this.#readGap(text, at)
        if (this.#breaks && at - segment >= (this.#begins ? MIN_LAST : MIN_SEGMENT))
          segment = this.#close(segment, at)
      } else if (kind === IDEOGRAPH) {
        this.#ideograph(foldLetter(code))
        at++
      } else {
        readWord(text, at, letters, word)
        if (word.count === 0) this.#number(word.length)
        else this.#word(letters, word.count)
        if (word.humps > 0) {
          this.#emit(finish(HUMPS ^ Math.min(word.humps, MOST_HUMPS)), SIGNS_KIND)
          if (this.#around.isAfterProse) this.#around.stray(HUMP)
        }
        if (word.length > MAX_LETTERS) this.#emit(BLOB, WORDS_KIND)
        at = word.end
      }
      if (at - segment >= MAX_SEGMENT || this.#read.count > MAX_FEATURES - ROOM)
        segment = this.#close(segment, at)
    }
    this.#endLine()
    if (at > segment) this.#close(segment, at)
  }

  #breaks = false
  /** A paragraph does here. */
  #begins = false
  /** Words since one that holds sentences together ("the", "of"). */
  #loose = 0

  #close(start: number, end: number): number {
    this.#sink.segment(start, end, this.#read, this.#around.inData)
    this.#read.count = this.#read.wordCount = 0
    return end
  }

  #emit(hash: number, kind: number): void {
    this.#read.features[this.#read.count++] = (hash & (BUCKETS - 1)) | (kind << BUCKET_BITS)
  }

  #tellWord(hash: number): void {
    this.#read.words[this.#read.wordCount++] = hash
  }

  /** What is odd anywhere, and another thing in a line that began as prose. */
  #emitOdd(hash: number): void {
    this.#emit(hash, SIGNS_KIND)
    if (this.#around.isAfterProse) this.#emit(hash ^ AFTER_PROSE, SIGNS_KIND)
  }

  #tellClutter(): void {
    if (this.#around.isCluttered) this.#sink.clutter()
    const level = Math.min(MOST_CLUTTER, Math.floor(this.#around.clutter))
    if (level > 1) this.#emitOdd(finish(CLUTTER ^ level))
  }

  #endLine(): void {
    const { unclosed } = this.#around
    if (unclosed > 0) {
      this.#emitOdd(finish(UNCLOSED ^ Math.min(unclosed, MOST_UNCLOSED)))
      this.#around.stray(unclosed)
      this.#tellClutter()
    }
    this.#around.line()
    this.#loose = 0
  }

  /** What stands between two words: its signs are a feature, and tell sentences apart and data from prose. */
  #readGap(text: string, start: number): number {
    let at = start
    let hash = SEED
    let signs = 0
    let ascii = 0
    this.#around.gap(text.charCodeAt(start))
    let lines = 0
    let shape = 0
    let breaks = false
    let code = 0
    for (; at < text.length; at++) {
      const previous = code
      code = text.charCodeAt(at)
      if (kindOf(code) !== GAP) break
      if (code === 0x0a) {
        breaks = true
        lines++
        this.#endLine()
      } else if (
        code === 0x20 &&
        (previous === 0x2e || previous === 0x21 || previous === 0x3f || previous === 0x3b)
      )
        breaks = true
      else if (code === 0x3002 || code === 0xff01 || code === 0xff1f || code === 0x0964 || code === 0x061f)
        breaks = true
      // The signs that a paragraph begins with are its own.
      if (code > 0x20 && lines > 1) break
      if (code > 0x20 && code !== 0x2c && signs < 6) {
        // Repeated signs count once, and blanks between signs do.
        if (code !== previous) {
          hash = step(hash, code)
          signs++
          if (code < 128) ascii++
        }
        const kind = shapeOf(code)
        shape |= kind
        if (kind !== STOPS) this.#around.endProse()
        if (this.#around.sign(code)) this.#emitOdd(ODD_BRACKET)
      }
      if (at - start > 64) {
        at++
        break
      }
    }
    if (breaks) {
      hash = step(hash, 0x0a)
      this.#around.sentence()
    }
    this.#breaks = breaks
    this.#begins = lines > 1
    if (breaks) this.#tellWord(this.#begins ? PARAGRAPH_END : SENTENCE_END)
    if (signs > 0) {
      // "word! word" is usual, "word !word" and "word!word" are not.
      const leads = text.charCodeAt(start) <= 0x20
      const trails = text.charCodeAt(at - 1) <= 0x20
      if (leads && !trails && (code === 0x21 || code === 0x3f)) this.#around.stray(1)
      const bare = finish(hash)
      hash = finish(step(step(hash, leads ? 1 : 2), trails ? 1 : 2))
      if (bare !== this.#bare) {
        this.#emit(bare, SIGNS_KIND)
        // Signs that nobody has put in this order before are still so many, of such kinds, with or without blanks.
        const edges = (leads ? EDGE : 0) | (trails ? EDGE << 1 : 0)
        this.#emitOdd(finish(SHAPE ^ (shape | (Math.min(signs, MANY_SIGNS) << 8) | edges)))
        if (ascii >= MANY_SIGNS && !breaks) {
          this.#emitOdd(ODD_SIGNS)
          this.#around.stray(2)
        } else if (isMixed(shape) && !breaks && (ascii > 2 || leads === trails) && this.#around.isAfterProse)
          this.#around.stray(1)
        this.#tellClutter()
      }
      this.#bare = bare
      // The same signs again and again (bullets, quotes, smileys) say nothing new.
      if (hash !== this.#gap) {
        this.#emit(hash, SIGNS_KIND)
        this.#emit(chain(this.#gap, hash), SIGNS_KIND)
      }
      this.#gap = hash
    }
    if (this.#begins) this.#beginParagraph()
    return at
  }

  /** A paragraph is read as if the text began with it: an attack is the same whatever stands before. */
  #beginParagraph(): void {
    this.#c1 = this.#c2 = this.#c3 = this.#c4 = this.#c5 = 0
    this.#k1 = this.#k2 = 0
    this.#l1 = this.#l2 = this.#l3 = this.#l4 = 0
    this.#gap = this.#bare = 0
    this.#lastTerm = -100
    // What is said in another paragraph hardly belongs together.
    this.#token += PARAGRAPH
  }

  #letter(letter: number): void {
    let hash = Math.imul(this.#l2 * 0x101 + this.#l1, 0x9e3779b1) ^ Math.imul(letter, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    this.#emit(hash >>> 13, LETTERS_KIND)
    hash = Math.imul(hash ^ this.#l3, 0x297a2d39)
    this.#emit((hash ^ (hash >>> 15)) >>> 8, LETTERS_KIND)
    hash = Math.imul(hash ^ this.#l4 ^ (hash >>> 14), 0x1b873593)
    this.#emit((hash ^ (hash >>> 16)) >>> 7, LETTERS_KIND)
    this.#l4 = this.#l3
    this.#l3 = this.#l2
    this.#l2 = this.#l1
    this.#l1 = letter
  }

  #word(letters: Uint16Array, count: number): void {
    let hash = SEED
    let groups = 0
    for (let i = 0; i < count; i++) {
      const letter = letters[i] as number
      hash = step(hash, letter)
      if (i > 0) groups |= groupsOf(finish(finish(hash) ^ ANY_ENDING))
      this.#letter(letter)
    }
    this.#token++
    this.#chainWord(finish(hash))
    if (isFunctionWord(this.#c1)) this.#loose = 0
    else if (++this.#loose >= LOOSE_RUN)
      this.#emit(finish(LOOSE ^ Math.min(this.#loose, LONGEST_RUN)), SIGNS_KIND)
    groups |= groupsOf(this.#c1) | groupsOf(this.#c2) | groupsOf(this.#c3) | groupsOf(this.#c4)
    if (groups !== 0) this.#term(groups)
  }

  #ideograph(letter: number): void {
    this.#letter(letter)
    this.#token++
    const five = this.#c5
    this.#chainWord(finish(step(SEED, letter)))
    const groups =
      groupsOf(this.#c2) |
      groupsOf(this.#c3) |
      groupsOf(this.#c4) |
      groupsOf(this.#c5) |
      groupsOf(chain(five, this.#c1))
    if (groups !== 0) this.#term(groups)
  }

  #number(length: number): void {
    this.#token++
    this.#chainWord(length < 4 ? NUMBER : LONG_NUMBER)
  }

  #chainWord(hash: number): void {
    this.#c5 = chain(this.#c4, hash)
    this.#c4 = chain(this.#c3, hash)
    this.#c3 = chain(this.#c2, hash)
    this.#c2 = chain(this.#c1, hash)
    this.#c1 = hash
    this.#emit(hash, WORDS_KIND)
    this.#emit(this.#c2, WORDS_KIND)
    this.#emit(this.#c3, WORDS_KIND)
    this.#tellWord(hash)
    this.#chainClass(classOf(hash))
    if (this.#around.inData) {
      this.#emit(hash ^ IN_DATA, DATA_KIND)
      this.#emit(this.#c2 ^ IN_DATA, DATA_KIND)
      // What a sentence begins with tells an order or a question.
      if (this.#around.place < 2) {
        this.#emit((this.#around.place === 0 ? hash : this.#c2) ^ BEGINS, DATA_KIND)
        if (isRequest(this.#around.place === 0 ? hash : this.#c2)) this.#sink.request()
      }
    }
    this.#around.word(hash)
  }

  #chainClass(current: number): void {
    const two = chain(this.#k1 ^ CLASS, current)
    this.#emit(finish(current ^ CLASS), CLASSES_KIND)
    this.#emit(two, CLASSES_KIND)
    this.#emit(chain(this.#k2, two), CLASSES_KIND)
    this.#emit(chain(this.#k2 ^ SKIPPED, current), CLASSES_KIND)
    this.#k2 = this.#k1
    this.#k1 = current
  }

  #term(groups: number): void {
    this.#sink.term(groups, this.#token)
    if (this.#read.count > MAX_FEATURES - 8) return
    this.#emit(finish(groups ^ GROUP), WORDS_KIND)
    if (this.#token - this.#lastTerm < 10)
      this.#emit(finish(chain(this.#lastGroups, groups) ^ GROUP), WORDS_KIND)
    this.#lastGroups = groups
    this.#lastTerm = this.#token
  }
}

const BLOB = 0x3779b97f
const NUMBER = 0x1f83d9ab
const LONG_NUMBER = 0x5be0cd19
const IN_DATA = 0x6a09e667
const GROUP = 0x510e527f
const CLASS = 0x3c6ef372
/** Of a class and the one before the last. */
const SKIPPED = 0x2545f491
/** Words that a blank line counts for. */
const PARAGRAPH = 6
const BEGINS = 0x9b05688c
const ODD_BRACKET = 0x243f6a88
const ODD_SIGNS = 0x13198a2e
/** Signs of ASCII in a row, not of smileys, from which on they are odd. */
const MANY_SIGNS = 4
const CLUTTER = 0x082efa98
const AFTER_PROSE = 0x5cb0a9dc
const UNCLOSED = 0x4a7484aa
const MOST_UNCLOSED = 5
const MOST_CLUTTER = 12
const SHAPE = 0x38d01377
const EDGE = 1 << 11
/** Capitals inside a word: code, or words that were strung together. */
const HUMPS = 0x452821e6
const MOST_HUMPS = 3
/** What such a word in prose counts for as a stray sign. */
const HUMP = 0.5
/** Words in a row that hold nothing together, from so many on. */
const LOOSE = 0x2be5466c
const LOOSE_RUN = 5
const LONGEST_RUN = 12

/** What kind a sign is of: a bracket, a quote, what code and markup have, a stop, another. */
const shapeOf = (code: number): number => (code < 128 ? (SHAPES[code] as number) : 16)
const STOPS = 8
/** Signs of two kinds or more. */
const isMixed = (shape: number): boolean => (shape & (shape - 1)) !== 0
const SHAPES = new Uint8Array(128).fill(16)
for (const [signs, bit] of [
  ['()[]{}', 1],
  ['"\'`', 2],
  ['\\/<>=|_^~*#$%&@+', 4],
  ['.!?:;-', STOPS],
] as const)
  for (const sign of signs) SHAPES[sign.charCodeAt(0)] = bit

/** What holds sentences together, in languages with Latin letters. */
const FUNCTION_WORDS = new Set(
  foldWords(
    `a an the this that these those and or but nor so if then than of in on at by to for from with without into onto over under about as is are was
    were be been being am do does did have has had will would can could should shall may might must not no i you he she it we they me him her us
    them my your his its our their who whom which what when where why how there here up out off some any all each every both more most such only
    also just very too der die das den dem des ein eine einen einem einer und oder aber ist sind war nicht mit von zu im am auf für ich du er sie
    es wir ihr le la les un une des et ou mais est sont pas de du au aux dans pour par sur je tu il elle nous vous ils que qui se ce el los las
    una unos y o pero es son no del al en con por para yo su sus lo gli i uno e è di da nel per non che si os um uma não do da em com het een en
    van niet op te ik je`,
  ).map(({ hash }) => hash),
)
/** What is none, nearly everything, costs one look-up. */
const MAYBE = new Uint8Array(1 << 12)
for (const hash of FUNCTION_WORDS) MAYBE[hash >>> 20] = 1
const isFunctionWord = (hash: number): boolean => MAYBE[hash >>> 20] !== 0 && FUNCTION_WORDS.has(hash)

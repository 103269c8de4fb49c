import { foldWords } from './words.ts'

/** Signs of data warm, words cool: what is warm is inside data. */
const WARM = 40
const MAX_HEAT = 600
/** What a line that begins with a name and a colon warms, and the salutation of a letter. */
const FIELD = 60
const SALUTATION = 300

/** How much a sign speaks for data. */
const STRUCTURE = new Uint8Array(128)
const WARMTH: Readonly<Record<string, number>> = {
  '|': 12,
  '{': 20,
  '}': 10,
  '<': 10,
  '>': 8,
  '"': 3,
  "'": 2,
  ':': 6,
  '=': 8,
  '\\': 6,
  ';': 3,
}
for (const [sign, warmth] of Object.entries(WARMTH)) STRUCTURE[sign.charCodeAt(0)] = warmth

/** After these a value, a cell or a quotation begins. */
const BEGINNERS = new Uint8Array(128)
for (const sign of '"\':>|') BEGINNERS[sign.charCodeAt(0)] = 1

/** 1 for an opening bracket, for a closing one the code of what it closes. */
const OPENS = 1
const CLOSES = new Uint8Array(128)
for (const [open, close] of ['()', '[]', '{}']) {
  CLOSES[open!.charCodeAt(0)] = OPENS
  CLOSES[close!.charCodeAt(0)] = open!.charCodeAt(0)
}

/** Brackets remembered of a line, and how many open ones are too many. */
const MAX_OPEN = 16
const DEEP = 4
const ROUND = 0x29
const QUOTE = 0x22
const BACKTICK = 0x60
/** Words that a line of prose begins with at least. */
const PROSE = 6
/** From where on stray brackets and signs in a line of prose are clutter, and how soon they are forgotten. */
const MANY = 3
const FORGOTTEN = 0.125

const SALUTATIONS = new Set(['dear', 'hi', 'hello', 'hey'].map(word => foldWords(word)[0]?.hash))

/** What a word stands in: data or prose, the beginning of a sentence or its middle, a heap of stray signs in its line. */
export class Surroundings {
  /** Words since a sentence, a quotation or a cell began. */
  place = 0
  #heat = 0
  /** Words since "Dear" or "Hi" began one. */
  #sinceSalutation = 100
  /** Brackets that are open on this line, the innermost last. */
  readonly #open = new Uint8Array(MAX_OPEN)
  #depth = 0
  #inQuotes = false
  #inCode = false
  #clutter = 0
  /** `clutter` and open brackets where code began. */
  #clutterBefore = 0
  #depthBefore = 0
  /** Words that this line began with before any sign but stops. */
  #prose = 0
  #isProse = true

  get inData(): boolean {
    return this.#heat > WARM
  }

  get clutter(): number {
    return this.#clutter
  }

  get isCluttered(): boolean {
    return this.isAfterProse && this.#clutter >= MANY
  }

  /** Did this line begin with some words and nothing but blanks and stops between them? What code is full of is odd there. */
  get isAfterProse(): boolean {
    return this.#prose >= PROSE
  }

  /** Brackets, quotes and backticks of this line that are not closed. */
  get unclosed(): number {
    return this.#depth + (this.#inQuotes ? 1 : 0) + (this.#inCode ? 1 : 0)
  }

  word(hash: number): void {
    if (this.place === 0 && SALUTATIONS.has(hash)) this.#sinceSalutation = 0
    else this.#sinceSalutation++
    this.place++
    if (this.#isProse) this.#prose++
    if (this.#heat > 0) this.#heat--
    if (this.#clutter > 0) this.#clutter -= FORGOTTEN
  }

  /** What stands between words begins with this: "Subject:", "Dear Ann,". */
  gap(code: number): void {
    if (code === 0x3a && this.place === 1) this.#warm(FIELD)
    if (code === 0x2c && this.#sinceSalutation <= 1) this.#warm(SALUTATION)
  }

  /** A sign between words; true for a bracket without its kind. */
  sign(code: number): boolean {
    if (code > 127) return false
    if (STRUCTURE[code] !== 0) this.#warm(STRUCTURE[code] as number)
    if (BEGINNERS[code] !== 0) this.place = 0
    if (code === QUOTE) this.#inQuotes = !this.#inQuotes
    else if (code === BACKTICK) this.#toggleCode()
    const closes = CLOSES[code] as number
    if (closes === 0) return false
    if (closes === OPENS) {
      if (this.#depth < MAX_OPEN) this.#open[this.#depth++] = code
      if (this.#depth >= DEEP) this.#clutter++
      return false
    }
    if (this.#depth > 0 && this.#open[this.#depth - 1] === closes) {
      this.#depth--
      return false
    }
    // Prose may have opened a round one on the line before.
    this.#clutter += this.#depth === 0 && code === ROUND ? 1 : 2
    return true
  }

  /** What stands between two backticks says nothing about the prose around it. */
  #toggleCode(): void {
    this.#inCode = !this.#inCode
    if (this.#inCode) {
      this.#clutterBefore = this.#clutter
      this.#depthBefore = this.#depth
    } else {
      this.#clutter = this.#clutterBefore
      this.#depth = Math.min(this.#depth, this.#depthBefore)
    }
  }

  /** Signs that prose has none of. */
  endProse(): void {
    this.#isProse = false
  }

  /** Signs where none belong, of some weight. */
  stray(weight: number): void {
    this.#clutter += weight
  }

  sentence(): void {
    this.place = 0
  }

  line(): void {
    this.#depth = 0
    this.#inQuotes = false
    this.#inCode = false
    this.#clutter = 0
    this.#prose = 0
    this.#isProse = true
  }

  #warm(by: number): void {
    this.#heat = Math.min(MAX_HEAT, this.#heat + by)
  }
}

import {
  DIGIT,
  GAP,
  isIn,
  isStop,
  LETTER,
  NAME,
  OPENING,
  runEnd,
  runStart,
  SLUG,
  VALUE,
} from './characters.ts'

/** How much stands between a name and what assigns to it, at most: `API_KEY_FOR_PRODUCTION (new) =`. */
const MAX_GAP = 30
/** Quotes, brackets and blanks after the name. */
const MAX_CLOSING = 6
/** Blanks, quotes and repeated signs before the value. An XML element's text is indented. */
const MAX_OPENING = 24
export const MAX_VALUE = 2_048
/** What a name has in front of the keyword in it, at most. */
export const MAX_NAME = 50
/** How often a run of value characters is looked into from names inside it: `?a=…&key=…`. */
const MAX_NESTED = 4

const SPACE = 32
const COLON = 58
const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const EQUALS = 61
/** Sentence and list punctuation that a value does not end with. */
const TRAILING = new Set(['.', ':', ',', '@', '|'].map(char => char.charCodeAt(0)))
/** Beside which a word is one all the same. */
const PUNCTUATION = new Set([...'.,:;!?-()'].map(char => char.charCodeAt(0)))
const SCHEME = /(?:bearer|basic|token|apikey|digest|aws4-hmac-sha256)[ ]{1,3}/iy
const NATURAL = [' is ', ' are ', ' was ', ' to ']
/** What stands between a name and `=` in languages with types: `: string | undefined`, `: Optional[str]`, `: &'static str`. */
const ANNOTATION =
  /[ \t]{0,4}(?:&(?:'[a-z]{1,20} )?)?[A-Za-z_][A-Za-z_.]{0,40}(?:\[[A-Za-z_., |]{0,40}\]|<[A-Za-z_., |]{0,40}>)?\??(?:[ \t]{0,2}\|[ \t]{0,2}[A-Za-z_]{1,40}){0,3}[ \t]{0,4}=(?=[ \t]{0,4}["'`])/y
/** Behind which a blank assigns: `#define API_KEY "…"`, Docker's `ENV API_KEY …`. */
const DIRECTIVE = /(?:#[ \t]{0,4}define|^[ \t]{0,8}ENV|\bsetenv)[ \t]{1,8}$/m
/** Where forms begin that have the value elsewhere than behind the name. */
const APART = new Set([...'"\'<,\r\n'].map(char => char.charCodeAt(0)))
/**
 * Forms that give the name as a value too: what stands in front of it, and what behind it up to the sign that assigns. Variables of
 * containers, attributes of XML, property lists, variables of Terraform.
 */
const FORMS: readonly { readonly before: RegExp; readonly after: RegExp }[] = [
  {
    before: /\b(?:name|key|field|property|parameter|variable|env|header)["']?\s{0,3}[:=]\s{0,3}["']?$/i,
    after: /["']?[\s,]{1,40}["']?value["']?[ \t]{0,4}[:=]|["']?,["']?value["']?[ \t]{0,4}[:=]/iy,
  },
  { before: /\bname="$/i, after: /"[^<>"]{0,40}(?:"[^<>"]{0,40}")?>\s{0,40}<value>/iy },
  { before: /<key>$/i, after: /<\/key>\s{0,40}<string>/iy },
  { before: /\bvariable[ \t]{1,4}"$/, after: /"\s{0,4}\{[^{}]{0,300}?\bdefault[ \t]{0,20}=/y },
]
/** What of a form stands in front of a name. */
const MAX_LEAD = 24
/** A value that nothing but a blank parts from its name is at least so long. */
const LEAST_PLAIN = 24
/** How much of a word is looked at to tell whether it is one of the language. */
const MAX_WORD = 64

/**
 * How a name got its value: by a sign (`=`, `:`, `=>`, or what a form has for one), as the next argument, in a sentence (`is`), after a flag (`--token x`), in a call
 * (`f(x`), or by standing in front of it.
 */
export type Link = 'sign' | 'argument' | 'sentence' | 'flag' | 'call' | 'plain'

/** A run of characters that is measured once, although it is asked for from places within it. */
class Run {
  #from = -1
  #to = -1

  end(text: string, at: number, sets: number, most: number): number {
    const known = at >= this.#from && at <= this.#to ? Math.min(this.#to, at + most) : at
    this.#from = at
    this.#to = runEnd(text, known, sets, at + most)
    return this.#to
  }
}

/**
 * The value beside a name, of the text of one scan. Reads each character a bounded number of times, whatever the text. What was decided
 * for a value is not undone by what follows behind it, so that texts can arrive piece by piece.
 */
export class Assignments {
  readonly #text: string
  readonly #names = new Run()
  readonly #gaps = new Run()
  #at = -1
  #answer = false
  #plainFrom = -1
  #plainTo = -1
  #operator = -1
  #found = false
  #nested = 0
  #runStart = -1
  #runEnd = -1
  /** Of the last `read` that returned true. */
  start = 0
  /** End of the run of value characters at `start`. */
  end = 0
  link: Link = 'sign'
  /** Quotation mark that the value stands in, or 0. */
  quote = 0
  /** Where the name with what belongs to it ends. */
  nameEnd = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Whether a value stands beside the name that has a keyword ending at `at`. */
  read(at: number): boolean {
    if (at !== this.#at) {
      this.#at = at
      this.#answer = this.#read(at)
    }
    return this.#answer
  }

  #read(at: number): boolean {
    const text = this.#text
    const nameEnd = this.#names.end(text, at, NAME, MAX_GAP)
    const gapEnd = this.#gaps.end(text, at, GAP, MAX_GAP)
    if (APART.has(text.charCodeAt(nameEnd))) {
      const sign = this.#apart(at, nameEnd)
      if (sign !== -1) return this.#linked('sign', nameEnd, sign, sign + 1)
    }
    if (text.charCodeAt(nameEnd) === SPACE) {
      if (DIRECTIVE.test(this.#lead(at))) return this.#linked('sign', nameEnd, nameEnd, nameEnd + 1)
      if (this.#isFlag(at)) return this.#linked('flag', nameEnd, nameEnd, nameEnd + 1)
      if (this.#isPlain(nameEnd + 1)) return this.#linked('plain', nameEnd, nameEnd, nameEnd + 1)
      const sentence = this.#sentence(nameEnd, gapEnd)
      if (sentence !== -1) return this.#linked('sentence', sentence, sentence, sentence + 3)
    }
    let from = gapEnd
    const most = Math.min(text.length, from + MAX_CLOSING)
    while (from < most && isClosing(text.charCodeAt(from))) from++
    const after = this.#sign(from)
    if (after === -1) return false
    const sign = text.charCodeAt(from)
    if (sign === COLON) {
      ANNOTATION.lastIndex = after
      if (ANNOTATION.test(text))
        return this.#linked('sign', gapEnd, ANNOTATION.lastIndex - 1, ANNOTATION.lastIndex)
    }
    return this.#linked(sign === 40 ? 'call' : sign === 44 ? 'argument' : 'sign', gapEnd, from, after)
  }

  #linked(link: Link, nameEnd: number, operator: number, after: number): boolean {
    this.nameEnd = nameEnd
    return this.#value(operator, after, link)
  }

  /** What stands in front of the name that has a keyword ending at `at`. */
  #lead(at: number): string {
    const start = runStart(this.#text, at, NAME, at - MAX_NAME)
    return this.#text.slice(Math.max(0, start - MAX_LEAD), start)
  }

  /** The sign that assigns in a form that has the value apart from its name; -1 when this is none. */
  #apart(at: number, nameEnd: number): number {
    const lead = this.#lead(at)
    for (const { before, after } of FORMS) {
      if (!before.test(lead)) continue
      after.lastIndex = nameEnd
      if (after.test(this.#text)) return after.lastIndex - 1
    }
    return -1
  }

  #isPlain(start: number): boolean {
    return isIn(this.#text, start, DIGIT | LETTER) && this.#runFrom(start) - start >= LEAST_PLAIN
  }

  /** Whether what stands at `at`, behind quotes, is more than a word of the language. */
  #hasWeight(at: number): boolean {
    let from = at
    while (from < at + 3 && isIn(this.#text, from, OPENING)) from++
    for (const most = from + MAX_WORD; from < most && from < this.#text.length; from++) {
      if (isStop(this.#text, from)) return false
      if (!isIn(this.#text, from, LETTER) && !PUNCTUATION.has(this.#text.charCodeAt(from))) return true
    }
    return false
  }

  /** End of the sign at `at` that assigns; -1 when there is none. */
  #sign(at: number): number {
    const text = this.#text
    switch (text.charCodeAt(at)) {
      case EQUALS: // = => ==
      case 62: // >
      case 44: // ,
      case 40: // (
        return at + 1
      case COLON: {
        // : := ::= :::=
        let end = at + 1
        while (end < at + 3 && text.charCodeAt(end) === COLON) end++
        return end
      }
      case 124: // ||
        return text.charCodeAt(at + 1) === 124 ? at + 2 : -1
      case 63: // ?=
        return text.charCodeAt(at + 1) === EQUALS ? at + 2 : -1
      default:
        return -1
    }
  }

  #sentence(at: number, gapEnd: number): number {
    let from = at >= this.#plainFrom && at <= this.#plainTo ? this.#plainTo : at
    this.#plainFrom = at
    let verb: string | undefined
    for (; from < gapEnd - 2; from++) {
      if (this.#text.charCodeAt(from) !== SPACE) continue
      verb = NATURAL.find(word => this.#text.startsWith(word, from))
      if (verb !== undefined) break
    }
    this.#plainTo = from
    return verb !== undefined && this.#hasWeight(from + verb.length) ? from : -1
  }

  #isFlag(at: number): boolean {
    return this.#text.startsWith('--', runStart(this.#text, at, SLUG, at - MAX_NAME))
  }

  #value(operator: number, after: number, link: Link): boolean {
    if (operator === this.#operator) return this.#found
    this.#operator = operator
    this.#found = false
    if (operator >= this.#runStart && operator < this.#runEnd) {
      if (++this.#nested > MAX_NESTED) return false
    } else this.#nested = 0
    const text = this.#text
    this.link = link
    this.quote = 0
    let start = after
    const most = Math.min(text.length, after + MAX_OPENING)
    for (; start < most; start++) {
      const code = text.charCodeAt(start)
      if (code === 34 || code === 39 || code === 96) {
        // "" is no value, """ begins one.
        if (code === this.quote && text.charCodeAt(start - 1) === code && text.charCodeAt(start + 1) !== code)
          return false
        this.quote = code
        // What ends a line has closed something.
      } else if (
        (code === LINE_FEED || code === CARRIAGE_RETURN) &&
        text.charCodeAt(start - 1) === this.quote
      )
        return false
      else if (code !== EQUALS && code !== 62 && !isIn(text, start, OPENING)) break
    }
    SCHEME.lastIndex = start
    if (SCHEME.test(text)) start = SCHEME.lastIndex
    this.start = start
    this.end = this.#runFrom(start)
    while (this.end > start && TRAILING.has(text.charCodeAt(this.end - 1))) this.end--
    this.#found = start < text.length && !isStop(text, start)
    return this.#found
  }

  #runFrom(start: number): number {
    if (start >= this.#runStart && start < this.#runEnd) return this.#runEnd
    this.#runStart = start
    this.#runEnd = runEnd(this.#text, start, VALUE, start + MAX_VALUE)
    return this.#runEnd
  }

  /** The name that has a keyword at `[from, to)`, with what stands in front of it and, up to the sign, behind it. */
  name(from: number): string {
    return this.#text.slice(runStart(this.#text, from, NAME, from - MAX_NAME), this.nameEnd)
  }
}

/** ` \t\r\n'"\` and `]`, `)`: `config["key"] = …`. */
const isClosing = (code: number): boolean =>
  code === 32 ||
  code === 34 ||
  code === 39 ||
  code === 92 ||
  code === 93 ||
  code === 10 ||
  code === 13 ||
  code === 9

/** Whether a keyword at `[from, to)` begins a word that is written as one: small, capitalised or in capitals. */
export function beginsWord(text: string, from: number, to: number): boolean {
  const word = text.slice(from, to)
  const small = word.toLowerCase()
  const capitals = word === word.toUpperCase()
  if (!capitals && word.slice(1) !== small.slice(1)) return false
  const before = text.charAt(from - 1)
  return !/[A-Za-z]/.test(before) || (!capitals && /[a-z]/.test(before) && word[0] !== small[0])
}

/** Classes of characters, as identifiers and the words around them are made of. */

const A = 65
const Z = 90

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

export function isAsciiLetter(code: number): boolean {
  const upper = code & ~32
  return upper >= A && upper <= Z
}

/**
 * A letter of any script. Beyond ASCII everything counts that is not one of the blocks of punctuation, symbols and spaces: cheaper than
 * `\p{L}`, and wrong only about characters that no identifier touches.
 */
export function isLetter(code: number): boolean {
  if (code < 128) return isAsciiLetter(code)
  return (
    code >= 0xc0 &&
    code !== 0xd7 &&
    code !== 0xf7 &&
    !(code >= 0x2000 && code < 0x2c00) &&
    !isCjkPunctuation(code)
  )
}

function isCjkPunctuation(code: number): boolean {
  return (code >= 0x3000 && code < 0x3040) || (code >= 0xff00 && code < 0xff21) || code >= 0xfff0
}

/** What may stand inside a word: letter, digit or underscore. `NaN`, beyond the ends of a text, is not. */
export function isWord(code: number): boolean {
  return isDigit(code) || code === 95 || isLetter(code)
}

export function isUpper(code: number): boolean {
  return code >= A && code <= Z
}

/** Hyphens and dashes of every length: people paste them from documents. */
export function isDash(code: number): boolean {
  return code === 45 || (code >= 0x2010 && code <= 0x2015) || code === 0x2212
}

const NOT_COMPACT = /[^0-9A-Za-z]+/g

/** Letters and digits alone, in upper case: what a check is computed over. */
export function compact(text: string): string {
  return text.replace(NOT_COMPACT, '').toUpperCase()
}

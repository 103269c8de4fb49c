/**
 * Classes of ASCII characters as a table, and the hop over a text that finds long runs of one class
 * while looking at only one character in many (the idea of Boyer and Moore, 1977, with a class for the needle).
 */

export const DIGIT = 1
export const LETTER = 2
export const HEX_LETTER = 4
/** `_` and `-`: with letters and digits the alphabet of base64url and of nearly every issued token. */
export const JOINER = 8
export const SPACE = 16
export const QUOTE = 32
/** What stands for a blank in a URL, or begins it. */
export const URL_BLANK = 64

const CLASSES = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code)
  if (/[0-9]/.test(char)) CLASSES[code] = DIGIT
  else if (/[a-f]/i.test(char)) CLASSES[code] = LETTER | HEX_LETTER
  else if (/[a-z]/i.test(char)) CLASSES[code] = LETTER
  else if (/[_-]/.test(char)) CLASSES[code] = JOINER
  else if (/\s/.test(char)) CLASSES[code] = SPACE
  else if (/[+%]/.test(char)) CLASSES[code] = URL_BLANK
  else if (/["'`]/.test(char)) CLASSES[code] = QUOTE
}

export const ALPHANUMERIC = DIGIT | LETTER
export const TOKEN = DIGIT | LETTER | JOINER

/** The class of the character at `at`; 0 outside the text and beyond ASCII. */
export function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 128 ? (CLASSES[code] as number) : 0
}

/** Start of the first run of at least `length` characters of `classes` at or after `from`; -1 when there is none. */
export function findRun(text: string, classes: number, length: number, from: number): number {
  let probe = from + length - 1
  let known = from - 1
  while (probe < text.length) {
    let at = probe
    while (at > known) {
      const code = text.charCodeAt(at)
      if (code > 127 || ((CLASSES[code] as number) & classes) === 0) break
      at--
    }
    if (at === known) {
      // Everything from the last break to the probe is of the class.
      return probe - length + 1
    }
    known = at
    probe = at + length
  }
  return -1
}

/** End (exclusive) of the run of `classes` that `from` stands in. */
export function runEnd(text: string, classes: number, from: number): number {
  let at = from
  while ((classAt(text, at) & classes) !== 0) at++
  return at
}

/**
 * Does a word begin at `at`? After anything that is not a letter or digit, and after what stands for such a character
 * inside escaped text: `\n`, `\u0022`, `%3D`.
 */
export function startsWord(text: string, at: number): boolean {
  if ((classAt(text, at - 1) & ALPHANUMERIC) === 0) return true
  return ESCAPE_BEFORE.test(text.slice(Math.max(0, at - 6), at))
}

const ESCAPE_BEFORE = /(?:\\[nrtbf]|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2})$/

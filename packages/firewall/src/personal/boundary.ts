import { isDash, isDigit, isLetter, isWord } from './characters.ts'

/** From here on scripts are written without blanks: their letters may touch an identifier. */
const UNSPACED = 0x0e00
const SPACE = 32

/**
 * Does what begins at `at` begin on its own, rather than inside a longer token: a UUID, a path, a decimal, a version, an amount?
 */
export function startsAlone(text: string, at: number): boolean {
  if (at === 0) return true
  const before = text.charCodeAt(at - 1)
  if (isWord(before)) return before >= UNSPACED
  if (isDash(before)) return false
  switch (text[at - 1]) {
    case '.':
      return !isWord(text.charCodeAt(at - 2))
    case ':':
      return !NUMBER_OR_OCTET.test(text.slice(Math.max(0, at - NEAR), at - 1))
    case '/':
    case '+':
    case '@':
    case '$':
    case '€':
    case '£':
    case '¥':
    case '%':
    case '\\':
      return false
    default:
      return true
  }
}

/** Does what ends before `end` end there? Looks two characters ahead. */
export function endsAlone(text: string, end: number): boolean {
  if (end >= text.length) return true
  const next = text.charCodeAt(end)
  if (isWord(next)) return next >= UNSPACED
  const beyond = text.charCodeAt(end + 1)
  if (isDash(next)) return !isWord(beyond)
  switch (text[end]) {
    case '.':
      return !isDigit(beyond) && !(isLetter(beyond) && beyond > 96)
    case ':':
      return !isDigit(beyond) && !OCTET.test(text.slice(end + 1, end + 4))
    case '/':
      return !isWord(beyond)
    case '@':
    case '%':
      return false
    default:
      return true
  }
}

/** In front of a colon: a number (a time, a host's last byte), or a piece of a hardware address; a name that ends in digits is neither. */
const NUMBER_OR_OCTET = /(?:^|\W)(?:\d+|[\dA-Fa-f]{2})$/
const NEAR = 20
/** Behind one: two hexadecimal digits and no more of a word. */
const OCTET = /^[\dA-Fa-f]{2}(?:\W|$)/

/** Are there more groups of digits, a blank away? Then the digits `start`–`end` may be a piece of a longer row. */
export function isInRow(text: string, start: number, end: number): boolean {
  return (
    (text.charCodeAt(start - 1) === SPACE &&
      isDigit(text.charCodeAt(start - 2)) &&
      isPlain(text, start, end)) ||
    (text.charCodeAt(end) === SPACE && isDigit(text.charCodeAt(end + 1)) && isPlain(text, start, end))
  )
}

/** Are there two groups of four hexadecimal digits next to the digits `start`–`end`, one with letters and digits? Then those are a piece of a table of code points. */
export function isInHex(text: string, start: number, end: number): boolean {
  if (!isPlain(text, start, end)) return false
  const before = HEX_BEFORE.exec(text.slice(Math.max(0, start - HEX_REACH), start))
  const behind = HEX_BEHIND.exec(text.slice(end, end + HEX_REACH))
  const groups = [before?.[1], before?.[2], behind?.[1], behind?.[2]].filter(group => group !== undefined)
  return groups.length >= 2 && groups.some(group => /[A-F]/i.test(group) && /\d/.test(group))
}

const HEX_BEFORE = /(?:(?<!\w)([\dA-F]{4})\s)?(?<!\w)([\dA-F]{4})\s$/i
const HEX_BEHIND = /^\s([\dA-F]{4})(?!\w)(?:\s([\dA-F]{4})(?!\w))?/i
const HEX_REACH = 11

function isPlain(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code !== SPACE && !isDigit(code)) return false
  }
  return true
}

import { ALNUM, DIGIT, isIn, LETTER, setsOf } from './characters.ts'

/** Longer values are judged by their beginning. */
const MOST = 512
const counts = new Uint16Array(128)
/** What one more of a character that is there n times adds to the sum of n·log₂ n. */
const STEPS = Float64Array.from({ length: MOST }, (_, n) =>
  n === 0 ? 0 : (n + 1) * Math.log2(n + 1) - n * Math.log2(n),
)

/** Shannon entropy of a stretch of text, in bits per character. Characters outside ASCII count as one. */
export function entropyOf(text: string, start: number, end: number): number {
  const to = Math.min(end, start + MOST)
  const length = to - start
  if (length <= 0) return 0
  let sum = 0
  for (let at = start; at < to; at++) {
    sum += STEPS[counts[Math.min(text.charCodeAt(at), 127)]!++]!
  }
  // Only what was counted is cleared: values are short.
  for (let at = start; at < to; at++) counts[Math.min(text.charCodeAt(at), 127)] = 0
  return Math.log2(length) - sum / length
}

const NEITHER = 0
const NUMBER = 1
const SMALL = 2
const CAPITAL = 3

/** Kind of each ASCII character, for where one gives way to another. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const sets = setsOf(code)
  if ((sets & DIGIT) !== 0) return NUMBER
  return (sets & LETTER) === 0 ? NEITHER : code >= 97 ? SMALL : CAPITAL
})

/**
 * How often, per letter or digit, a kind of character gives way to another in a way that words, names and versions do not have: a number
 * behind a word and a capital in front of one are free. Random tokens have 0.2 and more, compounds of words next to nothing.
 */
export function turbulence(value: string): number {
  let turns = 0
  let letters = 0
  let previous = NEITHER
  let beforeIt = NEITHER
  let freeNumber = true
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at)
    const kind = code < 128 ? KINDS[code]! : NEITHER
    if (kind === NEITHER) freeNumber = true
    else {
      letters++
      const isHump = previous === SMALL && kind === CAPITAL
      if (isHump) {
        // Humps come at most every third letter in words.
        if (beforeIt === CAPITAL) turns++
      } else if (previous !== NEITHER && kind !== previous && !(previous === CAPITAL && kind === SMALL)) {
        if (kind === NUMBER && freeNumber) freeNumber = false
        else turns++
      }
    }
    beforeIt = previous
    previous = kind
  }
  return letters === 0 ? 0 : turns / letters
}

/** Longest stretch of one character repeated. */
export function longestRepeat(value: string): number {
  let longest = 0
  let run = 0
  for (let at = 0; at < value.length; at++) {
    run = at > 0 && value.charCodeAt(at) === value.charCodeAt(at - 1) ? run + 1 : 1
    if (run > longest) longest = run
  }
  return longest
}

/** Longest stretch in which each letter or digit follows the one before: `abcdef`, `1234`. */
export function longestSequence(value: string): number {
  let longest = 0
  let run = 0
  for (let at = 0; at < value.length; at++) {
    const next = at > 0 && isIn(value, at, ALNUM) && value.charCodeAt(at) === value.charCodeAt(at - 1) + 1
    run = next ? run + 1 : 1
    if (run > longest) longest = run
  }
  return longest
}

/** Hexadecimal in both cases at once, which no generator writes. */
export const isMixedHex = (value: string): boolean =>
  value.length >= 16 && /^[0-9a-fA-F-]+$/.test(value) && /[a-f]/.test(value) && /[A-F]/.test(value)

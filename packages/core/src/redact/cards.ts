import {
  ALPHANUMERIC,
  classAt,
  DIGIT,
  findRun,
  JOINER,
  runEnd,
  SPACE,
  startsWord,
  URL_BLANK,
} from './characters.ts'
import type { Span } from './types.ts'

/** Issuers' prefixes and the lengths that they issue (ISO/IEC 7812-1); a number outside is an id or a time stamp. */
const ISSUED = new RegExp(
  `^(?:${[
    '4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})', // Visa
    '(?:5[1-5]|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]+(?<=^[0-9]{16})', // Mastercard
    '3[47][0-9]{13}', // American Express
    '3(?:0[0-5]|095|[689][0-9])[0-9]+(?<=^[0-9]{14}|^[0-9]{16})', // Diners
    '(?:6011|65[0-9]{2}|64[4-9][0-9])[0-9]{12}', // Discover
    '35(?:2[89]|[3-8][0-9])[0-9]{12}', // JCB
    '62[0-9]{14,17}', // UnionPay
    '(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{8,15}', // Maestro
    '220[0-4][0-9]{12}', // Mir
  ].join('|')})$`,
)

/**
 * How people write the number: in one piece, in fours, 4-6-5 (American Express) or 4-6-4 (Diners). The longest reading
 * comes first; what follows a number written in fours may be a year or a verification code.
 */
const WRITTEN = [
  /[0-9]{13,19}(?![0-9])/y,
  /[0-9]{4}([ +-]|%20)[0-9]{4}\1[0-9]{4}\1[0-9]{4}\1[0-9]{3}(?![0-9])/y,
  /[0-9]{4}([ +-]|%20)[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?![0-9])/y,
  /[0-9]{4}([ +-]|%20)[0-9]{6}\1[0-9]{4,5}(?![0-9])/y,
]

/** The check digit of ISO/IEC 7812-1 annex B (Luhn). */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0
  for (let i = digits.length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = digits.charCodeAt(i) - 48
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0
}

const RUN = DIGIT | JOINER | SPACE | URL_BLANK

/**
 * Payment card numbers. Never a part of a longer word, number, fraction or negative number: ids (`blk_-4111…`),
 * decimals (`0.4111…`) and times are not cards.
 */
export function findCards(text: string, found: Span[]): void {
  let run = findRun(text, RUN, MIN_WRITTEN, 0)
  while (run !== -1) {
    const end = runEnd(text, RUN, run)
    let at = run
    while (at < end) {
      if (classAt(text, at) !== DIGIT) {
        at++
        continue
      }
      const digits = runEnd(text, DIGIT, at)
      const written = digits - at === 4 || digits - at >= MIN_WRITTEN
      const stop = written && startsNumber(text, at) ? cardEnd(text, at) : -1
      if (stop === -1) {
        at = digits
      } else {
        found.push({ start: at, end: stop, kind: 'card' })
        at = stop
      }
    }
    run = findRun(text, RUN, MIN_WRITTEN, end)
  }
}

/** Can a text of this shape hold a card at all? Part of the fast path. */
export function mayHoldCard(text: string): boolean {
  return findRun(text, RUN, MIN_WRITTEN, 0) !== -1
}

function cardEnd(text: string, at: number): number {
  for (const pattern of WRITTEN) {
    pattern.lastIndex = at
    const written = pattern.exec(text)?.[0]
    if (written === undefined || AFTER.test(text.slice(at + written.length, at + written.length + 2)))
      continue
    const digits = written.replace(/%20|[ +-]/g, '')
    if (ISSUED.test(digits) && hasLuhnDigit(digits)) return at + written.length
  }
  return -1
}

const MIN_WRITTEN = 13
const AFTER = /^(?:[A-Za-z_]|[.-][0-9])/

function startsNumber(text: string, at: number): boolean {
  if (!startsWord(text, at)) return false
  const before = text[at - 1]
  if (before === '_') return false
  if (before === '.') return (classAt(text, at - 2) & DIGIT) === 0
  if (before === '-') return (classAt(text, at - 2) & ALPHANUMERIC) !== 0
  return true
}

/**
 * One letter as attacks are compared by: lower case, without diacritics, digits and signs that stand for letters read as those. What is
 * folded here is folded in the lexicon and in training too, so that nothing is lost by it.
 */

/** Between words. */
export const GAP = 0
/** A letter or mark of a script that puts blanks between words. */
export const LETTER = 1
export const DIGIT = 2
/** Han, kana, Thai, Lao, Khmer and Burmese: scripts without blanks, where each character is a word of its own. */
export const IDEOGRAPH = 3

const KINDS = new Uint8Array(65_536)
const FOLDED = new Uint16Array(65_536)

const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const WORD = /[\p{L}\p{M}]/u

/** Latin with diacritics, where the base letter is what people type who have no such keyboard. */
const hasBase = (code: number): boolean => (code >= 0xc0 && code < 0x250) || (code >= 0x1e00 && code < 0x1f00)

function fillBlock(block: number): void {
  FILLED[block] = 1
  for (let code = block << 8; code < (block + 1) << 8; code++) {
    FOLDED[code] = code
    if (code >= 0xd800 && code < 0xe000) continue
    const char = String.fromCharCode(code)
    if (/\p{Nd}/u.test(char)) {
      KINDS[code] = DIGIT
    } else if (WORD.test(char)) {
      KINDS[code] = UNSPACED.test(char) ? IDEOGRAPH : LETTER
      const lower = (hasBase(code) ? char.normalize('NFD') : char).toLowerCase()
      FOLDED[code] = lower.charCodeAt(0)
    }
  }
  if (block === 1) FOLDED[0x131] = 0x69 // dotless i
}
const FILLED = new Uint8Array(256)
fillBlock(0)

/** A block of 256 characters is looked at when the first of them comes: most texts need three. */
export function kindOf(code: number): number {
  if (FILLED[code >> 8] === 0) fillBlock(code >> 8)
  return KINDS[code] as number
}

/** Call `kindOf` first. */
export const foldLetter = (code: number): number => FOLDED[code] as number

/** What stands for which letter inside a word ("1gn0r3", "pa$$word"). */
const LEET = new Uint8Array(128)
for (const [sign, letter] of Object.entries({
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'g',
  7: 't',
  8: 'b',
  9: 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
  '+': 't',
}))
  LEET[sign.charCodeAt(0)] = letter.charCodeAt(0)

/** The letter that a digit or sign stands for; 0 when for none. */
export const leetLetter = (code: number): number => (code < 128 ? (LEET[code] as number) : 0)

import { isAsciiLetter, isDigit, isLetter, isWord } from './characters.ts'
import type { Found } from './found.ts'

/**
 * Street addresses, by the words for streets: a number and a name in front of one (English), a name that ends in one with a number behind
 * (German, Dutch, Nordic), or one, a name and a number (Romance languages, Polish). A number is where every look begins.
 */
export function findStreets(text: string, found: Found[]): void {
  for (let at = 0; at < text.length; at++) {
    if (!isDigit(text.charCodeAt(at))) continue
    const start = at
    while (isDigit(text.charCodeAt(at))) at++
    if (at - start > MAX_NUMBER || isWord(text.charCodeAt(start - 1))) continue
    const behind = mayGoOn(text, at) ? match(NUMBER_FIRST, text, start) : undefined
    if (behind !== undefined) {
      const end = start + behind.length
      found.push({
        type: 'street_address',
        start,
        end: end + (match(UNIT, text, end)?.length ?? 0),
        score: 0.75,
      })
      at = end
      continue
    }
    if (!followsName(text, start)) continue
    const front = NUMBER_LAST.exec(text.slice(Math.max(0, start - REACH), start))?.[1]
    const end = start + (match(HOUSE, text, start)?.length ?? 0)
    if (front === undefined || isWord(text.charCodeAt(end))) continue
    found.push({ type: 'street_address', start: start - front.length, end, score: 0.7 })
  }
}

/** A letter of the number, a blank, or a comma; and no word in small letters but those of French streets. */
function mayGoOn(text: string, at: number): boolean {
  const next = text.charCodeAt(at)
  if (next !== 32) return next === 44 || isAsciiLetter(next)
  const beyond = text.charCodeAt(at + 1)
  return !(beyond > 96 && beyond < 123) || 'rabpciq'.includes(text[at + 1] as string)
}

/** Does the word in front of the number have a capital? */
function followsName(text: string, at: number): boolean {
  if (text[at - 1] !== ' ') return false
  let start = at - 1
  while (start > at - REACH && isNamePart(text.charCodeAt(start - 1))) start--
  return start < at - 1 && CAPITAL.test(text[start] as string)
}

function isNamePart(code: number): boolean {
  return isLetter(code) || code === 46 || code === 44 || code === 45 || code === 39 || code === 0x2019
}

const CAPITAL = /\p{Lu}/u
/** Digits of the number of a house. */
const MAX_NUMBER = 5
const REACH = 56

const ENGLISH =
  'street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|terrace|parkway|pkwy|highway|hwy|crescent|close|grove|gardens'
const NUMBER_FIRST = new RegExp(
  `\\d{1,5}[A-Za-z]?,? (?:(?:[NSEW]|North|South|East|West)\\.? )?(?:[\\p{Lu}\\d][\\p{L}\\d'’-]{0,20}\\.? ){1,3}(?:${ENGLISH.split(
    '|',
  )
    .map(word => `[${word[0]?.toUpperCase()}${word[0]}]${word.slice(1)}`)
    .join(
      '|',
    )})(?![\\p{L}\\d])\\.?|\\d{1,5},? (?:bis )?(?:rue|avenue|boulevard|place|allée|chemin|impasse|quai) (?:(?:de|du|des|la|le|les) |d['’]|l['’]){0,2}\\p{Lu}[\\p{L}'’-]{1,24}(?: \\p{Lu}[\\p{L}'’-]{1,24}){0,2}`,
  'uy',
)
const UNIT = /,? ?\n? ?(?:apt|apartment|suite|ste|unit|flat|floor)\.? #?\w{1,6}/iy
const NUMBER_LAST =
  /(?<![\p{L}\d])((?:\p{Lu}[\p{L}.-]{0,20} ){0,2}\p{Lu}[\p{L}-]{1,24}(?:straße|strasse|str\.|gasse|allee|platz|weg|ring|damm|ufer|straat|laan|gracht|plein|gatan|vägen|gata|veien|vej|gade|katu|tie) |(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Rr]ua|[Tt]ravessa|ul\.|ulica|al\.) (?:(?:de|del|della|di|da|do|dos|das|la|las|los) ){0,2}\p{Lu}[\p{L}'’.-]{1,24}(?: \p{Lu}[\p{L}'’.-]{1,24}){0,2},? )$/u
const HOUSE = /\d{1,5}(?: ?[a-zA-Z](?![\p{L}\d]))?/uy

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/**
 * A number and what may stand between it and the word for a street; or that word and what may stand before its number. A word is taken whole, for
 * there are too many ways to divide a run of capitals.
 */
const OPEN =
  /(?<![\p{L}\d])(?:\d{1,5}(?!\d)[\p{L}\d'’.,# -]{0,110}(?:\n ?[\p{L}.]{0,10} ?#?\w{0,6})?|(?:\p{Lu}[\p{L}.-]*(?![\p{L}.-]),? ?|(?:de|del|della|di|da|do|dos|das|la|las|los|via|calle|ul\.) ){1,7}\d{0,5} ?[a-zA-Z]?)\n? ?$/u

/** Longest address, with what is behind it. */
const MAX_ADDRESS = 128

/** Start of the first address that may go on beyond the end of the text. */
export function openStreet(text: string): number {
  const floor = Math.max(0, text.length - MAX_ADDRESS)
  const open = OPEN.exec(text.slice(floor))
  return open === null ? text.length : floor + open.index
}

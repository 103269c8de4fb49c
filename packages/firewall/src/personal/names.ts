import { isLetter, isUpper, isWord } from './characters.ts'
import type { Found } from './found.ts'
import { GIVEN_NAMES } from './given-names.ts'

/**
 * Names of people, where rules can tell: behind a title, behind words that say that a name follows, and a frequent given name with what
 * has the form of a surname behind it. Others need a model (see adapters).
 */
export function findNames(text: string, found: Found[]): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (!isUpper(code) && (code < 0xc0 || !CAPITAL.test(text[at] as string))) continue
    const start = at
    if (isWord(text.charCodeAt(start - 1)) || text[start - 1] === '@') continue
    while (at - start < MAX_WORD && isNamePart(text.charCodeAt(at))) at++
    const first = text.slice(start, at)
    const said = introduced(text, start)
    if (said === 0 && !GIVEN_NAMES.has(first)) continue
    const end = nameEnd(text, start, at)
    const score = said > 0 ? saidScore(text, first, end, said) : end > at ? 0.6 : 0
    if (score === 0) continue
    found.push({ type: 'person', start, end, score, ...(said > 0 && { validator: 'context' }) })
    at = end - 1
  }
}

const MAX_WORD = 24

function isNamePart(code: number): boolean {
  return isLetter(code) || code === 39 || code === 45 || code === 0x2019
}

function saidScore(text: string, first: string, end: number, said: number): number {
  if (NOT_NAMES.has(first)) return 0
  // Behind a greeting stands a name and a comma, or the line ends.
  return said === GREETING_SCORE && !/[,!:\n]/.test(text[end] ?? ',') ? 0 : said
}

const CAPITAL = /\p{Lu}/u
/** A following word: a capitalised one, an initial, or a particle with a capitalised one behind it. */
const NEXT =
  /[ ](?:(?:de|da|di|del|della|van|von|der|den|ter|la|le|bin|al|el|do|dos|du)[ ]){0,2}(?:\p{Lu}\.(?=[ ]\p{Lu})|\p{Lu}[\p{L}'’-]{1,23})/uy
const MAX_WORDS = 4

function nameEnd(text: string, start: number, from: number): number {
  let end = from
  for (let words = 1; words < MAX_WORDS; words++) {
    NEXT.lastIndex = end
    const next = NEXT.exec(text)?.[0]
    if (next === undefined || NOT_NAMES.has(next.trim()) || isWord(text.charCodeAt(end + next.length))) break
    end += next.length
  }
  // A possessive is not part of the name.
  const possessive = /['’]s?$/.exec(text.slice(start, end))
  return possessive === null ? end : end - possessive[0].length
}

const TITLED = 'mr mrs ms mx dr prof herr frau mme mlle sra señor señora signor signora monsieur madame'
const GREETS = 'dear hi hello hey'
/** Last words of what says that a name follows. */
const SAYS = 'is me named name nom nombre nome heiße appelle llamo chiamo się sincerely regards'

type Kind = 'title' | 'greeting' | 'said'

const INTRODUCTIONS: ReadonlyMap<string, Kind> = new Map([
  ...TITLED.split(' ').map((word): [string, Kind] => [word, 'title']),
  ...GREETS.split(' ').map((word): [string, Kind] => [word, 'greeting']),
  ...SAYS.split(' ').map((word): [string, Kind] => [word, 'said']),
])

const SAID =
  /(?:name is|call me|named |name ?[:=]["' ]{0,2}|nom ?: ?|nombre ?: ?|nome ?: ?|ich heiße|je m['’]appelle|me llamo|mi chiamo|nazywam się|sincerely,\s?|regards,\s?)\s?$/iu
const GREETED = /(?:^|[\n.!?"'>] ?)(?:dear|hi|hello|hey) $/i
const PARTICLE = /(?:van|von|de|der|den|la) $/
const REACH = 24

/** How sure the words in front make it that a name follows. */
function introduced(text: string, at: number): number {
  const kind = INTRODUCTIONS.get(wordBefore(text, at))
  if (kind === undefined) {
    const before = text[at - 1] === ' ' ? PARTICLE.exec(text.slice(Math.max(0, at - 5), at)) : null
    // `Mr. van Houten`
    return before !== null && INTRODUCTIONS.get(wordBefore(text, at - before[0].length)) === 'title'
      ? TITLE_SCORE
      : 0
  }
  if (kind === 'title') return text[at - 1] === ' ' ? TITLE_SCORE : 0
  const before = text.slice(Math.max(0, at - REACH), at)
  if (kind === 'greeting') return GREETED.test(before) ? GREETING_SCORE : 0
  return SAID.test(before) ? 0.8 : 0
}

const TITLE_SCORE = 0.85
const GREETING_SCORE = 0.6
/** Punctuation and blanks between an introduction and a name. */
const MAX_GAP = 3
const MAX_INTRODUCTION = 9

/** The word in front of `at`, in small letters. */
function wordBefore(text: string, at: number): string {
  let end = at
  while (end > 0 && at - end < MAX_GAP && !isWord(text.charCodeAt(end - 1))) end--
  if (end === at) return ''
  let start = end
  while (start > 0 && end - start <= MAX_INTRODUCTION && isLetter(text.charCodeAt(start - 1))) start--
  return end - start > MAX_INTRODUCTION ? '' : text.slice(start, end).toLowerCase()
}

/** Words with a capital that follow a greeting, a title or a name without being one. */
const NOT_NAMES = new Set(
  'Mr Mrs Ms Miss Mx Dr Prof Professor Doctor Herr Frau Mister Sir Madam Sirs All Team Everyone Everybody Customer Customers User Friend Friends Colleague Colleagues Hiring Manager Support Member Members Guest Students Parents There World I The A An And Or But If You We They He She It This That These Those Is Are Was Were Has Have Had Will Would Can Could Should Do Does Did Not No Yes Please Thanks Thank What When Where Why How Who In On At To For From With Of By As My Your His Her Our Their Inc Ltd LLC Corp Street Avenue Road University College School Bank Hospital Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December'.split(
    ' ',
  ),
)

/** Four words, with two particles in front of each of the last three. */
const MAX_WORDS_BACK = 10
const MAX_PARTICLE = 5
const WORD_BACK = /(?:^|[^\p{L}'’.-])([\p{L}'’.-]{1,26})[ ]?$/u

/** Start of the first name that may go on beyond the end of the text: of the last words all but particles have a capital. */
export function openName(text: string): number {
  let open = text.length
  let end = text.length
  for (let words = 0; words < MAX_WORDS_BACK; words++) {
    const word = WORD_BACK.exec(text.slice(Math.max(0, end - 28), end))?.[1]
    if (word === undefined) break
    const from = text.lastIndexOf(word, end - 1)
    if (/\p{Lu}/u.test(word)) open = from
    else if (word.length > MAX_PARTICLE && words > 0) break
    if (text[from - 1] !== ' ') break
    end = from
  }
  return open
}

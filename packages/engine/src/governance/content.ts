import { createRedactor, isSecretName, Memory, remembered, TallyError } from '@tallystick/core'

/** Names of fields that hold what was said, whatever their value. */
const CONTENT_NAMES = new Set(
  (
    'prompt prompts message messages content contents text texts input inputs output outputs completion completions ' +
    'response responses question questions answer answers query queries instruction instructions conversation ' +
    'conversations transcript transcripts utterance utterances chat history body document documents snippet excerpt'
  ).split(' '),
)
/** Names of fields that hold who somebody is; a flag or a figure under them says nothing of the kind. */
const PERSONAL_NAMES =
  /(?:^|_)(?:e_?mail|mail|phone|phone_number|mobile|ssn|iban|passport|first_name|last_name|full_name|surname|date_of_birth|birthday|dob|address|street)$/

/** Names of fields whose figures are somebody's, beside those. */
const PERSONAL_NUMBERS =
  /(?:^|_)(?:card|card_number|credit_card|debit_card|account_number|social_security|social_security_number|tax_id|national_id|passport_number)$/
/** Smaller ones under such names count something. */
const MIN_PERSONAL_NUMBER = 1_000

/** A name that can be told to whoever sent it without telling them what they sent. */
const PLAIN_NAME = /^[A-Za-z][\w-]{0,63}$/
const MAX_NAME_WORDS = 8
/** Bodies nested deeper hold no flags. */
const MAX_DEPTH = 16

const MAX_LENGTH = 256
/** Characters of a value with blanks in it, and its words. */
const MAX_PHRASE = 64
const MAX_PHRASE_WORDS = 3
/** Words of a value that joins them by something else, a path or a resource name; and of all texts of a list. */
const MAX_JOINED_WORDS = 10
/** Longer runs of letters and digits are encoded, unless they are as long as digests in hexadecimal. */
const MAX_RUN = 64
/** Scripts that write without blanks say much in little. */
const MAX_UNSPACED = 4

const IDENTIFIER = /^[\p{L}\p{M}\p{N}._:/@+*#~ -]*$/u
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu
const WORDS = /(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}]{2,}(?![\p{L}\p{M}\p{N}])/gu
const RUN = /[A-Za-z0-9+/_-]{65,}/g
/** Longer digests than 64 digits: SHA-384 and SHA-512. */
const DIGEST = /^(?:[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128})$/
/** Of a digest hardly ever all bytes show; shorter identifiers may. */
const HEXADECIMAL = /(?:[0-9A-Fa-f]{2}){20,}/g
const SHOWN = /^[\t\n\r\x20-\x7e]+$/

const DASHES = /\p{Pd}/gu
const EMAIL = /[^\s@]@[^\s@]+\.[^\s@]/
const SOCIAL_SECURITY = /(?<!\d)\d{3}[-. _]\d{2}[-. _]\d{4}(?!\d)/
const PHONE = /(?<![\w.-])(?:\+\d[\d .-]{7,}\d|\d{3}[ .-]\d{3}[ .-]\d{4})(?![\w.-])/
const IBAN = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/

/** The same few names and values come with check after check, and judging one takes longer than all else about it. */
const REMEMBERED = 4_096

const redactor = createRedactor()

/**
 * Refuses (TALLY_CHECK_CONTENT) what may be content, personal data or a secret anywhere in the body of a check. The message and `details.field`
 * name the field, never its value, nor a name that is no plain one. Total, and linear in the body.
 */
export function refuseContent(body: unknown): void {
  walk(body, '', 0)
}

function walk(value: unknown, path: string, depth: number): void {
  const complaint = complaintOf(value)
  if (complaint !== undefined) throw refusal(path, complaint)
  if (typeof value !== 'object' || value === null) return
  if (depth === MAX_DEPTH)
    throw new TallyError('TALLY_CHECK_METADATA', `the body is nested more than ${MAX_DEPTH} deep`)
  if (Array.isArray(value)) {
    const about = listComplaint(value)
    if (about !== undefined) throw refusal(path, about)
    for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`, depth + 1)
    return
  }
  for (const [name, inner] of Object.entries(value)) {
    const aboutName = judgementOf(name).itself
    if (aboutName !== '') throw refusal(path, `has a field whose name ${aboutName}`)
    const inside = path === '' ? name : `${path}.${name}`
    const about = nameComplaint(name, inner)
    if (about !== '') throw refusal(inside, about)
    walk(inner, inside, depth + 1)
  }
}

function refusal(path: string, complaint: string): TallyError {
  const field = path === '' ? 'the body' : path
  return new TallyError('TALLY_CHECK_CONTENT', `${field} ${complaint}`, { details: { field } })
}

/** What is wrong with a name, by what stands under it; '' where nothing is. */
type NameJudgement = {
  /** Such a name is not told either: it is no name. */
  readonly itself: string
  /** A flag, a figure or nothing. */
  readonly whatever: string
  /** From MIN_PERSONAL_NUMBER on. */
  readonly largeFigure: string
  /** A text, a list or an object. */
  readonly content: string
}

const judgementOf = remembered(REMEMBERED, judgeName)

function nameComplaint(name: string, value: unknown): string {
  const { whatever, largeFigure, content } = judgementOf(name)
  if (typeof value === 'number') return Math.abs(value) >= MIN_PERSONAL_NUMBER ? largeFigure : whatever
  return typeof value === 'boolean' || value === null ? whatever : content
}

function judgeName(name: string): NameJudgement {
  const words = wordsOf(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))
  // Capitals within a word divide nothing: PrOmPt.
  const plain = wordsOf(name)
  const joined = words.join('_')
  const whatever = CONTENT_NAMES.has(words.join('')) ? 'is a name for content' : ''
  const personal = PERSONAL_NAMES.test(joined)
  const ofSomebody = personal || PERSONAL_NUMBERS.test(joined) ? 'is a name for personal data' : ''
  return {
    itself: nameItself(name, words),
    // has_prompt: true and input_tokens: 12 tell nothing of what was said.
    whatever,
    largeFigure: whatever || ofSomebody,
    content: whatever || contentComplaint(name, [words.at(-1), plain.at(-1)], personal),
  }
}

const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[_-]+/)
    .filter(word => word !== '')

function nameItself(name: string, words: readonly string[]): string {
  if (!PLAIN_NAME.test(name)) return 'is not a letter and up to 63 letters, digits, _ or - behind it'
  if (holdsSecret(name)) return 'looks like a secret'
  return words.length > MAX_NAME_WORDS ? 'reads like a sentence' : ''
}

function contentComplaint(name: string, last: readonly (string | undefined)[], personal: boolean): string {
  if (last.some(word => word !== undefined && CONTENT_NAMES.has(word))) return 'is a name for content'
  if (personal) return 'is a name for personal data'
  return isSecretName(name) ? 'is a name for a secret' : ''
}

function complaintOf(value: unknown): string | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && Math.abs(value) > 1e8 && holdsSecret(String(value))
      ? 'looks like a payment card'
      : undefined
  return typeof value === 'string' ? textComplaint(value) : undefined
}

/** Why a list is none of identifiers: a text may be sent in pieces. */
function listComplaint(list: readonly unknown[]): string | undefined {
  const texts = list.flat(MAX_DEPTH).filter(item => typeof item === 'string')
  const complaint = piecesComplaint(texts.join(' '))
  if (complaint !== undefined) return complaint
  const digits = texts.filter(text => /^\d+$/.test(text))
  return digits.length > 1 && holdsSecret(digits.join(' ')) ? 'looks like a payment card' : undefined
}

const piecesComplaint = exceptKnown(pieces => {
  const joined = pieces.normalize('NFKC').replace(DASHES, '-')
  if ((joined.match(WORDS) ?? []).length > MAX_JOINED_WORDS) return 'reads like a sentence'
  if (SOCIAL_SECURITY.test(joined)) return 'looks like a social security number'
  if (IBAN.test(joined)) return 'looks like an account number'
  return PHONE.test(joined) ? 'looks like a telephone number' : undefined
})

/** Why a text is no identifier, or undefined when it is one. Digits and letters of other widths are what they look like (NFKC). */
const textComplaint = exceptKnown(value => {
  if (value.length > MAX_LENGTH)
    return `has ${value.length} characters; an identifier has at most ${MAX_LENGTH}`
  const text = value.normalize('NFKC').replace(DASHES, '-')
  if (/\p{Cc}/u.test(text)) return 'has line breaks or control characters, which no identifier has'
  if (EMAIL.test(text)) return 'looks like an e-mail address'
  if (SOCIAL_SECURITY.test(text)) return 'looks like a social security number'
  if (IBAN.test(text)) return 'looks like an account number'
  if (PHONE.test(text)) return 'looks like a telephone number'
  if (holdsSecret(text)) return 'looks like a secret'
  const words = text.split(' ').filter(word => word !== '')
  if (words.length > 1 && (words.length > MAX_PHRASE_WORDS || text.length > MAX_PHRASE))
    return 'reads like a sentence'
  if (!IDENTIFIER.test(text)) return 'has characters that no identifier has'
  if ((text.match(WORDS) ?? []).length > MAX_JOINED_WORDS) return 'reads like a sentence'
  if ((text.match(UNSPACED) ?? []).length > MAX_UNSPACED) return 'reads like a sentence'
  if ((text.match(RUN) ?? []).some(run => longestPart(run) > MAX_RUN && !DIGEST.test(run)))
    return 'looks like encoded content'
  if ((text.match(HEXADECIMAL) ?? []).some(run => SHOWN.test(Buffer.from(run, 'hex').toString('latin1'))))
    return 'looks like encoded content'
  return undefined
})

/** Asks no second time about what was found to be fine. Of what was refused nothing is held. */
function exceptKnown(
  complaintOf: (text: string) => string | undefined,
): (text: string) => string | undefined {
  const fine = new Memory<true>(REMEMBERED)
  return text => {
    if (fine.get(text)) return undefined
    const complaint = complaintOf(text)
    if (complaint === undefined && text.length <= MAX_LENGTH) fine.set(text, true)
    return complaint
  }
}

/** Parts of a path are no run. */
const longestPart = (run: string): number => Math.max(...run.split('/').map(part => part.length))

const holdsSecret = (text: string): boolean => redactor.redact(text) !== text

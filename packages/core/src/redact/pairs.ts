import { ALPHANUMERIC, classAt, JOINER, LETTER, QUOTE } from './characters.ts'
import { isPhraseName, isWords } from './names.ts'
import type { Span } from './types.ts'
import { bareValue, bracketedValue, lineValue, matches, quotedValue, type Value } from './values.ts'

/** What a name means; remembered by the caller, because the same names come again and again. */
export type Names = {
  readonly secret: (name: string) => boolean
  readonly parameter: (name: string) => boolean
}

const MAX_NAME = 64
const MAX_BLANKS = 4

/** Values that hold nothing, or that somebody has replaced already. */
const EMPTY = /^(?:true|false|null|undefined|none|nil|nan|\*+|x{3,}|\.{3})$/i
/** What stands for a value that is filled in elsewhere, or was left out. */
const PLACEHOLDER =
  /(?:<(?:redacted|hidden|masked|filtered|removed|none|empty|[\w -]{0,32}(?:password|passwd|token|secret|key))>|\$\{[\w.]{1,64}\}|\{\{ ?[\w.]{1,64} ?\}\})(?=[\s"'`,;&)\]}<]|$)/iy
/** Words of a sentence, where a value could stand: "password: required", "Cookie: missing". */
const SENTENCE =
  /^(?:a|an|the|is|are|was|not|no|must|should|required|invalid|incorrect|wrong|missing|expired|empty|mismatch|failed|failure|error|denied|rejected|accepted|ok|valid|changed|reset|updated|removed|deleted|created|rotated|revoked|refreshed|found|unexpected|expected|unknown|unset|set|default|disabled|enabled|yes|for|from|in|on|of|to|and|or|with|could|cannot|can't|unable|this|that|it|too|please|new|authentication|authorization)[,.!;:]?$/i

/** Names whose values are said in passing as well ("unexpected token: foo"). */
const SAID = /(?:token|secret|cookies?|credentials?|otp|authorization|bearer|jwt)$/i
const HEADER = /(?:authorization|cookie2?)$/i
const SCHEME = /(?:bearer|basic|token|apikey|api-key|key|negotiate|ntlm)[ \t]+[^\s,"'`;\\]+/iy

/**
 * Secrets that a name gives away in free text: `password=…`, `"password": "…"` (also JSON in JSON), `Cookie: …`,
 * `?token=…`, `Password=…;`.
 */
export function findPairs(text: string, found: Span[], names: Names): void {
  const next = separators(text)
  let floor = 0
  for (let sep = next(0); sep !== undefined; sep = next(floor)) {
    const name = nameBefore(text, sep.start, floor)
    const value = name === undefined ? undefined : secretValue(text, name, sep, names)
    if (value !== undefined) found.push({ start: value.start, end: value.end })
    floor = Math.max(sep.end, value?.end ?? 0)
  }
}

/**
 * Secrets in lists of names and values: `["X-Api-Key", "…"]`, as Node's raw headers and entries of maps are dumped. Lists of names look the
 * same, so the value must not be a word.
 */
export function findEntries(text: string, found: Span[], names: Names): void {
  for (let comma = text.indexOf(','); comma !== -1; comma = text.indexOf(',', comma + 1)) {
    if ((classAt(text, comma - 1) & QUOTE) === 0) continue
    let at = comma + 1
    while (at - comma < MAX_BLANKS && text[at] === ' ') at++
    const name = nameBefore(text, comma, 0)
    if (name === undefined || !names.secret(name.text)) continue
    const value = quotedValue(text, at)
    if (value === undefined) continue
    const content = text.slice(value.start, value.end)
    if (isWords(content) || EMPTY.test(content)) continue
    found.push({ start: value.start, end: value.end })
    comma = value.end
  }
}

/** Secrets behind an option of a command line: `--password …`. */
export function findOptions(text: string, found: Span[], names: Names): void {
  for (let at = text.indexOf('--'); at !== -1; at = text.indexOf('--', at + 2)) {
    OPTION.lastIndex = at
    const match = OPTION.exec(text)
    if (match === null || !names.secret(match[1] as string)) continue
    const value = quotedValue(text, OPTION.lastIndex) ?? bareValue(text, OPTION.lastIndex, false)
    if (value === undefined || EMPTY.test(text.slice(value.start, value.end))) continue
    found.push({ start: value.start, end: value.end })
    at = value.end - 2
  }
}

const OPTION = /--([A-Za-z][\w-]{1,63})[ ]+(?![ -])/y

/** Secrets in elements of XML: `<password>…</password>`. */
export function findElements(text: string, found: Span[], names: Names): void {
  let floor = 0
  for (let close = text.indexOf('</'); close !== -1; close = text.indexOf('</', close + 2)) {
    ELEMENT.lastIndex = close + 2
    const name = ELEMENT.exec(text)?.[0]
    if (name !== undefined && names.secret(name)) {
      let start = close
      while (start > floor && text[start - 1] !== '>') start--
      const value = text.slice(start, close).trim()
      if (start > floor && value !== '' && !EMPTY.test(value)) found.push({ start, end: close })
    }
    floor = close
  }
}

const ELEMENT = /[\w:.-]{1,64}/y

type Separator = {
  readonly start: number
  readonly end: number
  readonly kind: ':' | '='
  /** Written as %3D or %3A, as inside the parameter of a URL. */
  readonly percent: boolean
}

const PERCENT_SEPARATOR = /%(?:25)?3([AD])/iy

/** The separators of a text in their order: `=`, `:` and their percent-encoded forms. */
function separators(text: string): (from: number) => Separator | undefined {
  let equals = text.indexOf('=')
  let colon = text.indexOf(':')
  let percent = text.indexOf('%')
  return from => {
    for (;;) {
      if (equals !== -1 && equals < from) equals = text.indexOf('=', from)
      if (colon !== -1 && colon < from) colon = text.indexOf(':', from)
      if (percent !== -1 && percent < from) percent = text.indexOf('%', from)
      const first = least(equals, colon, percent)
      if (first === -1) return undefined
      if (first !== percent) {
        return { start: first, end: first + 1, kind: first === equals ? '=' : ':', percent: false }
      }
      PERCENT_SEPARATOR.lastIndex = first
      const match = PERCENT_SEPARATOR.exec(text)
      if (match !== null) {
        const kind = (match[1] as string).toUpperCase() === 'D' ? '=' : ':'
        return { start: first, end: PERCENT_SEPARATOR.lastIndex, kind, percent: true }
      }
      percent = text.indexOf('%', first + 1)
    }
  }
}

/** The least of three positions of which -1 is none. */
function least(a: number, b: number, c: number): number {
  let first = a
  if (b !== -1 && (first === -1 || b < first)) first = b
  if (c !== -1 && (first === -1 || c < first)) first = c
  return first
}

type Name = {
  readonly text: string
  readonly start: number
  /** It stands in quotation marks of its own, as in JSON. */
  readonly quoted: boolean
}

const ESCAPE_END = /^(?:25)*[0-9A-Fa-f]{2}/
const DOT = 46
const DOLLAR = 36
/** Names of two words, apart: "API key: …". */
const SECOND_WORD = /^(?:keys?|string|phrase|code|number)$/i

/** The name that ends before a separator: bare, quoted (with any backslashes), in brackets, or percent-encoded. */
function nameBefore(text: string, separator: number, floor: number): Name | undefined {
  let end = separator
  while (end > floor && separator - end < MAX_BLANKS && (text[end - 1] === ' ' || text[end - 1] === '\t'))
    end--
  if (text[end - 1] === ']') end--
  else if (text[end - 3] === '%' && /5D|22/i.test(text.slice(end - 2, end))) end -= 3
  const quote = (classAt(text, end - 1) & QUOTE) === 0 ? undefined : text[end - 1]
  if (quote !== undefined) {
    end--
    while (end > floor && text[end - 1] === '\\') end--
  }
  // `name ?= value` of make, `name .= value` of PHP.
  if (quote === undefined && text[separator] === '=' && /[?.+|]/.test(text[end - 1] ?? '')) {
    end--
    while (end > floor && separator - end < MAX_BLANKS && text[end - 1] === ' ') end--
  }
  let start = end
  let letters = 0
  while (start > floor && end - start < MAX_NAME) {
    const code = text.charCodeAt(start - 1)
    const classes = classAt(text, start - 1)
    const inside =
      quote === undefined
        ? (classes & (ALPHANUMERIC | JOINER)) !== 0 || code === DOT || code === DOLLAR
        : text[start - 1] !== quote && code !== 10
    if (!inside) break
    letters |= classes & LETTER
    start--
  }
  if (letters === 0) return undefined
  if (quote === undefined && text[start - 1] === '\\' && /[nrtbf]/.test(text[start] as string)) start++
  // `%3Ftoken`, `%253Ftoken`: the end of an escape is not a part of the name.
  if (quote === undefined && text[start - 1] === '%')
    start += ESCAPE_END.exec(text.slice(start, end))?.[0].length ?? 0
  const name = text.slice(start, end)
  if (quote === undefined && text[start - 1] === ' ' && SECOND_WORD.test(name))
    return twoWords(text, start, end, floor)
  return { text: name, start, quoted: quote !== undefined }
}

function twoWords(text: string, second: number, end: number, floor: number): Name {
  let start = second
  if ((classAt(text, start - 2) & ALPHANUMERIC) !== 0) {
    start--
    while (
      start > floor &&
      end - start < MAX_NAME &&
      (classAt(text, start - 1) & (ALPHANUMERIC | JOINER)) !== 0
    )
      start--
  }
  return { text: text.slice(start, end), start, quoted: false }
}

/** Does the name stand where a parameter of a URL or a form does? */
function isParameter(text: string, name: Name): boolean {
  return (
    !name.quoted &&
    /(?:[?&#]|&amp;|%(?:25)?(?:3F|26|23))$/i.test(text.slice(Math.max(0, name.start - 5), name.start))
  )
}

function secretValue(text: string, name: Name, separator: Separator, names: Names): Value | undefined {
  const named = names.secret(name.text)
  const parameter = !named && separator.kind === '=' && isParameter(text, name) && names.parameter(name.text)
  if (!named && !parameter) return undefined

  let at = separator.end
  if (separator.kind === ':' && SCOPE.test(text.slice(at, at + 4))) return undefined
  // `:=`, `==`, `=>`, `:::=`
  while (at - separator.end < 3 && (text[at] === '=' || text[at] === '>' || text[at] === ':')) at++
  const tight = at
  while (at - tight < MAX_BLANKS && (text[at] === ' ' || text[at] === '\t')) at++
  if (/^%22$/.test(text.slice(at, at + 3))) at += 3

  if (matches(PLACEHOLDER, text, at)) return undefined
  const value = readValue(text, at, name, separator)
  if (value === undefined || value.end <= value.start) return undefined
  const content = value.end - value.start > 128 ? undefined : text.slice(value.start, value.end)
  if (content === undefined) return value
  if (EMPTY.test(content)) return undefined
  if (parameter) return isRandom(content) ? value : undefined
  if (name.quoted) return value
  const said = separator.kind === ':' || at > tight
  if (said && !value.quoted && SENTENCE.test(firstWord(content))) return undefined
  if (BRACKET.test(content)) return saysSecret(content, name.text) ? value : undefined
  if (said && at > tight && SAID.test(name.text) && !isHeader(name, separator)) {
    return value.quoted ? (content.length > 2 ? value : undefined) : isRandom(content) ? value : undefined
  }
  return value
}

function readValue(text: string, at: number, name: Name, separator: Separator): Value | undefined {
  const quoted = quotedValue(text, at)
  if (quoted !== undefined) return quoted
  const bracketed = bracketedValue(text, at)
  if (bracketed !== undefined) return bracketed
  if (!name.quoted && isHeader(name, separator)) return headerValue(text, at, name)
  if (!name.quoted && isPhraseName(name.text)) return lineValue(text, at, enclosingQuote(text, name))
  return bareValue(text, at, separator.percent)
}

/** `Token::value` is a name of C++, Rust or Ruby, `token://` the scheme of an address. */
const SCOPE = /^:{1,3}(?![:=])|^\/\//

function isHeader(name: Name, separator: Separator): boolean {
  return separator.kind === ':' && HEADER.test(name.text)
}

/** A header dumped as text goes to the end of its line, unless it is a scheme with one credential. */
function headerValue(text: string, at: number, name: Name): Value | undefined {
  if (matches(SCHEME, text, at)) return { start: at, end: SCHEME.lastIndex, quoted: false }
  return lineValue(text, at, enclosingQuote(text, name))
}

/** The quotation mark right before a name: a header passed as one argument, `-H "Cookie: …"`. */
function enclosingQuote(text: string, name: Name): string | undefined {
  return (classAt(text, name.start - 1) & QUOTE) === 0 ? undefined : text[name.start - 1]
}

function firstWord(content: string): string {
  const end = content.search(/\s/)
  return end === -1 ? content : content.slice(0, end)
}

const BRACKET = /^[[{]|^[A-Z]\w* [[{]/

/** A collection under a name that is also said in passing ("token: Token { kind: …, service: … }") must hold a value. */
function saysSecret(content: string, name: string): boolean {
  return !SAID.test(name) || /["'`]/.test(content) || content.split(/[^\w-]+/).some(isRandom)
}

/** Could nobody have said this? Long, or letters and digits together, or letters that make no words. */
function isRandom(content: string): boolean {
  if (content.length >= 32) return true
  if (content.length < 8) return false
  return (
    /[A-Za-z]/.test(content) && (/[0-9]/.test(content) || (/^[A-Za-z]+$/.test(content) && !isWords(content)))
  )
}

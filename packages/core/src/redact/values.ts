import { classAt, QUOTE, SPACE } from './characters.ts'

/** Half-open range of a value within a text. */
export type Value = { readonly start: number; readonly end: number; readonly quoted: boolean }

const MAX_BACKSLASHES = 64

/**
 * End of a quoted value. In JSON inside JSON inside … a quote of depth d has 2^d - 1 backslashes in front of it, and
 * those that the value itself holds have more: a run of r backslashes closes when r mod 2(k+1) = k.
 */
function closingQuote(text: string, from: number, quote: string, backslashes: number): number {
  const period = 2 * (backslashes + 1)
  for (let at = text.indexOf(quote, from); at !== -1; at = text.indexOf(quote, at + 1)) {
    let run = 0
    while (at - run > from && text[at - run - 1] === '\\') run++
    if (run % period === backslashes) return at - backslashes
  }
  return -1
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

/** The value between quotes that begins at `at`, if one does; one that is cut off goes to the end of its line. */
export function quotedValue(text: string, at: number): Value | undefined {
  // Python's b'…' and u'…', C++'s L"…".
  let open = /[bBuUrRL]/.test(text[at] ?? '') && (classAt(text, at + 1) & QUOTE) !== 0 ? at + 1 : at
  let backslashes = 0
  while (text[open] === '\\' && backslashes < MAX_BACKSLASHES) {
    open++
    backslashes++
  }
  if ((classAt(text, open) & QUOTE) === 0) return undefined
  const start = open + 1
  const end = closingQuote(text, start, text[open] as string, backslashes)
  return { start, end: end === -1 ? lineEnd(text, start) : end, quoted: true }
}

const OPENING = '[{'
const CLOSING = ']}'
/** What a dump of a collection has in front of its bracket. */
const COLLECTION = /(?:\[?[A-Z]\w{0,40}(?:: null prototype)?\]?(?:\(\d{1,9}\))? )(?=[[{])/y

/** A list or object that begins at `at`, with all that it holds; one that is cut off goes to the end of the text. */
export function bracketedValue(text: string, at: number): Value | undefined {
  COLLECTION.lastIndex = at
  const open = COLLECTION.test(text) ? COLLECTION.lastIndex : at
  if (open >= text.length || !OPENING.includes(text[open] as string)) return undefined
  let depth = 0
  let end = open
  while (end < text.length) {
    const char = text[end] as string
    if (OPENING.includes(char)) depth++
    else if (CLOSING.includes(char)) depth--
    else if (char === '\\' || (classAt(text, end) & QUOTE) !== 0) end = afterString(text, end)
    end++
    if (depth === 0) break
  }
  return { start: at, end: Math.min(end, text.length), quoted: false }
}

/** Last character of the string that begins at `at`; `at` itself when none does. */
function afterString(text: string, at: number): number {
  let open = at
  while (text[open] === '\\' && open - at < MAX_BACKSLASHES) open++
  if ((classAt(text, open) & QUOTE) === 0) return open - (open > at ? 1 : 0)
  const end = closingQuote(text, open + 1, text[open] as string, open - at)
  return end === -1 ? open : end + (open - at)
}

/** May close an unquoted value, and may as well be a part of it. */
const SEPARATORS = '"\'`&;,)]}|<>'
/** What follows a separator that does close: an end, or the next name. */
const FOLLOWS = /[\s"'`)\]}>,;:&\\<]|$|(?:amp;)?[\w.$%~-]{1,40}(?:\[\w{0,40}\])?["']?[ ]{0,2}[=:]/y
const ESCAPED_END = /\\{1,64}["'`nrt]/y
const PERCENT_END = /%(?:25)?(?:2[26C]|3B|7D|5D|0[AD])/iy

/** A bare value: to the next blank, or to the separator that ends it. */
export function bareValue(text: string, at: number, percent: boolean): Value | undefined {
  let end = at
  for (; end < text.length; end++) {
    if ((classAt(text, end) & SPACE) !== 0) break
    const char = text[end] as string
    if (
      char === '\\'
        ? matches(ESCAPED_END, text, end)
        : percent && char === '%' && matches(PERCENT_END, text, end)
    )
      break
    if (SEPARATORS.includes(char) && matches(FOLLOWS, text, end + 1)) break
  }
  return end === at ? undefined : { start: at, end, quoted: false }
}

/** All of the line: a header, a sentence. `quote` is the quotation mark that the line itself stands in, if any. */
export function lineValue(text: string, at: number, quote: string | undefined): Value | undefined {
  let end = at
  for (; end < text.length; end++) {
    const char = text[end] as string
    if (char === '\n' || char === '\r' || char === quote) break
    if (char === '\\' && matches(ESCAPED_LINE_END, text, end)) break
  }
  while (end > at && (text[end - 1] === ' ' || (quote !== undefined && text[end - 1] === '\\'))) end--
  return end === at ? undefined : { start: at, end, quoted: false }
}

const ESCAPED_LINE_END = /\\{1,64}[nr]/y

export function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

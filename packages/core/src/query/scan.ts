import { isBareName } from './field.ts'
import { UNESCAPES } from './quote.ts'

/** What a reader found at a place of the text, and where that ends. */
export type Scanned<T> = T & { readonly end: number }
/** Why there is nothing to be read there. `position` is the place at fault; the faulty piece ends at `end`. */
export type Fault = { readonly fault: string; readonly position: number; readonly end: number }

const BARE_SEGMENT = /(?:[\w@$/-]|[^\s\u0000-\u007f])+/y

/** White space, parentheses, pipes and the end of the text end a word. */
export function isDelimiter(character: string | undefined): boolean {
  return character === undefined || /[\s()|]/.test(character)
}

/** Where white space from `at` on ends. */
export function skipSpace(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at]!)) at++
  return at
}

/** A text in quotes, of which the first is at `at`. */
export function readQuoted(text: string, at: number): Scanned<{ readonly text: string }> | Fault {
  let out = ''
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i]!
    if (character === '"') return { text: out, end: i + 1 }
    if (character !== '\\') {
      out += character
      continue
    }
    const escaped = text[++i]
    if (escaped === undefined) break
    const meant = Object.hasOwn(UNESCAPES, escaped) ? UNESCAPES[escaped] : undefined
    if (meant === undefined)
      return {
        fault: `unknown escape \\${escaped} in quotes: there are \\" \\\\ \\n \\t \\r; write \\\\ for a backslash`,
        position: i - 1,
        end: text.length,
      }
    out += meant
  }
  return { fault: 'this quote is never closed', position: at, end: text.length }
}

/** The regular expression that begins at `at`, if the next unescaped slash ends the word. */
export function readRegex(text: string, at: number): Scanned<{ readonly source: string }> | undefined {
  if (text[at] !== '/') return undefined
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '/') {
      if (i === at + 1 || !isDelimiter(text[i + 1])) return undefined
      return { source: text.slice(at + 1, i), end: i + 1 }
    }
  }
  return undefined
}

/** A bare word as the literals between its wildcards: one literal means that it has none. */
export function readBare(text: string, at: number): Scanned<{ readonly parts: readonly string[] }> | Fault {
  const parts: string[] = []
  let part = ''
  let i = at
  for (; i < text.length && !isDelimiter(text[i]); i++) {
    const character = text[i]!
    if (character === '"')
      return {
        fault: 'a quote inside a word: put a space before it, or write \\" for the character',
        position: i,
        end: text.length,
      }
    if (character === '*') {
      // A run of stars means what one star means.
      if (part !== '' || parts.length === 0) parts.push(part)
      part = ''
    } else if (character === '\\') {
      const escaped = text[++i]
      if (escaped === undefined)
        return {
          fault: 'a backslash escapes the character after it, and there is none',
          position: i - 1,
          end: i,
        }
      part += escaped
    } else part += character
  }
  parts.push(part)
  return { parts, end: i }
}

/** The name of a field: bare or quoted segments between dots. Undefined when there is none, a fault when a quote is open. */
export function readName(text: string, at: number): Scanned<{ readonly name: string }> | Fault | undefined {
  let name = ''
  let i = at
  for (let first = true; ; first = false) {
    if (text[i] === '"') {
      const quoted = readQuoted(text, i)
      if ('fault' in quoted) return quoted
      name += quoted.text
      i = quoted.end
    } else {
      BARE_SEGMENT.lastIndex = i
      const segment = BARE_SEGMENT.exec(text)?.[0]
      if (segment === undefined || (first && !isBareName(segment))) return undefined
      name += segment
      i += segment.length
    }
    if (text[i] !== '.') return { name, end: i }
    name += '.'
    i++
  }
}

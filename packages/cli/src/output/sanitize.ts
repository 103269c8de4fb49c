/**
 * Text from events is written by others. On a terminal it must stay text: a control character in it could move the cursor, forge
 * a line, or make the terminal answer as if it had typed (ECMA-48 control sequences); a bidi control could make a line read
 * differently from what it says (Unicode TR36 §3.6, "Trojan Source").
 */

/** C0, DEL, C1, line and paragraph separators, bidi controls, zero-width and invisible formats, tag characters, lone surrogates. */
const UNSAFE =
  /[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeOne(character: string): string {
  const short = SHORT[character]
  if (short !== undefined) return short
  const code = character.codePointAt(0)!
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

/** One line of harmless text: whatever could act on a terminal is shown as an escape such as `\x1b`. */
export function sanitizeLine(text: string): string {
  return text.replace(UNSAFE, escapeOne)
}

/** Lines of harmless text: like `sanitizeLine`, but line breaks divide, and a tab is two spaces. */
export function sanitizeLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map(line => sanitizeLine(line.replaceAll('\t', '  ')))
}

/** Harmless text with the lines and tabs it has. */
export function sanitizeText(text: string): string {
  return text.replace(UNSAFE, character => (/[\n\r\t]/.test(character) ? character : escapeOne(character)))
}

/**
 * A value as one line of JSON whose text is harmless too: what JSON leaves as it is (C1, bidi controls, …) is written as `\uXXXX`,
 * which means the same.
 */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value).replace(UNSAFE, escapeJson)}\n`
}

function escapeJson(character: string): string {
  let escaped = ''
  for (let i = 0; i < character.length; i++)
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  return escaped
}

/**
 * Control characters of ASCII and beyond, line separators, and the marks that reorder text on a screen (Unicode TR36 §3.1, "Trojan
 * Source"): what could end a line, move the cursor, or make a line look like another.
 */
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escaped = (char: string): string =>
  SHORT[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Text that stays on its line: control characters are shown as escapes. */
export const onOneLine = (text: string): string => text.toWellFormed().replace(UNSAFE, escaped)

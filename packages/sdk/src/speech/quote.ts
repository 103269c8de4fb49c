/** What can stand between quotes as it is: the common case, found out in one pass. */
const PLAIN = /^[ !#-[\]-~]*$/
/**
 * Characters that are valid in JSON and harmful in terminals and for line readers: DEL and the C1 controls, line separators, the marks that
 * reorder text on a screen (Unicode TR36 §3.1), the byte order mark.
 */
const UNSAFE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** JSON text of a string: one line, well-formed Unicode, no raw control characters of any kind. */
export function quote(text: string): string {
  return PLAIN.test(text)
    ? `"${text}"`
    : JSON.stringify(text.isWellFormed() ? text : text.toWellFormed()).replace(UNSAFE, escaped)
}

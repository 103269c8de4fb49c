/** What can stand between quotes as it is: the common case, found out in one pass. */
const PLAIN = /^[ !#-[\]-~]*$/
/** DEL, the C1 controls, and the line separators of Unicode: valid in JSON, harmful in terminals and for line readers. */
const UNSAFE = /[\x7f-\x9f\u2028\u2029]/g

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/** JSON text of a string: one line, well-formed Unicode, no raw control characters of any kind. */
export function quote(text: string): string {
  return PLAIN.test(text)
    ? `"${text}"`
    : JSON.stringify(text.isWellFormed() ? text : text.toWellFormed()).replace(UNSAFE, escaped)
}

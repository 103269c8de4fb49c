import { ALPHANUMERIC, classAt, SPACE } from './characters.ts'
import type { Span } from './types.ts'

/** Blanks may be those of a URL. */
const LABEL = '(?:[ +]|%20)[A-Z0-9 +%]{0,40}PRIVATE(?:[ +]|%20)KEY(?:(?:[ +]|%20)BLOCK)?-----'
const BEGIN = new RegExp(`-----BEGIN${LABEL}`, 'g')
const END = new RegExp(`-----END${LABEL}`, 'g')

/**
 * Private keys in the textual encoding of RFC 7468 and its kin (PKCS #1, PKCS #8, SEC 1, OpenSSH, PGP), also where the line breaks are
 * escaped. One that is cut off goes as far as its text does.
 */
export function findPrivateKeys(text: string, found: Span[]): void {
  BEGIN.lastIndex = 0
  let complete = true
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    END.lastIndex = BEGIN.lastIndex
    // Once there is no END behind one BEGIN, there is none behind the next.
    complete = complete && END.test(text)
    const end = complete ? END.lastIndex : bodyEnd(text, BEGIN.lastIndex)
    found.push({ start: begin.index, end, kind: 'private_key' })
    BEGIN.lastIndex = end
  }
}

/** Base64, headers of old PEM files, and line breaks, escaped or not. */
function bodyEnd(text: string, from: number): number {
  let at = from
  while (
    at < text.length &&
    ((classAt(text, at) & (ALPHANUMERIC | SPACE)) !== 0 || '+/=\\:,%-'.includes(text[at] as string))
  ) {
    at++
  }
  return at
}

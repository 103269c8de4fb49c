import { classAt, runEnd, startsWord, TOKEN } from './characters.ts'
import type { Span } from './types.ts'

/** Shorter ones are not signed by anybody: a header alone takes 20 characters. */
const MIN_LENGTH = 30
/** JWE in compact form has five parts (RFC 7516 §3.1), JWS three (RFC 7515 §3.1). */
const MAX_PARTS = 5

/** JSON Web Tokens (RFC 7519): the first part is a JSON object in base64url, and so begins with `eyJ`. */
export function findJwts(text: string, found: Span[]): void {
  let at = text.indexOf('eyJ')
  while (at !== -1) {
    let end = at + 1
    if (startsWord(text, at)) {
      end = runEnd(text, TOKEN, at)
      const first = end
      for (let part = 1; part < MAX_PARTS && text[end] === '.'; part++) {
        // The signature of an unsecured token is empty; a full stop behind the token is not part of it.
        if ((classAt(text, end + 1) & TOKEN) === 0) break
        end = runEnd(text, TOKEN, end + 1)
      }
      // Without a second part no later start in the same run has one either.
      if (end > first && end - at >= MIN_LENGTH) found.push({ start: at, end, kind: 'jwt' })
    }
    at = text.indexOf('eyJ', end)
  }
}

import { bitOf, isIn, runEnd } from '../characters.ts'
import { entropyOf } from '../entropy.ts'
import { looksRandom } from '../generic.ts'
import type { Found } from '../rule.ts'

/** `-H "Authorization: Bearer …"`, `Authorization: Basic …`, `X-Api-Key: …`: sticky, at the option or the name. */
const HEADER =
  /(?:(?:-h|--header)[ =]{1,3}["']?(?:(?:proxy-)?authorization|(?:x-(?:[a-z0-9]{1,20}-){0,3})?(?:[a-z]{1,12}-)?(?:api-?)?(?:key|token)|cookie)|authorization)["']?:[ \t]{0,4}["']?(?:(basic|bearer|(?:api-?)?(?:token|key))[ \t]{1,2})?(?:token=["']?)?([\w=~@.+/-]{8,2000})/iy
const ENTROPY = 2.75
const BEARER = bitOf('k') | bitOf('z')
const LEAST_BEARER = 20
const MAX_BEARER = 200
/** A word of documentation: `Bearer your-token-here`. */
const SHOWN =
  /^(?:bearer|basic|token|(?:my|your|the|access|auth|api|secret|some|user|jwt|id)?[_.-]?(?:access|auth|api|secret|bearer|jwt)?[_.-]?(?:token|key|secret|jwt|credentials?)(?:[_.-]?here)?)$/i
const WORDS = /^[A-Za-z]+(?:[-_.][A-Za-z]+)*$/

export function headerAt(text: string, from: number, _to: number, found: Found): void {
  HEADER.lastIndex = from
  const match = HEADER.exec(text)
  if (match === null) return
  const value = match[2]!
  const start = HEADER.lastIndex - value.length
  const option = text.charCodeAt(from) === 45
  if (SHOWN.test(value) || /x{4}|your[_-]|example|placeholder|redacted|\.{3}/i.test(value)) return
  // Without a scheme or an option before it, only what is clearly no word.
  if (
    WORDS.test(value) &&
    (value.length < 20 || !/[a-z][A-Z].*[a-z][A-Z]/.test(value)) &&
    match[1]?.toLowerCase() !== 'basic'
  )
    return
  if (!option && match[1] === undefined && !/[0-9]/.test(value)) return
  if (entropyOf(value, 0, value.length) < ENTROPY) return
  found(start, start + value.length, match[1] === undefined ? 0.7 : 0.85, 'context')
}

/** `Bearer …` (RFC 6750) anywhere, when what follows is random. */
export function bearerAt(text: string, _from: number, to: number, found: Found): void {
  const end = runEnd(text, to, BEARER, to + MAX_BEARER)
  if (end - to < LEAST_BEARER || isIn(text, end, BEARER)) return
  if (looksRandom(text.slice(to, end))) found(to, end, 0.75, 'entropy')
}

/** How far behind `curl` its options stand. */
const MAX_COMMAND = 400
const USER =
  /(?:[ \t\n]-u|--user)(?:=|[ \t]{0,5})(["']?)([^\s"':]{1,100}):(["']?)([^\s"'`<>\u0250-\uffff]{3,128})/y
const SHOWN_PASSWORD =
  /^(?:change(?:it|me)|pass(?:word)?|pwd|test|token|secret|\*+|x+|<.*|\[.*|\$.*|\{\{.*|.*\{\{.*|%.*|your.*)$/i

/** The password of `curl -u user:password`. */
export function userOptionAt(text: string, from: number, _to: number, found: Found): void {
  USER.lastIndex = from
  const match = USER.exec(text)
  if (match === null) return
  const password = match[4]!
  const user = match[2]!
  if (SHOWN_PASSWORD.test(password) || user.startsWith('$') || user.startsWith('{{') || user.startsWith('<'))
    return
  if (!/\bcurl\b/.test(text.slice(Math.max(0, from - MAX_COMMAND), from))) return
  if (entropyOf(password, 0, password.length) < 2) return
  const start = USER.lastIndex - password.length
  found(start, start + password.length, 0.85, 'context')
}

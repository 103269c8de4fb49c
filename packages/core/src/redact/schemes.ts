import type { Span } from './types.ts'

/** Credentials after the name of their scheme (RFC 9110 §11.4, RFC 6750, RFC 7617, RFC 4559). */
const SCHEME =
  /(?<![A-Za-z])(bearer|basic|negotiate|ntlm)(?:[ \t]{1,8}|\+|%20)([A-Za-z0-9._~+/-]{6,}={0,2})/gi

/** Finds credentials that follow a scheme; the scheme itself stays. */
export function findSchemes(text: string, found: Span[]): void {
  SCHEME.lastIndex = 0
  for (let match = SCHEME.exec(text); match !== null; match = SCHEME.exec(text)) {
    const value = match[2] as string
    const isBasic = (match[1] as string).toLowerCase() === 'basic'
    if (isBasic ? !isBasicCredentials(value) : !isTokenLike(value)) continue
    found.push({ start: SCHEME.lastIndex - value.length, end: SCHEME.lastIndex, kind: 'authorization' })
  }
}

/** Tells `Bearer 9f2c…` from "bearer authentication". */
function isTokenLike(value: string): boolean {
  if (value.length >= 32) return true
  if (/^[a-z]+(?:[-_./][a-z]+)*[.]?$/i.test(value) && !/[a-z][A-Z]/.test(value)) return false
  return value.length >= 8
}

/** `user:password` in base64 (RFC 7617 §2). */
function isBasicCredentials(value: string): boolean {
  try {
    return /^[\t\x20-\x7e\x80-\xff]*:[\t\x20-\x7e\x80-\xff]*$/.test(atob(value))
  } catch {
    return false
  }
}

/** Might a scheme be named? Part of the fast path: rare letters first; Kerberos and NTLM only where there is a `longRun`. */
export function mayHoldScheme(text: string, longRun: boolean): boolean {
  return (
    text.includes('Bear') ||
    text.includes('bear') ||
    text.includes('Basi') ||
    text.includes('basi') ||
    text.includes('BEAR') ||
    text.includes('BASI') ||
    (longRun && (text.includes('egotiate') || text.includes('NTLM')))
  )
}

import { isAsciiLetter, isDigit, isLetter } from './characters.ts'
import type { Found } from './found.ts'

/** RFC 5321 §4.5.3.1. */
const MAX_LOCAL = 64
const MAX_DOMAIN = 255

/** What may stand unquoted in front of the @ (RFC 5322 §3.2.3, RFC 6531), less what people put around an address. */
const LOCAL = new Set([..."!#$%&*+-/=?^_`{|}~.'"].map(char => char.charCodeAt(0)))
const EDGE = /^[^\p{L}\d_]+/u
const AT = 64
const DOT = 46
const HYPHEN = 45

/** Names of files and machines that look like a domain, and ends that no mail is sent to. */
const NO_DOMAINS = new Set(
  'png jpg jpeg gif svg webp css js mjs ts tsx jsx json html htm php py rb go rs java local localdomain localhost internal lan invalid'.split(
    ' ',
  ),
)

/** E-mail addresses. An address ends at a blank or punctuation, which is all that it looks ahead. */
export function findEmails(text: string, found: Found[]): void {
  let last = 0
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const end = domainEnd(text, at + 1)
    const start = end === -1 ? -1 : localStart(text, at, last)
    last = at + 1
    if (start === -1) continue
    found.push({ type: 'email', start, end, score: 0.95, validator: 'structure' })
    last = end
  }
}

function localStart(text: string, at: number, floor: number): number {
  let start = at
  while (start > floor && at - start <= MAX_LOCAL && isLocal(text.charCodeAt(start - 1))) start--
  if (at - start > MAX_LOCAL) return -1
  const local = text.slice(start, at)
  const edge = EDGE.exec(local)?.[0].length ?? 0
  // `key=name@example.org`, `mailto:name@…`, `/name@…`: what is assigned, not all of it.
  const assigned = Math.max(local.lastIndexOf('='), local.lastIndexOf('/'), local.lastIndexOf('|')) + 1
  const from = start + Math.max(edge, assigned)
  if (from >= at || text[at - 1] === '.' || text.slice(from, at).includes('..')) return -1
  return isInAuthority(text, at) ? -1 : from
}

/** Credentials in URLs: `//user:word@host`, `//$USER:$TOKEN@host`. */
function isInAuthority(text: string, at: number): boolean {
  return /\/\/[^\s/]*:[^\s/]*$/.test(text.slice(Math.max(0, at - MAX_LOCAL), at))
}

function isLocal(code: number): boolean {
  return isDigit(code) || isLetter(code) || LOCAL.has(code)
}

function domainEnd(text: string, from: number): number {
  let end = from
  let label = from
  let dot = -1
  const limit = Math.min(text.length, from + MAX_DOMAIN)
  for (; end < limit; end++) {
    const code = text.charCodeAt(end)
    if (code === DOT) {
      if (end === label) break
      const next = text.charCodeAt(end + 1)
      if (!(isDigit(next) || isLetter(next))) break
      dot = end
      label = end + 1
    } else if (!(isDigit(code) || isLetter(code) || (code === HYPHEN && end > label))) break
  }
  if (dot === -1 || text.charCodeAt(end) === AT || text[end] === '_') return -1
  while (text.charCodeAt(end - 1) === HYPHEN) end--
  const top = text.slice(dot + 1, end)
  if (!isTop(top) || NO_DOMAINS.has(top.toLowerCase())) return -1
  return isRemote(text, from, end) ? -1 : end
}

/** `git@github.com:owner/repo`. */
function isRemote(text: string, from: number, end: number): boolean {
  return (
    text[end] === ':' &&
    isLetter(text.charCodeAt(end + 1)) &&
    /(?:^|\W)git@$/.test(text.slice(Math.max(0, from - 5), from))
  )
}

function isTop(top: string): boolean {
  if (top.length < 2 || top.length > 63) return false
  if (/^xn--[a-z\d-]+$/i.test(top)) return true
  for (let at = 0; at < top.length; at++) {
    const code = top.charCodeAt(at)
    if (!(isAsciiLetter(code) || (code > 127 && isLetter(code)))) return false
  }
  return true
}

import { isPasswordOf } from '../secrets/rules/urls.ts'
import { isDigit, isWord } from './characters.ts'
import type { Found } from './found.ts'

const COLON = 58
const DOT = 46
/** Of an IPv6 address with a dotted end, a zone is not part of it: `0000:0000:0000:0000:0000:ffff:192.168.100.228`. */
const MAX_ADDRESS = 45
const QUAD = /(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}/y
const PREFIX_4 = /\/(?:3[0-2]|[12]?\d)(?![\w/])/y
const PREFIX_6 = /\/(?:12[0-8]|1[01]\d|[1-9]?\d)(?![\w/])/y

/** IP addresses, with the length of their prefix where they have one. */
export function findAddresses(text: string, found: Found[]): void {
  let at = 0
  while (at < text.length) {
    const start = at
    let marks = 0
    let colon = -1
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === COLON) colon = at
      else if (code !== DOT) {
        if (!isHex(code)) break
        continue
      }
      marks++
    }
    if (marks > 1) inspect(text, start, at, colon, found)
    at++
  }
}

/** A run of what addresses are written in, and where its last colon is. */
function inspect(text: string, start: number, end: number, colon: number, found: Found[]): void {
  const joined = isWord(text.charCodeAt(end))
  if (colon === -1) {
    if (!isWord(text.charCodeAt(start - 1))) quad(text, start, end, found)
    return
  }
  if (!joined && !isWord(text.charCodeAt(start - 1))) {
    if (version6(text, start, end, found)) return
    const first = text.indexOf(':', start)
    if (first > start) quad(text, start, first, found)
  }
  // Of `text::ffff:192.0.2.1` the dotted end is an address of its own.
  if (end - colon > MIN_QUAD) quad(text, colon + 1, end, found)
}

/** `0.0.0.0` */
const MIN_QUAD = 7

function quad(text: string, start: number, end: number, found: Found[]): void {
  QUAD.lastIndex = start
  const address = QUAD.exec(text)?.[0]
  if (address === undefined) return
  let stop = start + address.length
  if (
    stop > end ||
    isDigit(text.charCodeAt(stop)) ||
    (text[stop] === '.' && isDigit(text.charCodeAt(stop + 1)))
  )
    return
  if (text[stop] === '-' || (text[stop] === '.' && isWord(text.charCodeAt(stop + 1)))) return
  if (/[-\w/.]$/.test(text.slice(Math.max(0, start - 1), start)) && text[start - 1] !== '/') return
  PREFIX_4.lastIndex = stop
  stop += PREFIX_4.exec(text)?.[0].length ?? 0
  found.push({
    type: 'ip_address',
    start,
    end: stop,
    score: score4(text, start, address),
    validator: 'structure',
  })
}

/** Addresses that name no machine, and what may as well be the number of a version, say little. */
function score4(text: string, start: number, address: string): number {
  if (/^(?:0|127|255)\./.test(address)) return 0.3
  if (/^\d\.\d\.\d\.\d{1,2}$/.test(address) || VERSION.test(text.slice(Math.max(0, start - 16), start)))
    return 0.25
  return 0.7
}

const VERSION = /(?:\bv|version|release|build|ver\.?)[\s:="']*$/i

function version6(text: string, start: number, runStop: number, found: Found[]): boolean {
  let end = runStop
  // A sentence goes on behind it.
  while (
    end > start &&
    (text.charCodeAt(end - 1) === DOT || (text[end - 1] === ':' && text[end - 2] !== ':'))
  )
    end--
  if (end - start > MAX_ADDRESS || end - start < 3) return false
  const address = text.slice(start, end)
  if (!isVersion6(address) || /^:*[a-f]{1,4}:*$/i.test(address)) return false
  PREFIX_6.lastIndex = end
  const stop = end + (PREFIX_6.exec(text)?.[0].length ?? 0)
  found.push({ type: 'ip_address', start, end: stop, score: score6(address), validator: 'structure' })
  return true
}

/** RFC 4291 §2.2: eight groups, or fewer with one `::`, the last two perhaps dotted. */
function isVersion6(address: string): boolean {
  const halves = address.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const dotted = groups.at(-1)?.includes('.') ? groups.pop() : undefined
  QUAD.lastIndex = 0
  if (dotted !== undefined && QUAD.exec(dotted)?.[0] !== dotted) return false
  if (!groups.every(group => /^[\da-f]{1,4}$/i.test(group))) return false
  const count = groups.length + (dotted === undefined ? 0 : 2)
  return halves.length === 2 ? count >= 1 && count < 8 : count === 8
}

/** `ab::cd` is a name in many languages, `12::30` a mistyped time; an address has a digit, and more or longer groups. */
function score6(address: string): number {
  if (address === '::1') return 0.3
  const groups = address.split(/:+/).filter(group => group !== '')
  if (!/\d/.test(address) || groups.length === 1 || !/[\da-f]{3}/i.test(address)) return 0.2
  return 0.75
}

function isHex(code: number): boolean {
  return isDigit(code) || ((code & ~32) >= 65 && (code & ~32) <= 70)
}

/** RFC 3986 §3.2.1, as far as people write it. */
const USER_INFO = /([A-Za-z\d._~!$&'()*+,;=%-]{1,128}):([^\s/@:'"<>]{1,256})@(?=[\w[])/y

const SCHEME = /[A-Za-z][A-Za-z\d+.-]*$/
const MAX_SCHEME = 30

/** The name and password in a URL (`scheme://name:password@host`). */
export function findCredentials(text: string, found: Found[]): void {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    USER_INFO.lastIndex = at + 3
    const match = USER_INFO.exec(text)
    if (match === null) continue
    const [, user, password] = match as unknown as [string, string, string]
    const scheme = SCHEME.exec(text.slice(Math.max(0, at - MAX_SCHEME), at))?.[0] ?? ''
    if (!isPasswordOf({ scheme, user, password }, text, USER_INFO.lastIndex)) continue
    found.push({
      type: 'url_credentials',
      start: at + 3,
      end: at + 2 + match[0].length,
      score: 0.9,
      validator: 'structure',
    })
  }
}

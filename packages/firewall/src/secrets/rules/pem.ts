import type { Found } from '../rule.ts'

/** Header of a private key: PEM (RFC 7468), OpenSSH, PGP. */
const BEGIN = /-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----/iy
const END = /-----END[ A-Z0-9_-]{0,60}KEY(?: BLOCK)?-----/iy
const PARTIAL = /-----BEGIN[ A-Z0-9_-]{0,90}$/iy
/** Of a whole block: with what rules of one's own look at, it is less than a stream may hold back. */
export const MAX_PEM = 7_000
const LEAST_BASE64 = 64

/** Words of a body: what blanks, escaped line ends, and quotes and signs of string literals leave. */
const PART = /[^\s\\"'`,;()[\]>#*|]+/g
const ESCAPE = /^[nrt](?=[A-Za-z0-9+/=-]|$)/
const BASE64 = /^[A-Za-z0-9+/=]+$/
const NAME = /^[A-Za-z][\w-]{1,30}:$/
/** So many short words in a row are prose. */
const PROSE = 3
const SHORT = 16

type Block = { readonly end: number; readonly base64: number; readonly state: 'closed' | 'stopped' | 'open' }

/** The block of a private key that begins at `from`, and whether more text could change its end. */
export function blockAt(text: string, from: number): Block | undefined {
  BEGIN.lastIndex = from
  if (!BEGIN.test(text)) return undefined
  const limit = Math.min(text.length, from + MAX_PEM)
  let base64 = 0
  let end = BEGIN.lastIndex
  let short = 0
  PART.lastIndex = end
  for (let part = PART.exec(text); part !== null && part.index < limit; part = PART.exec(text)) {
    if (part[0].startsWith('-----')) {
      END.lastIndex = part.index
      if (END.test(text) && END.lastIndex <= limit) return { end: END.lastIndex, base64, state: 'closed' }
      return { end, base64, state: text.length - part.index < 90 ? 'open' : 'stopped' }
    }
    const to = Math.min(part.index + part[0].length, limit)
    if (NAME.test(part[0]) && base64 === 0) {
      // A header of an encrypted or PGP key: its line belongs to it.
      const line = text.indexOf('\n', to)
      const escaped = text.indexOf('\\n', to)
      const stop = Math.min(line === -1 ? limit : line, escaped === -1 ? limit : escaped, limit)
      end = PART.lastIndex = stop
      continue
    }
    const word = part[0]
      .replace(text.charCodeAt(part.index - 1) === 92 ? ESCAPE : '', '')
      .split('-----', 1)[0]!
    if (word !== '' && !BASE64.test(word))
      return { end, base64, state: to < text.length ? 'stopped' : 'open' }
    short = word.length < SHORT ? short + 1 : 0
    if (short === PROSE) return { end, base64, state: to < text.length ? 'stopped' : 'open' }
    base64 += word.length
    if (word.length < part[0].length && part[0].includes('-----')) {
      PART.lastIndex = part.index + part[0].indexOf('-----')
      end = PART.lastIndex
    } else if (short === 0) end = to
  }
  return { end, base64, state: limit < from + MAX_PEM ? 'open' : 'stopped' }
}

export function pemAt(text: string, from: number, _to: number, found: Found): void {
  const block = blockAt(text, from)
  if (block === undefined || block.base64 < LEAST_BASE64) return
  found(from, block.end, block.state === 'closed' ? 0.99 : 0.9, 'structure')
}

/** Whether a header that begins at `from` is cut off by the end of the text. */
export function isPartialHeader(text: string, from: number): boolean {
  PARTIAL.lastIndex = from
  return PARTIAL.test(text)
}

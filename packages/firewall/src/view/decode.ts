import type { Encoding } from '../types.ts'

/** A piece of a text that is another text in an encoding. */
export type Decoded = {
  readonly text: string
  readonly encoding: Exclude<Encoding, 'plain' | 'tags'>
  /** The encoded piece. */
  readonly start: number
  readonly end: number
}

/** Encoded pieces are looked for in runs of these; shorter ones hold too little to matter and are found in every text. */
const MIN_RUN = 16
/** Lines of base64 (RFC 2045 §6.8, RFC 7468). */
const LINES: ReadonlySet<number> = new Set([64, 76])
/**
 * Repeated at most so often: a match of millions of repetitions would overflow the stack of the regular expression engine. It is longer than
 * what is decoded of one text.
 */
const HEX = /(?:[0-9A-Fa-f]{2}){8,262144}/g
/** With the alphabets of RFC 4648 §4 and §5. */
const BASE64 = setOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
/** What stands beside escapes in a part of a URL: unreserved (RFC 3986 §2.3), and `+`. */
const UNRESERVED = setOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+')
const PERCENT = 37
/** At least four escapes, with at most eight plain characters between two of them. */
const ESCAPE =
  /(?:(?:\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}|\\x[0-9A-Fa-f]{2}|&#\d{1,7};|&#[xX][0-9A-Fa-f]{1,6};)[\w.,:@-]{0,8}){4,131072}/g
/** Of what a text holds at least this share shows; bytes that are no text do not. */
const MIN_PRINTABLE = 0.95
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/gu

export type DecodedPieces = {
  readonly pieces: readonly Decoded[]
  /** There was room for everything that decodes. */
  readonly isWhole: boolean
}

/** The encoded pieces of a text that decode to text, in no order; at most `budget` characters of it are decoded. Linear. */
export function decodePieces(text: string, budget: number): DecodedPieces {
  const pieces: Decoded[] = []
  let left = budget
  let isWhole = true
  const take = (
    piece: string,
    start: number,
    encoding: Decoded['encoding'],
    decode: (piece: string) => string | undefined,
  ): void => {
    const part = piece.slice(0, Math.max(left, MIN_RUN))
    const plain = decode(part)
    if (plain === undefined) return
    if (part.length < piece.length || left < plain.length) isWhole = false
    if (left < plain.length) return
    left -= plain.length
    pieces.push({ text: plain, encoding, start, end: start + piece.length })
  }
  for (let start = nextRun(text, 0); start !== -1; ) {
    const lines = text.slice(start, base64End(text, start))
    for (const { 0: hex, index } of lines.matchAll(HEX))
      take(hex, start + index, 'hex', piece => readable(Buffer.from(piece, 'hex')))
    take(lines, start, 'base64', piece => readable(Buffer.from(piece, 'base64')))
    start = nextRun(text, start + lines.length)
  }
  for (const [start, end] of urlPieces(text)) take(text.slice(start, end), start, 'url', fromUrl)
  if (text.includes('\\') || text.includes('&#'))
    for (const { 0: piece, index } of text.matchAll(ESCAPE)) take(piece, index, 'escape', fromEscapes)
  return { pieces, isWhole }
}

/** Where the next run of at least MIN_RUN characters of base64 begins at or behind `from`, or -1. Looks at one of sixteen characters of prose. */
function nextRun(text: string, from: number): number {
  const isIn = (at: number): boolean => BASE64[text.charCodeAt(at)] === 1
  for (let end = from + MIN_RUN - 1; end < text.length; ) {
    let start = end
    while (start >= end - MIN_RUN + 1 && isIn(start)) start--
    if (start < end - MIN_RUN + 1) return start + 1
    end = start + MIN_RUN
  }
  return -1
}

/** Where the base64 that begins at `start` ends, in one line or in several; with its padding. */
function base64End(text: string, start: number): number {
  for (let at = start, known = start; ; ) {
    const end = endOf(BASE64, text, at)
    if (end - at < MIN_RUN) return known
    known = end
    while (known < end + 2 && text[known] === '=') known++
    const feed = text[end] === '\r' ? end + 1 : end
    if (!LINES.has(end - at) || text[feed] !== '\n') return known
    at = feed + 1
  }
}

/** Runs of what a URL may hold in a part of it, with escapes. Each whole: what is cut off would not be found. */
function* urlPieces(text: string): Generator<readonly [start: number, end: number]> {
  let last = 0
  for (let sign = text.indexOf('%'); sign !== -1; sign = text.indexOf('%', last)) {
    if (!isEscape(text, sign)) {
      last = sign + 1
      continue
    }
    let start = sign
    while (start > last && UNRESERVED[text.charCodeAt(start - 1)] === 1) start--
    let end = sign
    while (isEscape(text, end)) end = endOf(UNRESERVED, text, end + 3)
    yield [start, end]
    last = end
  }
}

const isEscape = (text: string, at: number): boolean =>
  text.charCodeAt(at) === PERCENT && isHex(text.charCodeAt(at + 1)) && isHex(text.charCodeAt(at + 2))

const isHex = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102)

function endOf(set: Uint8Array, text: string, from: number): number {
  let at = from
  while (set[text.charCodeAt(at)] === 1) at++
  return at
}

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(128)
  for (const character of characters) set[character.charCodeAt(0)] = 1
  return set
}

/** A long word or a path decodes to bytes too: text it is only when nearly all of it shows. */
function readable(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8')
  if (text.length < 8 || text.includes('\ufffd')) return undefined
  const odd = text.match(UNPRINTABLE)?.length ?? 0
  return odd / text.length <= 1 - MIN_PRINTABLE ? text : undefined
}

function fromUrl(piece: string): string | undefined {
  const plain = piece.replaceAll('+', ' ').replace(/(?:%[0-9A-Fa-f]{2})+/g, run => {
    return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')
  })
  return plain.includes('\ufffd') ? undefined : plain
}

function fromEscapes(piece: string): string {
  return piece.replace(
    /\\u([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]{1,6})\}|\\x([0-9A-Fa-f]{2})|&#(\d{1,7});|&#[xX]([0-9A-Fa-f]{1,6});/g,
    (whole, four?: string, braced?: string, two?: string, decimal?: string, hex?: string) => {
      const code =
        decimal === undefined ? Number.parseInt((four ?? braced ?? two ?? hex)!, 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

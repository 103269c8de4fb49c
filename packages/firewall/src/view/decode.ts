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
/** Encoded pieces of one text that are decoded; what is beyond is noise, or made to cost time. */
const MAX_PIECES = 32
/** base64 with the alphabets of RFC 4648 §4 and §5, in one line or in lines of 64 or 76 (RFC 2045 §6.8). */
const BASE64 = /(?:[A-Za-z0-9+/_-]{76}\r?\n|[A-Za-z0-9+/_-]{64}\r?\n)*[A-Za-z0-9+/_-]{16,}={0,2}/y
const HEX = /(?:[0-9A-Fa-f]{2}){8,}/g
const ALPHABET = new Uint8Array(128)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  ALPHABET[character.charCodeAt(0)] = 1
/** At least four escapes, with at most eight plain characters between two of them. */
const URL = /(?:%[0-9A-Fa-f]{2}[\w.~+-]{0,8}){4,}/g
const ESCAPE =
  /(?:(?:\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}|\\x[0-9A-Fa-f]{2}|&#\d{1,7};|&#[xX][0-9A-Fa-f]{1,6};)[\w.,:@-]{0,8}){4,}/g
/** Of what a text holds at least this share shows; bytes that are no text do not. */
const MIN_PRINTABLE = 0.95
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\u00a0-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/gu

/** The encoded pieces of a text that decode to text, in no order; at most `budget` characters of it are decoded. Linear. */
export function decodePieces(text: string, budget: number): Decoded[] {
  const found: Decoded[] = []
  let left = budget
  const take = (
    { 0: piece, index }: RegExpExecArray,
    encoding: Decoded['encoding'],
    decode: (piece: string) => string | undefined,
  ): void => {
    if (found.length === MAX_PIECES || left < MIN_RUN) return
    const plain = decode(piece.slice(0, left))
    left -= piece.length
    if (plain !== undefined) found.push({ text: plain, encoding, start: index, end: index + piece.length })
  }
  for (let start = nextRun(text, 0); start !== -1; ) {
    BASE64.lastIndex = start
    const lines = BASE64.exec(text)!
    for (const hex of lines[0].matchAll(HEX)) {
      hex.index += start
      take(hex, 'hex', piece => readable(Buffer.from(piece, 'hex')))
    }
    take(lines, 'base64', piece => readable(Buffer.from(piece, 'base64')))
    start = nextRun(text, start + lines[0].length)
  }
  if (text.includes('%')) for (const match of text.matchAll(URL)) take(match, 'url', fromUrl)
  if (text.includes('\\') || text.includes('&#'))
    for (const match of text.matchAll(ESCAPE)) take(match, 'escape', fromEscapes)
  return found
}

/** Where the next run of at least MIN_RUN characters of base64 begins at or behind `from`, or -1. Looks at one of sixteen characters of prose. */
function nextRun(text: string, from: number): number {
  const isIn = (at: number): boolean => ALPHABET[text.charCodeAt(at)] === 1
  for (let end = from + MIN_RUN - 1; end < text.length; ) {
    let start = end
    while (start >= end - MIN_RUN + 1 && isIn(start)) start--
    if (start < end - MIN_RUN + 1) return start + 1
    end = start + MIN_RUN
  }
  return -1
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

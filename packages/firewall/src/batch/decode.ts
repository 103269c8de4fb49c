import { isUtf8 } from 'node:buffer'

/** How far a file is looked into for a NUL byte: git's own measure of what is binary, rounded up. */
export const HEAD = 8_192

type Charset = 'utf8' | 'utf16le' | 'utf16be' | 'utf32le' | 'utf32be'

const MARKS: readonly (readonly [Charset, Buffer])[] = [
  ['utf8', Buffer.from([0xef, 0xbb, 0xbf])],
  // In front of that of UTF-16, which begins the first of them.
  ['utf32le', Buffer.from([0xff, 0xfe, 0, 0])],
  ['utf32be', Buffer.from([0, 0, 0xfe, 0xff])],
  ['utf16le', Buffer.from([0xff, 0xfe])],
  ['utf16be', Buffer.from([0xfe, 0xff])],
]

const markOf = (head: Buffer): (typeof MARKS)[number] | undefined =>
  MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))

/** Whether a file that starts like this is no text: it has a NUL byte, and no byte order mark says that it is UTF-16 or UTF-32. */
export function isBinary(head: Buffer): boolean {
  const charset = markOf(head)?.[0] ?? 'utf8'
  return charset === 'utf8' && head.subarray(0, HEAD).includes(0)
}

/**
 * The text of bytes that come in pieces, the first no shorter than a byte order mark: UTF-16 or UTF-32 where a byte order mark says so, else UTF-8, and a piece that is no UTF-8 as Latin-1,
 * in which every byte is a character and none is lost. The mark is not part of the text.
 */
export async function* decodeText(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let charset: Charset | undefined
  let left: Buffer = Buffer.alloc(0)
  for await (const piece of pieces) {
    let bytes = left.length === 0 ? piece : Buffer.concat([left, piece])
    if (charset === undefined) {
      const [found, mark] = markOf(bytes) ?? ['utf8' as const, Buffer.alloc(0)]
      charset = found
      bytes = bytes.subarray(mark.length)
    }
    const end = charset === 'utf8' ? utf8Border(bytes) : bytes.length & (isUtf32(charset) ? ~3 : ~1)
    left = bytes.subarray(end)
    if (end > 0) yield decode(bytes.subarray(0, end), charset)
  }
  if (left.length > 0) yield decode(left, charset ?? 'utf8')
}

const isUtf32 = (charset: Charset): boolean => charset === 'utf32le' || charset === 'utf32be'

const REPLACEMENT = 0xfffd

function decodeUtf32(bytes: Buffer, isLittle: boolean): string {
  const units = new Uint16Array(bytes.length / 2)
  let length = 0
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    if (point > 0x10ffff) units[length++] = REPLACEMENT
    else if (point < 0x10000) units[length++] = point
    else {
      units[length++] = 0xd800 + ((point - 0x10000) >> 10)
      units[length++] = 0xdc00 + ((point - 0x10000) & 0x3ff)
    }
  }
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le')
}

function decode(bytes: Buffer, charset: Charset): string {
  if (isUtf32(charset)) return decodeUtf32(bytes, charset === 'utf32le')
  if (charset === 'utf8') return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
  if (charset === 'utf16le' || bytes.length % 2 === 1) return bytes.toString('utf16le')
  return Buffer.from(bytes).swap16().toString('utf16le')
}

/** Where the last character begins that has not all its bytes yet; the end when there is none (RFC 3629 §3). */
function utf8Border(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return bytes.length
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

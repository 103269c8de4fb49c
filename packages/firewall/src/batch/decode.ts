import { isUtf8 } from 'node:buffer'

/** How far a file is looked into for a NUL byte: git's own measure of what is binary, rounded up. */
export const HEAD = 8_192

type Charset = 'utf8' | 'utf16le' | 'utf16be'

const MARKS: readonly (readonly [Charset, Buffer])[] = [
  ['utf8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf16le', Buffer.from([0xff, 0xfe])],
  ['utf16be', Buffer.from([0xfe, 0xff])],
]

const markOf = (head: Buffer): (typeof MARKS)[number] | undefined =>
  MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))

/** Whether a file that starts like this is no text: it has a NUL byte, and no byte order mark says that it is UTF-16. */
export function isBinary(head: Buffer): boolean {
  const charset = markOf(head)?.[0]
  return charset !== 'utf16le' && charset !== 'utf16be' && head.subarray(0, HEAD).includes(0)
}

/**
 * The text of bytes that come in pieces, the first no shorter than a byte order mark: UTF-16 where a byte order mark says so, else UTF-8, and a piece that is no UTF-8 as Latin-1,
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
    const end = charset === 'utf8' ? utf8Border(bytes) : bytes.length & ~1
    left = bytes.subarray(end)
    if (end > 0) yield decode(bytes.subarray(0, end), charset)
  }
  if (left.length > 0) yield decode(left, charset ?? 'utf8')
}

function decode(bytes: Buffer, charset: Charset): string {
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

import { crc32 } from 'node:zlib'
import type { WalLines } from '@tallystick/core'

const MAGIC = 0x54574631 // "TWF1"
/** Magic, length of body, CRC-32 of body. */
const PREFIX = 12

/**
 * One tenant's lines in a file of the write-ahead log (docs/design/001-record-format.md). Ends at the first frame that is not whole:
 * at the end of the last file a server may be writing one just now.
 */
export function* walLines(file: Buffer, tenant: string): Generator<WalLines> {
  for (let at = 0; at + PREFIX + 4 <= file.length; ) {
    const start = at + PREFIX
    const end = start + file.readUInt32BE(at + 4)
    if (file.readUInt32BE(at) !== MAGIC || end > file.length || end < start + 4) return
    if (crc32(file.subarray(start, end)) !== file.readUInt32BE(at + 8)) return
    const linesStart = start + 4 + file.readUInt32BE(start)
    const header = readHeader(file.subarray(start + 4, Math.min(linesStart, end)))
    if (header?.tenant === tenant) yield { firstSeq: header.firstSeq, lines: file.subarray(linesStart, end) }
    at = end
  }
}

function readHeader(bytes: Buffer): { tenant: unknown; firstSeq: number } | undefined {
  try {
    const header = JSON.parse(bytes.toString('utf8')) as { tenant?: unknown; first_seq?: unknown } | null
    const firstSeq = header?.first_seq
    return Number.isSafeInteger(firstSeq)
      ? { tenant: header?.tenant, firstSeq: firstSeq as number }
      : undefined
  } catch {
    return undefined
  }
}

import { gunzip, type InputType, inflate, inflateRaw, type ZlibOptions, zstdDecompress } from 'node:zlib'
import { TallyError } from '@tallystick/core'
import type { Share } from '../http/budget.ts'

export type Encoding = 'identity' | 'gzip' | 'deflate' | 'zstd'

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  '': 'identity',
  identity: 'identity',
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  zstd: 'zstd',
}

/** The encoding a Content-Encoding header names (RFC 9110 §8.4). Throws TALLY_INGEST_ENCODING for others and for lists. */
export function encodingOf(header: string | undefined): Encoding {
  const name = (header ?? '').trim().toLowerCase()
  const encoding = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined
  if (encoding === undefined)
    throw new TallyError(
      'TALLY_INGEST_ENCODING',
      `content-encoding ${JSON.stringify(name.slice(0, 64))} is not supported`,
    )
  return encoding
}

/** One-shot decompressor; `consumed` is how many bytes of the input the first frame (or stream) took. */
type Unpacked = { buffer: Buffer; consumed: number }
type Decompressor = (input: Buffer, options: ZlibOptions) => Promise<Unpacked>

// Node's declarations do not know the `info` option (https://nodejs.org/api/zlib.html#class-options).
type WithInfo = { buffer: Buffer; engine: { bytesWritten: number } }
type ZlibCall = (
  input: InputType,
  options: ZlibOptions,
  callback: (error: Error | null, result: Buffer) => void,
) => void

const promised =
  (call: ZlibCall): Decompressor =>
  (input, options) =>
    new Promise((resolve, reject) =>
      call(input, options, (error, result) => {
        if (error) return reject(error)
        const { buffer, engine } = result as unknown as WithInfo
        resolve({ buffer, consumed: engine.bytesWritten })
      }),
    )

const gzip = promised(gunzip)
const zlib = promised(inflate)
const deflateRaw = promised(inflateRaw)
const zstd = promised(zstdDecompress as ZlibCall)

/** `deflate` means the zlib format (RFC 9110 §8.4.1.2), but some clients send raw deflate: told apart by the zlib header (RFC 1950 §2.2). */
function looksLikeZlib(input: Buffer): boolean {
  return input.length >= 2 && (input[0]! & 0x0f) === 8 && input.readUInt16BE(0) % 31 === 0
}

/** More frames than any honest client sends in 16 MiB, few enough not to keep a thread busy with empty ones. */
const MAX_FRAMES = 1_024

/**
 * Decompresses in libuv's thread pool, stopping at `limit` bytes of output (TALLY_INGEST_TOO_LARGE) however small the input.
 * A zstd body may be several frames (RFC 8878 §3), a gzip body several members. Input that is cut off, damaged, or followed by
 * something else is TALLY_INGEST_ENCODING: what did not arrive whole is refused whole.
 */
export async function decompress(
  input: Buffer,
  encoding: Exclude<Encoding, 'identity'>,
  limit: number,
  share: Share,
): Promise<Buffer> {
  const unpack =
    encoding === 'gzip' ? gzip : encoding === 'zstd' ? zstd : looksLikeZlib(input) ? zlib : deflateRaw
  const parts: Buffer[] = []
  let length = 0
  let frames = 0
  for (let rest = input; rest.length > 0; frames++) {
    // Node stops after the first zstd frame and after a deflate stream without a word: what is left must be looked at.
    if (frames > 0 && (encoding !== 'zstd' || frames === MAX_FRAMES))
      throw new TallyError('TALLY_INGEST_ENCODING', `the body goes on after its ${encoding} data`)
    const { buffer, consumed } = await attempt(unpack, rest, limit - length, encoding, limit)
    share.take(buffer.length)
    parts.push(buffer)
    length += buffer.length
    rest = rest.subarray(Math.max(consumed, 1))
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts, length)
}

async function attempt(
  unpack: Decompressor,
  input: Buffer,
  room: number,
  encoding: string,
  limit: number,
): Promise<Unpacked> {
  const chunkSize = Math.min(Math.max(input.length * 4, 4_096), 1024 * 1024)
  try {
    // maxOutputLength must be at least 1; a full body followed by an empty frame still fits.
    return await unpack(input, { info: true, maxOutputLength: Math.max(room, 1), chunkSize } as ZlibOptions)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new TallyError(
        'TALLY_INGEST_TOO_LARGE',
        `the body is larger than ${limit} bytes after decompression`,
        {
          details: { limit },
        },
      )
    throw new TallyError(
      'TALLY_INGEST_ENCODING',
      `the body is not valid ${encoding}: ${(cause as Error).message}`,
      { cause },
    )
  }
}

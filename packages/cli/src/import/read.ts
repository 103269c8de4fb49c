import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TextDecoder } from 'node:util'
import { createGunzip, createZstdDecompress } from 'node:zlib'

/** Lines of one piece of input; the last may go on in the next. */
export type Lines = {
  readonly lines: readonly string[]
  /** The last line is longer than a line may be, and goes on. */
  readonly open: boolean
}

const CHUNK = 256 * 1024
/** Longer lines come in pieces, so that a file of one line needs no more memory than any other. */
const MAX_LINE = 1024 * 1024

export type LineSource = {
  /** The lines, read, decompressed and decoded as they are asked for. */
  lines(): AsyncGenerator<Lines, void, void>
  /** Bytes read so far, of the file as it is on the disk. */
  readonly bytes: number
}

/** A file, plain or compressed with gzip or zstd (told by its first bytes), in UTF-8 or UTF-16 (told by its byte order mark). */
export function fileSource(path: string): LineSource {
  return streamSource(() => createReadStream(path, { highWaterMark: CHUNK }))
}

/** Anything that gives bytes, standard input for one. */
export function streamSource(open: () => Readable): LineSource {
  let bytes = 0
  return {
    get bytes() {
      return bytes
    },
    async *lines() {
      bytes = 0
      const counted = async function* () {
        for await (const chunk of open() as AsyncIterable<Buffer>) {
          bytes += chunk.length
          yield chunk
        }
      }
      yield* splitLines(decompressed(counted()))
    },
  }
}

const GZIP = 0x1f8b
const ZSTD = 0x28b52ffd
/** RFC 8878 §3.1.2: a skippable frame may come first. */
const isSkippable = (magic: number): boolean => (magic & 0xf0ffffff) === 0x502a4d18

/** What the bytes are, or decompress to, by their first four. A file may be several gzip members or zstd frames in a row. */
async function* decompressed(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0)
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
    if (head.length >= 4) break
  }
  const all = async function* () {
    yield head
    yield* chunks
  }
  const magic = head.length >= 4 ? head.readUInt32BE(0) : 0
  if (magic >>> 16 === GZIP) yield* gunzipped(all())
  else if (magic === ZSTD || isSkippable(magic)) yield* zstdFrames(all())
  else yield* all()
}

async function* gunzipped(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const inner = createGunzip()
  const fed = pipeline(chunks, inner)
  // Its failure comes out of `inner` as well.
  fed.catch(() => {})
  yield* inner as AsyncIterable<Buffer>
  await fed
}

/** Node's decompressor ends with the first frame; `zstd` writes several for large files, and `cat a.zst b.zst` is a file too. */
async function* zstdFrames(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer | undefined
  async function feed(inner: ReturnType<typeof createZstdDecompress>, first: Buffer): Promise<void> {
    rest = undefined
    let fed = 0
    for (let chunk = first; ; ) {
      fed += chunk.length
      await new Promise<void>((taken, failed) =>
        inner.write(chunk, error => (error ? failed(error) : taken())),
      )
      if (inner.bytesWritten < fed) {
        rest = chunk.subarray(chunk.length - (fed - inner.bytesWritten))
        return
      }
      const next = await chunks.next()
      if (next.done) {
        inner.end()
        return
      }
      chunk = next.value
    }
  }
  try {
    for (;;) {
      const next = rest === undefined ? await chunks.next() : { done: false as const, value: rest }
      if (next.done) return
      const inner = createZstdDecompress()
      const fed = feed(inner, next.value)
      fed.catch(() => {})
      yield* inner as AsyncIterable<Buffer>
      await fed
    }
  } finally {
    await chunks.return(undefined)
  }
}

function decoderOf(head: Uint8Array): TextDecoder {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : 'utf-8'
  return new TextDecoder(encoding)
}

async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Lines, void, void> {
  let decoder: TextDecoder | undefined
  let rest = ''
  for await (const chunk of input) {
    decoder ??= decoderOf(chunk)
    const text = rest + decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    rest = lines.pop()!
    if (lines.length > 0) yield { lines: lines.map(withoutReturn), open: false }
    while (rest.length > MAX_LINE) {
      const end = isHighSurrogate(rest.charCodeAt(MAX_LINE - 1)) ? MAX_LINE - 1 : MAX_LINE
      yield { lines: [rest.slice(0, end)], open: true }
      rest = rest.slice(end)
    }
  }
  rest += decoder?.decode() ?? ''
  if (rest !== '') yield { lines: [withoutReturn(rest)], open: false }
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00

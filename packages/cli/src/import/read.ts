import { createReadStream } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { type Damage, decompressed } from './decompress.ts'

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
  /** The lines, read, decompressed and decoded as they are asked for. When `signal` aborts, waiting for more rejects. */
  lines(signal: AbortSignal): AsyncGenerator<Lines, void, void>
  /** Bytes read so far, of the file as it is on the disk. */
  readonly bytes: number
  /** What was wrong with the compressed data, once all lines that could be read were given. */
  readonly damage: string | undefined
}

/** A file, plain or compressed with gzip or zstd (told by its first bytes), in UTF-8 or UTF-16 (told by its byte order mark). */
export function fileSource(path: string): LineSource {
  return streamSource(() => createReadStream(path, { highWaterMark: CHUNK }))
}

/** Anything that gives bytes, standard input for one. */
export function streamSource(open: () => Readable): LineSource {
  let bytes = 0
  let damage: string | undefined
  return {
    get bytes() {
      return bytes
    },
    get damage() {
      return damage
    },
    async *lines(signal) {
      bytes = 0
      damage = undefined
      const counted = async function* () {
        for await (const chunk of addAbortSignal(signal, open()) as AsyncIterable<Buffer>) {
          bytes += chunk.length
          yield chunk
        }
      }
      let found: Damage | undefined
      const unpacked = async function* () {
        found = yield* decompressed(counted())
        damage = found?.what
      }
      const rest = yield* splitLines(unpacked())
      if (rest === '') return
      // Half a line would count as taken in once the whole file is there.
      if (found?.cut) damage = `${found.what}; half a line at the end was left out`
      else yield { lines: [rest], open: false }
    },
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

/** Returns what follows the last line feed. */
async function* splitLines(input: AsyncIterable<Buffer>): AsyncGenerator<Lines, string, void> {
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
  return withoutReturn(rest + (decoder?.decode() ?? ''))
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00

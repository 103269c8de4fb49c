import type { Transform } from 'node:stream'
import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib'

/** What is wrong with how something was compressed. */
export type Damage = {
  readonly what: string
  /** Some of what was compressed is missing at the end of what was given. */
  readonly cut: boolean
}

/** Bytes, and at the end what was wrong with them. */
export type Unpacked = AsyncGenerator<Buffer, Damage | undefined, void>

type Kind = 'gzip' | 'zstd'

const cutOff = (kind: Kind): Damage => ({ what: `its ${kind} data are cut off`, cut: true })
const damaged = (kind: Kind): Damage => ({ what: `its ${kind} data are damaged`, cut: true })
const followed = (kind: Kind): Damage => ({ what: `what follows its ${kind} data is none`, cut: false })
/** Decompressing would take more memory than the 128 MiB that zstd itself allows unasked (RFC 8878 §3.1.1.1.2). */
const tooWide: Damage = {
  what: 'its zstd data were compressed with a longer window than is read here (zstd --long=28 or more)',
  cut: true,
}
const changed: Damage = { what: 'its gzip data do not match their checksum', cut: false }

/** Input that can be put back: a decompressor tells only afterwards where its data ended. */
type Input = {
  /** The next bytes, some at a time; undefined at the end. */
  next(): Promise<Buffer | undefined>
  /** Exactly so many bytes, or what is left of them at the end. */
  take(count: number): Promise<Buffer>
  putBack(bytes: Buffer): void
  /** All that is left, as it was read. */
  rest(): AsyncGenerator<Buffer>
}

/** What a damaged place takes along with it is at most what was given to the decompressor at once: little in a small file. */
const SMALLEST = 512
const LARGEST = 64 * 1024

function inputOf(chunks: AsyncGenerator<Buffer>): Input {
  let held: Buffer = Buffer.alloc(0)
  let given = 0
  const more = async (): Promise<boolean> => {
    const next = await chunks.next()
    if (!next.done) held = held.length === 0 ? next.value : Buffer.concat([held, next.value])
    return !next.done
  }
  const give = (count: number): Buffer => {
    const bytes = held.subarray(0, count)
    held = held.subarray(count)
    given += bytes.length
    return bytes
  }
  return {
    async next() {
      while (held.length === 0) if (!(await more())) return undefined
      return give(Math.min(Math.max(given / 64, SMALLEST), LARGEST))
    },
    async take(count) {
      while (held.length < count) if (!(await more())) break
      return give(count)
    },
    putBack(bytes) {
      held = held.length === 0 ? bytes : Buffer.concat([bytes, held])
      given -= bytes.length
    },
    async *rest() {
      if (held.length > 0) yield give(held.length)
      yield* chunks
    },
  }
}

const GZIP = 0x1f8b
const ZSTD = 0x28b52ffd
/** RFC 8878 §3.1.2: a skippable frame may come first. */
const isSkippable = (magic: number): boolean => (magic & 0xf0ffffff) === 0x502a4d18
const isZstd = (magic: number): boolean => magic === ZSTD || isSkippable(magic)

/**
 * What the bytes are, or decompress to: gzip and zstd, told by the first bytes, several members or frames in a row if need be. All that can be
 * read before a damaged place is given.
 */
export async function* decompressed(chunks: AsyncGenerator<Buffer>): Unpacked {
  const input = inputOf(chunks)
  try {
    const head = await input.take(4)
    input.putBack(head)
    const magic = head.length === 4 ? head.readUInt32BE(0) : 0
    if (magic >>> 16 === GZIP) return yield* gzipMembers(input)
    if (isZstd(magic)) return yield* zstdFrames(input)
    yield* input.rest()
    return undefined
  } finally {
    await chunks.return(undefined)
  }
}

/** RFC 1952 §2.2: members follow one another. Zeros behind the last are padding, as gzip itself has it. */
async function* gzipMembers(input: Input): Unpacked {
  for (let first = true; ; first = false) {
    const head = await input.take(10)
    if (!first && head.every(byte => byte === 0)) {
      if (head.length < 10) return undefined
      continue
    }
    if (head.length >= 2 && head.readUInt16BE(0) !== GZIP) return followed('gzip')
    if (head.length < 10 || !(await skipGzipHeader(input, head[3]!))) return cutOff('gzip')
    if (head[2] !== 8) return damaged('gzip')

    let sum = 0
    let size = 0
    const member = inflated(createInflateRaw(), input, 'gzip')
    let next = await member.next()
    for (; !next.done; next = await member.next()) {
      sum = crc32(next.value, sum)
      size += next.value.length
      yield next.value
    }
    if (next.value !== undefined) return next.value
    const trailer = await input.take(8)
    if (trailer.length < 8) return cutOff('gzip')
    if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== size % 2 ** 32) return changed
  }
}

/** RFC 1952 §2.3.1: what comes between the fixed header and the data. False when the input ends in it. */
async function skipGzipHeader(input: Input, flags: number): Promise<boolean> {
  const [hasSum, hasExtra, hasName, hasComment] = [2, 4, 8, 16].map(bit => (flags & bit) !== 0)
  const skip = async (count: number): Promise<boolean> => (await input.take(count)).length === count
  const skipText = async (): Promise<boolean> => {
    for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next()) {
      const end = chunk.indexOf(0)
      if (end === -1) continue
      input.putBack(chunk.subarray(end + 1))
      return true
    }
    return false
  }
  if (hasExtra) {
    const length = await input.take(2)
    if (length.length < 2 || !(await skip(length.readUInt16LE(0)))) return false
  }
  if (hasName && !(await skipText())) return false
  if (hasComment && !(await skipText())) return false
  return !hasSum || skip(2)
}

/** Node's decompressor ends with the first frame; `zstd` writes several for large files, and `cat a.zst b.zst` is a file too. */
async function* zstdFrames(input: Input): Unpacked {
  for (;;) {
    const head = await input.take(4)
    if (head.length === 0) return undefined
    input.putBack(head)
    if (head.length === 4 && !isZstd(head.readUInt32BE(0))) return followed('zstd')
    const damage = yield* inflated(createZstdDecompress(), input, 'zstd')
    if (damage !== undefined) return damage
  }
}

type Inflater = Transform & { readonly bytesWritten: number }

/** One stream of compressed data; what follows it is put back. */
async function* inflated(inner: Inflater, input: Input, kind: Kind): Unpacked {
  try {
    const fed = feed(inner, input)
    // Its failure comes out of `inner`.
    fed.catch(() => {})
    yield* outputOf(inner)
    await fed
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'Z_BUF_ERROR') return cutOff(kind)
    if (code === 'ZSTD_error_frameParameter_windowTooLarge') return tooWide
    if (code === 'ZSTD_error_prefix_unknown') return followed('zstd')
    if (code?.startsWith('Z_') || code?.startsWith('ZSTD_')) return damaged(kind)
    throw error
  } finally {
    inner.destroy()
  }
}

async function feed(inner: Inflater, input: Input): Promise<void> {
  let fed = 0
  try {
    for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next()) {
      fed += chunk.length
      await new Promise<void>((taken, failed) =>
        inner.write(chunk, error => (error ? failed(error) : taken())),
      )
      const left = fed - inner.bytesWritten
      if (left === 0) continue
      input.putBack(chunk.subarray(chunk.length - left))
      return
    }
    inner.end()
  } catch (error) {
    // The file could not be read.
    inner.destroy(error as Error)
    throw error
  }
}

/** All that comes out of a stream, then its error: a stream's own iterator loses what waits when the error comes. */
async function* outputOf(inner: Transform): AsyncGenerator<Buffer, void, void> {
  let wake = () => {}
  let ended = false
  let failure: Error | undefined
  inner.on('readable', () => wake())
  inner.on('end', () => {
    ended = true
    wake()
  })
  inner.on('error', error => {
    failure = error
    wake()
  })
  for (;;) {
    const chunk: Buffer | null = inner.read()
    if (chunk !== null) yield chunk
    else if (failure !== undefined) throw failure
    else if (ended) return
    else
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
}

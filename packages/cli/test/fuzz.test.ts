import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { fuzz } from '../../../scripts/fuzz.ts'
import { parseEventStream } from '../src/client/sse.ts'
import { streamSource } from '../src/import/read.ts'

const SAMPLE = 200
const NEVER = new AbortController().signal

const TEXT = Array.from({ length: 3000 }, (_, i) => `line ${i} ${((i * 2654435761) % 2 ** 32).toString(36)}`)
const PLAIN = Buffer.from(`${TEXT.join('\n')}\n`)
const HALF = PLAIN.indexOf('\n', 20_000) + 1
const ARCHIVES = [
  gzipSync(PLAIN),
  zstdCompressSync(PLAIN),
  Buffer.concat([gzipSync(PLAIN.subarray(0, HALF)), gzipSync(PLAIN.subarray(HALF))]),
  Buffer.concat([zstdCompressSync(PLAIN.subarray(0, HALF)), zstdCompressSync(PLAIN.subarray(HALF))]),
]

async function linesOf(
  bytes: Uint8Array,
  chunk: number,
): Promise<{ lines: string[]; damage: string | undefined }> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, i) =>
    Buffer.from(bytes.subarray(i * chunk, (i + 1) * chunk)),
  )
  const source = streamSource(() => Readable.from(pieces))
  const lines: string[] = []
  for await (const piece of source.lines(NEVER)) lines.push(...piece.lines)
  return { lines, damage: source.damage }
}

/** Bytes read at a time: an archive in single bytes is a round trip for each. */
const size = fc.integer({ min: 64, max: 5000 })
const anySize = fc.integer({ min: 1, max: 300 })

test('an archive that is cut off anywhere gives whole lines from its beginning, and says so', () =>
  fuzz(
    'cut archives',
    fc.asyncProperty(fc.constantFrom(...ARCHIVES), fc.nat(), size, async (archive, at, chunk) => {
      const cut = archive.subarray(0, 4 + (at % (archive.length - 4)))
      const { lines, damage } = await linesOf(cut, chunk)
      assert.deepEqual(lines, TEXT.slice(0, lines.length))
      // Cut between two members it is whole, only shorter.
      if (damage === undefined) assert.ok(lines.join('\n').length < PLAIN.length)
      else assert.match(damage, /cut off/)
    }),
    SAMPLE,
  ))

test('an archive that is damaged anywhere is read to its end or says that it is damaged', () =>
  fuzz(
    'damaged archives',
    fc.asyncProperty(
      fc.constantFrom(...ARCHIVES),
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 20 }),
      size,
      async (archive, at, junk, chunk) => {
        const bytes = Buffer.from(archive)
        bytes.set(junk.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length)
        await linesOf(bytes, chunk)
        await linesOf(Buffer.concat([archive, junk]), chunk)
      },
    ),
    SAMPLE,
  ))

test('any bytes are lines, or an event stream, and end', () =>
  fuzz(
    'bytes',
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), anySize, async (bytes, chunk) => {
      await linesOf(bytes, chunk)
      for (const magic of [
        [0x1f, 0x8b],
        [0x28, 0xb5, 0x2f, 0xfd],
        [0x50, 0x2a, 0x4d, 0x18],
        [0xff, 0xfe],
      ])
        await linesOf(Buffer.concat([Buffer.from(magic), bytes]), chunk)
      for await (const { event, data } of parseEventStream(Readable.from([Buffer.from(bytes)])))
        assert.equal(typeof (event + data), 'string')
    }),
    SAMPLE,
  ))

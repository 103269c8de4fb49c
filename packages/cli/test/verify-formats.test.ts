import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { constants, crc32, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { walLines } from '../src/verify/wal.ts'
import { decompressFrames, frameLength } from '../src/verify/zstd-frames.ts'

async function* inChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** Decompressed bytes, with `<damage>` where some cannot be read. */
async function decompress(bytes: Buffer, chunkSize = 1 << 16): Promise<string> {
  let text = ''
  for await (const chunk of decompressFrames(inChunks(bytes, chunkSize))) {
    text += chunk instanceof Uint8Array ? Buffer.from(chunk).toString('latin1') : '<damage>'
  }
  return text
}

const frame = (bytes: Uint8Array, level = 3) =>
  zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: level },
  })

describe('zstd frames', () => {
  test('of any content are cut at their ends and read in order, whatever the chunks', async () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 9000 }))
        .map(([part, times]) => Buffer.concat(new Array<Uint8Array>(times).fill(part))),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(content, fc.integer({ min: 1, max: 12 })), { maxLength: 4 }),
        fc.integer({ min: 1, max: 5000 }),
        async (parts, size) => {
          const frames = parts.map(([bytes, level]) => frame(bytes, level))
          for (const one of frames) {
            assert.equal(frameLength(Buffer.concat([one, Buffer.from('more')])), one.length)
            assert.equal(frameLength(one.subarray(0, -1)), 'more')
          }
          const expected = parts.map(([bytes]) => Buffer.from(bytes).toString('latin1')).join('')
          assert.equal(await decompress(Buffer.concat(frames), size), expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('that are skippable are passed over', async () => {
    const skippable = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    assert.equal(
      await decompress(
        Buffer.concat([skippable, frame(Buffer.from('a')), skippable, frame(Buffer.from('b')), skippable]),
      ),
      'ab',
    )
  })

  test('that are damaged cost only themselves', async () => {
    const frames = ['first', 'second', 'third'].map(text => frame(Buffer.from(text.repeat(40))))
    const whole = Buffer.concat(frames)
    for (let at = frames[0]!.length; at < frames[0]!.length + frames[1]!.length; at++) {
      const changed = Buffer.from(whole)
      changed[at]! ^= 0xff
      const text = await decompress(changed)
      assert.ok(text.startsWith('first'.repeat(40)), `byte ${at}`)
      assert.ok(text.includes('<damage>') && !text.includes('second'), `byte ${at}: ${text.slice(200)}`)
    }
    assert.match(await decompress(whole.subarray(0, -3)), /second<damage>$/)
    assert.equal(await decompress(Buffer.from('no zstd at all')), '<damage>')
  })

  test('break nothing, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        async bytes => void (await decompress(Buffer.from(bytes), 7)),
      ),
    )
  })
})

describe('the write-ahead log', () => {
  const walFrame = (header: unknown, lines: string) => {
    const json = Buffer.from(JSON.stringify(header))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(json.length)
    const body = Buffer.concat([length, json, Buffer.from(lines)])
    const prefix = Buffer.alloc(12)
    prefix.write('TWF1')
    prefix.writeUInt32BE(body.length, 4)
    prefix.writeUInt32BE(crc32(body), 8)
    return Buffer.concat([prefix, body])
  }
  const read = (file: Buffer) =>
    [...walLines(file, 'acme')].map(({ firstSeq, lines }) => [firstSeq, Buffer.from(lines).toString()])
  const frames = [
    walFrame({ tenant: 'acme', first_seq: 7 }, 'a\nb\n'),
    walFrame({ tenant: 'other', first_seq: 7 }, 'c\n'),
    walFrame({ tenant: 'acme', first_seq: 9 }, 'd\n'),
  ]

  test('gives the lines of one tenant', () => {
    assert.deepEqual(read(Buffer.concat(frames)), [
      [7, 'a\nb\n'],
      [9, 'd\n'],
    ])
    assert.deepEqual(read(Buffer.alloc(0)), [])
  })

  test('ends where a frame is torn, wherever that is', () => {
    const whole = Buffer.concat(frames)
    for (let length = 0; length < whole.length; length++) {
      const expected = length < frames[0]!.length ? [] : [[7, 'a\nb\n']]
      assert.deepEqual(read(whole.subarray(0, length)), expected, `${length} bytes`)
    }
  })

  test('breaks on nothing', () => {
    fc.assert(fc.property(fc.uint8Array(), bytes => void read(Buffer.from(bytes))))
    fc.assert(fc.property(fc.jsonValue(), fc.string(), (header, lines) => void read(walFrame(header, lines))))
  })
})

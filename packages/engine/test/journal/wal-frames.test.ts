import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { walName } from '../../src/journal/layout.ts'
import { encodeFrame, readFrames } from '../../src/journal/wal/frame.ts'
import { recoverWal } from '../../src/journal/wal/recover.ts'
import { encodeLines, temporaryDirectory } from './helpers.ts'

type Spec = { readonly count: number; readonly padding: string }

/** Frames as one file, in groups that were each synced before the next was written; and where each frame starts. */
function fileOf(groups: readonly (readonly Spec[])[]) {
  const parts: Buffer[] = []
  const starts: number[] = []
  let seq = 0
  let length = 0
  for (const group of groups) {
    const synced = length
    for (const { count, padding } of group) {
      const lines = encodeLines('acme', count, 'e', padding)(seq)
      const frame = encodeFrame({ tenant: 'acme', first_seq: seq, count, received: 0, synced }, lines)
      starts.push(length)
      parts.push(...frame)
      length += frame[0].length + frame[1].length
      seq += count
    }
  }
  return { file: Buffer.concat(parts), starts }
}

const frame = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  padding: fc.string({ maxLength: 20 }).map(s => JSON.stringify(s).slice(1, -1)),
})
const group = fc.array(frame, { minLength: 1, maxLength: 4 })
const small: readonly (readonly Spec[])[] = [
  [{ count: 2, padding: '' }],
  [
    { count: 1, padding: 'TWF1 in the text' },
    { count: 3, padding: '' },
  ],
]

describe('frames of the write-ahead log', () => {
  test('read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(group), groups => {
        const { frames, rest, length } = readFrames(fileOf(groups).file)
        assert.equal(rest, 'none')
        assert.equal(length, fileOf(groups).file.length)
        assert.deepEqual(
          frames.map(({ header, lines }) => [header.first_seq, lines.toString()]),
          groups.flat().reduce<[number, string][]>((all, { count, padding }) => {
            const [last, text] = all.at(-1) ?? [0, '']
            const seq = last + text.split('\n').length - 1
            all.push([seq, encodeLines('acme', count, 'e', padding)(seq).toString()])
            return all
          }, []),
        )
      }),
    )
  })

  test('a file cut at any byte gives the frames before the cut, and calls the rest torn', () => {
    const { file, starts } = fileOf(small)
    for (let cut = 0; cut < file.length; cut++) {
      const { frames, length, rest } = readFrames(file.subarray(0, cut))
      const whole = [...starts.slice(1), file.length].filter(end => end <= cut)
      assert.equal(frames.length, whole.length, `cut at ${cut}`)
      assert.equal(length, whole.at(-1) ?? 0)
      assert.equal(rest, length === cut ? 'none' : 'torn')
    }
  })

  test('any changed byte of the last group is torn, of an earlier group damage', () => {
    const { file, starts } = fileOf(small)
    for (let at = 0; at < file.length; at++) {
      const changed = Buffer.from(file)
      changed[at]! ^= 0x20
      const { frames, rest } = readFrames(changed)
      const index = starts.findLastIndex(start => start <= at)
      assert.equal(frames.length, index, `byte ${at}`)
      assert.equal(rest, index === 0 ? 'damaged' : 'torn', `byte ${at}`)
    }
  })

  test('a later frame of a group may reach the disk without an earlier one: that is torn, not damage', () => {
    const { file, starts } = fileOf(small)
    file.fill(0, starts[1], starts[2])
    const { frames, rest } = readFrames(file)
    assert.equal(frames.length, 1)
    assert.equal(rest, 'torn')
  })

  test('no bytes make reading fail', () => {
    const { file } = fileOf(small)
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc
        .tuple(fc.nat(file.length), fc.uint8Array())
        .map(([at, junk]) => Buffer.concat([file.subarray(0, at), junk, file])),
    )
    fc.assert(fc.property(bytes, junk => void readFrames(Buffer.from(junk))))
  })
})

describe('recovery of the write-ahead log', () => {
  test('cuts a torn tail off the last file', t => {
    const directory = temporaryDirectory(t)
    const { file, starts } = fileOf(small)
    const path = join(directory, walName(7))
    writeFileSync(path, file.subarray(0, starts[2]! + 5))
    const seen: number[] = []
    const files = recoverWal(directory, ({ header }) => seen.push(header.first_seq))
    assert.deepEqual(seen, [0, 2])
    assert.deepEqual(files, [{ number: 7, length: starts[2], ends: new Map([['acme', 3]]) }])
    assert.deepEqual(readFileSync(path), file.subarray(0, starts[2]))
  })

  test('refuses to start when any other file is torn', t => {
    const directory = temporaryDirectory(t)
    const { file } = fileOf(small)
    writeFileSync(join(directory, walName(1)), file.subarray(0, -1))
    writeFileSync(join(directory, walName(2)), '')
    assert.throws(() => recoverWal(directory, () => {}), { code: 'TALLY_JOURNAL_CORRUPT' })
  })

  test('refuses to start when frames that were durable are damaged', t => {
    const directory = temporaryDirectory(t)
    const { file } = fileOf(small)
    file[20]! ^= 1
    writeFileSync(join(directory, walName(1)), file)
    assert.throws(() => recoverWal(directory, () => {}), { code: 'TALLY_JOURNAL_CORRUPT' })
    assert.equal(readFileSync(join(directory, walName(1))).length, file.length, 'the evidence stays')
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { encodeFrame, type Frame, readFrames } from '../../src/evidence/frame.ts'

/** A file of groups of lines, written one after the other. */
function fileOf(groups: readonly (readonly string[])[]): { file: Buffer; ends: number[] } {
  let file = Buffer.alloc(0)
  let sequence = 0
  const ends: number[] = []
  for (const group of groups) {
    const lines = group.map(text => Buffer.from(`${JSON.stringify(text)}\n`))
    file = Buffer.concat([file, encodeFrame(sequence, lines, file.length)])
    sequence += group.length
    ends.push(file.length)
  }
  return { file, ends }
}

const textsOf = (frames: readonly Frame[]): string[][] =>
  frames.map(({ lines }) =>
    lines
      .toString()
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as string),
  )

const groups = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 6,
})

describe('the frames of a spool file', () => {
  test('read back as they were written, numbered through', () => {
    fc.assert(
      fc.property(groups, written => {
        const { frames, rest } = readFrames(fileOf(written).file)
        assert.equal(rest, 'none')
        assert.deepEqual(textsOf(frames), JSON.parse(JSON.stringify(written)))
        let sequence = 0
        for (const frame of frames) {
          assert.equal(frame.sequence, sequence)
          sequence += frame.count
        }
      }),
    )
  })

  test('cut off at any byte, lose the frame that is cut and no other', () => {
    const written = [['a', 'bb'], ['ccc'], ['dddd', 'e', 'f']]
    const { file, ends } = fileOf(written)
    for (let length = 0; length <= file.length; length++) {
      const { frames, rest } = readFrames(file.subarray(0, length))
      const whole = ends.filter(end => end <= length).length
      assert.deepEqual(textsOf(frames), written.slice(0, whole), `cut at ${length}`)
      assert.equal(rest, length === 0 || ends.includes(length) ? 'none' : 'torn', `cut at ${length}`)
    }
  })

  test('followed by anything a crash may leave, are read up to there', () => {
    fc.assert(
      fc.property(groups, fc.uint8Array({ minLength: 1, maxLength: 200 }), (written, garbage) => {
        const { frames, rest } = readFrames(Buffer.concat([fileOf(written).file, garbage]))
        assert.equal(frames.length, written.length)
        assert.equal(rest, 'torn')
      }),
    )
  })

  test('with a changed byte anywhere lose one frame; it is damage when a later one shows that it was durable', () => {
    const written = [['a', 'bb'], ['ccc'], ['dddd', 'e', 'f']]
    const { file, ends } = fileOf(written)
    for (let at = 0; at < file.length; at++) {
      const changed = Buffer.from(file)
      changed[at]! ^= 0x41
      const { frames, rest } = readFrames(changed)
      const hit = ends.findIndex(end => at < end)
      assert.deepEqual(
        textsOf(frames),
        written.filter((_, i) => i !== hit),
        `byte ${at}`,
      )
      assert.equal(rest, hit === written.length - 1 ? 'torn' : 'damaged', `byte ${at}`)
    }
  })
})
